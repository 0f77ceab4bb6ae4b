//! Every kind of screen that timing leads to, on made-up evidence.

use super::*;
use crate::grade::made_up;
use crate::verdict::{Against, AttemptRole, Attempts, Block, Control, Kind, Setup, Timing, judge};
use speedup::cores::{Because, LeftOut};

/// A clean block of a 7 ms baseline at this speedup.
fn block(speedup: f64) -> Block {
    let (baseline_s, candidate_s) = (7e-3, 7e-3 / speedup);
    let cores = if speedup > 1.3 { 1.98 } else { 1.02 };
    Block {
        baseline_s,
        candidate_s,
        witness_s: baseline_s / 1.97,
        baseline_own_s: baseline_s,
        baseline_cpu_s: baseline_s,
        candidate_own_s: candidate_s,
        candidate_cpu_s: cores * candidate_s,
        gathered_before_s: 20e-6,
        gathered_after_s: 15e-6,
        run_delay_s: Some(30e-6),
        ..Block::default()
    }
}

/// Blocks whose speedups lie around this one.
fn blocks(speedup: f64, count: usize) -> Vec<Block> {
    (0..count).map(|i| block(speedup * (0.98 + 0.01 * (i % 5) as f64))).collect()
}

fn timing(blocks: Vec<Block>, capacity: Option<f64>, goal: Goal) -> Timing {
    let setup = Setup { capacity, baseline_per_witness: 1.0, ..Setup::default() };
    Timing {
        goal,
        against: Against::Baseline,
        threads: 2,
        calls: 1,
        setup,
        out_of_time: true,
        seconds: 0.42,
        blocks,
    }
}

/// A result of one attempt.
fn result(blocks: Vec<Block>, capacity: Option<f64>, goal: Goal) -> Graded {
    result_of(Attempts::of("large", timing(blocks, capacity, goal)))
}

/// A result whose candidate was measured before and after the solution.
fn result_beside(blocks: Vec<Block>, capacity: Option<f64>, goal: Goal, control: f64) -> Graded {
    let candidate = timing(blocks, capacity, goal);
    let control = timing(self::blocks(control, 12), capacity, goal);
    let case = Attempts::of("large", candidate.clone()).with(AttemptRole::Control, control);
    result_of(case.with(AttemptRole::Second, candidate))
}

/// The same, and in turn with the solution, of whose speed it has a share.
fn rejected(blocks: Vec<Block>, capacity: Option<f64>, goal: Goal, share: f64) -> Graded {
    let fast = 1.2 * goal.speedup(capacity.unwrap_or_default());
    let mut graded = result_beside(blocks, capacity, goal, fast);
    let (goal, against) = (Goal::NoSlower(0.8), Against::Solution);
    let beside = Timing { against, ..timing(self::blocks(share, 9), capacity, goal) };
    graded.timed = vec![graded.timed.remove(0).with(AttemptRole::Beside, beside)];
    judged(graded)
}

/// What the tests and the attempts lead to.
fn judged(graded: Graded) -> Graded {
    let (verdict, reason) = judge(&graded.tests, &graded.timed, Kind::Candidate);
    Graded { verdict, reason, ..graded }
}

fn result_of(case: Attempts) -> Graded {
    let passed = |name: &str, threads| Test {
        name: name.to_owned(),
        role: Some(Role::Hidden),
        threads: Some(threads),
        seed: Some(1),
        outcome: Outcome::Passed,
    };
    let tests = vec![passed("few", 1), passed("few", 2), passed("few", 3)];
    let mut graded = Graded { tests, ..made_up::graded(Vec::new(), vec![case]) };
    graded.candidate.tests_planned = 3;
    (graded.verdict, graded.reason) = judge(&graded.tests, &graded.timed, Kind::Candidate);
    graded.confirmed = None;
    graded
}

const PLAIN: Paint = Paint { color: false };

