//! The table as CSV.

use crate::Table;
use std::io::{self, Write};

/// The first line.
pub const HEADER: [&str; 5] = ["timestamp", "name", "id", "x", "y"];

/// How a file is written. All are CSV by RFC 4180, and a reader must take each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvStyle {
    /// Lines end with CR LF.
    pub has_crlf: bool,
    /// Names stand in quotes.
    pub has_quotes: bool,
    /// Each row whose number is a multiple of it has an empty `x`; none, if it is 0.
    pub empty_every: usize,
}

impl CsvStyle {
    /// Whether the row with this number, counted from 0 in the file, has an empty `x`.
    pub fn is_empty(self, row: usize) -> bool {
        self.empty_every != 0 && row.is_multiple_of(self.empty_every)
    }
}

/// Writes the rows with a header. Floats are written so that reading them gives the same
/// float again.
///
/// # Errors
/// What `to` fails with.
pub fn write_csv(table: &Table, style: CsvStyle, to: &mut impl Write) -> io::Result<()> {
    let end = if style.has_crlf { "\r\n" } else { "\n" };
    let quote = if style.has_quotes { "\"" } else { "" };
    write!(to, "{}{end}", HEADER.join(","))?;
    for (row, name) in table.names().enumerate() {
        write_time(table.time_s[row], to)?;
        write!(to, ",{quote}{name}{quote},{},", table.id[row])?;
        if !style.is_empty(row) {
            write!(to, "{}", table.x[row])?;
        }
        write!(to, ",{}{end}", table.y[row])?;
    }
    Ok(())
}

/// `2000-01-31 23:59:59`, as pandas writes it.
fn write_time(time_s: i64, to: &mut impl Write) -> io::Result<()> {
    let (day, second) = (time_s.div_euclid(86_400), time_s.rem_euclid(86_400));
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    write!(to, "{} {hour:02}:{minute:02}:{second:02}", date(day))
}

/// `2000-01-31`, for a day since 1970-01-01.
pub(crate) fn date(day: i64) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day of a day since 1970-01-01: `civil_from_days` of Howard Hinnant's
/// "chrono-Compatible Low-Level Date Algorithms".
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Generator, START_S};

    #[test]
    fn a_file_has_a_header_and_one_line_a_row() {
        let style = CsvStyle { has_crlf: true, has_quotes: true, empty_every: 2 };
        let mut table = Generator::new(1).rows(0, 2);
        table.x = vec![0.5, -0.25];
        table.y = vec![1.0 / 3.0, 0.0];
        table.name = vec![0, 25];
        table.id = vec![1000, 987];
        let mut text = Vec::new();
        write_csv(&table, style, &mut text).unwrap();
        let expected = "timestamp,name,id,x,y\r\n\
             2000-01-01 00:00:00,\"Alice\",1000,,0.3333333333333333\r\n\
             2000-01-01 00:00:01,\"Zelda\",987,-0.25,0\r\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    #[test]
    fn days_have_the_calendars_dates() {
        let date = |days: i64| civil(START_S / 86_400 + days);
        assert_eq!(date(0), (2000, 1, 1));
        assert_eq!(date(30), (2000, 1, 31));
        assert_eq!(date(59), (2000, 2, 29));
        assert_eq!(date(366), (2001, 1, 1));
        assert_eq!(civil(-1), (1969, 12, 31));
    }
}
