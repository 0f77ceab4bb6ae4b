//! A speedup in a test: the assertion that holds, fails, or says that this machine cannot tell.

use crate::{Answer, Question, functions};

/// The variable that makes an undecided assertion fail.
pub const UNDECIDED: &str = "SPEEDUP_UNDECIDED";

/// Asserts that the second function is at least a number of times as fast as the first.
///
/// Both are called without arguments, many times, in turn. Where this machine cannot tell,
/// the assertion says so on standard error and holds, unless `SPEEDUP_UNDECIDED=fail` is
/// set.
///
/// # Panics
///
/// If the speedup is clearly less than that, twice.
#[macro_export]
macro_rules! assert_speedup {
    ($baseline:expr, $candidate:expr, at_least = $at_least:expr $(,)?) => {
        $crate::assert_at_least($at_least, $baseline, $candidate)
    };
}

/// What [`assert_speedup!`] does.
///
/// # Panics
///
/// If the answer is *no*, or the question makes no sense.
#[track_caller]
pub fn assert_at_least<A, B>(
    at_least: f64,
    baseline: impl FnMut() -> A,
    candidate: impl FnMut() -> B,
) {
    let question = match Question::at_least(at_least) {
        Ok(question) => question,
        Err(why) => panic!("assert_speedup!: {why}"),
    };
    let compared = functions(question, baseline, candidate);
    let must_tell = std::env::var_os(UNDECIDED).is_some_and(|word| word == "fail");
    match compared.answer {
        Answer::Yes => {}
        Answer::CannotTell(_) if !must_tell => eprintln!("UNDECIDED: {compared}"),
        Answer::No | Answer::CannotTell(_) => panic!("assert_speedup!: {compared}"),
    }
}
