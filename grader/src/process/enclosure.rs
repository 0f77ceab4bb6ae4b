//! What a program may reach. The launcher encloses itself and then becomes the
//! program: no root, no external tool, and nothing of it can be undone.
//!
//! Landlock limits files, TCP and signals; a seccomp filter limits system calls;
//! namespaces take the network away where the system allows them; inherited
//! descriptors are closed. Each layer alone would be passable: the filter knows
//! no paths, and Landlock no UDP.

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, Scope,
};
use nix::sched::{CloneFlags, unshare};
use seccompiler::{BackendError, BpfProgram, SeccompAction, SeccompFilter, TargetArch};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The kernel's interface that rules are written for; older kernels do less.
const LANDLOCK: ABI = ABI::V6;

/// What a program may reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// What kind of program it is: which system calls it needs.
    pub kind: Kind,
    /// Files and folders that it may read.
    pub read: Vec<PathBuf>,
    /// Files and folders that it may read and run.
    pub run: Vec<PathBuf>,
    /// Files and folders that it may change.
    pub write: Vec<PathBuf>,
}

/// Which system calls a program needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It computes, with threads, and speaks over the socket that it has.
    Candidate,
    /// It starts programs and writes files, as compilers do.
    Compiler,
}

/// Where shared libraries lie.
const LIBRARIES: [&str; 5] = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"];
/// The loaders of dynamic programs: the kernel runs them.
const LOADERS: [&str; 3] = [
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-linux-riscv64-lp64d.so.1",
];
/// What compilers and linkers read and run.
const SYSTEM: [&str; 5] = ["/usr", "/bin", "/lib", "/lib64", "/etc"];

impl Enclosure {
    /// For a candidate: its own binary and the libraries, nothing to write.
    pub fn candidate(binary: &Path) -> Self {
        let mut read: Vec<PathBuf> = LIBRARIES.map(PathBuf::from).to_vec();
        // Its own counters: how long its threads ran and waited.
        read.push(PathBuf::from("/proc/self"));
        read.push(PathBuf::from("/dev/null"));
        let mut run: Vec<PathBuf> = LOADERS.map(PathBuf::from).to_vec();
        run.push(binary.to_owned());
        Self { kind: Kind::Candidate, read, run, write: Vec::new() }
    }

    /// For a compiler: the system's programs, its toolchain and what it is given
    /// to read; one folder to write.
    pub fn compiler(read: &[&Path], run: &[&Path], write: &Path) -> Self {
        let mut run: Vec<PathBuf> = run.iter().map(|path| path.to_path_buf()).collect();
        run.extend(SYSTEM.map(PathBuf::from));
        let mut read: Vec<PathBuf> = read.iter().map(|path| path.to_path_buf()).collect();
        read.extend(["/proc/self", "/dev/null", "/dev/urandom"].map(PathBuf::from));
        let write = vec![write.to_owned(), PathBuf::from("/dev/null")];
        Self { kind: Kind::Compiler, read, run, write }
    }

    /// Encloses this process, for good. What the system does not have is left
    /// out; the tier that results is found by trying attacks, not from here.
    pub fn enter(&self) -> Result<(), String> {
        close_fds::set_fds_cloexec(3, &[]);
        // Fails where the system forbids it: then TCP and UDP are closed by the
        // other two layers alone.
        let _ = unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNET);
        self.limit_files()?;
        self.limit_calls()
    }

    fn limit_files(&self) -> Result<(), String> {
        let said = |error: &dyn std::fmt::Display| format!("Landlock: {error}");
        let files = AccessFs::from_all(LANDLOCK);
        // Older kernels know neither ports nor scopes, and refuse an empty set.
        let attempts = [(true, true), (true, false), (false, false)];
        let ruleset = attempts.into_iter().find_map(|(ports, scopes)| {
            let mut ruleset = Ruleset::default().handle_access(files).ok()?;
            if ports {
                ruleset = ruleset.handle_access(AccessNet::from_all(LANDLOCK)).ok()?;
            }
            if scopes {
                ruleset = ruleset.scope(Scope::from_all(LANDLOCK)).ok()?;
            }
            Some(ruleset)
        });
        let ruleset = ruleset.ok_or("Landlock: the kernel does not have it")?;
        let mut created = ruleset.create().map_err(|error| said(&error))?;
        let read = AccessFs::ReadFile | AccessFs::ReadDir;
        let run = read | AccessFs::Execute;
        let granted =
            [(&self.read, read), (&self.run, run), (&self.write, files & !AccessFs::Execute)];
        for (paths, access) in granted {
            for path in paths {
                // What is not there needs no rule.
                let Ok(descriptor) = PathFd::new(path) else { continue };
                let access = if path.is_dir() { access } else { access & of_a_file() };
                created = created
                    .add_rule(PathBeneath::new(descriptor, access))
                    .map_err(|error| said(&error))?;
            }
        }
        created.restrict_self().map(|_| ()).map_err(|error| said(&error))
    }

    fn limit_calls(&self) -> Result<(), String> {
        let said = |error: &dyn std::fmt::Display| format!("seccomp: {error}");
        let architecture =
            TargetArch::try_from(std::env::consts::ARCH).map_err(|error| said(&error))?;
        let own = u64::from(std::process::id());
        let filter = match self.kind {
            Kind::Candidate => SeccompFilter::new(
                calls::of_a_candidate(own).map_err(|error| said(&error))?,
                // Not a kill: libraries fall back when a call is not there.
                SeccompAction::Errno(libc::ENOSYS as u32),
                SeccompAction::Allow,
                architecture,
            ),
            Kind::Compiler => SeccompFilter::new(
                calls::never().into_iter().map(|call| (call, Vec::new())).collect(),
                SeccompAction::Allow,
                SeccompAction::Errno(libc::EPERM as u32),
                architecture,
            ),
        };
        let filter = filter.map_err(|error| said(&error))?;
        let program: BpfProgram = filter.try_into().map_err(|error| {
            let error: BackendError = error;
            said(&error)
        })?;
        seccompiler::apply_filter(&program).map_err(|error| said(&error))
    }
}

