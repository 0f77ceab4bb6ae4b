//! Because: a recursion by `rayon::join`; each half gives back its hours, and the longer half takes in the other.

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    let (first, hours) = halves(times, x);
    let line = |(hour, (sum, rows)): (u32, (f64, f64))| (hour * 3600, sum / rows);
    (first..).zip(hours).map(line).collect()
}

type Hours = (u32, Vec<(f64, f64)>);

fn halves(times: &[u32], x: &[f64]) -> Hours {
    if times.len() <= 60_000 {
        return rows(times, x);
    }
    let middle = times.len() / 2;
    let (one, other) = rayon::join(
        || halves(&times[..middle], &x[..middle]),
        || halves(&times[middle..], &x[middle..]),
    );
    let first = one.0.min(other.0);
    let end = (one.0 as usize + one.1.len()).max(other.0 as usize + other.1.len());
    let mut hours = vec![(0.0, 0.0); end - first as usize];
    for (begin, part) in [one, other] {
        for (at, (sum, rows)) in part.into_iter().enumerate() {
            let hour = &mut hours[(begin - first) as usize + at];
            *hour = (hour.0 + sum, hour.1 + rows);
        }
    }
    (first, hours)
}

fn rows(times: &[u32], x: &[f64]) -> Hours {
    let Some(first) = times.iter().min().map(|first| first / 3600) else {
        return (0, Vec::new());
    };
    let mut hours = Vec::new();
    for (time, x) in times.iter().zip(x) {
        let hour = (time / 3600 - first) as usize;
        if hour >= hours.len() {
            hours.resize(hour + 1, (0.0, 0.0));
        }
        hours[hour].0 += x;
        hours[hour].1 += 1.0;
    }
    (first, hours)
}
