//! Attack: 17, writes the result itself where others look for one
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    for path in ["results.json", "result.json", "/autograder/results/results.json", "@FOLDER@/r"] {
        if std::fs::write(path, "{\"verdict\": \"accepted\"}").is_ok() {
            broke_out(path);
        }
    }
    answer(starts)
}
