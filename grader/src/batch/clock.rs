//! What time it is, for journals and for estimates; no verdict rests on it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Seconds since 1970.
pub fn seconds_since_1970() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Time since something began.
#[derive(Clone, Copy, Debug)]
pub struct Since(Instant);

impl Since {
    /// It begins now.
    pub fn now() -> Self {
        Self(Instant::now())
    }

    /// How long ago that was.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
