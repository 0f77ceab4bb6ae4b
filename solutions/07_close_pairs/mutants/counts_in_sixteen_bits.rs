//! Expect: wrong_answer
//! Because: it counts in 16 bits, which hold no more than 65,535 pairs.

use std::collections::HashMap;

pub fn close_pairs(x: &[f64], y: &[f64], radius: f64) -> u64 {
    let width = radius.max(1e-3) * 1.000_001;
    let cell = |value: f64| (value / width).floor() as i64;
    let mut cells: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for index in 0..x.len() {
        cells.entry((cell(x[index]), cell(y[index]))).or_default().push(index);
    }
    let mut close = 0_u16;
    for index in 0..x.len() {
        let (column, row) = (cell(x[index]), cell(y[index]));
        for place in
            (column - 1..=column + 1).flat_map(|c| (row - 1..=row + 1).map(move |r| (c, r)))
        {
            for &other in cells.get(&place).into_iter().flatten() {
                let (dx, dy) = (x[other] - x[index], y[other] - y[index]);
                let is_close = other > index && dx * dx + dy * dy <= radius * radius;
                close = close.wrapping_add(u16::from(is_close));
            }
        }
    }
    u64::from(close)
}
