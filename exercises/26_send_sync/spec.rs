//! What the functions of `send_sync` must do, with which texts, and how we know.
//!
//! The first five show by `measure` which threads they used. The others run under the
//! model checker loom, which goes through the orders of two threads' steps, one after the
//! other and always the same ones. What can come out is collected: the answer is the
//! *set* of all outcomes. So a wrong order is found, and not by luck.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng};
use loom::model::Builder;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use loom::thread;
use send_sync::checked::{Mailbox, deposit, receive, send, withdraw};
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64 as AtomicKey, AtomicUsize};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

/// The exercise.
pub struct SendSync;

/// Texts for the first part, amounts for the second.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    texts: Vec<String>,
    /// What the size of a text depends on besides its letters.
    key: u64,
    least: u64,
    balance: u64,
    amounts: [u64; 2],
    message: u64,
}

/// What all functions returned.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    sum_and_largest: (u64, u64),
    histogram: BTreeMap<u64, u64>,
    total: u64,
    each: Vec<u64>,
    count_large: u64,
    /// How often each thread called `measure`, for each function of the first part.
    calls: Vec<Vec<usize>>,
    /// The balances after two deposits.
    deposits: BTreeSet<u64>,
    /// What two withdrawals returned, and the balance after them.
    withdrawals: BTreeSet<(bool, bool, u64)>,
    /// What was received while somebody sent, and after that.
    messages: BTreeSet<(Option<u64>, Option<u64>)>,
}

/// How many orders of steps are tried at most. A right program has fewer than a hundred.
const SCHEDULES_MAX: usize = 10_000;

/// The functions of the first part.
const FIRST: [&str; 5] = ["sum_and_largest", "histogram", "total", "each", "count_large"];

/// How often a text may be measured: the first function's threads each look at all texts.
const TIMES_MAX: [usize; FIRST.len()] = [2, 1, 1, 1, 1];

/// How often each thread has called `measure`.
static CALLS: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());
/// What sizes depend on besides the letters of a text.
static KEY: AtomicKey = AtomicKey::new(0);

impl Exercise for SendSync {
    type Input = Input;
    type Output = Output;

    /// The size is the number of texts.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("four texts", 4),
            Case::hidden("no texts", 0),
            Case::hidden("one text", 1),
            Case::hidden("two texts", 2),
            Case::hidden("a prime number of texts", 31),
            Case::hidden("enough for both withdrawals", 5),
            Case::hidden("enough for one withdrawal", 6),
            Case::hidden("enough for none", 7),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let mut text = || {
            let letters = rng.random_range(0..6);
            (0..letters).map(|_| rng.random_range('a'..='f')).collect()
        };
        let texts = (0..case.size).map(|_| text()).collect();
        let amounts = [(); 2].map(|()| rng.random_range(100..200));
        let balance = match case.name.as_str() {
            "enough for both withdrawals" => rng.random_range(400..500),
            "enough for none" => rng.random_range(1..100),
            _ => rng.random_range(200..=amounts[0] + amounts[1]) - 1,
        };
        let least = rng.random_range(SIZES / 4..SIZES);
        // 0 is a message as any other.
        let message = if case.size == 1 { 0 } else { rng.random_range(1..1_000) };
        let key = rng.random();
        Input { texts, key, least, balance, amounts, message }
    }

    /// What comes out of the two withdrawals, whichever comes first, and of the rest.
    fn baseline(&self, input: &Input) -> Output {
        let each: Vec<u64> = input.texts.iter().map(|text| size(text, input.key)).collect();
        let mut histogram = BTreeMap::new();
        for &size in &each {
            *histogram.entry(size).or_default() += 1;
        }
        let total = each.iter().sum();
        let [first, second] = input.amounts;
        let message = Some(input.message);
        let one_then_other = |one: u64, other: u64| {
            let after_one = input.balance.checked_sub(one);
            let balance = after_one.unwrap_or(input.balance);
            let after_other = balance.checked_sub(other);
            (after_one.is_some(), after_other.is_some(), after_other.unwrap_or(balance))
        };
        let (b, a, balance) = one_then_other(second, first);
        Output {
            sum_and_largest: (total, each.iter().max().copied().unwrap_or_default()),
            histogram,
            total,
            count_large: each.iter().filter(|&&size| size >= input.least).count() as u64,
            each,
            calls: vec![vec![1, 1]; FIRST.len()],
            deposits: BTreeSet::from([input.balance + first + second]),
            withdrawals: BTreeSet::from([one_then_other(first, second), (a, b, balance)]),
            messages: BTreeSet::from([(None, message), (message, message)]),
        }
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        let mut calls = Vec::new();
        let texts = &input.texts;
        KEY.store(input.key, Ordering::SeqCst);
        let sum_and_largest =
            watched(&mut calls, || send_sync::sum_and_largest(texts.clone(), measure));
        let histogram = watched(&mut calls, || send_sync::histogram(texts, measure));
        let total = watched(&mut calls, || send_sync::total(texts, measure));
        let each = watched(&mut calls, || send_sync::each(texts.clone(), measure));
        let count_large =
            watched(&mut calls, || send_sync::count_large(texts, measure, input.least));
        Output {
            sum_and_largest,
            histogram,
            total,
            each,
            count_large,
            calls,
            deposits: deposits(input.balance, input.amounts),
            withdrawals: withdrawals(input.balance, input.amounts),
            messages: messages(input.message),
        }
    }

    /// A letter more, another amount, another balance or another message.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut changed = input.clone();
        let texts = input.texts.len();
        match rng.random_range(0..5) {
            0 => changed.amounts[rng.random_range(0..2)] += 1,
            1 => changed.balance += 1,
            2 => changed.message += 1,
            _ if texts == 0 => changed.texts.push("a".to_owned()),
            3 => changed.texts[texts - 1].push('a'),
            _ => changed.texts[rng.random_range(0..texts)].push('a'),
        }
        Some(changed)
    }

    fn check(&self, input: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        named("sum_and_largest", &expected.sum_and_largest, &actual.sum_and_largest)?;
        named("histogram", &expected.histogram, &actual.histogram)?;
        named("total", &expected.total, &actual.total)?;
        named("each", &expected.each, &actual.each)?;
        named("count_large", &expected.count_large, &actual.count_large)?;
        for (at, calls) in actual.calls.iter().enumerate() {
            check_calls(at, input.texts.len(), calls)?;
        }
        outcomes(DEPOSIT, &expected.deposits, &actual.deposits)?;
        outcomes(WITHDRAW, &expected.withdrawals, &actual.withdrawals)?;
        outcomes(SEND, &expected.messages, &actual.messages)
    }
}

