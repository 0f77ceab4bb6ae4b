//! What a source names beside what was measured. A word decides nothing by itself: it
//! breaks ties between causes that the figures cannot tell apart.

use super::account::{Account, Idle};
use super::{Cause, EXPLAINS, Profile};

/// What a call in a source is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// One thread at a time.
    Lock,
    /// One core at a time, for one operation.
    Atomic,
    /// A serial iterator behind a lock, from which all threads take.
    Bridge,
    /// A message to another thread.
    Channel,
    /// A sleep, or a wait with a time-out.
    Nap,
    /// A barrier.
    Step,
    /// A thread that looks again and again.
    Spin,
}

/// A call in the candidate's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is a sign of.
    pub sign: Sign,
    /// As it is shown: `lock()`.
    pub word: String,
    /// The line that it stands in, from 1.
    pub line: usize,
}

/// What all threads use, most likely first where they sleep.
const SHARED_ASLEEP: [Sign; 6] =
    [Sign::Lock, Sign::Step, Sign::Bridge, Sign::Channel, Sign::Spin, Sign::Atomic];
/// The same where they do not.
const SHARED_AWAKE: [Sign; 6] =
    [Sign::Bridge, Sign::Lock, Sign::Atomic, Sign::Spin, Sign::Channel, Sign::Step];
/// Work that no thread gets in another's way of takes this many times the CPU time on all
/// threads at most: caches are shared, and processors slow down.
const APART: f64 = 1.2;
/// A thread that sleeps beside the others leaves one core without work for at least this
/// share of a run.
const NAPS_MIN: f64 = 0.1;

impl Profile {
    fn named(&self, signs: &[Sign]) -> Option<&Named> {
        signs.iter().find_map(|sign| self.named.iter().find(|named| named.sign == *sign))
    }

    /// Whether the source names a sleep.
    pub(super) fn names_a_nap(&self) -> bool {
        self.named(&[Sign::Nap]).is_some()
    }

    /// What all threads use, if the source names something.
    fn shared(&self) -> Option<&Named> {
        let asleep = self.hands_over() || self.sleeps_often();
        self.named(if asleep { &SHARED_ASLEEP } else { &SHARED_AWAKE })
    }

    /// Whether what is dear on one thread already is a lock or the like: on all threads it
    /// is dearer still, and the source names it. Tasks that are stolen look the same.
    pub(super) fn fights_over_what_is_shared(&self) -> bool {
        let together = self.cpu_s > APART * self.cpu_alone_s;
        self.shared().is_some() && (together || self.hands_over() || self.sleeps_often())
    }

    /// Whether threads that never work at the same time take turns at a lock. Those that
    /// have no work look the same.
    pub(super) fn takes_turns(&self) -> bool {
        let never_beside = Idle::never_beside(&self.trace);
        let waits_for_others = [Sign::Lock, Sign::Step];
        self.hands_over()
            || (never_beside
                && self.threads_at_work() >= 2
                && self.named(&waits_for_others).is_some())
    }

    /// Whether a thread sleeps while others work. On one core its sleep shows; on all, it
    /// looks like a thread without work.
    pub(super) fn naps_beside_work(&self, account: &Account) -> bool {
        let unused_s = self.wall_alone_s.map_or(0.0, |wall_s| wall_s - self.cpu_alone_s);
        let idle_s = account.serial_s + account.imbalance_s + account.gaps_s + account.asleep_s;
        let shows = unused_s > NAPS_MIN * self.wall_alone_s.unwrap_or_default();
        shows && unused_s > EXPLAINS * idle_s && self.names_a_nap()
    }
}

/// Where to look first, if the source names what fits the cause.
pub(super) fn look_at(cause: Cause, profile: &Profile) -> Option<&Named> {
    match cause {
        Cause::Contention => profile.shared(),
        Cause::Waiting => profile.named(&[Sign::Nap]),
        Cause::Oversubscription => profile.named(&[Sign::Spin]),
        _ => None,
    }
}
