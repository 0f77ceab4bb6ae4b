//! Because: there is no channel at all, since each thread locks the stream and takes the next block itself.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub fn bounded_pipeline(
    blocks: impl Iterator<Item = String> + Send,
    threads: usize,
) -> Result<Summary, usize> {
    let blocks = Mutex::new(blocks.enumerate());
    let broken = AtomicUsize::new(usize::MAX);
    let mut total = Summary::default();
    thread::scope(|scope| {
        let work = || {
            let mut summary = Summary::default();
            while broken.load(Ordering::SeqCst) == usize::MAX {
                let next = blocks.lock().unwrap().next();
                let Some((number, block)) = next else { break };
                match parse(&block) {
                    Some(part) => summary.add(&part),
                    None => {
                        broken.fetch_min(number, Ordering::SeqCst);
                    }
                }
            }
            summary
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for handle in handles {
            total.add(&handle.join().unwrap());
        }
    });
    match broken.into_inner() {
        usize::MAX => Ok(total),
        first => Err(first),
    }
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
