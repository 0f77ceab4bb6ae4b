//! A folder of the table, one file a day.

use crate::csv::date;
use crate::{CsvStyle, START_S};

/// What the file of a day is called, without its ending: `2000-01-31`.
pub fn day_name(day: usize) -> String {
    let day = i64::try_from(day).expect("the calendar ends earlier");
    date(START_S / (24 * 60 * 60) + day)
}

/// How the CSV file of a day is written. A folder holds all kinds, as folders do that many
/// programs have written: every third file has quotes, every third one other line ends,
/// every fifth one fields that are empty.
pub fn day_style(day: usize) -> CsvStyle {
    CsvStyle {
        has_quotes: day % 3 == 1,
        has_crlf: day % 3 == 2,
        empty_every: if day % 5 == 4 { 1000 } else { 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_of_files_is_named_by_its_days_and_has_every_style() {
        assert_eq!([day_name(0), day_name(30)], ["2000-01-01", "2000-01-31"]);
        let styles: Vec<CsvStyle> = (0..30).map(day_style).collect();
        assert!(styles.iter().any(|style| style.has_quotes && style.empty_every > 0));
        assert!(styles.iter().any(|style| style.has_crlf && style.empty_every > 0));
        assert!(styles.contains(&CsvStyle::default()));
    }
}
