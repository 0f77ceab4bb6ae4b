//! Because: it cuts the weeks into parts, notes in each what was kept and added up to each week, carries from part to part, and applies the carries in a second pass over the weeks.

use rayon::prelude::*;

pub type Hour = [f64; 2];

pub const HOURS_IN_A_WEEK: usize = 168;

const WEEKS_IN_A_PART: usize = 200;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let so_far = |part: &[Hour]| -> Vec<(f64, f64)> {
        let (mut kept, mut added) = (1.0, 0.0);
        let week = |week: &[Hour]| {
            for &[temperature, inflow] in week {
                let share = share_kept(rate, temperature);
                kept *= share;
                added = share * added + inflow;
            }
            (kept, added)
        };
        part.chunks(HOURS_IN_A_WEEK).map(week).collect()
    };
    let parts: Vec<Vec<(f64, f64)>> =
        hours.par_chunks(WEEKS_IN_A_PART * HOURS_IN_A_WEEK).map(so_far).collect();
    let mut carry = start;
    let mut carries = Vec::new();
    for part in &parts {
        carries.push(carry);
        if let Some((kept, added)) = part.last() {
            carry = kept * carry + added;
        }
    }
    let apply = |(part, carry): (&Vec<(f64, f64)>, &f64)| -> Vec<f64> {
        part.iter().map(|(kept, added)| kept * carry + added).collect()
    };
    parts.par_iter().zip(&carries).flat_map_iter(apply).collect()
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
