//! First: @BOM@#!/usr/bin/env rustc@CR@@LF@
//! Honest: a byte order mark, lines that end as on Windows, and a shebang@CR@
pub fn spin(starts: &[u64]) -> Vec<u64> {@CR@
    // It ends here.@CR@
    answer(starts)@CR@
}@CR@
