//! What the grader and an exercise's binary say to each other.
//!
//! Length-prefixed frames over an inherited socket pair. The socket arrives as
//! standard input, because that is the one descriptor that safe code can take
//! over, and is moved away before any student code runs. Standard output is
//! never read as an answer.

use crate::{Case, Graph, Mismatch};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::{self, Read, Write};

/// The largest frame that is read, in bytes. More is a fault or an attack.
pub const FRAME_BYTES_MAX: usize = 1 << 30;

/// The byte that is sent just before the timed call.
pub const STARTED: u8 = b'S';
/// The byte that is sent just after the timed call, before anything else.
pub const DONE: u8 = b'D';

/// What a process may do with a part of the memory for inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryAccess {
    /// Put inputs there.
    Fill,
    /// Read what lies there.
    Read,
}

/// What the grader asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Build the pool and say who you are.
    Hello {
        /// Size of the rayon pool.
        threads: usize,
    },
    /// Make the inputs of one case, keep them, and send them back as one raw
    /// frame each.
    Generate {
        /// Index into the cases.
        case: usize,
        /// Another size than the case's own: how the time grows is evidence.
        size: Option<usize>,
        /// One seed per input.
        seeds: Vec<u64>,
    },
    /// Take the inputs that follow as raw frames.
    Load {
        /// How many frames follow.
        inputs: usize,
    },
    /// Run. The answer is [`STARTED`], [`DONE`] and a reply.
    Run {
        /// Whose code runs.
        subject: Subject,
        /// Whether the pool gathers before and after the run.
        rendezvous: bool,
        /// Inputs that come with it; nothing for those that are kept.
        inputs: Option<Handed>,
    },
    /// Run the candidate with a sampler beside it, for a look at its threads.
    Trace,
    /// Say what there is to choose for the first of the kept inputs.
    Choices,
    /// Say what was counted during the last run.
    Counts,
    /// Say what tasks the first of the kept inputs asks for.
    Graph,
    /// Send the last run's outputs as one raw frame each.
    Outputs,
    /// Compare the outputs that follow as raw frames with the baseline's last.
    Check {
        /// How many frames follow.
        outputs: usize,
    },
    /// Gather the pool for a run whose inputs are still to come.
    Gather,
    /// Map a part of the memory for inputs: its file comes with the byte that follows.
    /// Asked before any of the student's code has run.
    Share {
        /// Which part.
        part: usize,
        /// Whether this process fills it, or reads it.
        writes: bool,
    },
    /// Make inputs of one case and keep them packed, and the last set unpacked as well.
    Prepare {
        /// Index into the cases.
        case: usize,
        /// For each set of inputs another size than the case's own, or nothing.
        sizes: Vec<Option<usize>>,
        /// One seed per input of a set.
        seeds: Vec<u64>,
    },
    /// Unpack a prepared set into a part of the shared memory.
    Place {
        /// Which set.
        set: usize,
        /// Which part.
        part: usize,
    },
    /// Say whether the answers to one case depend on its input.
    Dependence {
        /// Index into the cases.
        case: usize,
        /// The first two make an input and another one; each of the others changes
        /// one part of the first.
        seeds: Vec<u64>,
    },
    /// Say what a sweep tries for the first of the kept inputs: no student's code runs.
    Tried,
}

/// Inputs that come with a request to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Handed {
    /// This number of raw frames follows.
    Frames(usize),
    /// They lie in memory.
    Placed(Placed),
}

/// Where inputs lie in the shared memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The part that they lie in.
    pub part: usize,
    /// Address of the first.
    pub address: u64,
    /// How many they are.
    pub count: usize,
    /// How much of the part they take, in bytes.
    pub bytes: usize,
}

/// How much of one resource a run used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The counter's name.
    pub what: String,
    /// The most that was held at once; all there was, if nothing is given back.
    pub amount: u64,
}

/// Whose code runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// The spec's serial baseline.
    Baseline,
    /// The student's function.
    Candidate,
    /// The student's function with this choice in place of the student's own.
    Chosen(usize),
    /// The grader's own kernel, which shows whether the cores were there.
    Witness {
        /// Steps of the kernel in all.
        rounds: u64,
        /// In how many equal parts; one is the serial witness.
        parts: usize,
    },
    /// All threads read this much memory, once: shows the bandwidth.
    Stream {
        /// In all, in bytes.
        bytes: usize,
    },
}

