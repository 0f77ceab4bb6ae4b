//! What `squeue` and `scontrol` say, read. Pure.

/// What squeue is asked for: id, state, reason and node of each task.
pub const FORMAT: &str = "%i|%T|%r|%N";

/// States that a task does not come back from (see squeue(1)). One that is not known is
/// taken for one that goes on.
const OVER: [&str; 11] = [
    "BOOT_FAIL",
    "CANCELLED",
    "COMPLETED",
    "DEADLINE",
    "FAILED",
    "LAUNCH_FAILED",
    "NODE_FAIL",
    "OUT_OF_MEMORY",
    "PREEMPTED",
    "REVOKED",
    "TIMEOUT",
];

/// States in which it is the node that failed.
const NODES_FAULT: [&str; 3] = ["BOOT_FAIL", "LAUNCH_FAILED", "NODE_FAIL"];

/// One task of an array, or several that wait alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number: `12_3`, or `12_[4-9]`.
    pub id: String,
    /// `RUNNING`, say.
    pub state: String,
    /// Why it waits, or why it ended.
    pub reason: String,
    /// Where it runs or ran.
    pub node: String,
}

impl Task {
    /// The job that it is a task of.
    pub fn job(&self) -> &str {
        self.id.split('_').next().unwrap_or_default()
    }

    /// Whether it has ended for good.
    pub fn is_over(&self) -> bool {
        OVER.contains(&&*self.state)
    }

    /// Whether its node failed.
    pub fn is_nodes_fault(&self) -> bool {
        NODES_FAULT.contains(&&*self.state)
    }

    /// Whether it waits for a person: it is held, or no node can take it.
    pub fn is_held(&self) -> bool {
        let reason = self.reason.to_ascii_lowercase();
        let held = ["held", "drained", "nodenotavail", "badconstraints", "partitiondown", "down"];
        self.state == "PENDING" && held.iter().any(|word| reason.contains(word))
    }
}

/// The tasks that squeue lists; lines of another form are left out.
pub fn tasks(text: &str) -> Vec<Task> {
    let task = |line: &str| {
        let mut parts = line.trim().split('|').map(|part| part.trim().to_owned());
        let task = Task {
            id: parts.next().filter(|id| !id.is_empty())?,
            state: parts.next()?,
            reason: parts.next()?,
            node: parts.next()?,
        };
        parts.next().is_none().then_some(task)
    };
    text.lines().filter_map(task).collect()
}

/// Whether a refusal is one for the moment.
pub fn is_busy(refusal: &str) -> bool {
    let refusal = refusal.to_ascii_lowercase();
    let busy = ["timed out", "temporarily", "try again", "unable to contact", "connection refused"];
    busy.iter().any(|words| refusal.contains(words))
}

/// The largest number that a task may have, from `scontrol show config`. As Slurm has it
/// by default where that says nothing.
pub fn task_number_max(config: &str) -> usize {
    let line = config.lines().find_map(|line| line.trim().strip_prefix("MaxArraySize"));
    let size = line.and_then(|line| line.split('=').nth(1)?.trim().parse::<usize>().ok());
    size.unwrap_or(1001).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_queues_are_read() {
        let text = "12_[5-9]|PENDING|Resources|\n12_4|RUNNING|None|n2\n12_3|COMPLETED|None|n1\n\
                    12_2|NODE_FAIL|NodeDown|n3\n12_1|FAILED|NonZeroExitCode|n1\n\
                    13_1|PENDING|JobHeldUser|\n13_2|STAGE_OUT|None|n1\nslurm_load_jobs error\n";
        let tasks = tasks(text);
        assert_eq!(tasks.len(), 7);
        let check = |id: &str, over: bool, nodes: bool, held: bool| {
            let task = tasks.iter().find(|task| task.id == id).unwrap();
            assert_eq!(
                (task.is_over(), task.is_nodes_fault(), task.is_held()),
                (over, nodes, held),
                "{task:?}"
            );
        };
        check("12_[5-9]", false, false, false);
        check("12_4", false, false, false);
        check("12_3", true, false, false);
        check("12_2", true, true, false);
        check("12_1", true, false, false);
        check("13_1", false, false, true);
        // A state that is not known goes on.
        check("13_2", false, false, false);
    }

    #[test]
    fn nodes_that_nobody_can_use_hold_a_task() {
        let reason = "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions";
        for (reason, expected) in [
            (reason, true),
            ("ReqNodeNotAvail, UnavailableNodes:n1", true),
            ("JobHeldAdmin", true),
            ("Priority", false),
            ("BeginTime", false),
        ] {
            let line = format!("1_1|PENDING|{reason}|");
            assert_eq!(tasks(&line)[0].is_held(), expected, "{reason}");
        }
    }

    #[test]
    fn a_refusal_for_the_moment_is_known() {
        let failed = "sbatch: error: Batch job submission failed: ";
        for (why, expected) in [
            ("Socket timed out on send/recv operation", true),
            ("Slurm temporarily unable to accept job, sleeping and retrying", true),
            ("Unable to contact slurm controller (connect failure)", true),
            ("Invalid job array specification", false),
            ("Invalid account or account/partition combination specified", false),
            ("Job violates accounting/QOS policy (job submit limit)", false),
        ] {
            assert_eq!(is_busy(&format!("{failed}{why}")), expected, "{why}");
        }
    }

    #[test]
    fn the_size_of_arrays_is_read() {
        let config =
            "Configuration data as of 2026\nMaxArraySize            = 11\nMaxJobCount = 10000\n";
        assert_eq!(task_number_max(config), 10);
        assert_eq!(task_number_max(""), 1000);
        assert_eq!(task_number_max("MaxArraySize = many\n"), 1000);
    }
}
