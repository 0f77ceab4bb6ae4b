//! Expect: wrong_answer
//! Because: each thread's private rose outlives the call, so the next call begins with the counts of this one.

use rayon::prelude::*;
use std::cell::RefCell;

pub type Wind = [f64; 2];
pub const SECTORS: usize = 36;
pub type Rose = [u64; SECTORS];

thread_local! {
    static ROSE: RefCell<Rose> = const { RefCell::new([0; SECTORS]) };
}

pub fn wind_rose(winds: &[Wind]) -> Rose {
    winds.par_iter().for_each(|&wind| {
        ROSE.with_borrow_mut(|rose| rose[sector(wind)] += 1);
    });
    let roses = rayon::broadcast(|_| ROSE.with_borrow(|rose| *rose));
    roses.iter().fold([0; SECTORS], |a, b| add(&a, b))
}

fn add(a: &Rose, b: &Rose) -> Rose {
    std::array::from_fn(|sector| a[sector] + b[sector])
}

pub fn sector([east, north]: Wind) -> usize {
    // From half a turn to one and a half, so that nothing is negative.
    let turns = north.atan2(east) / std::f64::consts::TAU + 1.0;
    (turns * SECTORS as f64) as usize % SECTORS
}