fn screen(graded: &Graded, paint: Paint) -> String {
    let context = Context {
        title: "My topic".to_owned(),
        command: "cargo grade".to_owned(),
        lesson: "lessons/src/07_my_topic.md".to_owned(),
        next: Some("next_topic".to_owned()),
        asks_for_speed: true,
        before: None,
        predicted: None,
        paint,
    };
    super::graded(graded, &context)
}

const GOAL: Goal = Goal::Efficiency { share: 0.8, parallelism: None };

fn check(name: &str, blocks: Vec<Block>, capacity: Option<f64>, goal: Goal, verdict: Verdict) {
    check_screen(name, &result(blocks, capacity, goal), verdict);
}

fn check_screen(name: &str, graded: &Graded, verdict: Verdict) {
    assert_eq!(graded.verdict, verdict);
    let text = screen(graded, PLAIN);
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(COLUMNS), "{widest:?} columns:\n{text}");
    insta::assert_snapshot!(name, text);
}

#[test]
fn cores_that_are_left_out_are_named_beside_what_was_timed() {
    let mut graded = result(blocks(1.9, 12), Some(1.97), GOAL);
    let line = |graded: &Graded| {
        let text = screen(graded, PLAIN);
        text.lines().find(|line| line.trim_start().starts_with("cores ")).map(str::to_owned)
    };
    assert_eq!(line(&graded), None, "all cores are used");
    graded.machine.left_out = vec![LeftOut { cores: 6, because: Because::Slower }];
    let said = line(&graded).expect("a line");
    assert!(said.ends_with("2 of 8 cores are used: 6 are slower"), "{said}");
    graded.timed.clear();
    assert_eq!(line(&graded), None, "nothing was timed");
}

#[test]
fn accepted() {
    check("accepted", blocks(1.9, 12), Some(1.98), GOAL, Verdict::Accepted);
    let bounded = Goal::Efficiency { share: 0.8, parallelism: Some(1.9) };
    check("accepted_bounded", blocks(1.9, 12), Some(1.98), bounded, Verdict::Accepted);
    let algorithm = Goal::SpeedupMin(10.0);
    check("accepted_algorithm", blocks(50.0, 12), Some(1.98), algorithm, Verdict::Accepted);
}

#[test]
fn slow() {
    let slow = |speedup| rejected(blocks(speedup, 12), Some(1.98), GOAL, 0.5);
    check_screen("slow_serial", &slow(1.0), Verdict::LowSpeedup);
    check_screen("slow_parallel", &slow(1.4), Verdict::LowSpeedup);
    // One look is not enough.
    check("slow_once", blocks(1.0, 12), Some(1.98), GOAL, Verdict::Inconclusive);
}

#[test]
fn a_speedup_beyond_the_cores_is_for_a_person() {
    check("implausible", blocks(7.0, 9), Some(1.97), GOAL, Verdict::Inconclusive);
}

#[test]
fn a_better_serial_program_explains_a_speedup_beyond_the_cores() {
    let judged = |speedup: f64, alone: f64, cores: f64| {
        let graded = result(blocks(speedup, 9), Some(1.97), GOAL);
        let block = |block: Block| {
            let candidate_cpu_s = cores * block.candidate_own_s;
            Block { candidate_cpu_s, ..block }
        };
        let alone = blocks(alone, 9).into_iter().map(block).collect();
        let alone = timing(alone, Some(1.97), GOAL);
        let case = graded.timed[0].clone().with(AttemptRole::Alone, alone);
        let Graded { verdict, reason, .. } = result_of(case);
        (verdict, reason.code().name(), words::reason(&reason))
    };
    let check = |speedup: f64, alone: f64, cores: f64, verdict: Verdict, words: &str| {
        let (found, _, text) = judged(speedup, alone, cores);
        assert!(found == verdict && text.contains(words), "{found}: {text}");
    };
    let words = "on one thread it already has 1.50x (1.47–1.53): it is a better serial program";
    check(3.0, 1.5, 1.0, Verdict::Accepted, words);
    // Two threads do not explain four times as much, nor nothing better a third more.
    check(6.0, 1.5, 1.0, Verdict::Inconclusive, "On one thread it has 1.50x");
    check(3.0, 1.0, 1.0, Verdict::Inconclusive, "On one thread it has 1.00x");
    // It was not on one core; and so much better than the best is odd.
    check(3.0, 1.5, 1.9, Verdict::Inconclusive, "A person should look");
    check(8.0, 4.0, 1.0, Verdict::Inconclusive, "A person should look");
}

