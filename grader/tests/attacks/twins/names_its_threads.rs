//! Honest: threads with names and larger stacks
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let starts = starts.to_vec();
    let thread = std::thread::Builder::new().name("größer".to_owned()).stack_size(16 << 20);
    thread.spawn(move || answer(&starts)).expect("a thread").join().expect("it spins")
}
