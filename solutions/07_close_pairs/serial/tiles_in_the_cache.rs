//! Because: all pairs tile by tile, so that the points of a tile stay in the nearest cache.

/// Points in a tile.
const TILE: usize = 1_024;

pub fn close_pairs(x: &[f64], y: &[f64], radius: f64) -> u64 {
    let limit = radius * radius;
    let mut pairs = 0;
    for begin in (0..x.len()).step_by(TILE) {
        let (xs, ys) = (&x[begin..], &y[begin..]);
        let end = TILE.min(xs.len());
        for i in 0..begin + end {
            // Of its own tile a point meets the later ones alone.
            let from = if i < begin { 0 } else { i + 1 - begin };
            let tile = xs[from..end].iter().zip(&ys[from..end]);
            let close = tile.map(|(tx, ty)| {
                let (dx, dy) = (tx - x[i], ty - y[i]);
                u64::from(dx * dx + dy * dy <= limit)
            });
            pairs += close.sum::<u64>();
        }
    }
    pairs
}
