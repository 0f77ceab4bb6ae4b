//! CPU time of the whole machine: what the host took, and what others used while
//! something was measured. No block and no verdict rests on it.

use std::fs;

/// From this share of all CPU time on, others make a machine busy. A program that
/// rests half of the time takes a quarter of two cores; the system's own work on an
/// idle machine, and the tick's grain, stay below a tenth.
pub const BUSY_SHARE: f64 = 0.1;

/// CPU time of all cores since the system came up, in ticks of 10 ms; zero where
/// the system does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticks {
    /// What the host gave to others while a core here wanted to run: an idle
    /// virtual machine is not always idle.
    pub stolen: u64,
    /// All the time that there was.
    pub all: u64,
    /// When no core wanted to run, or one waited for a disk.
    idle: u64,
    /// What this process used, and those that it started and that have ended.
    ours: u64,
}

impl Ticks {
    /// Up to now. Processes that are still running are not yet ours.
    pub fn now() -> Self {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        Self::read(&read("/proc/stat"), &read("/proc/self/stat"))
    }

    /// The first line of `/proc/stat`: user, nice, system, idle, iowait, irq,
    /// softirq, steal; guests' time, which follows, is in user already. And of
    /// `/proc/self/stat`, behind the name, the fields 14 to 17 of proc(5): own time
    /// and that of ended children, each in user and in system mode.
    fn read(machine: &str, process: &str) -> Self {
        let numbers = machine.lines().next().unwrap_or_default().split_whitespace().skip(1).take(8);
        let ticks: Vec<u64> = numbers.filter_map(|number| number.parse().ok()).collect();
        let at = |index: usize| ticks.get(index).copied().unwrap_or(0);
        let behind_the_name = process.rsplit(')').next().unwrap_or_default();
        let own = behind_the_name.split_whitespace().skip(11).take(4);
        Self {
            stolen: at(7),
            all: ticks.iter().sum(),
            idle: at(3) + at(4),
            ours: own.filter_map(|number| number.parse::<u64>().ok()).sum(),
        }
    }

    /// What has come since.
    #[must_use]
    pub fn elapsed(self) -> Self {
        self.until(Self::now())
    }

    fn until(self, later: Self) -> Self {
        Self {
            stolen: later.stolen.saturating_sub(self.stolen),
            all: later.all.saturating_sub(self.all),
            idle: later.idle.saturating_sub(self.idle),
            ours: later.ours.saturating_sub(self.ours),
        }
    }

    /// The share of it that was stolen.
    pub fn stolen_share(self) -> f64 {
        self.stolen as f64 / self.all.max(1) as f64
    }

    /// The share of it that was neither idle nor ours: other programs' and what was
    /// stolen. Nothing where the system does not tell.
    pub fn others_share(self) -> Option<f64> {
        let others = self.all.saturating_sub(self.idle + self.ours);
        (self.all > 0).then(|| others as f64 / self.all as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_used_is_what_is_left() {
        let process = |own: u64| {
            format!("7 (a ) b) S 1 7 7 0 -1 4194560 100 0 0 0 {own} 2 30 4 20 0 3 0 5 6 7")
        };
        let before = Ticks::read("cpu  100 0 50 800 10 0 5 35 0 0\ncpu0 1", &process(10));
        assert_eq!(before, Ticks { stolen: 35, all: 1000, idle: 810, ours: 46 });
        let after = Ticks::read("cpu  160 0 60 900 10 0 5 65 0 0", &process(50));
        let meanwhile = before.until(after);
        assert_eq!(meanwhile.others_share(), Some(0.3));
        assert!((meanwhile.stolen_share() - 0.15).abs() < 1e-12);
        assert_eq!(Ticks::read("", "").others_share(), None);
    }
}
