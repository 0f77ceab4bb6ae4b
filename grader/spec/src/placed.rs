//! Memory that the judge fills with inputs, and that the process that is timed may only read.
//!
//! To unpack a large input can take longer than the work on it. A process that got it as bytes
//! could do the work in that time, before its clock starts. So the judge unpacks it,
//! while the other process is stopped, into a file in memory that both have at the same
//! address. What is handed over is an address.
//!
//! Both binaries are built by one compiler from one spec, so a type has the same layout
//! in both. An input is plain data that was read from bytes: it leads to nothing outside
//! of that memory, and no code writes to it or drops it.
//!
//! The judge's allocator takes memory from the file while an input is unpacked, and from
//! the system otherwise. Candidates have no allocator of ours.

#![expect(unsafe_code, reason = "an allocator, and memory that another process has filled")]

use crate::protocol::MemoryAccess;
use nix::sys::mman::{MapFlags, ProtFlags, mmap};
use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};
use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{self, IoSliceMut};
use std::num::NonZeroUsize;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

/// Where the memory lies: above programs that are not moved about, and below the stacks
/// and libraries of systems with as few as 39 bits of addresses.
const BASE: usize = 1 << 36;
/// How much each reader's part takes of the addresses, in bytes. Memory it takes only
/// where an input was.
pub const ROOM: usize = 2 << 30;
/// How many parts there are at most: one for each process that reads.
pub const PARTS: usize = 2;
/// What is larger begins on a cache line.
const SMALL_BYTES_MAX: usize = 1024;
const CACHE_LINE: usize = 64;

/// Where the next piece of an input goes; 0 while none is unpacked.
static NEXT: AtomicUsize = AtomicUsize::new(0);
/// Where its part ends.
static END: AtomicUsize = AtomicUsize::new(0);
/// Whether a piece did not fit.
static IS_FULL: AtomicBool = AtomicBool::new(false);

/// The allocator of a judge.
#[derive(Debug)]
pub struct Allocator;

// SAFETY: what does not come from the system's allocator comes from `take`, which never
// gives the same memory twice while an input is at hand.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are the system's.
        take(layout).unwrap_or_else(|| unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        match take(layout) {
            // SAFETY: so many bytes are the caller's from here on.
            Some(piece) => unsafe {
                piece.write_bytes(0, layout.size());
                piece
            },
            // SAFETY: the caller's promises are the system's.
            None => unsafe { System.alloc_zeroed(layout) },
        }
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        if !is_placed(piece as usize) {
            // SAFETY: it came from the system.
            unsafe { System.dealloc(piece, layout) }
        }
    }

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !is_placed(piece as usize) {
            // SAFETY: it came from the system.
            return unsafe { System.realloc(piece, layout, size) };
        }
        if extend(piece as usize, layout.size(), size) {
            return piece;
        }
        // SAFETY: the caller keeps `size` within bounds, and the old piece stays as it is.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                piece.copy_to_nonoverlapping(new, layout.size().min(size));
            }
            new
        }
    }
}

/// A piece of the part that is being filled.
fn take(layout: Layout) -> Option<*mut u8> {
    if NEXT.load(Relaxed) == 0 {
        return None;
    }
    let align = match layout.size() {
        0..=SMALL_BYTES_MAX => layout.align(),
        _ => layout.align().max(CACHE_LINE),
    };
    let begin = |next: usize| next.next_multiple_of(align);
    let fits = |next: usize| {
        let end = begin(next).checked_add(layout.size())?;
        (end <= END.load(Relaxed)).then_some(end)
    };
    let Ok(next) = NEXT.fetch_update(Relaxed, Relaxed, fits) else {
        IS_FULL.store(true, Relaxed);
        return None;
    };
    Some(begin(next) as *mut u8)
}

/// Whether the piece was the last and could be made larger or smaller where it is.
fn extend(piece: usize, old: usize, new: usize) -> bool {
    let end = piece.saturating_add(new);
    end <= END.load(Relaxed) && NEXT.compare_exchange(piece + old, end, Relaxed, Relaxed).is_ok()
}

fn is_placed(address: usize) -> bool {
    (BASE..BASE + PARTS * ROOM).contains(&address)
}

/// Fills a part anew: what `unpack` makes lies in it, and is never dropped. Nothing if
/// it does not fit, or cannot be unpacked. Also how many bytes it takes.
///
/// The part must be mapped for writing.
pub fn place<T>(
    part: usize,
    unpack: impl FnOnce() -> io::Result<Vec<T>>,
) -> io::Result<(&'static [T], usize)> {
    /// However `unpack` ends, memory comes from the system again.
    struct Filling;
    impl Drop for Filling {
        fn drop(&mut self) {
            NEXT.store(0, Relaxed);
        }
    }

    let begin = begin_of(part);
    END.store(begin + ROOM, Relaxed);
    IS_FULL.store(false, Relaxed);
    let filling = Filling;
    NEXT.store(begin, Relaxed);
    let unpacked = unpack();
    let bytes = NEXT.load(Relaxed) - begin;
    drop(filling);
    // What lies in the part is not to be given back, whether it is whole or not.
    let inputs: &'static [T] = unpacked?.leak();
    if IS_FULL.load(Relaxed) {
        return Err(io::ErrorKind::StorageFull.into());
    }
    Ok((inputs, bytes))
}