/// What the exercise's binary answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// To [`Request::Hello`].
    Hello {
        /// The key that was built into this binary.
        unit_key: String,
        /// The exercise's cases.
        cases: Vec<Case>,
    },
    /// To [`Request::Generate`]; as many raw frames follow.
    Inputs(usize),
    /// To [`Request::Load`].
    Loaded,
    /// To [`Request::Run`].
    Ran(Box<Ran>),
    /// To [`Request::Run`]: the student's code panicked.
    Panicked {
        /// The panic's message and place.
        message: String,
    },
    /// To [`Request::Trace`].
    Traced(Trace),
    /// To [`Request::Choices`].
    Choices {
        /// What a sweep tries.
        choices: Vec<usize>,
        /// What the student's code chooses; nothing where it has no choice.
        own: Option<usize>,
    },
    /// To [`Request::Counts`], in the order of the spec's counters.
    Counts(Vec<Count>),
    /// To [`Request::Graph`]; nothing where an exercise is not about tasks.
    Graph(Option<Graph>),
    /// To [`Request::Outputs`]; as many raw frames follow.
    Outputs(usize),
    /// To [`Request::Check`]: every answer is right.
    Right,
    /// To [`Request::Check`]: the first wrong answer.
    Wrong {
        /// Its place among the answers.
        index: usize,
        /// The input, shortened.
        input: String,
        /// What differs.
        mismatch: Mismatch,
    },
    /// The request could not be carried out: a fault of the course or grader.
    Fault(String),
    /// The system refused an input's files: a fault of the machine.
    Refused(String),
    /// To [`Request::Gather`].
    Gathered,
    /// To [`Request::Share`]: whether the part is mapped.
    Shared(bool),
    /// To [`Request::Prepare`]: what the last set takes, in bytes on the wire.
    Prepared(usize),
    /// To [`Request::Place`]; nothing where they do not fit.
    Placed(Option<Placed>),
    /// To [`Request::Dependence`].
    Dependence(Dependence),
}

/// Whether the answers to one case depend on its input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependence {
    /// What became of the answers to two inputs, each taken for the other's.
    pub other: Fate,
    /// How many changed inputs were made, up to the first that goes unnoticed.
    pub changes: usize,
    /// The first change that goes unnoticed.
    pub unnoticed: Option<Unnoticed>,
}

/// What became of an old answer that was given to a new input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// It was refused, as it should be.
    Refused,
    /// It was taken, and the new right answer is another one.
    Taken,
    /// It was taken, for the new right answer is the same.
    Right,
}

/// A change of an input after which the old answer is still taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unnoticed {
    /// What was changed, shortened.
    pub change: String,
    /// What became of the old answer.
    pub fate: Fate,
}

/// What a run says about itself. The grader decides by its own clock; these
/// figures only tell whether a block counts and what the report can explain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// Wall time by the process's own clock, in nanoseconds.
    pub wall_ns: u64,
    /// CPU time of the whole process, in nanoseconds.
    pub cpu_ns: u64,
    /// CPU time of the calling thread, in nanoseconds.
    pub thread_cpu_ns: u64,
    /// How long the pool took to gather before the run, in nanoseconds.
    pub pre_ns: u64,
    /// How long the pool took to gather after the run, in nanoseconds.
    pub post_ns: u64,
    /// How long the pool's threads stood in the run queue without a core, in
    /// nanoseconds; only Linux tells.
    pub run_delay_ns: Option<u64>,
    /// CPU time of the pool's threads, in nanoseconds; only Linux tells.
    pub pool_cpu_ns: Option<u64>,
    /// How long threads that the student's code started stood in the run queue
    /// without a core, in nanoseconds; nothing if there were none, or where the
    /// system does not tell.
    pub own_delay_ns: Option<u64>,
    /// The most CPU time that one thread used, in nanoseconds; only Linux tells.
    pub longest_cpu_ns: Option<u64>,
    /// What else the run used; none of it is read while the clock runs.
    pub usage: Usage,
}

/// What a run did besides computing: the system's counters over the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// How often a thread went to sleep: for a lock, a join, or work to come.
    pub switches_voluntary: u64,
    /// How often a thread had to leave its core to another.
    pub switches_involuntary: u64,
    /// Pages of memory that were touched for the first time.
    pub faults: u64,
}

/// What each thread of a process did during one run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// When samples were taken, in nanoseconds since the run began.
    pub moments_ns: Vec<u64>,
    /// Every thread that was seen, in the order of appearance.
    pub lanes: Vec<Lane>,
}

/// Threads that a trace tells apart at most.
pub const TRACE_LANES_MAX: usize = 64;
/// Samples that a trace has at most; with the last one, after the work.
pub const TRACE_SAMPLES_MAX: usize = 1_001;

impl Trace {
    /// Whether it can be what a sampler has seen: time goes on, and there are no more
    /// threads and samples than a sampler keeps.
    pub fn is_possible(&self) -> bool {
        let longest = self.lanes.iter().map(|lane| lane.cpu_ns.len().max(lane.waited_ns.len()));
        self.moments_ns.is_sorted()
            && self.lanes.len() <= TRACE_LANES_MAX
            && longest.chain([self.moments_ns.len()]).all(|samples| samples <= TRACE_SAMPLES_MAX)
    }
}

/// One thread's samples: what it had used up at each moment since the run began.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// `main`, `worker 1` of the pool, or a thread that the candidate started.
    pub name: String,
    /// CPU time, in nanoseconds.
    pub cpu_ns: Vec<u64>,
    /// Time in the run queue without a core, in nanoseconds.
    pub waited_ns: Vec<u64>,
}

/// Writes one message as a frame.
pub fn send(stream: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let bytes = postcard::to_stdvec(message).map_err(io::Error::other)?;
    send_bytes(stream, &bytes)
}

