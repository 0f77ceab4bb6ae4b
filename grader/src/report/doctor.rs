//! What this machine can judge, on one screen.

use super::{COLUMNS, Paint, certified, duration, wrap};
use crate::certify::Machine;
use crate::measure::probe::Condition;
use crate::process::tier::{Found, Tier};
use crate::verdict::Timed;
use crate::words;
use std::fmt::Write;

/// The machine, its capacity and noise, and what follows.
pub fn doctor(machine: &Machine, isolation: &Found, timed: &Timed, paint: Paint) -> String {
    let threads = timed.samples.threads;
    let capacity = timed.samples.setup.capacity;
    let mut rows = vec![
        ("processor", machine.processor.clone()),
        ("system", machine.system.clone()),
        ("cores", cores(machine)),
        (
            "capacity",
            capacity.map_or_else(
                || "unknown: the cores were never all free".to_owned(),
                |capacity| format!("{threads} threads do {capacity:.2} times the work of one"),
            ),
        ),
        (
            "noise",
            timed.speedup.map_or_else(
                || "unknown: no pair of runs counted".to_owned(),
                |s| {
                    format!(
                        "serial code against itself: {:.3}x ({:.3}–{:.3})",
                        s.median, s.low, s.high
                    )
                },
            ),
        ),
        (
            "pairs",
            format!(
                "{} of {} counted in {}",
                timed.pairs,
                timed.blocks,
                duration(timed.samples.seconds)
            ),
        ),
        ("toolchain", machine.toolchain.clone()),
        ("isolation", isolated(isolation)),
    ];
    rows.extend(machine.certified.as_ref().map(|it| ("certified", certified::sentence(it))));
    let mut text = "\n".to_owned();
    for (label, value) in rows {
        let mut label = format!("  {label:<12}");
        for line in wrap(&value, COLUMNS - label.len()) {
            let _ = writeln!(text, "{}{line}", paint.dim(&label));
            label = " ".repeat(label.len());
        }
    }
    let says = says(Condition::of(machine.cores, timed), machine);
    text.push('\n');
    for line in wrap(says, COLUMNS) {
        let _ = writeln!(text, "{}", paint.strong(&line));
    }
    text
}

fn cores(machine: &Machine) -> String {
    let used = format!("{}; threads for timing: {}", usable(machine), machine.threads);
    words::cores_left_out(machine.threads, &machine.left_out, machine.quota())
        .map_or(used.clone(), |left_out| format!("{used}. {left_out}"))
}

fn usable(machine: &Machine) -> String {
    let quota =
        machine.quota().map_or_else(String::new, |cpus| format!(", by {}", words::quota(cpus)));
    format!("{} that I may use{quota}", machine.cores)
}

/// What a machine in this condition can judge.
fn says(condition: Condition, machine: &Machine) -> &'static str {
    match condition {
        Condition::OneCore if machine.quota().is_some() => {
            "The quota leaves no two cores: answers can be judged here, speed cannot. Raise it to 2 \
             CPUs or more, as with `docker run --cpus 2`."
        }
        Condition::OneCore => "There is one core: answers can be judged here, speed cannot.",
        Condition::Busy => {
            "The machine is busy: close other programs, then ask again. Answers can be judged."
        }
        Condition::SharedCores => {
            "The cores share something or are shared; goals follow the measured capacity."
        }
        Condition::Noisy => {
            "The machine is noisy: clear cases can be judged, close ones may stay open."
        }
        Condition::Quiet => "This machine can judge speed now.",
    }
}

/// The tier, and what it rests on.
pub(super) fn isolated(found: &Found) -> String {
    match found.tier {
        Tier::Basic if found.open.is_empty() => "basic".to_owned(),
        Tier::Basic => format!("basic; open are: {}", found.open.join(", ")),
        Tier::Strong => "strong: every attack tried from inside failed".to_owned(),
        Tier::Full => {
            "full: every attack tried from inside failed, and there is no network".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certify::{Certified, Count};
    use crate::verdict::{Against, Block, Goal, Setup, Timing};
    use speedup::cores::{Because, LeftOut};

    /// A probe whose pairs lie around 1, this far apart.
    fn probe(capacity: Option<f64>, spread: f64, blocks: usize) -> Timed {
        let block = |i: usize| Block {
            baseline_s: 5e-3 * (1.0 + spread * (i % 3) as f64),
            baseline_own_s: 5e-3 * (1.0 + spread * (i % 3) as f64),
            baseline_cpu_s: 5e-3 * (1.0 + spread * (i % 3) as f64),
            candidate_s: 5e-3,
            candidate_own_s: 5e-3,
            candidate_cpu_s: 5e-3,
            witness_s: 2.7e-3,
            ..Block::default()
        };
        let timing = Timing {
            against: Against::Baseline,
            goal: Goal::NoSlower(0.9),
            threads: 2,
            calls: 1,
            setup: Setup { capacity, baseline_per_witness: 1.0, ..Setup::default() },
            blocks: (0..blocks).map(block).collect(),
            out_of_time: false,
            seconds: 0.25,
        };
        Timed::new("kernel", timing)
    }

    fn check(name: &str, cores: usize, timed: &Timed) {
        check_with(name, (cores, None), timed);
    }

    fn check_with(name: &str, (cores, cpu_quota): (usize, Option<f64>), timed: &Timed) {
        // On a large one with whole cores left.
        let left_out = match cores {
            3.. => vec![LeftOut { cores: 55, because: Because::Limit }],
            _ => Vec::new(),
        };
        let machine = Machine {
            cores,
            cpu_quota,
            left_out,
            threads: cores,
            processor: "a processor".to_owned(),
            system: "linux x86_64".to_owned(),
            toolchain: "rustc 1.95.0".to_owned(),
            certified: (cores > 1).then(|| Certified {
                date: "2026-11-26".to_owned(),
                count: Count { right: 197, wrong: 0, undecided: 3 },
            }),
        };
        let open = vec!["read a file outside".to_owned(), "connect by TCP".to_owned()];
        let isolation = match cores {
            1 => Found { tier: Tier::Basic, open },
            _ => Found { tier: Tier::Strong, open: Vec::new() },
        };
        insta::assert_snapshot!(name, doctor(&machine, &isolation, timed, Paint { color: false }));
    }

    #[test]
    fn what_the_doctor_says() {
        check("quiet", 2, &probe(Some(1.97), 0.001, 9));
        check("noisy", 2, &probe(Some(1.97), 0.1, 9));
        check("shared_cores", 2, &probe(Some(1.3), 0.001, 9));
        check("busy", 2, &probe(None, 0.0, 0));
        let lost = Block { baseline_cpu_s: 1e-3, baseline_own_s: 5e-3, ..Block::default() };
        let mut half_lost = probe(Some(1.97), 0.001, 9).samples;
        half_lost.blocks.extend([lost; 10]);
        check("mostly_uncounted", 2, &Timed::new("kernel", half_lost));
        check("one_core", 1, &probe(Some(1.0), 0.001, 9));
        check("large", 8, &probe(Some(7.9), 0.001, 9));
        check_with("quota", (1, Some(1.9)), &probe(Some(1.0), 0.001, 9));
    }
}
