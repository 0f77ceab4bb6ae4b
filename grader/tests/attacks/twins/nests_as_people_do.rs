//! Honest: brackets in brackets, generics in generics, a long sum and a long chain
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let deep = @50x(@1@50x)@;
    let boxed: @30xOption<@u8@30x>@ = None;
    let sum = 0@200x + 1@;
    let chain = if sum == 0 { 0 } @50xelse if sum == 1 { 1 } @else { 2 };
    std::hint::black_box((deep, boxed, chain));
    answer(starts)
}
