//! Medians, the sequential sign test and the interval that goes with it. Pure:
//! no clock, no I/O.

/// The chance of a wrong verdict that one side of the test may have.
pub const ALPHA: f64 = 0.01;

/// Intervals of Simpson's rule in [`evidence`]; exact enough up to 300 pairs.
const SIMPSON_INTERVALS: u32 = 400;

/// The evidence, after `n` pairs of which `k` were above the goal, that a pair
/// is more likely above than below.
///
/// An e-value: under the opposite hypothesis it exceeds 1/α with probability at
/// most α *however often it is looked at*, so the grader may stop at any pair.
/// It is the beta-binomial mixture of Howard, Ramdas et al. ("Time-uniform,
/// nonparametric, nonasymptotic confidence sequences", Ann. Stat. 2021):
///
/// E(n, k) = 2ⁿ⁺¹ ∫ pᵏ (1−p)ⁿ⁻ᵏ dp over p in [1/2, 1].
pub fn evidence(n: usize, k: usize) -> f64 {
    assert!(k <= n, "k of n pairs");
    let (above, below) = (k as f64, (n - k) as f64);
    // 2ⁿ pᵏ (1−p)ⁿ⁻ᵏ in log space: the factors alone underflow.
    let density = |p: f64| {
        let term = |count: f64, log: f64| if count == 0.0 { 0.0 } else { count * log };
        (term(above, (2.0 * p).ln()) + term(below, (2.0 * (1.0 - p)).ln())).exp()
    };
    let step = 0.5 / f64::from(SIMPSON_INTERVALS);
    let weighted = (0..=SIMPSON_INTERVALS).map(|i| {
        let weight = match i {
            0 | SIMPSON_INTERVALS => 1.0,
            i if i % 2 == 1 => 4.0,
            _ => 2.0,
        };
        weight * density(0.5 + f64::from(i) * step)
    });
    2.0 * weighted.sum::<f64>() * step / 3.0
}

/// Whether `k` of `n` pairs above the goal settle that the goal is met.
pub fn settles(n: usize, k: usize) -> bool {
    evidence(n, k) >= 1.0 / ALPHA
}

/// The middle value; of an even number of values, the mean of the middle two.
pub fn median(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// The values in ascending order.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The smallest value.
pub fn minimum(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    values.into_iter().min_by(f64::total_cmp)
}

/// The largest value.
pub fn maximum(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    values.into_iter().max_by(f64::total_cmp)
}

/// All goals that the sign test rejects from neither side: the interval of the
/// median ratio that holds at every stopping time. With few pairs a side is
/// open and the interval ends at the outermost ratio on that side.
pub fn interval(ratios: &[f64]) -> Option<(f64, f64)> {
    let sorted = sorted(ratios);
    let n = sorted.len();
    let last = n.checked_sub(1)?;
    // The fewest pairs on one side that settle the question.
    let crossing = (0..=n).find(|&k| settles(n, k));
    // A goal below the (crossing)-th largest ratio is met by `crossing` pairs.
    let cut = crossing.map_or(0, |k| n - k);
    Some((sorted[cut], sorted[last - cut]))
}

/// The confidence of [`chance_max`].
pub const CONFIDENCE: f64 = 0.95;
/// Halvings of the interval in [`chance_max`]: more than a number has digits.
const HALVINGS: usize = 60;

/// The chance that at most `k` of `n` things happen, each of which happens with
/// chance `p`.
pub fn chance_of_at_most(n: usize, k: usize, p: f64) -> f64 {
    if k >= n || p <= 0.0 {
        return 1.0;
    }
    if p >= 1.0 {
        return 0.0;
    }
    // In log space: the first term alone may underflow.
    let mut log_term = n as f64 * (-p).ln_1p();
    let mut sum = log_term.exp();
    for i in 0..k {
        log_term += ((n - i) as f64 / (i + 1) as f64).ln() + p.ln() - (-p).ln_1p();
        sum += log_term.exp();
    }
    sum.min(1.0)
}

/// The largest chance that `k` of `n` leaves possible at 95 %: with a larger one, `k`
/// or fewer would be seen in less than 1 of 20 cases. Exact, one side of Clopper and
/// Pearson's interval ("The use of confidence or fiducial limits illustrated in the
/// case of the binomial", Biometrika 1934). For `k` = 0 it is 1 − 0.05^(1/n), some
/// 3/n: the rule of three.
pub fn chance_max(n: usize, k: usize) -> f64 {
    let (mut possible, mut impossible) = (0.0, 1.0);
    if k >= n {
        return impossible;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(possible, impossible);
        if chance_of_at_most(n, k, middle) >= 1.0 - CONFIDENCE {
            possible = middle;
        } else {
            impossible = middle;
        }
    }
    possible
}

/// How a parallel program's time follows from its threads:
/// T(p) / T(1) = serial + (1 − serial) / min(p, cores) + overhead · (p − 1).
///
/// The first two terms are Amdahl's law ("Validity of the single processor
/// approach", 1967); more threads than cores do not share the work further.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Law {
    /// The fraction that only one thread does.
    pub serial: f64,
    /// What each further thread costs, as a fraction of T(1).
    pub overhead: f64,
}

impl Law {
    /// The time on so many threads, as a fraction of T(1).
    pub fn time(self, threads: usize, cores: usize) -> f64 {
        let Self { serial, overhead } = self;
        let shared = threads.min(cores).max(1) as f64;
        serial + (1.0 - serial) / shared + overhead * threads.saturating_sub(1) as f64
    }