#[test]
fn an_answer_before_the_input_can_be_read_is_for_a_person() {
    let mut graded = result(blocks(1.9, 9), Some(1.97), GOAL);
    let mut reading = |seconds| {
        graded.timed[0].attempts[0].timing.setup.reading_s = Some(seconds);
        graded.judged_again()
    };
    // The candidate takes 7 ms / 1.9, about 3.7 ms.
    assert_eq!(reading(3.7e-3).0, Verdict::Accepted);
    let (verdict, reason) = reading(7.4e-3);
    assert_eq!((verdict, reason.code().name()), (Verdict::Inconclusive, "implausible"));
}

#[test]
fn a_goal_of_cores_that_is_met_on_one_is_for_a_person() {
    let on_cores = |cores: f64, longest_cpu_s| {
        let block = |block: Block| {
            let candidate_cpu_s = cores * block.candidate_own_s;
            Block { candidate_cpu_s, longest_cpu_s, ..block }
        };
        let blocks = blocks(1.9, 9).into_iter().map(block).collect();
        result(blocks, Some(1.97), GOAL).judged_again()
    };
    let (verdict, reason) = on_cores(1.02, Some(3e-3));
    assert_eq!((verdict, reason.code().name()), (Verdict::Inconclusive, "one_core_used"));
    assert_eq!(on_cores(1.6, Some(2e-3)).0, Verdict::Accepted);
    // Where not every thread's time is known, nothing is claimed.
    assert_eq!(on_cores(1.02, None).0, Verdict::Accepted);
}

/// What the grader saw itself needs no word of the candidate's.
#[test]
fn a_candidate_that_tells_nothing_of_its_threads_is_looked_at_all_the_same() {
    let seen_but = |unseen: usize, cores: f64| {
        let block = |(at, block): (usize, Block)| Block {
            longest_cpu_s: None,
            candidate_seen_cpu_s: (at >= unseen).then_some(cores * block.candidate_own_s),
            candidate_seen_s: block.candidate_own_s,
            ..block
        };
        let blocks = blocks(1.9, 9).into_iter().enumerate().map(block).collect();
        let Graded { verdict, reason, .. } = result(blocks, Some(1.97), GOAL);
        (verdict, reason.code().name())
    };
    let one_core = (Verdict::Inconclusive, "one_core_used");
    let met = (Verdict::Accepted, "goal_met");
    assert_eq!(seen_but(0, 1.02), one_core);
    assert_eq!(seen_but(0, 1.7), met);
    // A short run may slip by unseen, and what it says of itself is not asked.
    assert_eq!(seen_but(2, 1.02), one_core);
    assert_eq!(seen_but(9, 1.02), met);
}

