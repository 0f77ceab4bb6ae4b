//! Two lines of the shell as baseline and candidate: `grade compare`.

use crate::fault::Fault;
use crate::process::front::{self, Took};
use speedup::stopwatch::Stopwatch;
use speedup::{Comparison, Own, Pairing, Question, Run, Sides, Turn, compare, witness};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Two lines of the shell, and what is asked of them.
#[derive(Clone, Copy, Debug)]
pub struct Commands<'a> {
    /// The baseline.
    pub baseline: &'a str,
    /// What shall be faster.
    pub candidate: &'a str,
}

impl Commands<'_> {
    /// Compares them. Each look at one of the two is told.
    pub fn compare(
        self,
        question: Question,
        listener: &mut dyn FnMut(Pairing),
    ) -> Result<Comparison, Fault> {
        compare(question, |pairing, plan| {
            listener(pairing);
            let candidate = match pairing {
                Pairing::Candidate => self.candidate,
                Pairing::Control => self.baseline,
            };
            let pair = Pair {
                commands: Commands { candidate, ..self },
                threads: plan.threads,
                start: Instant::now(),
                calls: 1,
                candidate_cpu: Duration::ZERO,
            };
            Stopwatch::new(pair, plan).measure(&mut |_| {})
        })
    }
}

struct Pair<'a> {
    commands: Commands<'a>,
    threads: usize,
    start: Instant,
    /// How often each runs in its turn.
    calls: usize,
    candidate_cpu: Duration,
}

impl Pair<'_> {
    fn run(&self, line: &str) -> Result<Run, Fault> {
        let (mut wall_s, mut cpu_s) = (0.0, 0.0);
        for _ in 0..self.calls {
            let Took { wall, cpu } = front::time(line)?;
            wall_s += wall.as_secs_f64();
            cpu_s += cpu.as_secs_f64();
        }
        let own = Own { wall_s, cpu_s, ..Own::default() };
        Ok(Run { seconds: wall_s, cpu_s, threads: self.threads, own, ..Run::default() })
    }
}

impl Sides for Pair<'_> {
    type Trouble = Fault;

    /// Commands bring their own inputs.
    fn prepare(&mut self, _: usize, seeds: &[u64]) -> Result<usize, Fault> {
        self.calls = seeds.len();
        Ok(0)
    }

    fn rival(&mut self, _: impl FnOnce() -> usize) -> Result<Run, Fault> {
        self.run(self.commands.baseline)
    }

    fn candidate(&mut self) -> Result<Turn, Fault> {
        let run = self.run(self.commands.candidate)?;
        self.candidate_cpu += Duration::from_secs_f64(run.cpu_s);
        Ok(Turn { run, ..Turn::default() })
    }

    fn witness(&mut self, rounds: u64, parts: usize) -> Result<Run, Fault> {
        Ok(witness(rounds, parts))
    }

    fn read(&mut self, _: usize) -> Result<f64, Fault> {
        Ok(0.0)
    }

    fn example(&mut self) -> Result<(f64, f64), Fault> {
        Ok((0.0, 0.0))
    }

    fn check(&mut self) -> Result<Option<(usize, Fault)>, Fault> {
        Ok(None)
    }

    fn candidate_cpu(&self) -> Duration {
        self.candidate_cpu
    }

    fn hold(&self) {}

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn wait(&mut self, time: Duration) {
        sleep(time);
    }
}
