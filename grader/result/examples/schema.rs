//! Prints the JSON Schema of a result, as `schema.json` holds it:
//! `cargo run -p grade_result --features schema --example schema > grader/result/schema.json`.

fn main() {
    print!("{}", grade_result::schema());
}
