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
        let (station, rest) = line.split_once(',')?;
        let (ohms, humidity) = rest.split_once(',')?;
        let station: usize = station.parse().ok()?;
        let ohms: u32 = ohms.parse().ok()?;
        let humidity: u32 = humidity.parse().ok()?;
        *summary.counts.get_mut(station)? += 1;
        summary.kelvins[station] += wet_bulb(ohms, humidity)?;
    }
    Some(summary)
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
