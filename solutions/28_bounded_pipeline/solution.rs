//! One thread reads, others parse, and a channel between them holds only a few blocks.
//!
//! A thread that leaves drops its end of the channel, and the other side hears of it:
//!
//! - The stream ends: the reader drops the sender, and `recv` fails for every parser.
//! - A block is broken: its parser says `stop` and leaves. The others leave after their
//!   block. With the last of them goes the receiver, and `send` fails for the reader.
//!
//! So nobody waits for somebody who has gone. And the smallest number that a parser
//! returns is the first broken block: blocks are taken in the order of the stream, so
//! those before it were taken before it, and whoever has taken a block parses it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;

/// Reads all blocks, parses them on `threads` threads, and returns the sum.
///
/// The caller is the reader. Four blocks for each thread may wait in the channel:
/// enough that a parser finds the next one ready, and few enough to forget about.
///
/// # Errors
///
/// The number of the first broken block.
pub fn bounded_pipeline(
    blocks: impl Iterator<Item = String> + Send,
    threads: usize,
) -> Result<Summary, usize> {
    let (sender, receiver) = mpsc::sync_channel(4 * threads);
    let receiver = Arc::new(Mutex::new(receiver));
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let parser = |_| {
            let (receiver, stop) = (Arc::clone(&receiver), &stop);
            scope.spawn(move || parsed(&receiver, stop))
        };
        let parsers: Vec<_> = (0..threads).map(parser).collect();
        // The parsers alone own the receiver now.
        drop(receiver);
        for message in blocks.enumerate() {
            if sender.send(message).is_err() {
                break;
            }
        }
        drop(sender);
        combined(parsers.into_iter().map(|parser| parser.join().expect("no parser panics")))
    })
}

/// Parses block after block, until there are no more or one of them is broken.
fn parsed(
    receiver: &Mutex<Receiver<(usize, String)>>,
    stop: &AtomicBool,
) -> Result<Summary, usize> {
    let mut summary = Summary::default();
    // The flag passes nothing on but itself, so relaxed orderings do.
    while !stop.load(Ordering::Relaxed) {
        // The lock is free again at the end of this statement.
        let Ok((number, block)) = receiver.lock().expect("no parser panics").recv() else { break };
        if let Some(part) = parse(&block) {
            summary.add(&part);
        } else {
            stop.store(true, Ordering::Relaxed);
            return Err(number);
        }
    }
    Ok(summary)
}

/// The sum of all parts, or the smallest number of a broken block.
fn combined(parts: impl Iterator<Item = Result<Summary, usize>>) -> Result<Summary, usize> {
    let mut total = Ok(Summary::default());
    for part in parts {
        match (&mut total, part) {
            (Ok(total), Ok(part)) => total.add(&part),
            (Err(first), Err(number)) => *first = number.min(*first),
            (Ok(_), Err(number)) => total = Err(number),
            (Err(_), Ok(_)) => {}
        }
    }
    total
}

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
