//! Because: each thread counts an equal part of the winds, and the caller adds what the threads return.

use std::f64::consts::SQRT_2;
use std::thread;

pub type Wind = [f32; 2];

pub const SECTORS: usize = 16;

pub type Rose = [u64; SECTORS];

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let threads = rayon::current_num_threads();
    let mut total = [0; SECTORS];
    thread::scope(|scope| {
        let parts = winds.chunks(winds.len().div_ceil(threads).max(1));
        let handles: Vec<_> = parts.map(|part| scope.spawn(|| count(part))).collect();
        for handle in handles {
            let rose = handle.join().expect("no thread panics");
            total.iter_mut().zip(rose).for_each(|(total, winds)| *total += winds);
        }
    });
    total
}

pub fn count(winds: &[Wind]) -> Rose {
    let mut rose = [0; SECTORS];
    let mut sectors = [0; 256];
    for winds in winds.chunks(sectors.len()) {
        for (place, &wind) in sectors.iter_mut().zip(winds) {
            *place = sector(wind);
        }
        sectors[..winds.len()].iter().for_each(|&sector| rose[sector] += 1);
    }
    rose
}

const COTANGENTS: [f64; 7] =
    [SQRT_2 + 1.0, 1.0, SQRT_2 - 1.0, 0.0, 1.0 - SQRT_2, -1.0, -1.0 - SQRT_2];

pub fn sector([east, north]: Wind) -> usize {
    let (east, north) = (f64::from(east), f64::from(north));
    let side = 1.0_f64.copysign(north);
    let (east, north) = (east * side, north * side);
    let passed = COTANGENTS.map(|cotangent| usize::from(east <= north * cotangent));
    usize::from(side < 0.0) * SECTORS / 2 + passed.iter().sum::<usize>()
}
