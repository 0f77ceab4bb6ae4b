//! The picture of the samples: a mark for each block, in the order of measuring.
//! It is drawn here and not by the plotting crate, since each mark has words of its
//! own, and its shape alone tells whether it counts and why not.

use super::super::duration;
use crate::verdict::{Against, Block, Gate, Timed};
use maud::{Markup, html};
use std::fmt::Write;

/// The drawing's size, and the room around the field of marks, in its own units.
const SIZE: (f64, f64) = (640.0, 340.0);
const LEFT: f64 = 64.0;
/// Here stands the goal's label, beside the field: inside it would hide marks.
const RIGHT: f64 = 104.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 62.0;
/// The most lines across the picture.
const LINES: f64 = 6.0;
/// A block that did not count may lie anywhere. The field ends at so many times the
/// largest that counts or the goal; marks beyond it stand at its edge.
const FIELD: f64 = 1.6;
/// Half a mark's size, and the same where marks are many.
const MARK: f64 = 6.0;
const MARK_SMALL: f64 = 4.0;
const MANY: usize = 80;

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Above,
    Below,
    Failed(Gate),
}

impl State {
    const ALL: [Self; 8] = [
        Self::Above,
        Self::Below,
        Self::Failed(Gate::Serial),
        Self::Failed(Gate::Restless),
        Self::Failed(Gate::Rendezvous),
        Self::Failed(Gate::Witness),
        Self::Failed(Gate::RunDelay),
        Self::Failed(Gate::Clock),
    ];

    fn class(self) -> &'static str {
        match self {
            Self::Above => "mark above",
            Self::Below => "mark below",
            Self::Failed(_) => "mark uncounted",
        }
    }

    fn words(self) -> String {
        match self {
            Self::Above => "counted, above the goal".to_owned(),
            Self::Below => "counted, not above the goal".to_owned(),
            Self::Failed(gate) => format!("did not count: {}", gate.words()),
        }
    }

    /// The outline around a point.
    fn outline(self, (x, y): (f64, f64), size: f64) -> String {
        let polygon = |corners: &[(f64, f64)]| {
            let mut path = String::new();
            for (at, (right, down)) in corners.iter().enumerate() {
                let word = if at == 0 { 'M' } else { 'L' };
                let _ = write!(path, "{word}{:.1} {:.1}", x + right * size, y + down * size);
            }
            path
        };
        match self {
            Self::Above | Self::Below => format!(
                "M{:.1} {y:.1}a{size} {size} 0 1 0 {} 0a{size} {size} 0 1 0 {} 0z",
                x - size,
                2.0 * size,
                -2.0 * size
            ),
            Self::Failed(Gate::Serial) => {
                polygon(&[(-0.9, -0.9), (0.9, 0.9)]) + &polygon(&[(-0.9, 0.9), (0.9, -0.9)])
            }
            Self::Failed(Gate::Restless) => {
                polygon(&[(-1.1, 0.0), (1.1, 0.0)]) + &polygon(&[(0.0, -1.1), (0.0, 1.1)])
            }
            Self::Failed(Gate::Rendezvous) => {
                polygon(&[(0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)]) + "z"
            }
            Self::Failed(Gate::Witness) => {
                polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]) + "z"
            }
            Self::Failed(Gate::RunDelay) => {
                polygon(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]) + "z"
            }
            Self::Failed(Gate::Clock) => polygon(&[(0.0, 1.1), (1.1, -0.9), (-1.1, -0.9)]) + "z",
        }
    }
}

/// The blocks of a timed case, each with its state.
struct Marks<'a> {
    timed: &'a Timed,
    blocks: Vec<(&'a Block, State)>,
}

impl<'a> Marks<'a> {
    fn of(timed: &'a Timed) -> Self {
        let goal = timed.goal_speedup;
        let state = |block: &Block, gate: Option<Gate>| match gate {
            Some(gate) => State::Failed(gate),
            None if goal.is_some_and(|goal| block.ratio() > goal) => State::Above,
            None => State::Below,
        };
        let gates = timed.samples.failed_gates();
        let blocks = timed.samples.blocks.iter().zip(gates);
        let blocks = blocks.map(|(block, gate)| (block, state(block, gate))).collect();
        Self { timed, blocks }
    }

    fn count(&self, state: State) -> usize {
        self.blocks.iter().filter(|(_, found)| *found == state).count()
    }

