//! A file that lies in memory, for processes to share. Only Linux has it.

use std::fs::File;

/// A new one, with room for a part of the inputs; it takes memory where it is written.
/// Nothing where the system has none.
pub fn create() -> Option<File> {
    system::create()
}

/// From here on no other process can write to it, and its length stays. Old kernels do not
/// know how; there a reader has the file open for reading only, all the same.
pub fn forbid_writers(file: &File) {
    system::forbid_writers(file);
}

/// The same file, open for reading only.
pub fn reader(file: &File) -> Option<File> {
    system::reader(file)
}

#[cfg(all(target_os = "linux", not(grade_portable)))]
mod system {
    use grader_spec::ROOM;
    use nix::fcntl::{FcntlArg, SealFlag, fcntl};
    use nix::sys::memfd::{MFdFlags, memfd_create};
    use std::fs::File;
    use std::os::fd::AsRawFd;

    pub fn create() -> Option<File> {
        let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
        let file = File::from(memfd_create("inputs", flags).ok()?);
        file.set_len(ROOM as u64).ok()?;
        Some(file)
    }

    pub fn forbid_writers(file: &File) {
        let length = SealFlag::F_SEAL_SHRINK | SealFlag::F_SEAL_GROW;
        // In <linux/fcntl.h>; the C library's headers may be older.
        let future_write = SealFlag::from_bits_retain(0x10);
        let _ = fcntl(file, FcntlArg::F_ADD_SEALS(length | future_write | SealFlag::F_SEAL_SEAL));
    }

    pub fn reader(file: &File) -> Option<File> {
        File::open(format!("/proc/self/fd/{}", file.as_raw_fd())).ok()
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::io::Write;

        #[test]
        fn a_reader_only_reads_and_the_length_stays() {
            let file = create().expect("Linux has it");
            forbid_writers(&file);
            let mut reader = reader(&file).expect("it is there");
            assert_eq!(reader.metadata().expect("it is there").len(), ROOM as u64);
            assert!(reader.write_all(b"x").is_err());
            assert!(file.set_len(1).is_err());
            let again =
                File::options().write(true).open(format!("/proc/self/fd/{}", file.as_raw_fd()));
            assert!(again.is_err() || again.is_ok_and(|mut file| file.write_all(b"x").is_err()));
        }
    }
}

#[cfg(not(all(target_os = "linux", not(grade_portable))))]
mod system {
    use std::fs::File;

    pub fn create() -> Option<File> {
        None
    }

    pub fn forbid_writers(_: &File) {}

    pub fn reader(_: &File) -> Option<File> {
        None
    }
}
