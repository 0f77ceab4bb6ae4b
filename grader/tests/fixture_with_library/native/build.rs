//! Finds the library `answer`, as such crates do.

fn main() {
    println!("cargo:rerun-if-env-changed=ANSWER_LIB_DIR");
    println!("cargo:rerun-if-env-changed=ANSWER_DOWNLOAD");
    println!("cargo:rustc-link-lib=dylib=answer");
    if let Ok(folder) = std::env::var("ANSWER_LIB_DIR") {
        println!("cargo:rustc-link-search={folder}");
    } else if std::env::var("ANSWER_DOWNLOAD").is_ok_and(|word| word == "1") {
        // From a folder, in the place of a network.
        let folder = std::env::var("OUT_DIR").expect("cargo sets it");
        let from = include_str!("download.txt").trim();
        std::fs::copy(from, format!("{folder}/libanswer.so")).expect("it is there");
        println!("cargo:rustc-link-search=native={folder}");
    } else {
        panic!("the library is nowhere");
    }
}