    /// What one block shows, for a reader who points at it.
    fn words(&self, at: usize) -> String {
        let (block, state) = self.blocks[at];
        let calls = self.timed.samples.calls.max(1) as f64;
        format!(
            "Pair {}: {:.2}x, {} over {}; {}",
            at + 1,
            block.ratio(),
            duration(block.baseline_s / calls),
            duration(block.candidate_s / calls),
            state.words()
        )
    }

    /// Where the field ends.
    fn top(&self) -> f64 {
        let ratios = |counted: bool| {
            let chosen = self
                .blocks
                .iter()
                .filter(move |(_, state)| counted != matches!(state, State::Failed(_)));
            chosen.map(|(block, _)| block.ratio()).filter(|ratio| ratio.is_finite())
        };
        let goal = self.timed.goal_speedup.unwrap_or(0.0);
        let inner = ratios(true).fold(goal, f64::max);
        let all = ratios(false).fold(inner, f64::max);
        let inner = if inner > 0.0 { inner } else { all };
        1.1 * all.min(FIELD * inner).max(f64::MIN_POSITIVE)
    }
}

/// A round distance between lines.
fn step(top: f64) -> f64 {
    let exact = top / LINES;
    let power = 10_f64.powf(exact.log10().floor());
    let rounds = [1.0, 2.0, 5.0, 10.0];
    power * rounds.into_iter().find(|round| round * power >= exact).unwrap_or(10.0)
}

/// What the ratio of a pair says here.
fn axis(timed: &Timed) -> &'static str {
    match timed.samples.against {
        Against::Baseline => "speedup",
        Against::OneThread => "speedup over one thread",
        Against::BestChoice { .. } => "speed beside the best choice",
        Against::Solution => "speed beside the solution",
        Against::HalfTheSize => "half the input's time over the whole's",
    }
}

/// The picture with its legend and its figures as a table; nothing without blocks.
pub fn picture(timed: &Timed) -> Option<Markup> {
    let marks = Marks::of(timed);
    if marks.blocks.is_empty() {
        return None;
    }
    Some(html! {
        figure.samples {
            (drawing(&marks))
            figcaption { (legend(&marks)) }
        }
        (table(&marks))
    })
}

fn drawing(marks: &Marks) -> Markup {
    let timed = marks.timed;
    let (width, height) = SIZE;
    let (right, bottom) = (width - RIGHT, height - BOTTOM);
    let top = marks.top();
    let count = marks.blocks.len();
    let x = |at: usize| LEFT + (at as f64 + 0.5) / count as f64 * (right - LEFT);
    let y = |ratio: f64| bottom - (ratio / top).clamp(0.0, 1.0) * (bottom - TOP);
    let step = step(top);
    let decimals = (-step.log10().floor()).max(0.0) as usize;
    let lines = (0..).map(|line| f64::from(line) * step).take_while(|value| *value <= top);
    let size = if count > MANY { MARK_SMALL } else { MARK };
    let goal = timed.goal_speedup.filter(|goal| *goal <= top);
    let spoken = format!(
        "{} of {count} pairs over the order of measuring. {} counted, {} of them above the goal.",
        axis(timed),
        timed.pairs,
        timed.pairs_above
    );
    html! {
        svg role="img" aria-label=(spoken) viewBox={ "0 0 " (width) " " (height) }
            xmlns="http://www.w3.org/2000/svg" {
            @if let Some(speedup) = timed.speedup {
                @let (high, low) = (y(speedup.high), y(speedup.low));
                rect.interval x=(LEFT) y=(n(high)) width=(right - LEFT) height=(n(low - high)) {}
                line.median x1=(LEFT) x2=(right) y1=(n(y(speedup.median))) y2=(n(y(speedup.median))) {}
            }
            @for value in lines {
                line.grid x1=(LEFT) x2=(right) y1=(n(y(value))) y2=(n(y(value))) {}
                text x=(LEFT - 8.0) y=(n(y(value) + 6.0)) text-anchor="end" {
                    (format!("{value:.decimals$}x"))
                }
            }
            @if let Some(goal) = goal {
                line.goal x1=(LEFT) x2=(right) y1=(n(y(goal))) y2=(n(y(goal))) {}
            }
            @for (at, (block, state)) in marks.blocks.iter().enumerate() {
                path class=(state.class()) d=(state.outline((x(at), y(block.ratio())), size)) {
                    title { (marks.words(at)) }
                }
                @if block.ratio() > top {
                    path.beyond d=(beyond((x(at), TOP), size)) {}
                }
            }
            @if let Some(goal) = goal {
                text.goal x=(right + 8.0) y=(n(y(goal) + 6.0)) { "goal " (format!("{goal:.2}x")) }
            }
            text x=(LEFT) y=(n(height - 12.0)) {
                "pair 1 to " (count) ", in the order of measuring"
            }
        }
    }
}

