//! Because: no size of a tile: the triangle is cut into two triangles and a square, and the square into four, until a block is small.

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    triangle(times, stride, 0, towns)
}

/// Blocks of this side are small; above the other, halves are worth a task each.
const SMALL: usize = 16;
const WORTH_A_TASK: usize = 256;

/// The pairs of towns of one range.
fn triangle(times: &[u16], stride: usize, begin: usize, end: usize) -> u64 {
    if end - begin <= SMALL {
        return (begin..end).map(|i| row(times, stride, i, begin, i)).sum();
    }
    let middle = begin.midpoint(end);
    let triangles = || {
        both(
            end - begin,
            || triangle(times, stride, begin, middle),
            || triangle(times, stride, middle, end),
        )
    };
    both(end - begin, triangles, || square(times, stride, (middle, end), (begin, middle)))
}

/// The pairs of a town of one range with a town of an earlier one.
fn square(times: &[u16], stride: usize, down: (usize, usize), right: (usize, usize)) -> u64 {
    let side = (down.1 - down.0).max(right.1 - right.0);
    if side <= SMALL {
        return (down.0..down.1).map(|i| row(times, stride, i, right.0, right.1)).sum();
    }
    let (middle, across) = (down.0.midpoint(down.1), right.0.midpoint(right.1));
    let half = |down| {
        square(times, stride, down, (right.0, across))
            + square(times, stride, down, (across, right.1))
    };
    both(side, || half((down.0, middle)), || half((middle, down.1)))
}

fn both(side: usize, a: impl FnOnce() -> u64 + Send, b: impl FnOnce() -> u64 + Send) -> u64 {
    if side < WORTH_A_TASK {
        return a() + b();
    }
    let (a, b) = rayon::join(a, b);
    a + b
}

fn row(times: &[u16], stride: usize, i: usize, begin: usize, end: usize) -> u64 {
    (begin..end).map(|j| u64::from(times[i * stride + j].abs_diff(times[j * stride + i]))).sum()
}