fn of_a_file() -> BitFlags<AccessFs> {
    AccessFs::from_file(LANDLOCK)
}

/// Lists of system calls.
mod calls {
    use seccompiler::{
        BackendError, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompRule,
    };
    use std::collections::BTreeMap;

    type Rules = BTreeMap<i64, Vec<SeccompRule>>;

    /// What a program needs that computes with threads and has one socket. `own`
    /// is this process: it may send signals to itself alone.
    pub fn of_a_candidate(own: u64) -> Result<Rules, BackendError> {
        let free = [
            // Memory.
            libc::SYS_brk,
            libc::SYS_mmap,
            libc::SYS_mprotect,
            libc::SYS_munmap,
            libc::SYS_mremap,
            libc::SYS_madvise,
            // Threads and waiting.
            libc::SYS_futex,
            libc::SYS_set_robust_list,
            libc::SYS_set_tid_address,
            libc::SYS_rseq,
            libc::SYS_sched_yield,
            libc::SYS_sched_getaffinity,
            libc::SYS_nanosleep,
            libc::SYS_clock_nanosleep,
            libc::SYS_restart_syscall,
            libc::SYS_exit,
            libc::SYS_exit_group,
            // Clocks and facts.
            libc::SYS_clock_gettime,
            libc::SYS_clock_getres,
            libc::SYS_gettimeofday,
            libc::SYS_getrusage,
            libc::SYS_getpid,
            libc::SYS_gettid,
            libc::SYS_getuid,
            libc::SYS_geteuid,
            libc::SYS_getgid,
            libc::SYS_getegid,
            libc::SYS_getrandom,
            libc::SYS_uname,
            libc::SYS_sysinfo,
            // The process sets its own death signal and thread names.
            libc::SYS_prctl,
            libc::SYS_prlimit64,
            // Signals: the handler for stack overflows.
            libc::SYS_rt_sigaction,
            libc::SYS_rt_sigprocmask,
            libc::SYS_rt_sigreturn,
            libc::SYS_sigaltstack,
            // Files, as far as Landlock lets it; and the socket that it has.
            libc::SYS_read,
            libc::SYS_pread64,
            libc::SYS_readv,
            libc::SYS_write,
            libc::SYS_writev,
            libc::SYS_openat,
            libc::SYS_close,
            libc::SYS_lseek,
            libc::SYS_fstat,
            libc::SYS_newfstatat,
            libc::SYS_statx,
            libc::SYS_faccessat,
            libc::SYS_faccessat2,
            libc::SYS_readlinkat,
            libc::SYS_getdents64,
            libc::SYS_getcwd,
            libc::SYS_fcntl,
            libc::SYS_dup,
            libc::SYS_dup3,
            libc::SYS_ppoll,
            libc::SYS_recvfrom,
            libc::SYS_sendto,
            libc::SYS_getsockname,
            libc::SYS_getsockopt,
            libc::SYS_setsockopt,
            // The launcher becomes the program; Landlock knows which others.
            libc::SYS_execve,
        ];
        let mut rules: Rules = free.into_iter().map(|call| (call, Vec::new())).collect();
        #[cfg(target_arch = "x86_64")]
        for call in [
            libc::SYS_arch_prctl,
            libc::SYS_open,
            libc::SYS_access,
            libc::SYS_readlink,
            libc::SYS_poll,
            libc::SYS_dup2,
        ] {
            rules.insert(call, Vec::new());
        }
        // Threads, but no processes. `clone3` hides its flags in memory, where a
        // filter cannot look: it is not there, and libc falls back to `clone`.
        let thread = libc::CLONE_THREAD as u64;
        let threads_only = SeccompCondition::new(
            0,
            SeccompCmpArgLen::Qword,
            SeccompCmpOp::MaskedEq(thread),
            thread,
        )?;
        rules.insert(libc::SYS_clone, vec![SeccompRule::new(vec![threads_only])?]);
        let to_itself = || SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, own);
        rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![to_itself()?])?]);
        rules.insert(libc::SYS_kill, vec![SeccompRule::new(vec![to_itself()?])?]);
        Ok(rules)
    }

    /// What no compiler needs.
    pub fn never() -> Vec<i64> {
        vec![
            libc::SYS_socket,
            libc::SYS_ptrace,
            libc::SYS_process_vm_readv,
            libc::SYS_process_vm_writev,
            libc::SYS_setsid,
            libc::SYS_setpriority,
            libc::SYS_io_uring_setup,
            libc::SYS_keyctl,
            libc::SYS_add_key,
            libc::SYS_request_key,
            libc::SYS_userfaultfd,
            libc::SYS_bpf,
            libc::SYS_perf_event_open,
            libc::SYS_mount,
            libc::SYS_umount2,
            libc::SYS_pivot_root,
            libc::SYS_chroot,
            libc::SYS_unshare,
            libc::SYS_setns,
            libc::SYS_shmget,
            libc::SYS_msgget,
            libc::SYS_semget,
            libc::SYS_reboot,
            libc::SYS_kexec_load,
            libc::SYS_init_module,
            libc::SYS_finit_module,
            libc::SYS_delete_module,
            libc::SYS_pidfd_open,
            libc::SYS_pidfd_send_signal,
            libc::SYS_pidfd_getfd,
        ]
    }
}
