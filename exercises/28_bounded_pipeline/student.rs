//! Bounded pipeline: one reads, many parse, and nobody piles up what others have not
//! done yet.
//!
//! Read `lessons/src/28_bounded_pipeline.md`, fill in the first function below, then
//! type `cargo grade bounded_pipeline`.
//!
//! Stuck? Type `cargo grade hint bounded_pipeline`.

/// Reads all blocks, has `parse` called for them on `threads` threads at a time, and
/// returns the sum of what they say; without blocks that is `Summary::default()`.
///
/// The stream may be larger than your memory, and only one thread at a time can read it,
/// since `next` changes it.
///
/// # Errors
///
/// If blocks are broken, returns the number of the first of them, counted from 0 in the
/// order of the stream, and reads no more than a few blocks beyond it.
pub fn bounded_pipeline(
    blocks: impl Iterator<Item = String> + Send,
    threads: usize,
) -> Result<Summary, usize> {
    todo!("parse {} blocks on {threads} threads", blocks.count())
}

// The rest is done for you. Use it as it is.

/// How many stations send readings.
pub const STATIONS: usize = 32;

/// What is known of each station.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// How many readings it has sent.
    pub counts: [u64; STATIONS],
    /// The sum of their wet-bulb temperatures in kelvin.
    pub kelvins: [f64; STATIONS],
}

impl Summary {
    /// Adds what another part of the stream says.
    pub fn add(&mut self, other: &Self) {
        for station in 0..STATIONS {
            self.counts[station] += other.counts[station];
            self.kelvins[station] += other.kelvins[station];
        }
    }
}

/// Returns what one block says, or `None` if a line of it is broken.
///
/// A line has the number of a station, the resistance of its thermometer in ohms, and the
/// humidity in thousandths: `17,12874,653`. Every line ends with a line end. A block may
/// have no lines.
pub fn parse(block: &str) -> Option<Summary> {
    let mut summary = Summary::default();
    let mut rest = block.as_bytes();
    while !rest.is_empty() {
        let (station, after) = number(rest, b',')?;
        let (ohms, after) = number(after, b',')?;
        let (humidity, after) = number(after, b'\n')?;
        *summary.counts.get_mut(station as usize)? += 1;
        summary.kelvins[station as usize] += wet_bulb(ohms, humidity)?;
        rest = after;
    }
    Some(summary)
}

/// The digits before `end`, and what comes after it.
fn number(text: &[u8], end: u8) -> Option<(u32, &[u8])> {
    let mut number = 0_u32;
    for (at, &byte) in text.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            number = number.checked_mul(10)?.checked_add(digit.into())?;
        } else {
            return (byte == end && at > 0).then(|| (number, &text[at + 1..]));
        }
    }
    None
}

/// The wet-bulb temperature in kelvin, or `None` if these are no sensors' values.
/// Steinhart and Hart's equation makes a temperature of the resistance, and R. Stull's
/// formula (2011) a wet-bulb temperature of that and the humidity.
fn wet_bulb(ohms: u32, humidity: u32) -> Option<f64> {
    if ohms == 0 || !(1..=1_000).contains(&humidity) {
        return None;
    }
    let ln = f64::from(ohms).ln();
    let t = 1.0 / (1.129e-3 + 2.341e-4 * ln + 8.775e-8 * ln * ln * ln) - 273.15;
    let percent = f64::from(humidity) / 10.0;
    let celsius = t * (0.151_977 * (percent + 8.313_659).sqrt()).atan() + (t + percent).atan()
        - (percent - 1.676_331).atan()
        + 0.003_918_38 * percent * percent.sqrt() * (0.023_101 * percent).atan()
        - 4.686_035;
    Some(celsius + 273.15)
}

// Your own tests: `cargo test -p bounded_pipeline`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_blocks_and_a_broken_one() {
        let blocks =
            ["3,9000,500\n4,8000,650\n", "", "3,9900,410\n", "3;9000,5\n"].map(str::to_owned);
        let summary = bounded_pipeline(blocks.clone().into_iter().take(3), 2).unwrap();
        assert_eq!((summary.counts[3], summary.counts[4]), (2, 1));
        assert_eq!(bounded_pipeline(blocks.into_iter(), 2), Err(3));
    }
}
