//! Because: spawned tasks send the hours of their rows through a channel; the one who adds them keeps a tree of hours.

use std::collections::BTreeMap;
use std::sync::mpsc;

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    const ROWS: usize = 100_000;
    let (sender, receiver) = mpsc::channel();
    rayon::scope(|scope| {
        for (times, x) in times.chunks(ROWS).zip(x.chunks(ROWS)) {
            let sender = sender.clone();
            scope.spawn(move |_| sender.send(sums(times, x)).unwrap());
        }
    });
    drop(sender);
    let mut hours: BTreeMap<u32, (f64, u32)> = BTreeMap::new();
    for (first, sums) in receiver {
        for (hour, (sum, rows)) in (first..).zip(sums) {
            let place = hours.entry(hour).or_default();
            place.0 += sum;
            place.1 += rows;
        }
    }
    let (Some((&first, _)), Some((&last, _))) = (hours.first_key_value(), hours.last_key_value())
    else {
        return Vec::new();
    };
    let mean = |hour: u32| match hours.get(&hour) {
        Some(&(sum, rows)) if rows > 0 => sum / f64::from(rows),
        _ => f64::NAN,
    };
    (first..=last).map(|hour| (hour * 3600, mean(hour))).collect()
}

fn sums(times: &[u32], x: &[f64]) -> (u32, Vec<(f64, u32)>) {
    let hours = || times.iter().map(|time| time / 3600);
    let (first, last) = (hours().min().unwrap(), hours().max().unwrap());
    let mut sums = vec![(0.0, 0); (last - first + 1) as usize];
    for (hour, x) in hours().zip(x) {
        let place = &mut sums[(hour - first) as usize];
        place.0 += x;
        place.1 += 1;
    }
    (first, sums)
}
