//! Two lines of the shell as baseline and candidate: `grade compare`.

use crate::fault::Fault;
use crate::process::front::{self, Took};
use speedup::stopwatch::Stopwatch;
use speedup::{Comparison, Own, Pair, Pairing, Question, Run, Which, compare};

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
            let pair = Pair::new(pairing, |which, calls| match which {
                Which::Baseline => run(self.baseline, calls, plan.threads),
                Which::Candidate => run(self.candidate, calls, plan.threads),
            });
            Stopwatch::new(pair, plan).measure(&mut |_| {})
        })
    }
}

/// Runs a command line `calls` times, one after the other.
fn run(line: &str, calls: usize, threads: usize) -> Result<Run, Fault> {
    let (mut wall_s, mut cpu_s) = (0.0, 0.0);
    for _ in 0..calls {
        let Took { wall, cpu } = front::time(line)?;
        wall_s += wall.as_secs_f64();
        cpu_s += cpu.as_secs_f64();
    }
    let own = Own { wall_s, cpu_s, ..Own::default() };
    Ok(Run { seconds: wall_s, cpu_s, threads, own, ..Run::default() })
}