const DEPOSIT: &str = "`deposit` on two threads: the balance afterwards";
const WITHDRAW: &str = "`withdraw` on two threads: what they returned, and the balance afterwards";
const SEND: &str = "`send` on one thread and `receive` on another: what was received \
                    meanwhile, and afterwards";

/// The threads share the work: none does most of it, and none does it for nothing.
fn check_calls(function: usize, texts: usize, calls: &[usize]) -> Result<(), Mismatch> {
    let name = FIRST.get(function).copied().unwrap_or_default();
    let busiest = calls.iter().max().copied().unwrap_or_default();
    let all: usize = calls.iter().sum();
    if texts > 1 && calls.len() < 2 {
        let text = format!("`{name}` called `measure` on one thread only");
        return Err(Mismatch::new(text, &"two threads or more", &calls.len()));
    }
    if texts > 3 && 4 * busiest > 3 * all {
        let text = format!("`{name}` made nearly all calls of `measure` on one thread");
        return Err(Mismatch::new(text, &format!("at most three quarters of {all}"), &busiest));
    }
    let most = texts * TIMES_MAX.get(function).copied().unwrap_or(1);
    if all > most {
        let text = format!("`{name}` measures texts again that it has measured");
        return Err(Mismatch::new(text, &format!("at most {most} calls of `measure`"), &all));
    }
    Ok(())
}

fn named<T: PartialEq + std::fmt::Debug>(
    name: &str,
    expected: &T,
    actual: &T,
) -> Result<(), Mismatch> {
    if expected == actual {
        return Ok(());
    }
    Err(Mismatch::new(format!("`{name}` returns another value"), expected, actual))
}

/// Every outcome must be one that can be expected, and each of these must occur.
fn outcomes<T: Ord + std::fmt::Debug>(
    what: &str,
    expected: &BTreeSet<T>,
    actual: &BTreeSet<T>,
) -> Result<(), Mismatch> {
    if let Some(wrong) = actual.difference(expected).next() {
        let text = format!("{what}: some order of their steps leads to something else");
        return Err(Mismatch::new(text, expected, wrong));
    }
    if let Some(missing) = expected.difference(actual).next() {
        let text = format!("{what}: no order of their steps leads to this");
        return Err(Mismatch::new(text, missing, actual));
    }
    Ok(())
}

/// Calls a function of the first part and notes how often each thread measured.
fn watched<T>(calls: &mut Vec<Vec<usize>>, call: impl FnOnce() -> T) -> T {
    of(&CALLS).clear();
    let result = call();
    calls.push(of(&CALLS).values().copied().collect());
    result
}

/// What the student's functions are given.
fn measure(text: &str) -> u64 {
    let caller = format!("{:?}", std::thread::current().id());
    *of(&CALLS).entry(caller).or_default() += 1;
    // So that threads that take the next text share them.
    std::thread::sleep(MEASURED_IN);
    size(text, KEY.load(Ordering::SeqCst))
}

