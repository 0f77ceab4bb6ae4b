//! Honest: a static of some megabytes, which it uses
use std::sync::Mutex;

static BIG: Mutex<[u64; 1 << 18]> = Mutex::new([0; 1 << 18]);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let mut big = BIG.lock().expect("nobody panics");
    let room = &mut big[..starts.len()];
    room.copy_from_slice(&answer(starts));
    room.to_vec()
}
