//! Because: it is the obvious way, lines and fields and `str::parse`.

pub fn bounded_pipeline(
    blocks: impl Iterator<Item = String> + Send,
    _threads: usize,
) -> Result<Summary, usize> {
    let mut total = Summary::default();
    for (number, block) in blocks.enumerate() {
        total.add(&parse(&block).ok_or(number)?);
    }
    Ok(total)
}

pub fn parse(block: &str) -> Option<Summary> {
    let mut summary = Summary::default();
    if !block.is_empty() && !block.ends_with('\n') {
        return None;
    }
    for line in block.lines() {
        let (station, ohms) = line.split_once(',')?;
        let station: usize = station.parse().ok()?;
        let ohms: u32 = ohms.parse().ok()?;
        *summary.counts.get_mut(station)? += 1;
        summary.kelvins[station] += kelvin(ohms)?;
    }
    Some(summary)
}
fn kelvin(ohms: u32) -> Option<f64> {
    let ln = f64::from(ohms).ln();
    (ohms > 0).then(|| 1.0 / (1.129e-3 + 2.341e-4 * ln + 8.775e-8 * ln * ln * ln))
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