/// What it takes to measure a text: long enough for another thread to begin.
const MEASURED_IN: Duration = Duration::from_micros(300);
/// Sizes lie below this. A prime number: they are what is left of a division by it.
const SIZES: u64 = 100_003;

/// The size of a text by a rule that changes with each input: only `measure` knows it.
fn size(text: &str, key: u64) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(key, step) % SIZES
}

/// All that can come out of `run`, over the orders of its threads' steps.
fn explored<T: Ord + Send + 'static>(run: impl Fn() -> T + Send + Sync + 'static) -> BTreeSet<T> {
    // The standard library's, on purpose: they outlive a schedule, and are no part of it.
    let found = std::sync::Arc::new(Mutex::new(BTreeSet::new()));
    EXPLAINED.call_once(explain_dead_ends);
    let kept = std::sync::Arc::clone(&found);
    let tried = std::sync::Arc::new(AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&tried);
    let mut builder = Builder::new();
    builder.max_permutations = Some(SCHEDULES_MAX);
    builder.checkpoint_interval = SCHEDULES_MAX;
    builder.check(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        // After a panic there is nothing left to look for.
        if of(&PANIC).is_none() {
            let outcome = run();
            of(&kept).insert(outcome);
        }
    });
    if let Some(panic) = of(&PANIC).take() {
        resume_unwind(panic);
    }
    // loom stops there without a word.
    assert!(
        tried.load(Ordering::SeqCst) < SCHEDULES_MAX,
        "more than {SCHEDULES_MAX} orders of two threads' steps: these functions need a few steps each"
    );
    std::mem::take(&mut *of(&found))
}

/// What a function of the second part panicked with.
static PANIC: Mutex<Option<Box<dyn Any + Send>>> = Mutex::new(None);

/// Calls one of them. Its panic is kept until no thread of loom's is left: they cannot be
/// taken down while one of them unwinds.
fn called<T: Default>(call: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|panic| {
        of(&PANIC).get_or_insert(panic);
        T::default()
    })
}

/// What a lock guards, even if somebody panicked meanwhile.
fn of<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether dead ends are explained.
static EXPLAINED: Once = Once::new();

/// Where no thread can go on, or one goes round and round, loom panics, and again while
/// it takes the threads down, which ends the process. What the student should read is
/// said before that, as its last words.
fn explain_dead_ends() {
    let otherwise = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.payload_as_str().unwrap_or_default();
        let explained = if text.starts_with("deadlock") {
            "deadlock: in some order of their steps, each thread waits for a lock for ever"
        } else if text.starts_with("Model exceeded") {
            "endless loop: in some order of their steps, a thread waits in a loop for ever"
        } else {
            return otherwise(panic);
        };
        eprintln!("{explained}");
        std::process::abort();
    }));
}

fn deposits(balance: u64, [first, second]: [u64; 2]) -> BTreeSet<u64> {
    explored(move || {
        let balance = Arc::new(AtomicU64::new(balance));
        let theirs = Arc::clone(&balance);
        let other = thread::spawn(move || called(|| deposit(&theirs, second)));
        called(|| deposit(&balance, first));
        other.join().expect("no thread panics");
        balance.load(Ordering::SeqCst)
    })
}

fn withdrawals(balance: u64, [first, second]: [u64; 2]) -> BTreeSet<(bool, bool, u64)> {
    explored(move || {
        let balance = Arc::new(loom::sync::Mutex::new(balance));
        let theirs = Arc::clone(&balance);
        let other = thread::spawn(move || called(|| withdraw(&theirs, second)));
        let first = called(|| withdraw(&balance, first));
        let second = other.join().expect("no thread panics");
        let left = *balance.lock().expect("no thread panics");
        (first, second, left)
    })
}

fn messages(message: u64) -> BTreeSet<(Option<u64>, Option<u64>)> {
    explored(move || {
        let mailbox = Arc::new(empty());
        // Another mailbox has a message of its own.
        let other = empty();
        called(|| send(&other, OTHER));
        let theirs = Arc::clone(&mailbox);
        let sender = thread::spawn(move || called(|| send(&theirs, message)));
        let meanwhile = called(|| receive(&mailbox));
        sender.join().expect("no thread panics");
        called(|| assert_eq!(receive(&other), Some(OTHER), "another mailbox, another message"));
        (meanwhile, called(|| receive(&mailbox)))
    })
}

/// What the other mailbox holds. No message is as large.
const OTHER: u64 = 1_000_000;

fn empty() -> Mailbox {
    Mailbox { value: AtomicU64::new(0), is_ready: AtomicBool::new(false) }
}

grader_spec::serve!(SendSync);
