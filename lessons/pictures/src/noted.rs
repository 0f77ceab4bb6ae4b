//! What the pages have measured already, on the machines that they name. A picture of it is
//! drawn from these numbers; whoever measures again changes both, page and numbers.

/// A point of a curve: where it stands, and how high.
pub type Point = (f64, f64);

/// A recorded grading of the parallel map whose halves have as many arrays, on a quiet
/// machine: two virtual cores of an AMD EPYC. It has a trace.
pub const HALVES: &str = include_str!("../../../grader/tests/evidence/quiet_imbalance.json");

/// What a call of the pool costs, in µs, and how many threads then share the work: the
/// table of the page on overhead.
pub const POOL: (f64, f64) = (20.0, 8.0);

/// Times in milliseconds over threads: the table of the page on scaling, and the points
/// that it measured between.
pub const LAW: [Point; 11] = [
    (1.0, 71.678),
    (2.0, 35.727),
    (4.0, 18.053),
    (8.0, 9.305),
    (16.0, 5.223),
    (24.0, 4.32),
    (27.0, 4.29),
    (32.0, 4.488),
    (32.0, 4.16),
    (40.0, 4.79),
    (64.0, 8.660),
];

/// The law that fits the first seven of these: parallel and overhead, in milliseconds.
pub const FITTED: (f64, f64) = (68.0, 0.0943);

/// One program under the roof: its name, operations for each byte, and billions of them
/// a second.
pub struct Program {
    pub name: &'static str,
    pub intensity: f64,
    pub speed: f64,
    /// Where its name stands, in pixels from it.
    pub label: (i32, i32),
}

/// In GB/s: how fast a sum fetches its numbers, on two threads.
pub const BANDWIDTH: f64 = 18.6;
/// In billion operations a second: the matrix product.
pub const PEAK: f64 = 52.0;

/// The table of the page on laws.
pub const PROGRAMS: [Program; 5] = [
    Program { name: "sum", intensity: 1.0 / 8.0, speed: 2.3, label: (10, 6) },
    Program { name: "four passes", intensity: 6.0 / 32.0, speed: 3.2, label: (8, 6) },
    Program { name: "roots", intensity: 3.0 / 8.0, speed: 3.7, label: (12, -16) },
    Program { name: "one pass", intensity: 6.0 / 8.0, speed: 8.2, label: (10, 6) },
    Program { name: "matrix product", intensity: 42.0, speed: 52.0, label: (-140, 12) },
];

/// How many of a thousand runs took 3.0, 3.1, … 3.6 ms, and how many took longer: alone,
/// and beside two programs that never rest.
pub const SAMPLES: [(&str, [u32; 8]); 2] = [
    ("alone", [30, 270, 280, 250, 120, 30, 11, 9]),
    ("beside two others", [10, 70, 190, 135, 30, 10, 10, 545]),
];
