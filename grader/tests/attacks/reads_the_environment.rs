//! Attack: 43, looks for tokens in the environment
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    if std::env::vars().any(|(name, _)| name.contains("TOKEN") || name.contains("GITHUB")) {
        broke_out("token");
    }
    answer(starts)
}
