//! What a candidate would reach without the largest part of what it loses: an estimate
//! from the account of the cores' time. No verdict rests on it.

use super::diagnosis::LOSS_MIN;
use super::timed::is_accepted;
use super::{Against, Cause, Decision, Goal, Profile, Timed, decide};

/// A run that was looked at is like the timed ones if it took as long, up to this share.
const LIKE_THE_TIMED: f64 = 0.25;
/// Where threads stood ready without a core for this share of the cores' time, the account
/// is that of others.
const WAITED_MAX: f64 = 0.1;
/// CPU time beyond what the cores had is a clock's error; so much of it is normal.
const CPU_ERROR_MAX: f64 = 0.05;

/// What would be left without a loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gain {
    /// Without the time in which cores are idle.
    Idle(Estimate),
    /// Without the work that the baseline does not do.
    Work(Estimate),
    /// There is hardly anything to lose.
    Little,
}

/// A loss and what it costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Its share of the cores' time.
    pub share: f64,
    /// The speedup without it, if nothing else changed.
    pub speedup: f64,
}

/// Core time of a run, in seconds.
#[expect(clippy::struct_field_names, reason = "the unit comes last")]
struct Losses {
    there_s: f64,
    idle_s: f64,
    work_s: f64,
}

impl Timed {
    /// What is left to gain; nothing where the account is not to be trusted, or where cores
    /// are not what the goal is about.
    pub fn gain(&self) -> Option<Gain> {
        if self.goal_speedup? <= 1.0 {
            return None;
        }
        let is_baseline = match self.samples.against {
            Against::Baseline => true,
            Against::OneThread => false,
            Against::BestChoice { .. } | Against::HalfTheSize | Against::Solution => return None,
        };
        let mut losses = match decide(&self.samples) {
            Decision::NotMet => self.losses_looked_at()?,
            Decision::Met if is_accepted(self) => self.losses_seen()?,
            Decision::Met | Decision::Unstable | Decision::Unclear(_) | Decision::More => {
                return None;
            }
        };
        if !is_baseline {
            // What itself does on one thread as well is no loss against that.
            losses.work_s = 0.0;
        }
        self.gain_of(&losses)
    }

    /// The larger of the losses, as a gain.
    fn gain_of(&self, losses: &Losses) -> Option<Gain> {
        let speedup = self.speedup?.median;
        let ceiling = self.ceiling(speedup)?;
        let most_s = losses.idle_s.max(losses.work_s);
        let share = most_s / losses.there_s;
        let without = (speedup / (1.0 - share)).min(ceiling);
        if !(share.is_finite() && without.is_finite()) {
            return None;
        }
        let estimate = Estimate { share, speedup: without };
        Some(match losses.idle_s >= losses.work_s {
            _ if share < LOSS_MIN || without < speedup * (1.0 + LOSS_MIN) => Gain::Little,
            true => Gain::Idle(estimate),
            false => Gain::Work(estimate),
        })
    }

    /// The most that the cores bring here: their capacity, where the speedup comes from
    /// them; as often that as it is faster already, where a better algorithm brought more.
    fn ceiling(&self, speedup: f64) -> Option<f64> {
        let threads = self.samples.threads as f64;
        let capacity = self.samples.setup.capacity.unwrap_or(threads).min(threads);
        let capacity = match self.goal {
            Goal::Efficiency { parallelism: Some(bound), .. } => capacity.min(bound),
            _ => capacity,
        };
        let cores_used = self.cores_used?.clamp(1.0, threads.max(1.0));
        Some(if speedup <= capacity { capacity } else { speedup * threads / cores_used })
    }

    /// What a candidate that is too slow lost, from the runs that were looked at.
    fn losses_looked_at(&self) -> Option<Losses> {
        let diagnosis = self.diagnosis.as_ref()?;
        let threads = self.samples.threads as f64;
        match diagnosis.cause? {
            // Threads bring little there: what they lose is not what is missing.
            Cause::Algorithm | Cause::Memory => return None,
            _ => {}
        }
        let profile = &diagnosis.profile;
        let account = profile.account();
        let there_s = threads * profile.wall_s;
        let is_trusted = profile.threads == self.samples.threads
            && profile.is_like(self.candidate_s?)
            && account.waited_s <= WAITED_MAX * there_s
            && profile.cpu_s <= (1.0 + CPU_ERROR_MAX) * there_s;
        is_trusted.then_some(Losses {
            there_s,
            idle_s: account.serial_s + account.imbalance_s + account.gaps_s + account.asleep_s,
            work_s: account.alone_s + account.together_s,
        })
    }

    /// What one that is fast enough loses, from the timed runs themselves. It was not looked
    /// at where its CPU time went, so what is no idle time and no gain counts as work.
    fn losses_seen(&self) -> Option<Losses> {
        let there_s = self.samples.threads as f64 * self.candidate_s?;
        let busy_s = self.cores_used? * self.candidate_s?;
        if !(busy_s > 0.0 && busy_s <= (1.0 + CPU_ERROR_MAX) * there_s) {
            return None;
        }
        // A better algorithm needs less than the baseline: then it is not known what it needs.
        let work_s = (busy_s - self.baseline_s?).max(0.0);
        Some(Losses { there_s, idle_s: (there_s - busy_s).max(0.0), work_s })
    }
}

impl Profile {
    /// Whether it is of a run like those that took so long.
    fn is_like(&self, timed_s: f64) -> bool {
        let ratio = self.wall_s / timed_s;
        (1.0 - LIKE_THE_TIMED..=1.0 + LIKE_THE_TIMED).contains(&ratio)
    }
}

#[cfg(test)]
#[path = "gain_tests.rs"]
mod tests;
