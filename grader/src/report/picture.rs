//! A small picture of the samples: where the speedups of the counted pairs lie,
//! and where the goal does.

use crate::verdict::Timed;

/// Columns of the picture, where there are so many, and the fewest that show
/// anything.
const WIDTH: usize = 60;
const WIDTH_MIN: usize = 20;
/// How full a column is.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Three lines of at most `columns`: a histogram, an axis from 0 with the goal on it,
/// and its labels. Nothing where that is too narrow, or no pair counts.
pub fn samples(timed: &Timed, columns: usize) -> Option<[String; 3]> {
    let width = columns.min(WIDTH);
    if width < WIDTH_MIN {
        return None;
    }
    let ratios: Vec<f64> = timed.samples.counted().iter().map(|block| block.ratio()).collect();
    let goal = timed.goal_speedup?;
    let largest = ratios.iter().copied().fold(goal, f64::max).max(1.0);
    ratios.first()?;
    let step = largest * 1.1 / width as f64;
    let column = |value: f64| ((value / step) as usize).min(width - 1);
    let mut counts = vec![0; width];
    for &ratio in &ratios {
        counts[column(ratio)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1);
    let bar = |count: usize| match count {
        0 => ' ',
        count => BARS[(count * (BARS.len() - 1)).div_ceil(most)],
    };
    let histogram: String = counts.into_iter().map(bar).collect();
    let axis = (0..width).map(|at| match at {
        at if at == column(goal) => '▲',
        at if at == 0 || at == column(1.0) => '┴',
        _ => '─',
    });
    let mut labels = vec![' '; columns + 1];
    let mut label = |at: usize, text: &str| {
        // At the right edge it ends there.
        let length = text.chars().count();
        let at = at.min(columns.saturating_sub(length));
        let room = labels.get(at.saturating_sub(1)..=at + length);
        if room.is_some_and(|room| room.iter().all(|&mark| mark == ' ')) {
            labels.splice(at..at + length, text.chars());
        }
    };
    label(column(goal), &format!("goal {goal:.2}x"));
    label(0, "0");
    label(column(1.0), "1x");
    Some([
        histogram.trim_end().to_owned(),
        axis.collect(),
        labels.into_iter().collect::<String>().trim_end().to_owned(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever was measured, it fits into a panel of any width.
    #[test]
    fn it_is_as_narrow_as_its_panel() {
        let recorded = include_str!("../../tests/evidence/quiet_serial.json");
        let graded: crate::grade::Graded = serde_json::from_str(recorded).expect("a result");
        for columns in 0..100 {
            let lines = samples(&graded.timed()[0], columns);
            assert_eq!(lines.is_some(), columns >= WIDTH_MIN);
            for line in lines.into_iter().flatten() {
                assert!(line.chars().count() <= columns, "{columns}: {line}");
            }
        }
    }

    /// A file may say anything of a machine's capacity, and the goal follows from it.
    #[test]
    fn a_goal_without_end_has_no_label() {
        let recorded = include_str!("../../tests/evidence/quiet_serial.json");
        let graded: crate::grade::Graded = serde_json::from_str(recorded).expect("a result");
        let mut timed = graded.timed().remove(0);
        for goal in [-1e308, 1e308] {
            timed.goal_speedup = Some(goal);
            let [_, _, labels] = samples(&timed, 60).expect("pairs counted");
            assert!(!labels.contains("goal") && labels.starts_with('0'), "{labels}");
        }
    }
}
