//! Honest: it prints what it does, as one does while one looks for a mistake
pub fn spin(starts: &[u64]) -> Vec<u64> {
    println!("spinning {} starts", starts.len());
    eprintln!("on {} threads", rayon::current_num_threads());
    answer(starts)
}