/// A candidate that is slow on one thread on purpose scales well, on one core.
#[test]
fn who_scales_on_one_core_is_for_a_person() {
    let scales = |cores: f64, goal: Goal| {
        let block = |block: Block| Block {
            candidate_cpu_s: cores * block.candidate_own_s,
            longest_cpu_s: Some(block.candidate_own_s),
            ..block
        };
        let blocks = blocks(1.5, 12).into_iter().map(block).collect();
        let mut graded = result(blocks, Some(1.97), goal);
        graded.timed[0].attempts[0].timing.against = Against::OneThread;
        let Graded { verdict, reason, .. } = judged(graded);
        (verdict, reason.code().name(), words::reason(&reason))
    };
    let (verdict, code, text) = scales(1.0, Goal::SpeedupMin(1.2));
    assert_eq!((verdict, code), (Verdict::Inconclusive, "one_core_used"));
    assert!(text.contains("slow on one thread on purpose"), "{text}");
    assert_eq!(scales(1.7, Goal::SpeedupMin(1.2)).0, Verdict::Accepted);
    // Not to be slower on many threads is no goal of cores.
    assert_eq!(scales(1.0, Goal::NoSlower(0.9)).0, Verdict::Accepted);
}

#[test]
fn a_choice_that_changes_nothing_is_for_a_person() {
    let chosen = |spread| {
        let mut graded = result(blocks(1.0, 12), Some(1.97), Goal::NoSlower(0.8));
        graded.timed[0].attempts[0].timing.against =
            Against::BestChoice { best: 64, own: 1, spread };
        let graded = judged(graded);
        let is_for_a_person = screen(&graded, PLAIN).contains("to an instructor");
        assert_eq!(is_for_a_person, graded.verdict == Verdict::Inconclusive);
        (graded.verdict, graded.reason.code().name())
    };
    assert_eq!(chosen(Some(1.06)), (Verdict::Inconclusive, "choice_ignored"));
    assert_eq!(chosen(Some(1.4)), (Verdict::Accepted, "goal_met"));
    assert_eq!(chosen(None), (Verdict::Accepted, "goal_met"));
}

#[test]
fn nobody_fails_who_is_as_fast_as_the_solution_beside_it() {
    let verdict_beside =
        |share: f64| rejected(blocks(1.2, 12), Some(1.98), GOAL, share).judged_again();
    assert_eq!(verdict_beside(0.6).0, Verdict::LowSpeedup);
    let (verdict, reason) = verdict_beside(1.0);
    assert_eq!((verdict, reason.code().name()), (Verdict::Inconclusive, "control"));
}

#[test]
fn nobody_fails_where_the_solution_does_not_pass() {
    let slow = || blocks(1.2, 12);
    let passes = rejected(slow(), Some(1.98), GOAL, 0.5);
    check_screen("slow_beside_the_solution", &passes, Verdict::LowSpeedup);
    let fails = result_beside(slow(), Some(1.98), GOAL, 1.3);
    check_screen("control_failed", &fails, Verdict::Inconclusive);
    let nothing = timing(vec![], Some(1.98), GOAL);
    let first = Attempts::of("large", timing(slow(), Some(1.98), GOAL));
    let unknown = result_of(first.with(AttemptRole::Control, nothing));
    check_screen("control_unknown", &unknown, Verdict::Inconclusive);
}

#[test]
fn without_a_solution_a_rejection_says_that_nothing_confirmed_it() {
    let slow = timing(blocks(1.2, 12), Some(1.98), GOAL);
    let case = Attempts::of("large", slow.clone()).with(AttemptRole::Second, slow);
    let mut graded = Graded { control: Control::None, ..result_of(case) };
    (graded.verdict, graded.reason) = graded.judged_again();
    graded.confirmed = graded.is_confirmed();
    assert_eq!(graded.confirmed, Some(false));
    check_screen("unconfirmed", &graded, Verdict::LowSpeedup);
}

/// The solution's program is a control like the solution, and nothing to be read.
#[test]
fn the_solutions_program_confirms_and_is_not_offered() {
    let under = |control: Control, graded: Graded| Graded { control, ..graded };
    let check = |control: Control, confirmed: Option<bool>, is_offered: bool| {
        let slow = under(control, rejected(blocks(1.2, 12), Some(1.98), GOAL, 0.6));
        assert_eq!((slow.judged_again().0, slow.is_confirmed()), (slow.verdict, confirmed));
        let passed = screen(&under(control, result(blocks(1.9, 12), Some(1.97), GOAL)), PLAIN);
        assert_eq!(passed.contains("grade solution my_topic"), is_offered, "{passed}");
    };
    check(Control::Solution, Some(true), true);
    check(Control::Compiled, Some(true), false);
    check(Control::None, Some(false), false);
}