fn begin_of(part: usize) -> usize {
    BASE + part.min(PARTS - 1) * ROOM
}

/// The inputs that the judge has placed there, until it places others.
///
/// The part must be mapped, and `T` be the type that was placed.
pub fn placed<T>(address: u64, count: usize) -> Option<&'static [T]> {
    let address = usize::try_from(address).ok()?;
    let end = size_of::<T>().checked_mul(count)?.checked_add(address)?;
    if size_of::<T>() == 0 || count == 0 {
        return None;
    }
    let begin = NonNull::new(address as *mut T).filter(|begin| begin.is_aligned())?;
    if !is_placed(address) || !is_placed(end - 1) {
        return None;
    }
    // SAFETY: `count` values were placed there, says the grader, which is the only one
    // that sends requests.
    Some(unsafe { std::slice::from_raw_parts(begin.as_ptr(), count) })
}

/// Maps a part. Where something else lies at its address, it stays.
pub fn map(file: &OwnedFd, part: usize, access: MemoryAccess) -> io::Result<()> {
    let access = match access {
        MemoryAccess::Fill => ProtFlags::PROT_READ | ProtFlags::PROT_WRITE,
        MemoryAccess::Read => ProtFlags::PROT_READ,
    };
    let flags = MapFlags::MAP_SHARED | MapFlags::MAP_FIXED_NOREPLACE;
    let (begin, room) = (NonZeroUsize::new(begin_of(part)), NonZeroUsize::new(ROOM));
    let room = room.ok_or(io::ErrorKind::InvalidInput)?;
    // SAFETY: nothing else lies there, or the call fails.
    let at = unsafe { mmap(begin, room, access, flags, file, 0)? };
    // Old kernels take the address for advice.
    let is_there = at.as_ptr() as usize == begin_of(part);
    if is_there { Ok(()) } else { Err(io::ErrorKind::AddrInUse.into()) }
}

/// Has the system enter so much of a part in this process's table of pages, so that no
/// run pays for it. Where the system cannot, runs pay once.
pub fn enter(part: usize, bytes: usize) {
    // SAFETY: advice changes no memory.
    unsafe {
        libc::madvise(begin_of(part) as *mut _, bytes, libc::MADV_POPULATE_READ);
    }
}

/// The file that comes with the next byte.
pub fn receive_file(stream: &UnixStream) -> io::Result<OwnedFd> {
    let mut byte = [0];
    let mut parts = [IoSliceMut::new(&mut byte)];
    let mut space = nix::cmsg_space!(RawFd);
    let flags = MsgFlags::MSG_CMSG_CLOEXEC;
    let message = recvmsg::<()>(stream.as_raw_fd(), &mut parts, Some(&mut space), flags)?;
    for control in message.cmsgs()? {
        if let ControlMessageOwned::ScmRights(files) = control
            && let Some(&file) = files.first()
        {
            // SAFETY: the system has just made it for us.
            return Ok(unsafe { OwnedFd::from_raw_fd(file) });
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unpacked_lies_in_the_part_and_is_read_where_it_lies() {
        let file = nix::sys::memfd::memfd_create("inputs", nix::sys::memfd::MFdFlags::empty());
        let file = file.expect("a file in memory");
        let file = std::fs::File::from(file);
        file.set_len(ROOM as u64).expect("room");
        let file = OwnedFd::from(file);
        map(&file, 1, MemoryAccess::Fill).expect("nothing lies there");
        let again = map(&file, 1, MemoryAccess::Read).expect_err("something lies there");
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);

        // The tests' allocator is the system's: pieces are taken by hand.
        let make = || {
            let layout = Layout::array::<u64>(3).expect("small");
            let piece = take(layout).expect("it fits");
            let numbers = [7_u64, 8, 9].map(u64::to_ne_bytes).concat();
            // SAFETY: so many bytes are ours.
            unsafe { piece.copy_from_nonoverlapping(numbers.as_ptr(), numbers.len()) };
            let large = take(Layout::array::<u8>(5000).expect("small")).expect("it fits");
            assert_eq!(large as usize % CACHE_LINE, 0);
            assert!(extend(large as usize, 5000, 6000));
            assert!(!extend(piece as usize, 24, 32));
            assert!(take(Layout::array::<u8>(ROOM).expect("a number")).is_none());
            Ok(vec![piece as u64])
        };
        let full = place(1, make).expect_err("the last piece does not fit");
        assert_eq!(full.kind(), io::ErrorKind::StorageFull);
        assert!(take(Layout::new::<u8>()).is_none(), "nothing is unpacked");
        let numbers = placed::<u64>(begin_of(1) as u64, 3).expect("they lie there");
        assert_eq!(numbers, [7, 8, 9]);

        assert!(placed::<u64>(begin_of(1) as u64 + 1, 3).is_none(), "not aligned");
        assert!(placed::<u64>(0, 1).is_none());
        assert!(placed::<u64>((begin_of(1) + ROOM) as u64 - 8, 2).is_none(), "beyond its end");
        assert!(placed::<u64>(begin_of(1) as u64, usize::MAX).is_none());
    }
}
