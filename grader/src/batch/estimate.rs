//! How long the rest of a run takes, from what the units before took. Pure.

use std::collections::BTreeMap;

/// Of fewer units an average says little.
const UNITS_MIN: usize = 3;

/// What units took so far, in seconds, by exercise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    took: BTreeMap<String, Vec<f64>>,
    undecided: usize,
}

/// How long the rest of a run takes: between a least and a most, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rest {
    /// At least about so long.
    pub low_s: f64,
    /// At most about so long.
    pub high_s: f64,
}

impl Pace {
    /// One more unit took so long, its share of compiling included.
    pub fn add(&mut self, exercise: &str, seconds: f64) {
        self.took.entry(exercise.to_owned()).or_default().push(seconds);
    }

    /// The machine could not tell about one of them: it comes again.
    pub fn add_undecided(&mut self) {
        self.undecided += 1;
    }

    fn count(&self) -> usize {
        self.took.values().map(Vec::len).sum()
    }

    /// What one unit takes on average; nothing while too few were seen.
    pub fn unit_s(&self) -> Option<f64> {
        let sum: f64 = self.took.values().flatten().sum();
        (self.count() >= UNITS_MIN).then(|| sum / self.count() as f64)
    }

    /// How long a number of units of each exercise takes. An exercise that was not graded yet
    /// is taken for an average one, and may take up to the longest.
    pub fn rest(&self, left: &BTreeMap<String, usize>) -> Option<Rest> {
        let average = self.unit_s()?;
        let again = 1.0 + self.undecided as f64 / self.count() as f64;
        let means: BTreeMap<&str, f64> =
            self.took.iter().map(|(name, took)| (&**name, mean(took))).collect();
        let highest = means.values().copied().fold(average, f64::max);
        let lowest = means.values().copied().fold(average, f64::min);
        let (mut low_s, mut high_s) = (0.0, 0.0);
        for (exercise, &count) in left {
            let count = count as f64;
            if let (Some(mean), Some(took)) = (means.get(&**exercise), self.took.get(exercise)) {
                let error = standard_error(took, *mean);
                // What is left varies itself, and so does the average.
                let beside =
                    2.0 * (error * count + error * (took.len() as f64).sqrt() * count.sqrt());
                low_s += (mean * count - beside).max(0.0);
                high_s += mean * count + beside;
            } else {
                low_s += lowest * count;
                high_s += highest * count;
            }
        }
        Some(Rest { low_s, high_s: high_s * again })
    }
}

fn mean(took: &[f64]) -> f64 {
    took.iter().sum::<f64>() / took.len() as f64
}

/// Of an average; of one value alone, as large as itself.
fn standard_error(took: &[f64], mean: f64) -> f64 {
    if took.len() < 2 {
        return mean;
    }
    let squares: f64 = took.iter().map(|one| (one - mean).powi(2)).sum();
    (squares / (took.len() - 1) as f64 / took.len() as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(counts: &[(&str, usize)]) -> BTreeMap<String, usize> {
        counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    }

    #[test]
    fn nothing_is_said_before_enough_is_known() {
        let mut pace = Pace::default();
        assert_eq!(pace.rest(&left(&[("a", 9)])), None);
        (0..2).for_each(|_| pace.add("a", 1.0));
        assert_eq!(pace.rest(&left(&[("a", 9)])), None);
        pace.add("a", 1.0);
        assert_eq!(pace.rest(&left(&[("a", 9)])), Some(Rest { low_s: 9.0, high_s: 9.0 }));
    }

    #[test]
    fn what_varies_or_is_unknown_has_a_wide_range() {
        let mut pace = Pace::default();
        for took in [1.0, 3.0, 1.0, 3.0] {
            pace.add("a", took);
        }
        let rest = pace.rest(&left(&[("a", 100)])).unwrap();
        assert!(rest.low_s < 150.0 && rest.high_s > 250.0, "{rest:?}");
        (0..4).for_each(|_| pace.add("b", 10.0));
        let rest = pace.rest(&left(&[("c", 10)])).unwrap();
        assert!(rest.low_s <= 20.0 && rest.high_s >= 100.0, "{rest:?}");
        assert_eq!(pace.rest(&left(&[])), Some(Rest { low_s: 0.0, high_s: 0.0 }));
    }

    #[test]
    fn what_comes_again_takes_its_time_again() {
        let mut pace = Pace::default();
        (0..4).for_each(|_| pace.add("a", 2.0));
        (0..2).for_each(|_| pace.add_undecided());
        assert_eq!(pace.rest(&left(&[("a", 10)])), Some(Rest { low_s: 20.0, high_s: 30.0 }));
    }
}
