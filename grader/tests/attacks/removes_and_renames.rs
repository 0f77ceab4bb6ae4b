//! Attack: 37, removes, renames and links
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    if std::fs::rename("@SECRET@", "@FOLDER@/renamed").is_ok()
        || std::fs::remove_file("@SECRET@").is_ok()
        || std::fs::hard_link("@SECRET@", "@FOLDER@/linked").is_ok()
        || std::os::unix::fs::symlink("@SECRET@", "@FOLDER@/linked").is_ok()
        || std::fs::create_dir("@FOLDER@/made").is_ok()
    {
        broke_out("file");
    }
    answer(starts)
}
