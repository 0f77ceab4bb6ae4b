//! A small picture of the samples: where the speedups of the counted pairs lie,
//! and where the goal does.

use crate::verdict::Timed;

/// Columns of the picture.
const WIDTH: usize = 60;
/// How full a column is.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Three lines: a histogram, an axis from 0 with the goal on it, and its labels.
pub fn samples(timed: &Timed) -> Option<[String; 3]> {
    let ratios: Vec<f64> = timed.samples.counted().iter().map(|block| block.ratio()).collect();
    let goal = timed.goal_speedup?;
    let largest = ratios.iter().copied().fold(goal, f64::max).max(1.0);
    ratios.first()?;
    let step = largest * 1.1 / WIDTH as f64;
    let column = |value: f64| ((value / step) as usize).min(WIDTH - 1);
    let mut counts = [0; WIDTH];
    for &ratio in &ratios {
        counts[column(ratio)] += 1;
    }
    let most = counts.into_iter().max().unwrap_or(1);
    let bar = |count: usize| match count {
        0 => ' ',
        count => BARS[(count * (BARS.len() - 1)).div_ceil(most)],
    };
    let histogram: String = counts.into_iter().map(bar).collect();
    let axis = (0..WIDTH).map(|at| match at {
        at if at == column(goal) => '▲',
        at if at == 0 || at == column(1.0) => '┴',
        _ => '─',
    });
    let mut labels = vec![' '; WIDTH + 12];
    let mut label = |at: usize, text: &str| {
        let free = (at.saturating_sub(1)..=at + text.chars().count()).all(|at| labels[at] == ' ');
        if free {
            labels.splice(at..at + text.chars().count(), text.chars());
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
