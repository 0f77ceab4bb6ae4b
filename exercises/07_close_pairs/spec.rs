//! What `close_pairs` must do, on which points, and how we know.
//!
//! The baseline compares all pairs, on purpose: it is the loop that the lecture
//! makes parallel, and what is taught is that cores do not mend it. So there are
//! two goals: a speedup that two cores cannot give, and growth that no number of
//! cores gives.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct ClosePairs;

/// Points in the plane, and how near is close.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    #[serde(with = "grader_spec::float_bytes")]
    x: Vec<f64>,
    #[serde(with = "grader_spec::float_bytes")]
    y: Vec<f64>,
    radius: f64,
}

impl Exercise for ClosePairs {
    type Input = Input;
    type Output = u64;

    /// The size is the number of points.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("five points", 5),
            Case::hidden("no point", 0),
            Case::hidden("one point", 1),
            Case::hidden("two points", 2),
            Case::hidden("a thousand and nine points", 1_009),
            Case::hidden("whole numbers, many exactly at the radius", 400),
            Case::hidden("nearly all in one place", 500),
            Case::hidden("radius 0", 300),
            Case::hidden("on a line, from right to left", 500),
            Case::hidden("two crowds far apart", 600),
            Case::timed("sixteen thousand points", 16_000),
        ]
    }

    /// About three neighbours for each point, however many there are: twice the
    /// points have twice the pairs.
    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let side = (case.size as f64).sqrt();
        let mut input = Input { x: Vec::new(), y: Vec::new(), radius: 1.0 };
        for index in 0..case.size {
            let (mut x, mut y) = (rng.random_range(0.0..1.0), rng.random_range(0.0..1.0));
            (x, y) = match case.name.as_str() {
                "five points" => {
                    ([0.0, 3.0, 3.0, -4.0, 0.5][index % 5], [0.0, 4.0, 3.5, 0.0, 0.5][index % 5])
                }
                // Squares and sums of whole numbers are exact: a tie is a tie.
                "whole numbers, many exactly at the radius" => {
                    ((x * side).floor() - 5.0, (y * side).floor() - 5.0)
                }
                "nearly all in one place" if x < 0.9 => (-7.25, 1e6),
                "radius 0" => ((x * 10.0).floor(), (y * 10.0).floor()),
                "on a line, from right to left" => (-(index as f64 + x) * 0.4, 3.0),
                "two crowds far apart" => {
                    let far = if index % 2 == 0 { -1e9 } else { 1e9 };
                    (far + x * side, y * side)
                }
                _ => (x * side, y * side),
            };
            input.x.push(x);
            input.y.push(y);
        }
        match case.name.as_str() {
            "whole numbers, many exactly at the radius" => input.radius = 5.0,
            "radius 0" => input.radius = 0.0,
            _ => {}
        }
        input
    }

    /// All pairs, each once, without a branch in the inner loop, so that the
    /// compiler compares several at a time.
    fn baseline(&self, input: &Input) -> u64 {
        let Input { x, y, radius } = input;
        let limit = radius * radius;
        let later = |index: usize| {
            let (own_x, own_y) = (x[index], y[index]);
            let pairs = x[index + 1..].iter().zip(&y[index + 1..]);
            let close = pairs.map(|(x, y)| {
                let (dx, dy) = (x - own_x, y - own_y);
                u64::from(dx * dx + dy * dy <= limit)
            });
            close.sum::<u64>()
        };
        (0..x.len()).map(later).sum()
    }

    /// One point goes to another place: near a second one, far from all, or a
    /// short way. The number of close pairs changes with it.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let count = input.x.len();
        let last = count.checked_sub(1)?;
        let before = self.baseline(input);
        (0..50).find_map(|_| {
            let mut changed = input.clone();
            let moved = if rng.random() { rng.random_range(0..count) } else { last };
            let near = rng.random_range(0..count);
            let (x, y) = match rng.random_range(0..3) {
                0 => (input.x[near], input.y[near]),
                1 => (input.x[moved] + 2.0 + 4.0 * input.radius, input.y[moved]),
                _ => (input.x[moved], input.y[moved] + 0.5 * input.radius),
            };
            (changed.x[moved], changed.y[moved]) = (x, y);
            (self.baseline(&changed) != before).then_some(changed)
        })
    }

    fn candidate(&self, input: &Input, _threads: usize) -> u64 {
        close_pairs::close_pairs(&input.x, &input.y, input.radius)
    }
}

grader_spec::serve!(ClosePairs);
