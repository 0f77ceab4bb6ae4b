//! What this machine can judge: now, by a probe, and how often its verdicts are right,
//! by many.

use super::{ACCEPTED, CommandContext, INCONCLUSIVE, REJECTED, print};
use crate::certify::{self, CertificateStatus, Order};
use crate::fault::Fault;
use crate::grade::Grader;
use crate::grade::format::{Form, figures_of};
use crate::measure::probe::{Condition, probe};
use crate::report::live::Live;
use crate::report::{self, certified};
use clap::Args;
use jiff::ZonedDateTime;
use serde::Serialize;

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Make N verdicts on candidates of known speedup, count the wrong ones, and keep
    /// that beside every result
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "200",
          value_parser = clap::value_parser!(u16).range(8..=10_000))]
    certify: Option<u16>,
    /// Write everything as JSON, `condition` first: `quiet`, `noisy`, `shared_cores`,
    /// `busy` or `one_core`
    #[arg(long, conflicts_with = "certify")]
    json: bool,
}

/// What the doctor found, for programs.
#[derive(Debug, Serialize)]
struct Diagnosed {
    condition: Condition,
    machine: grade_result::Machine,
    isolation: grade_result::Isolation,
    probe: Probe,
}

/// The figures of the probe and the samples that they come from.
#[derive(Debug, Serialize)]
struct Probe {
    #[serde(flatten)]
    figures: grade_result::Figures,
    samples: grade_result::Timing,
}

impl CommandContext {
    pub(super) fn doctor(&self, args: &DoctorArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let grader = self.grader(&course)?;
        if let Some(verdicts) = args.certify {
            return self.certify(&grader, usize::from(verdicts));
        }
        let (machine, isolation) = (&grader.machine(), &grader.isolation);
        // One thread has nothing to be parallel with; two show what there is.
        let timed = &probe(&grader.spawner, &self.launcher, machine.threads.max(2))?;
        if args.json {
            let condition = Condition::of(machine.cores, timed);
            let samples = timed.samples.clone().written();
            let probe = Probe { figures: figures_of(timed.clone()), samples };
            let (machine, isolation) = (machine.clone().written(), isolation.clone().written());
            let diagnosed = Diagnosed { condition, machine, isolation, probe };
            let text = serde_json::to_string_pretty(&diagnosed)
                .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
            print(&(text + "\n"));
        } else {
            print(&report::doctor(machine, isolation, timed, self.paint));
        }
        Ok(ACCEPTED)
    }

    /// Nothing is kept of a certification that is broken off.
    fn certify(&self, grader: &Grader, verdicts: usize) -> Result<u8, Fault> {
        let (machine, store) = (grader.machine(), grader.compiler.store());
        let date = ZonedDateTime::now().date().to_string();
        let order = Order { launcher: self.launcher.clone(), verdicts, date, machine };
        let mut live = Live::new();
        let certificate = certify::certify(&grader.spawner, store, &order, &mut |step| {
            live.certifying(step);
        });
        live.finish();
        let certificate = certificate?;
        certify::keep(store, &certificate)?;
        print(&certified::table(&certificate, self.paint));
        let file = certify::path(store);
        let kept = file.strip_prefix(&self.here).unwrap_or(&file).display();
        print(&format!("  Kept in {kept}, and named in every result from here.\n"));
        Ok(match certificate.standing() {
            CertificateStatus::Kept => ACCEPTED,
            CertificateStatus::TooManyWrong => REJECTED,
            CertificateStatus::TooFewDecided => INCONCLUSIVE,
        })
    }
}
