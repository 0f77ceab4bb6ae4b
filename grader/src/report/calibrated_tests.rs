use super::*;
use crate::calibrate::{Lineup, Member, Round, Side, judge};

/// What must be accepted among the names below; all others are slow.
const ACCEPTED: [&str; 3] = ["solution", "own_threads", "in_place"];

/// Three rounds around each speedup, on a capacity of 1.96.
fn lineup(goal: Goal, candidates: &[(&str, f64)]) -> Lineup {
    let round = |speedup: f64| Round {
        pairs: 20,
        speedup: Some(speedup),
        capacity: Some(1.96),
        baseline_s: Some(6.9e-3),
        candidate_s: Some(6.9e-3 / speedup),
    };
    let member = |&(name, speedup): &(&str, f64)| Member {
        name: name.to_owned(),
        side: if ACCEPTED.contains(&name) { Side::Accepted } else { Side::Slow },
        rounds: [0.98, 1.0, 1.03].map(|share| round(share * speedup)).to_vec(),
    };
    Lineup {
        exercise: "my_topic".to_owned(),
        case: "large".to_owned(),
        goal,
        against: Opponent::Baseline,
        threads: 2,
        members: candidates.iter().map(member).collect(),
    }
}

const GOAL: Goal = Goal::Efficiency { share: 0.8, parallelism: None };

fn check(name: &str, lineups: Vec<Lineup>) {
    let shown = judge(lineups).into_iter().map(|found| {
        let screen = placing(&found, "My topic", Paint { color: false });
        let widest = screen.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(COLUMNS), "{screen}");
        screen
    });
    insta::assert_snapshot!(name, shown.collect::<String>());
}

#[test]
fn what_was_written_is_said() {
    let check = |lineups: Vec<Lineup>| written("exercise.toml", &judge(lineups));
    let well = || lineup(GOAL, &[("solution", 1.93), ("halves", 1.25)]);
    let thin = || lineup(GOAL, &[("solution", 1.7), ("halves", 1.2)]);
    let no_place = lineup(GOAL, &[("solution", 1.7), ("halves", 1.4)]);
    let mut unclear = well();
    unclear.threads = 1;
    insta::assert_snapshot!("written", check(vec![well(), thin(), unclear]));
    insta::assert_snapshot!("written_nothing", check(vec![thin(), no_place]));
}

#[test]
fn where_goals_lie() {
    check("well", vec![lineup(GOAL, &[("solution", 1.93), ("halves", 1.25), ("crawls", 0.4)])]);
    let low = Goal::Efficiency { share: 0.55, parallelism: None };
    check("low", vec![lineup(low, &[("solution", 1.7), ("crawls", 0.4)])]);
    let mut fewer = lineup(GOAL, &[("solution", 1.93), ("halves", 1.25), ("crawls", 0.4)]);
    fewer.members[2].rounds.truncate(2);
    check("fewer_rounds", vec![fewer]);
    check("thin", vec![lineup(GOAL, &[("solution", 1.7), ("halves", 1.2)])]);
    check("no_place", vec![lineup(GOAL, &[("solution", 1.7), ("halves", 1.4)])]);
    let bounded = Goal::Efficiency { share: 0.8, parallelism: Some(1.5) };
    check("bounded", vec![lineup(bounded, &[("solution", 1.48), ("halves", 1.0)])]);
    let growth = Lineup {
        against: Opponent::HalfTheSize,
        ..lineup(Goal::NoSlower(0.36), &[("solution", 0.5), ("square", 0.25)])
    };
    check("growth", vec![growth]);
    let second = Lineup {
        against: Opponent::BestChoice,
        ..lineup(Goal::NoSlower(0.85), &[("solution", 1.0), ("lopsided", 0.6), ("serial", 0.9)])
    };
    let alternatives = [("solution", 1.93), ("own_threads", 1.7), ("in_place", 1.95)];
    check("alternatives", vec![lineup(GOAL, &[&alternatives[..], &[("halves", 1.25)]].concat())]);
    let first = lineup(GOAL, &[("solution", 1.93), ("lopsided", 1.6), ("serial", 0.96)]);
    check("two_goals", vec![first, second]);
}

#[test]
fn what_cannot_be_told_or_has_the_wrong_size() {
    let mut unknown = lineup(GOAL, &[("solution", 1.93), ("halves", 1.25)]);
    for round in &mut unknown.members[1].rounds {
        *round = Round { pairs: 2, ..*round };
    }
    check("few_pairs", vec![unknown]);
    let mut short = lineup(GOAL, &[("solution", 1.93), ("halves", 1.25)]);
    for round in short.members.iter_mut().flat_map(|member| &mut member.rounds) {
        round.baseline_s = round.baseline_s.map(|seconds| seconds / 10.0);
        round.candidate_s = round.candidate_s.map(|seconds| seconds / 10.0);
    }
    check("short", vec![short]);
    let one_core = Lineup {
        threads: 1,
        members: vec![Member {
            name: "solution".to_owned(),
            side: Side::Accepted,
            rounds: Vec::new(),
        }],
        ..lineup(GOAL, &[])
    };
    check("one_core", vec![one_core]);
}
