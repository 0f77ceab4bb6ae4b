//! How many of a machine's cores are used, in words.

use super::quota as quota_of;
use speedup::cores::{Because, LeftOut, THREADS_MAX};

/// How many cores are used where a candidate is timed with this number of threads, and why the
/// others are not; nothing where all are. A quota is named, where one holds.
pub fn cores_left_out(threads: usize, left_out: &[LeftOut], quota: Option<f64>) -> Option<String> {
    let of = threads + left_out.iter().map(|it| it.cores).sum::<usize>();
    let parts: Vec<String> = left_out.iter().map(|it| part(*it, quota)).collect();
    (!parts.is_empty()).then(|| format!("{threads} of {of} cores are used: {}", parts.join(", ")))
}

fn part(LeftOut { cores, because }: LeftOut, quota: Option<f64>) -> String {
    let [are, share, were] =
        if cores == 1 { ["is", "shares", "was"] } else { ["are", "share", "were"] };
    match because {
        Because::Affinity => format!("{cores} {are} outside this process's affinity"),
        Because::SharedCore => format!("{cores} {share} a core with one that is used (SMT)"),
        Because::Slower => format!("{cores} {are} slower"),
        Because::Quota => {
            let quota = quota.map_or_else(|| "the quota".to_owned(), quota_of);
            format!("{cores} {are} beyond {quota}")
        }
        Because::System => format!("{cores} {are} left to the system"),
        Because::Limit => format!("{cores} {are} beyond the limit of {THREADS_MAX}"),
        Because::Asked => format!("{cores} {were} not asked for"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_how_many_cores_are_left_out_and_why() {
        let check = |threads, left_out: &[(usize, Because)], quota, expected: Option<&str>| {
            let left_out = left_out.iter().map(|&(cores, because)| LeftOut { cores, because });
            let left_out: Vec<LeftOut> = left_out.collect();
            assert_eq!(cores_left_out(threads, &left_out, quota).as_deref(), expected);
        };
        check(4, &[], None, None);
        check(
            7,
            &[(8, Because::SharedCore), (8, Because::Slower), (1, Because::System)],
            None,
            Some(
                "7 of 24 cores are used: 8 share a core with one that is used (SMT), 8 are slower, \
                 1 is left to the system",
            ),
        );
        check(
            2,
            &[(32, Because::Affinity), (30, Because::Quota)],
            Some(2.5),
            Some(
                "2 of 64 cores are used: 32 are outside this process's affinity, 30 are beyond a \
                 quota of 2.5 CPUs",
            ),
        );
        let large = [(1, Because::System), (55, Because::Limit)];
        let expected = "8 of 64 cores are used: 1 is left to the system, 55 are beyond the limit \
                        of 8";
        check(8, &large, None, Some(expected));
    }
}
