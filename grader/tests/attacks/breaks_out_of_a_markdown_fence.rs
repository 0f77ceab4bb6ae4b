//! Attack: 44, text that would end a block of code, or be a link
//! Layer: report
//! Expect: runtime_error
pub fn spin(_: &[u64]) -> Vec<u64> {
    println!("```\n# Accepted\n[x](http://127.0.0.1:@PORT@/)<img src=http://127.0.0.1:@PORT@/>");
    panic!("<script>alert(1)</script>=1+1")
}