    /// Fits the law to times on so many threads, each a fraction of T(1), by
    /// least squares. Neither term is below 0.
    pub fn fit(times: &[(usize, f64)], cores: usize) -> Option<Self> {
        // y = serial · a + overhead · b, where all that is neither is known.
        let rows: Vec<[f64; 3]> = times
            .iter()
            .filter(|(threads, _)| *threads > 1)
            .map(|&(threads, time)| {
                let share = 1.0 / threads.min(cores).max(1) as f64;
                [1.0 - share, (threads - 1) as f64, time - share]
            })
            .collect();
        if rows.is_empty() {
            return None;
        }
        let sum = |i: usize, j: usize| rows.iter().map(|row| row[i] * row[j]).sum::<f64>();
        let (aa, ab, bb, ay, by) = (sum(0, 0), sum(0, 1), sum(1, 1), sum(0, 2), sum(1, 2));
        let only_serial = Self { serial: (ay / aa).clamp(0.0, 1.0), overhead: 0.0 };
        let only_overhead = Self { serial: 0.0, overhead: (by / bb).max(0.0) };
        let determinant = aa * bb - ab * ab;
        let free = Self {
            serial: (ay * bb - by * ab) / determinant,
            overhead: (by * aa - ay * ab) / determinant,
        };
        let error = |law: &Self| {
            let term = |row: &[f64; 3]| law.serial * row[0] + law.overhead * row[1] - row[2];
            rows.iter().map(|row| term(row).powi(2)).sum::<f64>()
        };
        let is_law = |law: &Self| (0.0..=1.0).contains(&law.serial) && law.overhead >= 0.0;
        let candidates = [free, only_serial, only_overhead];
        let best = candidates.into_iter().filter(is_law);
        best.min_by(|a, b| error(a).total_cmp(&error(b)))
    }
}

/// The serial fraction that a speedup on so many threads shows (Karp and Flatt,
/// "Measuring parallel processor performance", 1990). If it grows with the
/// threads, overhead is what limits them.
pub fn karp_flatt(speedup: f64, threads: usize) -> Option<f64> {
    let share = 1.0 / threads as f64;
    (threads > 1).then(|| (1.0 / speedup - share) / (1.0 - share))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published values of the test.
    #[test]
    fn evidence_has_its_published_values() {
        for (n, k, expected) in [
            (1, 1, 1.5),
            (5, 5, 10.5),
            (8, 8, 56.78),
            (9, 9, 102.3),
            (10, 9, 18.51),
            (20, 10, 0.2703),
            (20, 17, 87.54),
            (50, 36, 47.04),
            (200, 122, 22.65),
        ] {
            let found = evidence(n, k);
            assert!((found / expected - 1.0).abs() < 1e-3, "E({n}, {k}) = {found}");
        }
    }

    #[test]
    fn the_first_crossings_are_the_published_ones() {
        for (n, k) in [(9, 9), (15, 14), (20, 18), (30, 24), (50, 37), (100, 68), (200, 126)] {
            assert!(settles(n, k), "{k} of {n}");
            assert!(!settles(n, k - 1), "{} of {n}", k - 1);
        }
        assert!(!settles(8, 8));
    }

    #[test]
    fn the_largest_chance_is_clopper_and_pearsons() {
        // Nothing seen: a closed form. The others are quantiles of the beta
        // distribution, 0.95 of Beta(k + 1, n − k).
        let rule_of_three = |n: f64| 1.0 - 0.05_f64.powf(1.0 / n);
        for (n, k, expected) in [
            (0, 0, 1.0),
            (1, 0, rule_of_three(1.0)),
            (200, 0, rule_of_three(200.0)),
            (100_000, 0, rule_of_three(100_000.0)),
            (10, 1, 0.394_163),
            (100, 5, 0.102_253),
            (7, 7, 1.0),
        ] {
            let found = chance_max(n, k);
            assert!((found - expected).abs() < 1e-6, "{k} of {n}: {found}, not {expected}");
        }
        assert!((chance_of_at_most(4, 2, 0.5) - 11.0 / 16.0).abs() < 1e-12);
    }

    #[test]
    fn the_law_is_found_again() {
        let check = |law: Law, cores: usize| {
            let counts = (1..=cores).chain([2 * cores]);
            let times: Vec<_> = counts.map(|threads| (threads, law.time(threads, cores))).collect();
            let found = Law::fit(&times, cores).expect("enough points");
            let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
            assert!(close(found.serial, law.serial), "{found:?} for {law:?}");
            assert!(close(found.overhead, law.overhead), "{found:?} for {law:?}");
        };
        check(Law { serial: 0.1, overhead: 0.01 }, 2);
        check(Law { serial: 0.0, overhead: 0.0 }, 2);
        check(Law { serial: 0.3, overhead: 0.0 }, 4);
        check(Law { serial: 1.0, overhead: 0.002 }, 8);
    }

    #[test]
    fn a_speedup_beyond_the_threads_is_no_negative_fraction() {
        let law = Law::fit(&[(1, 1.0), (2, 0.45), (4, 0.46)], 2).expect("enough points");
        assert!(law.serial >= 0.0 && law.overhead >= 0.0, "{law:?}");
        assert_eq!(Law::fit(&[(1, 1.0)], 1), None);
    }

    #[test]
    fn karp_and_flatts_fraction() {
        assert_eq!(karp_flatt(1.0, 1), None);
        let fraction = karp_flatt(1.6, 2).expect("two threads");
        assert!((fraction - 0.25).abs() < 1e-12, "{fraction}");
    }

    #[test]
    fn medians() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    #[test]
    fn an_interval_narrows_with_more_pairs() {
        assert_eq!(interval(&[]), None);
        assert_eq!(interval(&[2.0]), Some((2.0, 2.0)));
        let ratios: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(interval(&ratios[..8]), Some((0.0, 7.0)));
        assert_eq!(interval(&ratios), Some((32.0, 67.0)));
    }
}
