//! Makes all passes of a run on this machine, one after the other.

use crate::batch::clock;
use crate::batch::journal::{FORMAT, Key, Opened, Token};
use crate::batch::plan::Shard;
use crate::batch::policy::{self, LostUnits, Pass};
use crate::batch::worker::{Bench, Foreman, Shared, Stop, Worker, WorkerEvent};
use crate::batch::writer::Writer;
use crate::certify::Machine;
use crate::fault::Fault;
use crate::grade::Event;
use crate::process::host;

/// Grades whatever is open, until nothing is left that another pass may help. Says why it
/// left, if it did before that.
pub fn run(
    bench: &Bench,
    shard: Shard,
    journal: &Shared,
    foreman: &mut dyn Foreman,
) -> Result<Option<Stop>, Fault> {
    let mut worker = None;
    for number in 1.. {
        let fold = bench.run.fold()?;
        let pass = Pass { number, lost: LostUnits::OnceMore };
        let todo = policy::todo(bench.plan, &fold, shard, pass);
        if todo.is_empty() {
            break;
        }
        foreman.hear(&WorkerEvent::Pass(number, &todo));
        let worker = match &worker {
            Some(worker) => worker,
            None => worker.insert(prepared(bench, &todo.all(), journal, foreman)?),
        };
        let token = Token { round: fold.round() + 1, restart: 0 };
        let opened = opened(token, &bench.grader.machine(), None);
        let name = format!("{}-{}", token.round, shard.to_string().replace('/', "of"));
        journal.begin(Writer::create(bench.run, &name, opened)?);
        if let Some(stop) = worker.work(&todo.all(), foreman) {
            // What broke the journal breaks this line, too.
            let _ = journal.with(Writer::close);
            return Ok(Some(stop));
        }
        journal.with(Writer::close)?;
    }
    Ok(None)
}

fn prepared<'a>(
    bench: &Bench<'a>,
    keys: &[Key],
    journal: &Shared,
    foreman: &mut dyn Foreman,
) -> Result<Worker<'a>, Fault> {
    foreman.hear(&WorkerEvent::Preparing(&Event::Compiling("what the exercises depend on")));
    Worker::prepare(bench, keys, journal.clone(), &mut |progress| {
        foreman.hear(&WorkerEvent::Preparing(&Event::Building(progress)));
    })
}

/// What a worker says of itself at the beginning.
pub fn opened(token: Token, machine: &Machine, job: Option<String>) -> Opened {
    Opened {
        format: FORMAT,
        by: String::new(),
        token,
        node: host(),
        processor: machine.processor.clone(),
        cores: machine.cores,
        toolchain: machine.toolchain.clone(),
        job,
        load_percent: load_percent(),
        at_s: clock::seconds_since_1970(),
    }
}

/// The load of the last minute (see proc(5)).
fn load_percent() -> Option<u32> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    let load: f64 = text.split(' ').next()?.parse().ok()?;
    Some((100.0 * load).round() as u32)
}
