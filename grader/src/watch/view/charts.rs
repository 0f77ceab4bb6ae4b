//! Figures drawn with characters: a meter, an interval on its axis, bars.

use crate::progress::Attempt;
use crate::watch::message::Measured;

/// How full a column is.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// How much of the course is done.
pub(super) fn meter(done: usize, of: usize, width: usize) -> String {
    let full = (done * width).checked_div(of).unwrap_or_default();
    format!("{}{}", "█".repeat(full), "░".repeat(width - full))
}

/// Two lines: an axis from 0 with the interval on it, and where the goal lies.
pub(super) fn interval(measured: &Measured, width: usize) -> Option<[String; 2]> {
    let (speedup, goal) = (measured.speedup?, measured.goal?);
    let room = 12;
    if width < 2 * room {
        return None;
    }
    let largest = speedup.high.max(goal).max(1.0) * 1.1;
    let column = |value: f64| ((value / largest * width as f64) as usize).min(width - 1);
    let (low, middle, high) = (column(speedup.low), column(speedup.median), column(speedup.high));
    let axis = (0..width).map(|at| match at {
        at if at == middle => '●',
        at if at == low => '├',
        at if at == high => '┤',
        at if low < at && at < high => '━',
        at if at == column(goal) => '▲',
        _ => '─',
    });
    let mut labels = vec![' '; width + room];
    let mut label = |at: usize, text: &str| {
        let free = (at.saturating_sub(1)..=at + text.chars().count())
            .all(|at| labels.get(at) == Some(&' '));
        if free {
            labels.splice(at..at + text.chars().count(), text.chars());
        }
    };
    label(column(goal), &format!("▲ {goal:.2}x"));
    label(0, "0");
    label(column(1.0), "1x");
    let labels: String = labels.into_iter().collect();
    Some([axis.collect(), labels.trim_end().to_owned()])
}

/// A bar for each attempt that has a speedup; the rest show by their marks.
pub(super) fn bars(attempts: &[Attempt]) -> String {
    let speedups = attempts.iter().map(|attempt| attempt.speedup);
    let most = speedups.clone().flatten().fold(1.0, f64::max);
    let bar = |speedup: Option<f64>| {
        speedup.map_or(' ', |speedup| {
            let share = (speedup / most).clamp(0.0, 1.0);
            BARS[(share * (BARS.len() - 1) as f64).round() as usize]
        })
    };
    speedups.map(bar).collect()
}
