//! The threads that a student's code starts itself: they run on every core, and
//! are known of when they end.
//!
//! The grader binds each worker of the pool to a core before a run, from outside
//! (see `Session::spread` in the grader). Linux lets a new thread inherit the
//! cores of the one that starts it, and tells a thread only the cores it is bound
//! to. So a worker that starts threads or a pool would start them all on its one
//! core, and `std::thread::available_parallelism` would say 1 there.
//!
//! Both go through the C library. Two of its functions are defined here again,
//! and the linker prefers these to the library's: each first frees the calling
//! thread, which then runs where the process may, until the grader binds it for
//! the next run. Threads that start no others and do not ask stay bound.
//!
//! What a thread has used and waited for is gone with it, and threads of one run
//! are gone when the run is over. So each enters its figures just before it ends.
//!
//! A function that the C library's callers link to cannot be had without unsafe code.

#![expect(unsafe_code, reason = "functions that the linker puts in the C library's place")]

use crate::pool::{ThreadUse, thread_use};
use nix::sched::{self, CpuSet};
use nix::unistd::{Pid, gettid};
use std::ffi::{CStr, c_int, c_void};
use std::sync::{Mutex, OnceLock};

/// The calling thread, for the functions of the scheduler.
const CALLER: Pid = Pid::from_raw(0);

/// The cores that this process may use, from before any thread was bound.
static ALL: OnceLock<CpuSet> = OnceLock::new();

/// The student's threads: those alive, by their ids, and what the others used.
static OWN: Mutex<Own> =
    Mutex::new(Own { alive: Vec::new(), ended: ThreadUse { waited_ns: 0, cpu_ns: 0 }, longest: 0 });

struct Own {
    alive: Vec<i32>,
    ended: ThreadUse,
    /// The most CPU time that one of those that ended had used, in nanoseconds.
    longest: u64,
}

/// Remembers the cores that this process may use. Called before the grader knows
/// of the process, so that nothing is bound yet; and what threads are started from
/// here on is theirs whose code runs.
pub fn remember() {
    if let Ok(all) = sched::sched_getaffinity(CALLER) {
        ALL.get_or_init(|| all);
    }
}

/// Takes the threads that there are for the server's own.
pub fn disown() {
    if let Ok(mut own) = OWN.lock() {
        own.alive.clear();
    }
}

/// The most CPU time that a thread used which has ended since this was last asked, in
/// nanoseconds.
pub fn take_longest() -> u64 {
    OWN.lock().map_or(0, |mut own| std::mem::take(&mut own.longest))
}

/// What all threads of the student's code have used and waited for, since the
/// process began; nothing if there never was one.
pub fn own_use() -> Option<ThreadUse> {
    let own = OWN.lock().ok()?;
    let alive = own.alive.iter().filter_map(|&thread| thread_use(thread));
    let sum = alive.fold(own.ended, ThreadUse::plus);
    (sum != ThreadUse::default()).then_some(sum)
}

/// Lets the calling thread run wherever the process may. Where that is refused,
/// it stays where it is.
fn free_the_caller() {
    if let Some(all) = ALL.get() {
        let _ = sched::sched_setaffinity(CALLER, all);
    }
}

/// What a new thread is to do.
struct ThreadStart {
    routine: Routine,
    argument: *mut c_void,
}

/// What every thread begins with: it does its errand, known of from start to end.
extern "C" fn begin(errand: *mut c_void) -> *mut c_void {
    // SAFETY: `pthread_create` below made this of a box, for this call alone.
    let ThreadStart { routine, argument } = *unsafe { Box::from_raw(errand.cast::<ThreadStart>()) };
    let id = gettid().as_raw();
    if let Ok(mut own) = OWN.lock() {
        own.alive.push(id);
    }
    let result = routine(argument);
    // Read before the lock is taken: threads that end together do not wait for it.
    let used = thread_use(id).unwrap_or_default();
    if let Ok(mut own) = OWN.lock()
        && let Some(place) = own.alive.iter().position(|&alive| alive == id)
    {
        own.alive.swap_remove(place);
        own.ended = own.ended.plus(used);
        own.longest = own.longest.max(used.cpu_ns);
    }
    result
}

/// A start routine of `pthread_create(3)`.
type Routine = extern "C" fn(*mut c_void) -> *mut c_void;
/// The type of `pthread_create(3)`.
type Create = unsafe extern "C" fn(
    *mut libc::pthread_t,
    *const libc::pthread_attr_t,
    Routine,
    *mut c_void,
) -> c_int;

/// `pthread_create(3)`, from a thread that is free to run on every core: the new
/// one inherits that.
///
/// # Safety
///
/// As for the C library's function, which is called in its place.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_create(
    thread: *mut libc::pthread_t,
    attributes: *const libc::pthread_attr_t,
    routine: Routine,
    argument: *mut c_void,
) -> c_int {
    free_the_caller();
    let Some(address) = library_function(c"pthread_create") else { return libc::EAGAIN };
    // SAFETY: the address is the C library's `pthread_create`, whose type this is.
    let create = unsafe { std::mem::transmute::<*mut c_void, Create>(address) };
    if ALL.get().is_none() {
        // SAFETY: the caller keeps the contract of `pthread_create`.
        return unsafe { create(thread, attributes, routine, argument) };
    }
    let errand = Box::into_raw(Box::new(ThreadStart { routine, argument }));
    // SAFETY: the caller keeps the contract of `pthread_create`; `begin` takes what
    // it is handed here, once.
    let refused = unsafe { create(thread, attributes, begin, errand.cast()) };
    if refused != 0 {
        // SAFETY: no thread was started, so no other thread has the box.
        drop(unsafe { Box::from_raw(errand) });
    }
    refused
}

/// The type of `sched_getaffinity(2)`.
type Ask = unsafe extern "C" fn(libc::pid_t, libc::size_t, *mut libc::cpu_set_t) -> c_int;

/// `sched_getaffinity(2)`, which for the calling thread answers as if it had
/// never been bound.
///
/// # Safety
///
/// As for the C library's function, which is called with the same arguments.
#[unsafe(no_mangle)]
unsafe extern "C" fn sched_getaffinity(
    thread: libc::pid_t,
    size: libc::size_t,
    mask: *mut libc::cpu_set_t,
) -> c_int {
    if thread == CALLER.as_raw() {
        free_the_caller();
    }
    let Some(address) = library_function(c"sched_getaffinity") else { return -1 };
    // SAFETY: the address is the C library's `sched_getaffinity`, whose type this is.
    let ask = unsafe { std::mem::transmute::<*mut c_void, Ask>(address) };
    // SAFETY: the caller keeps the contract of `sched_getaffinity`.
    unsafe { ask(thread, size, mask) }
}

/// Where the next library that has a function of that name keeps it.
fn library_function(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: `dlsym(3)` reads a string that ends in a zero byte.
    let address = unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr()) };
    (!address.is_null()).then_some(address)
}