/// Reads one message.
pub fn receive<T: DeserializeOwned>(stream: &mut impl Read) -> io::Result<T> {
    receive_at_most(stream, FRAME_BYTES_MAX)
}

/// Reads one message of at most `limit` bytes. What it is in memory can be some ten
/// times as large, and no larger: no type has a part that takes no byte.
pub fn receive_at_most<T: DeserializeOwned>(stream: &mut impl Read, limit: usize) -> io::Result<T> {
    let bytes = receive_bytes(stream, limit)?;
    postcard::from_bytes(&bytes)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("bad frame: {error}")))
}

/// Writes one raw frame.
pub fn send_bytes(stream: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len())
        .ok()
        .filter(|&length| length as usize <= FRAME_BYTES_MAX)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a frame over 1 GiB"))?;
    stream.write_all(&length.to_le_bytes())?;
    stream.write_all(bytes)
}

/// What a frame's length alone may make the reader reserve, in bytes.
const RESERVED_BYTES_MAX: usize = 64 << 20;

/// Reads one raw frame of at most `limit` bytes. Beyond 64 MiB, memory grows
/// with what arrives, not with what the length claims.
pub fn receive_bytes(stream: &mut impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > limit {
        let text = format!("a frame of {length} bytes, over the limit of {limit}");
        return Err(io::Error::new(io::ErrorKind::InvalidData, text));
    }
    let mut bytes = Vec::with_capacity(length.min(RESERVED_BYTES_MAX));
    stream.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_the_journey() {
        let request = Request::Generate { case: 3, size: None, seeds: vec![1, u64::MAX] };
        let mut wire = Vec::new();
        send(&mut wire, &request).expect("a Vec takes everything");
        assert_eq!(receive::<Request>(&mut wire.as_slice()).expect("whole"), request);
    }

    proptest::proptest! {
        /// Whatever comes over the socket, it is a message or an error.
        #[test]
        fn no_frame_makes_it_panic(bytes: Vec<u8>) {
            let _ = receive::<Request>(&mut bytes.as_slice());
            let _ = receive::<Reply>(&mut bytes.as_slice());
            let mut framed = Vec::new();
            send_bytes(&mut framed, &bytes).expect("a Vec takes everything");
            let _ = receive::<Request>(&mut framed.as_slice());
            let _ = receive::<Reply>(&mut framed.as_slice());
        }
    }

    #[test]
    fn a_trace_that_no_sampler_has_seen_is_told_by_its_form() {
        let lane =
            |samples| Lane { name: "main".to_owned(), cpu_ns: vec![0; samples], ..Lane::default() };
        let check = |moments_ns: Vec<u64>, lanes: Vec<Lane>, expected: bool| {
            assert_eq!(Trace { moments_ns, lanes }.is_possible(), expected);
        };
        check(Vec::new(), Vec::new(), true);
        check(vec![0, 5, 5, 9], vec![lane(4); TRACE_LANES_MAX], true);
        check(vec![5, 4], vec![lane(2)], false);
        check(vec![0; TRACE_SAMPLES_MAX + 1], vec![lane(2)], false);
        check(vec![0], vec![lane(TRACE_SAMPLES_MAX + 1)], false);
        check(vec![0], vec![lane(1); TRACE_LANES_MAX + 1], false);
    }

    /// Each says that far more follows than does: elements, then bytes, then lanes.
    #[test]
    fn what_a_length_claims_is_not_believed() {
        let lies = |kind: u8| [&[kind][..], &[0xff; 9], &[1], &[0; 40]].concat();
        for kind in 0..=16 {
            let mut framed = Vec::new();
            send_bytes(&mut framed, &lies(kind)).expect("a Vec takes everything");
            let read = receive::<Reply>(&mut framed.as_slice());
            // The first few hold a number, and that is one.
            assert!(!matches!(
                read,
                Ok(Reply::Hello { .. }
                    | Reply::Panicked { .. }
                    | Reply::Traced(_)
                    | Reply::Choices { .. }
                    | Reply::Counts(_)
                    | Reply::Graph(Some(_))
                    | Reply::Fault(_))
            ));
        }
        let long = Reply::Fault("x".repeat(1000));
        let mut framed = Vec::new();
        send(&mut framed, &long).expect("a Vec takes everything");
        assert_eq!(receive_at_most::<Reply>(&mut framed.as_slice(), 1003).expect("it fits"), long);
        let error = receive_at_most::<Reply>(&mut framed.as_slice(), 1002).expect_err("too long");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_torn_or_lying_frame_is_an_error() {
        let mut wire = Vec::new();
        send_bytes(&mut wire, b"hello").expect("a Vec takes everything");
        for cut in 0..wire.len() {
            let error = receive_bytes(&mut &wire[..cut], 100).expect_err("torn");
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        }
        let error = receive_bytes(&mut wire.as_slice(), 4).expect_err("over the limit");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        let claim = u32::MAX.to_le_bytes();
        let error = receive_bytes(&mut claim.as_slice(), FRAME_BYTES_MAX).expect_err("a lie");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
