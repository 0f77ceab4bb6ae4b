//! Because: one total only, but it takes eight values in a step, which are weighted and added up beside the chain.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let mut weights = [1.0; 9];
    for i in 1..9 {
        weights[i] = weights[i - 1] * decay;
    }
    let (rows, rest) = values.as_chunks::<8>();
    let mut total = 0.0;
    for row in rows {
        let mut terms = [0.0; 8];
        for i in 0..8 {
            terms[i] = row[i] * weights[7 - i];
        }
        let left = (terms[0] + terms[1]) + (terms[2] + terms[3]);
        let right = (terms[4] + terms[5]) + (terms[6] + terms[7]);
        total = total * weights[8] + (left + right);
    }
    for x in rest {
        total = total * decay + x;
    }
    total
}
