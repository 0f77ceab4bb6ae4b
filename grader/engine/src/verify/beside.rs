//! Exercises that are looked at beside each other where nothing is timed, and told one
//! after the other all the same.

use super::{Finding, Task, Totals, VerifyEvent, inspect};
use crate::fault::Fault;
use crate::grade::Grader;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many exercises are looked at beside each other: a grading of answers keeps
/// little more than one core busy, and each builds its candidates ahead.
const BESIDE: usize = 2;

/// Looks at all tasks, and says how much there was. After a fault no further task is begun.
pub(super) fn beside(
    grader: &Grader,
    tasks: &[Task],
    hear: &mut (dyn FnMut(VerifyEvent) + Send),
) -> Result<Totals, Fault> {
    let next = AtomicUsize::new(0);
    let teller = Mutex::new(Teller::new(tasks.len(), hear));
    let work = || -> Result<Totals, Fault> {
        let mut totals = Totals::default();
        let take = || {
            // Relaxed: only the counter itself is shared.
            let index = next.fetch_add(1, Ordering::Relaxed);
            Some((index, tasks.get(index)?))
        };
        while let Some((index, task)) = take() {
            let inspected = inspect(grader, task, &mut |news| told(&teller).tell(index, news));
            told(&teller).close(index);
            totals += inspected.inspect_err(|_| next.store(tasks.len(), Ordering::Relaxed))?;
        }
        Ok(totals)
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..BESIDE.min(tasks.len())).map(|_| scope.spawn(work)).collect();
        let mut totals = work();
        for other in others {
            let other = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            totals = totals.and_then(|totals| Ok(totals + other?));
        }
        totals
    })
}

/// A panic of the other thread ends this run anyway: what it has told stands.
fn told<'a, 'b>(teller: &'a Mutex<Teller<'b>>) -> MutexGuard<'a, Teller<'b>> {
    teller.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells what is found by exercise, in their order: at once for the first that is not
/// done, later for those after it.
struct Teller<'a> {
    hear: &'a mut (dyn FnMut(VerifyEvent) + Send),
    /// The exercise that is told at once.
    first: usize,
    held: Vec<Held>,
}

/// What was found for one exercise and is not told yet.
#[derive(Default)]
struct Held {
    findings: Vec<Finding>,
    is_done: bool,
}

impl<'a> Teller<'a> {
    fn new(tasks: usize, hear: &'a mut (dyn FnMut(VerifyEvent) + Send)) -> Self {
        Self { hear, first: 0, held: (0..tasks).map(|_| Held::default()).collect() }
    }

    fn tell(&mut self, index: usize, news: VerifyEvent) {
        match news {
            news if index == self.first => (self.hear)(news),
            VerifyEvent::Found(finding) => self.held[index].findings.push(finding),
            VerifyEvent::Doing { .. } => {}
        }
    }

    fn close(&mut self, index: usize) {
        self.held[index].is_done = true;
        while self.held.get(self.first).is_some_and(|held| held.is_done) {
            self.first += 1;
            let Some(held) = self.held.get_mut(self.first) else { break };
            for finding in std::mem::take(&mut held.findings) {
                (self.hear)(VerifyEvent::Found(finding));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::LawStatus;

    fn finding(subject: &str) -> VerifyEvent<'static> {
        VerifyEvent::Found(Finding::plain("", subject, LawStatus::Sound, String::new()))
    }

    /// What is heard of these: an exercise and what it found, or that it is done.
    fn check(told: &[(usize, Option<&str>)], expected: &[&str]) {
        let mut heard = Vec::new();
        let hear = &mut |news: VerifyEvent| {
            if let VerifyEvent::Found(finding) = news {
                heard.push(finding.subject);
            }
        };
        let mut teller = Teller::new(3, hear);
        for &(index, subject) in told {
            match subject {
                Some(subject) => teller.tell(index, finding(subject)),
                None => teller.close(index),
            }
        }
        assert_eq!(heard, expected);
    }

    #[test]
    fn findings_are_told_in_the_exercises_order() {
        check(&[(0, Some("a")), (1, Some("b")), (0, Some("c"))], &["a", "c"]);
        check(&[(1, Some("b")), (0, Some("a")), (0, None)], &["a", "b"]);
        check(
            &[(1, Some("b")), (1, None), (2, Some("c")), (0, Some("a")), (0, None)],
            &["a", "b", "c"],
        );
        check(&[(0, None), (1, Some("b")), (2, Some("c")), (2, None), (1, None)], &["b", "c"]);
        check(&[(2, None), (1, None), (0, None)], &[]);
    }
}
