//! What journals mean, in whatever order and however torn they are read.

use super::*;
use proptest::prelude::*;

const BY: [&str; 3] = ["1-1of1.7.a", "2-1of1.8.b", "2-t1.r1.9.c"];
const VERDICTS: [Verdict; 3] = [Verdict::Accepted, Verdict::WrongAnswer, Verdict::Inconclusive];

fn attempt(by: usize, number: u32) -> Attempt {
    let token = Token { round: by as u32 + 1, restart: u32::from(by == 2) };
    Attempt { token, by: BY[by].to_owned(), number }
}

fn ended(key: &str, attempt: Attempt, verdict: Verdict) -> Ended {
    let result = format!("{key}.{}-{}.json", attempt.by, attempt.number);
    let (key, code, hash) = (key.to_owned(), verdict.name().to_owned(), "h".to_owned());
    Ended { key, attempt, verdict, code, took_ms: 5, result, hash, at_s: 7 }
}

fn end(key: &str, by: usize, number: u32, verdict: Verdict) -> Event {
    Event::End(ended(key, attempt(by, number), verdict))
}

fn begin(key: &str, by: usize, number: u32) -> Event {
    Event::Begin { key: key.to_owned(), attempt: attempt(by, number) }
}

fn opened(by: usize) -> Event {
    Event::Open(Opened {
        format: FORMAT,
        by: BY[by].to_owned(),
        token: attempt(by, 0).token,
        node: "n1".to_owned(),
        processor: String::new(),
        cores: 2,
        toolchain: String::new(),
        job: None,
        load_percent: None,
        at_s: 1,
    })
}

/// Any events of any journal: also some that no worker would write together.
fn events() -> impl Strategy<Value = Vec<(usize, Event)>> {
    let one = (0..3_usize, 0..3_usize, 0..3_u32, 0..3_usize, 0..7_u8).prop_map(
        |(by, key, number, verdict, kind)| {
            let (key, verdict) = (format!("k{key}"), VERDICTS[verdict]);
            let event = match kind {
                0 => opened(by),
                1 | 2 => begin(&key, by, number),
                3 => end(&key, by, number, verdict),
                4 => Event::Fault {
                    key,
                    attempt: attempt(by, number),
                    fault: Fault::new(verdict.name(), ""),
                },
                5 => Event::Interrupted { key, attempt: attempt(by, number) },
                _ if verdict == Verdict::Accepted => Event::Fenced,
                _ => Event::Close,
            };
            (by, event)
        },
    );
    prop::collection::vec(one, 0..24)
}

fn fold(events: &[(usize, Event)]) -> Fold {
    let mut fold = Fold::default();
    for (by, event) in events {
        fold.add(BY[*by], event.clone());
    }
    fold
}

fn lines(events: &[(usize, Event)], by: usize) -> Vec<u8> {
    let of = events.iter().filter(|(whose, _)| *whose == by);
    of.flat_map(|(_, event)| [serde_json::to_vec(event).unwrap(), b"\n".to_vec()].concat())
        .collect()
}

proptest! {
    /// Workers write at the same time: in whatever order their lines come to be read.
    #[test]
    fn interleaving_changes_nothing(
        (events, shuffled) in events().prop_flat_map(|events| {
            (Just(events.clone()), Just(events).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(fold(&shuffled), fold(&events));
    }

    #[test]
    fn order_and_copies_change_nothing(
        events in events(),
        order in any::<prop::sample::Index>(),
        twice in any::<prop::sample::Index>(),
    ) {
        let expected = fold(&events);
        let mut other = events.clone();
        other.reverse();
        if !events.is_empty() {
            other.rotate_left(order.index(events.len()));
            other.push(events[twice.index(events.len())].clone());
        }
        prop_assert_eq!(&fold(&other), &expected);
        let mut read = Fold::default();
        for by in [2, 0, 1, 0, 2] {
            read.read(BY[by], &lines(&events, by));
        }
        prop_assert_eq!(read, expected);
    }

    /// A journal that is cut at any byte says what its whole lines say.
    #[test]
    fn a_torn_line_is_no_line(events in events()) {
        let text = lines(&events, 0);
        for cut in 0..=text.len() {
            let mut torn = Fold::default();
            torn.read(BY[0], &text[..cut]);
            let whole = text[..cut].iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
            let mut rest = Fold::default();
            rest.read(BY[0], &text[..whole]);
            // The last line may miss nothing but its end.
            if text.get(cut) != Some(&b'\n') {
                prop_assert_eq!(&torn, &rest);
            }
        }
    }
}

fn check(events: &[Event], expected: &str) {
    let mut fold = Fold::default();
    for event in events {
        fold.add("any", event.clone());
    }
    let standing = match fold.standing("k", 2) {
        UnitStatus::Waiting => "waiting".to_owned(),
        UnitStatus::Suspect => "suspect".to_owned(),
        UnitStatus::Lost { times } => format!("lost {times}"),
        UnitStatus::Failed(fault) => format!("failed {}", fault.what),
        UnitStatus::Undecided(_) => "undecided".to_owned(),
        UnitStatus::Disagreeing(ends) => format!("disagreeing {}", ends.len()),
        UnitStatus::Decided(end) => format!("{} {}", end.verdict, end.attempt.token.round),
    };
    assert_eq!(standing, expected, "{events:?}");
}

#[test]
fn how_a_unit_stands_follows_from_its_story() {
    use Verdict::{Accepted, Inconclusive, WrongAnswer};
    let fault = |number| Event::Fault {
        key: "k".to_owned(),
        attempt: attempt(0, number),
        fault: Fault::new(format!("f{number}"), ""),
    };
    let broken_off = Event::Interrupted { key: "k".to_owned(), attempt: attempt(0, 1) };
    check(&[], "waiting");
    check(&[begin("other", 0, 1)], "waiting");
    check(&[begin("k", 0, 1)], "suspect");
    check(&[begin("k", 0, 1), broken_off.clone()], "waiting");
    check(&[begin("k", 0, 1), begin("k", 1, 1)], "lost 2");
    check(&[begin("k", 0, 1), begin("k", 1, 1), end("k", 2, 1, Accepted)], "accepted 3");
    check(&[fault(1), fault(2)], "failed f2");
    check(&[fault(1), begin("k", 1, 1)], "suspect");
    check(&[end("k", 0, 1, Inconclusive)], "undecided");
    check(&[end("k", 0, 1, Accepted), end("k", 1, 1, Inconclusive)], "accepted 1");
    check(&[end("k", 0, 1, Accepted), end("k", 1, 1, Accepted)], "accepted 2");
    check(&[end("k", 0, 1, Accepted), end("k", 1, 1, WrongAnswer)], "disagreeing 2");
    let third = end("k", 2, 1, WrongAnswer);
    check(&[end("k", 0, 1, Accepted), end("k", 1, 1, WrongAnswer), third], "wrong_answer 3");
}

#[test]
fn a_result_that_is_gone_is_as_one_that_was_broken_off() {
    let mut fold = Fold::default();
    fold.add("any", end("k", 0, 1, Verdict::Accepted));
    fold.forget(|_| true);
    assert_eq!(fold.standing("k", 1), UnitStatus::Waiting);
}