/// An arrow that points up from a mark at the edge.
fn beyond((x, y): (f64, f64), size: f64) -> String {
    let (low, high) = (y - size - 4.0, y - 2.0 * size - 4.0);
    format!("M{:.1} {low:.1}L{x:.1} {high:.1}L{:.1} {low:.1}", x - size, x + size)
}

/// A place in the drawing.
fn n(value: f64) -> String {
    format!("{value:.1}")
}

fn legend(marks: &Marks) -> Markup {
    let timed = marks.timed;
    let edge = marks.top();
    let count = marks.blocks.iter().filter(|(block, _)| block.ratio() > edge).count();
    html! {
        p { "Upwards: " (axis(timed)) ". Each mark is a pair: one run of each side, back to back." }
        ul.legend {
            @for state in State::ALL.into_iter().filter(|state| marks.count(*state) > 0) {
                li {
                    svg.key viewBox="0 0 20 20" aria-hidden="true" {
                        path class=(state.class().replace("mark", "sign")) d=(state.outline((10.0, 10.0), 6.0)) {}
                    }
                    span { (marks.count(state)) " " (state.words()) }
                }
            }
            @if timed.speedup.is_some() {
                li {
                    svg.key viewBox="0 0 20 20" aria-hidden="true" {
                        rect.interval x="0" y="3" width="20" height="14" {}
                        line.median x1="0" x2="20" y1="10" y2="10" {}
                    }
                    span { "the median, in the interval that the verdict rests on" }
                }
            }
            @if timed.goal_speedup.is_some() {
                li {
                    svg.key viewBox="0 0 20 20" aria-hidden="true" {
                        line.goal x1="0" x2="20" y1="10" y2="10" {}
                    }
                    span { "the goal" }
                }
            }
            @if count > 0 {
                li {
                    svg.key viewBox="0 0 20 20" aria-hidden="true" {
                        path.beyond d=(beyond((10.0, 18.0), 6.0)) {}
                    }
                    span { (count) " beyond the upper edge, and drawn on it" }
                }
            }
        }
    }
}

fn table(marks: &Marks) -> Markup {
    let calls = marks.timed.samples.calls.max(1) as f64;
    let opponent = match marks.timed.samples.against {
        Against::Baseline => "baseline",
        Against::OneThread => "one thread",
        Against::BestChoice { .. } => "best choice",
        Against::Solution => "solution",
        Against::HalfTheSize => "half of it",
    };
    html! {
        details {
            summary { "All " (marks.blocks.len()) " pairs in figures" }
            div.scroll role="region" aria-label="All pairs" tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "pair" }
                        th scope="col" { "after" }
                        th scope="col" { (opponent) }
                        th scope="col" { "candidate" }
                        th scope="col" { "ratio" }
                        th scope="col" { "counted" }
                    } }
                    tbody {
                        @for (at, (block, state)) in marks.blocks.iter().enumerate() {
                            tr {
                                th scope="row" { (at + 1) }
                                td.number { (duration(block.at_s)) }
                                td.number { (duration(block.baseline_s / calls)) }
                                td.number { (duration(block.candidate_s / calls)) }
                                td.number { (format!("{:.2}x", block.ratio())) }
                                td { (state.words()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_at_round_numbers() {
        let found = [2.2, 1.2, 0.25, 12.0, 60.0].map(step);
        let expected = [0.5, 0.2, 0.05, 2.0, 10.0];
        for (found, expected) in found.into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
        }
    }

    #[test]
    fn every_state_has_a_shape_of_its_own() {
        let shapes =
            State::ALL.map(|state| (state.outline((0.0, 0.0), 5.0), state.class().to_owned()));
        for (at, shape) in shapes.iter().enumerate() {
            assert!(!shapes[..at].contains(shape), "{shape:?}");
        }
    }
}
