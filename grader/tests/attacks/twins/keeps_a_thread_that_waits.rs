//! Honest: a thread of its own lives on between the calls, waits for work and sleeps
//! Timed: yes
use rayon::prelude::*;
use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, Mutex};

type Job = (Vec<u64>, Sender<Vec<u64>>);

static HELPER: LazyLock<Mutex<Sender<Job>>> = LazyLock::new(|| {
    let (jobs, to_do) = channel::<Job>();
    std::thread::spawn(move || to_do.iter().try_for_each(|(part, done)| done.send(answer(&part))));
    Mutex::new(jobs)
});

pub fn spin(starts: &[u64]) -> Vec<u64> {
    // One in a hundred goes to the helper, so that it is not what decides.
    let (few, most) = starts.split_at(starts.len() / 100);
    let (done, answers) = channel();
    HELPER.lock().expect("nobody panics").send((few.to_vec(), done)).expect("it waits");
    let most: Vec<u64> = most.par_iter().flat_map_iter(|&start| answer(&[start])).collect();
    [answers.recv().expect("it answers"), most].concat()
}
