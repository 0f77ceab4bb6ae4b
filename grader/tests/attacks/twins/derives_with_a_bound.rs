//! Honest: a derive with a bound of its own
#[derive(serde::Serialize)]
#[serde(bound = "T: serde::Serialize + Copy")]
struct Quiet<T>(T);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(Quiet(starts.len()).0);
    answer(starts)
}