#[test]
fn growth_is_told_in_times() {
    let growth = |speedup| {
        let mut graded = result_beside(blocks(speedup, 12), Some(1.98), Goal::NoSlower(0.36), 0.5);
        for attempt in &mut graded.timed[0].attempts {
            attempt.timing.against = Against::HalfTheSize;
        }
        judged(graded)
    };
    check_screen("growth_linear", &growth(0.5), Verdict::Accepted);
    check_screen("growth_square", &growth(0.25), Verdict::LowSpeedup);
}

#[test]
fn what_was_counted_is_shown() {
    let mut graded = result(blocks(1.9, 12), Some(1.98), GOAL);
    let counted = Counted {
        what: "chunk loads".to_owned(),
        case: "a slice".to_owned(),
        amount: 4,
        allowed: 4,
        baseline: 4,
        advisory: true,
    };
    graded.counted.push(counted.clone());
    check_screen("counted", &graded, Verdict::Accepted);
    let counted = Counted { amount: 16, ..counted };
    graded.tests[2].outcome = Outcome::UsedTooMuch { counted };
    graded = judged(graded);
    graded.timed.clear();
    check_screen("counted_over", &graded, Verdict::CountLimit);
}

#[test]
fn unstable() {
    let mut mixed = blocks(1.0, 32);
    mixed.extend(blocks(1.9, 8));
    let unstable = rejected(mixed, Some(1.98), GOAL, 0.5);
    check_screen("unstable", &unstable, Verdict::LowSpeedup);
    // The cause is told as well, where one was looked for.
    let mut looked_at = unstable;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence/quiet_waiting.json");
    let text = std::fs::read_to_string(file).expect("it was recorded");
    let waiting: Graded = serde_json::from_str(&text).expect("it is a result");
    looked_at.timed[0].profile = waiting.timed[0].profile.clone();
    check_screen("unstable_with_its_cause", &judged(looked_at), Verdict::LowSpeedup);
}

#[test]
fn inconclusive() {
    let stolen = |block| Block { baseline_cpu_s: 5e-3, ..block };
    let contended: Vec<Block> = blocks(1.1, 20).into_iter().map(stolen).collect();
    check("contended", contended, Some(1.98), GOAL, Verdict::Inconclusive);
    check("no_capacity", vec![], None, GOAL, Verdict::Inconclusive);
    let mut alone = result(vec![], None, GOAL);
    alone.timed[0].attempts[0].timing.threads = 1;
    check_screen("one_core", &judged(alone), Verdict::Inconclusive);
    check("low_capacity", vec![], Some(1.3), GOAL, Verdict::Inconclusive);
    let borderline = blocks(1.9 * 1.584 / 1.9, 80);
    let mut wide = borderline.clone();
    for (at, block) in wide.iter_mut().enumerate() {
        let slower = 1.0 + 0.3 * ((at % 5) as f64 - 2.0);
        block.candidate_s *= slower;
        block.candidate_own_s *= slower;
        block.candidate_cpu_s *= slower;
    }
    check("scattered", wide, Some(1.98), GOAL, Verdict::Inconclusive);
    check("borderline", borderline, Some(1.98), GOAL, Verdict::Inconclusive);
}

#[test]
fn colours_change_nothing_but_colours() {
    let graded = result(blocks(1.9, 12), Some(1.98), GOAL);
    let colored = screen(&graded, Paint { color: true });
    assert!(colored.contains('\u{1b}'));
    assert_eq!(console::strip_ansi_codes(&colored), screen(&graded, PLAIN));
}
