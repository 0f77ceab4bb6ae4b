//! Expect: time_limit
//! Because: the parsers leave after a broken block, but the caller still owns the receiver, so the reader waits for room in a channel that nobody empties.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;

pub fn bounded_pipeline(
    blocks: impl Iterator<Item = String> + Send,
    threads: usize,
) -> Result<Summary, usize> {
    let (sender, receiver) = mpsc::sync_channel(2 * threads);
    let receiver = Arc::new(Mutex::new(receiver));
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let mut parsers = Vec::new();
        for _ in 0..threads {
            let (receiver, stop) = (Arc::clone(&receiver), &stop);
            parsers.push(scope.spawn(move || parsed(&receiver, stop)));
        }
        for message in blocks.enumerate() {
            if sender.send(message).is_err() {
                break;
            }
        }
        drop(sender);
        combined(parsers.into_iter().map(|parser| parser.join().unwrap()).collect())
    })
}

fn parsed(
    receiver: &Mutex<Receiver<(usize, String)>>,
    stop: &AtomicBool,
) -> Result<Summary, usize> {
    let mut summary = Summary::default();
    while !stop.load(Ordering::Relaxed) {
        let Ok((number, block)) = receiver.lock().expect("no parser panics").recv() else { break };
        match parse(&block) {
            Some(part) => summary.add(&part),
            None => {
                stop.store(true, Ordering::Relaxed);
                return Err(number);
            }
        }
    }
    Ok(summary)
}

fn combined(parts: Vec<Result<Summary, usize>>) -> Result<Summary, usize> {
    if let Some(first) = parts.iter().filter_map(|part| part.as_ref().err()).min() {
        return Err(*first);
    }
    let mut total = Summary::default();
    parts.into_iter().flatten().for_each(|part| total.add(&part));
    Ok(total)
}
pub const STATIONS: usize = 32;
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    pub counts: [u64; STATIONS],
    pub kelvins: [f64; STATIONS],
}

impl Summary {
    pub fn add(&mut self, other: &Self) {
        for station in 0..STATIONS {
            self.counts[station] += other.counts[station];
            self.kelvins[station] += other.kelvins[station];
        }
    }
}
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
