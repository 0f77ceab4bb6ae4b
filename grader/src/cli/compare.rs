//! `grade compare`: two commands, and whether one is a number of times as fast as the other.

use super::{ACCEPTED, INCONCLUSIVE, REJECTED, print};
use crate::fault::Fault;
use crate::grade::format::Form;
use crate::measure::commands::Commands;
use crate::process::front;
use crate::report::live::Live;
use clap::Args;
use serde::Serialize;
use speedup::{Answer, Comparison, Pairing, Question, Speedup};
use std::time::Duration;

/// For how many runs of both a measurement has time.
const RUNS: u32 = 30;
/// The least time for a measurement.
const TIME_MIN: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The baseline: a line of the shell
    #[arg(value_name = "BASELINE")]
    baseline: String,
    /// The candidate: a line of the shell
    #[arg(value_name = "CANDIDATE")]
    candidate: String,
    /// The speedup that is asked for; up to 1: hardly slower
    #[arg(long, value_name = "TIMES", default_value_t = 1.1, allow_negative_numbers = true)]
    at_least: f64,
    /// Print the answer with all samples as JSON
    #[arg(long)]
    json: bool,
}

/// The answer for a script.
#[derive(Serialize)]
struct CompareAnswer {
    answer: &'static str,
    why: String,
    at_least: f64,
    speedup: Option<Speedup>,
    timing: grade_result::Timing,
    control: Option<grade_result::Timing>,
}

/// Compares two commands. What they print is dropped.
pub(super) fn compare(args: &CompareArgs) -> Result<u8, Fault> {
    let hint = "for example `--at-least 1.2`";
    let question = Question::at_least(args.at_least).map_err(|why| Fault::new(why, hint))?;
    let live = Live::new();
    live.doing("running both once");
    let once = front::time(&args.baseline)?.wall + front::time(&args.candidate)?.wall;
    let question = Question { time: (RUNS * once).max(TIME_MIN), ..question };
    let commands = Commands { baseline: &args.baseline, candidate: &args.candidate };
    let compared = commands.compare(question, &mut |pairing| {
        live.doing(match pairing {
            Pairing::Candidate => "the candidate against the baseline, in turn",
            Pairing::Control => "the baseline against itself",
        });
    });
    live.finish();
    let compared = compared?;
    if args.json {
        let told = serde_json::to_string(&told(&compared));
        let told = told.map_err(|error| Fault::new(format!("cannot write: {error}"), hint))?;
        print(&format!("{told}\n"));
    } else {
        print(&format!("{compared}\n"));
    }
    Ok(match compared.answer {
        Answer::Yes => ACCEPTED,
        Answer::No => REJECTED,
        Answer::CannotTell(_) => INCONCLUSIVE,
    })
}

fn told(compared: &Comparison) -> CompareAnswer {
    CompareAnswer {
        answer: match compared.answer {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::CannotTell(_) => "cannot_tell",
        },
        why: compared.to_string(),
        at_least: compared.question.at_least,
        speedup: compared.speedup(),
        timing: compared.timing.clone().written(),
        control: compared.control.clone().written(),
    }
}
