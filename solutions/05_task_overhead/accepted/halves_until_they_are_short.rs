//! Because: it times pieces that grow, and then cuts the rest in halves with `rayon::join` until a half is a few microseconds of work.

use std::time::{Duration, Instant};

const BEGINNING: Duration = Duration::from_micros(30);
const GRAIN: Duration = Duration::from_micros(10);

pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let mut size = 2;
    while mapped.len() < values.len() {
        let begun = Instant::now();
        let from = mapped.len();
        let to = values.len().min(from + size);
        mapped.extend(values[from..to].iter().map(&f));
        let took = begun.elapsed();
        if took >= BEGINNING {
            let for_one = took.as_secs_f64() / (to - from) as f64;
            let grain = ((GRAIN.as_secs_f64() / for_one) as usize).max(1);
            let rest = &values[to..];
            let mut places: Vec<Option<U>> = rest.iter().map(|_| None).collect();
            fill(rest, &mut places, grain, &f);
            mapped.extend(places.into_iter().flatten());
            break;
        }
        size *= 2;
    }
    mapped
}

fn fill<T: Sync, U: Send>(
    values: &[T],
    places: &mut [Option<U>],
    grain: usize,
    f: &(impl Fn(&T) -> U + Sync + Send),
) {
    if values.len() <= grain {
        for (place, value) in places.iter_mut().zip(values) {
            *place = Some(f(value));
        }
        return;
    }
    let middle = values.len() / 2;
    let (left, right) = values.split_at(middle);
    let (left_places, right_places) = places.split_at_mut(middle);
    rayon::join(|| fill(left, left_places, grain, f), || fill(right, right_places, grain, f));
}
