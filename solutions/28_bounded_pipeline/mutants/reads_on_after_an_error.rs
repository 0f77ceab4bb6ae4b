//! Expect: count_limit
//! Because: the error is noticed at once and returned only when the whole stream has been read.

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;

pub fn bounded_pipeline(
    blocks: impl Iterator<Item = String> + Send,
    threads: usize,
) -> Result<Summary, usize> {
    let (sender, receiver) = mpsc::sync_channel(2 * threads);
    let receiver = Arc::new(Mutex::new(receiver));
    thread::scope(|scope| {
        let mut parsers = Vec::new();
        for _ in 0..threads {
            let receiver = Arc::clone(&receiver);
            parsers.push(scope.spawn(move || parsed(&receiver)));
        }
        blocks.enumerate().for_each(|message| sender.send(message).unwrap());
        drop(sender);
        combined(parsers.into_iter().map(|parser| parser.join().unwrap()).collect())
    })
}

fn parsed(receiver: &Mutex<Receiver<(usize, String)>>) -> Result<Summary, usize> {
    let mut summary = Ok(Summary::default());
    loop {
        let Ok((number, block)) = receiver.lock().unwrap().recv() else { return summary };
        let Ok(sum) = &mut summary else { continue };
        match parse(&block) {
            Some(part) => sum.add(&part),
            None => summary = Err(number),
        }
    }
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
