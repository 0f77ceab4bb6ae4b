//! What the three looks print, on made-up figures.

use super::*;
use crate::measure::{scaling, sweep};
use crate::report::plot;
use grader_spec::protocol::Usage;
use std::collections::BTreeMap;

fn frame() -> Frame<'static> {
    Frame {
        title: "My topic",
        path: "exercises/07_my_topic/student.rs",
        case: "large",
        picture: Path::new("target/grade/pictures/my_topic.svg"),
        paint: Paint { color: false },
    }
}

fn two_workers() -> Profile {
    let lane = |name: &str, cpu_ms: [u64; 5], waited_ms: [u64; 5]| Lane {
        name: name.to_owned(),
        cpu_ns: cpu_ms.map(|ms| ms * 1_000_000).to_vec(),
        waited_ns: waited_ms.map(|ms| ms * 1_000_000).to_vec(),
    };
    let lanes = vec![
        lane("main", [0; 5], [0; 5]),
        lane("worker 1", [0, 1, 2, 3, 4], [0; 5]),
        lane("worker 2", [0, 1, 1, 1, 1], [0, 0, 1, 1, 1]),
    ];
    Profile {
        threads: 2,
        baseline_s: 5e-3,
        wall_s: 4e-3,
        cpu_s: 5e-3,
        cpu_alone_s: 5e-3,
        wall_alone_s: None,
        waited_alone_s: None,
        usage_alone: None,
        waited_s: 1e-3,
        usage: Usage::default(),
        growth: 2.0,
        baseline_growth: 2.0,
        bytes: 0,
        bandwidth: 1e10,
        goal: None,
        advice: BTreeMap::new(),
        named: Vec::new(),
        trace: Trace { moments_ns: (0..5).map(|ms| ms * 1_000_000).collect(), lanes },
    }
}

fn four_points() -> Scaling {
    let point = |threads, seconds| scaling::Point { threads, seconds, clean: 9 };
    Scaling {
        points: vec![point(1, 8e-3), point(2, 4.4e-3), point(4, 4.6e-3)],
        baseline_s: 7.5e-3,
        cores: 2,
    }
}

fn landscape() -> Sweep {
    let point = |choice, seconds, clean| sweep::Point { choice, seconds, clean };
    Sweep {
        points: vec![
            point(64, 20e-3, 9),
            point(4_096, 2.2e-3, 9),
            point(65_536, 2e-3, 9),
            point(3_000_000, 3.7e-3, 0),
        ],
        own: 4_096,
    }
}

#[test]
fn threads_over_time() {
    insta::assert_snapshot!(trace(&two_workers(), &frame()));
}

#[test]
fn speedup_over_threads() {
    insta::assert_snapshot!(scaling(&four_points(), &frame()));
}

#[test]
fn time_over_choices() {
    insta::assert_snapshot!(sweep(&landscape(), &frame()));
}

#[test]
fn pictures_name_their_axes_and_marks() {
    let check = |svg: Result<String, crate::fault::Fault>, words: &[&str]| {
        let svg = svg.expect("it can be drawn");
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
        for word in words {
            assert!(svg.contains(word), "{word} in {svg}");
        }
    };
    check(plot::trace(&two_workers(), "My topic"), &["My topic", "worker 2", "time in ms"]);
    check(plot::scaling(&four_points(), "My topic"), &["threads", "fitted law", "measured"]);
    check(plot::sweep(&landscape(), "My topic"), &["choice", "yours", "100k"]);
}

#[test]
fn a_counter_is_interpolated_between_its_samples() {
    let (moments, samples) = ([0, 100, 300], [0, 50, 50]);
    for (at, expected) in [(0, 0.0), (50, 25.0), (100, 50.0), (200, 50.0), (900, 50.0)] {
        let found = interpolated(&moments, &samples, at);
        assert!((found - expected).abs() < 1e-9, "{found} at {at}");
    }
}

#[test]
fn digits_are_grouped() {
    let found = [7, 64, 4_096, 65_536, 3_000_000].map(grouped);
    assert_eq!(found, ["7", "64", "4,096", "65,536", "3,000,000"]);
}
