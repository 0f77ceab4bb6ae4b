//! How a process encloses itself on Linux: Landlock limits files, TCP and
//! signals; a seccomp filter limits system calls; namespaces take the network
//! away where the system allows them; inherited descriptors are closed.

use super::{Enclosure, Kind};
use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, Scope,
};
use nix::sched::{CloneFlags, unshare};
use nix::unistd::{Gid, Uid, geteuid, setgroups, setresgid, setresuid};
use seccompiler::{BackendError, BpfProgram, SeccompAction, SeccompFilter, TargetArch};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The kernel's interface that rules are written for; older kernels do less.
const LANDLOCK: ABI = ABI::V6;

impl Enclosure {
    /// Encloses this process, for good. What the system does not have is left
    /// out; the tier that results is found by trying attacks, not from here.
    pub fn enter(&self) -> Result<(), String> {
        close_fds::set_fds_cloexec(3, &[]);
        let powers = if geteuid().is_root() {
            self.leave_root()
        } else {
            // Fails where the system forbids it: then TCP and UDP are closed by
            // the other two layers alone.
            let _ = unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNET);
            Ok(())
        };
        self.limit_files()?;
        self.limit_calls()?;
        powers
    }

    /// Gives up the powers of root: a candidate becomes nobody; a compiler, which
    /// has to write our files, loses its powers to a namespace of its own.
    fn leave_root(&self) -> Result<(), String> {
        // Root needs no namespace of users to leave the network.
        let _ = unshare(CloneFlags::CLONE_NEWNET);
        if self.kind != Kind::Compiler && self.run.iter().all(|path| is_open_to_nobody(path)) {
            let said = |error| format!("root: cannot become nobody: {error}");
            setgroups(&[]).map_err(said)?;
            setresgid(NOBODY_GROUP, NOBODY_GROUP, NOBODY_GROUP).map_err(said)?;
            setresuid(NOBODY, NOBODY, NOBODY).map_err(said)?;
            return Ok(());
        }
        let kept = |error| format!("root: its powers cannot be given up: {error}");
        unshare(CloneFlags::CLONE_NEWUSER).map_err(kept)
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
            Kind::Candidate | Kind::Judge => SeccompFilter::new(
                calls::of(self.kind, own).map_err(|error| said(&error))?,
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

/// The user and the group that own nothing (Linux Standard Base, "User & Group
/// Names & IDs").
const NOBODY: Uid = Uid::from_raw(65_534);
const NOBODY_GROUP: Gid = Gid::from_raw(65_534);

/// Whether everybody may run a program, and enter the folders above it. What is
/// not there needs no leave.
fn is_open_to_nobody(program: &Path) -> bool {
    let everybody_may = |path: &Path| {
        let mode = std::fs::metadata(path).map(|data| data.permissions().mode());
        mode.is_ok_and(|mode| mode & 0o001 != 0)
    };
    !program.exists() || program.ancestors().all(everybody_may)
}

fn of_a_file() -> BitFlags<AccessFs> {
    AccessFs::from_file(LANDLOCK)
}

/// Lists of system calls.
mod calls {
    use super::Kind;
    use seccompiler::{
        BackendError, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompRule,
    };
    use std::collections::BTreeMap;

    type Rules = BTreeMap<i64, Vec<SeccompRule>>;

    /// What this kind of program needs.
    pub fn of(kind: Kind, own: u64) -> Result<Rules, BackendError> {
        let mut rules = of_a_candidate(own)?;
        if kind == Kind::Judge {
            rules.extend(to_write_files().map(|call| (call, Vec::new())));
        }
        Ok(rules)
    }

    /// What it takes to write files and to link them elsewhere.
    fn to_write_files() -> impl Iterator<Item = i64> {
        let everywhere = [
            libc::SYS_mkdirat,
            libc::SYS_unlinkat,
            libc::SYS_linkat,
            libc::SYS_renameat2,
            libc::SYS_ftruncate,
            libc::SYS_pwrite64,
            libc::SYS_fchmod,
            libc::SYS_copy_file_range,
            libc::SYS_sendfile,
        ];
        #[cfg(target_arch = "x86_64")]
        let older = [libc::SYS_mkdir, libc::SYS_rmdir, libc::SYS_unlink, libc::SYS_link];
        #[cfg(not(target_arch = "x86_64"))]
        let older: [i64; 0] = [];
        everywhere.into_iter().chain(older)
    }

    /// What a program needs that computes with threads and has one socket. `own`
    /// is this process: it may send signals to itself alone.
    fn of_a_candidate(own: u64) -> Result<Rules, BackendError> {
        let free = [
            // Memory.
            libc::SYS_brk,
            libc::SYS_mprotect,
            libc::SYS_munmap,
            libc::SYS_mremap,
            // Threads and waiting.
            libc::SYS_futex,
            libc::SYS_set_robust_list,
            libc::SYS_set_tid_address,
            libc::SYS_rseq,
            libc::SYS_sched_yield,
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
            libc::SYS_dup,
            libc::SYS_dup3,
            libc::SYS_ppoll,
            libc::SYS_recvfrom,
            libc::SYS_recvmsg,
            libc::SYS_sendto,
            libc::SYS_getsockname,
            libc::SYS_getsockopt,
            // The launcher becomes the program; Landlock knows which others.
            libc::SYS_execve,
        ];
        let mut rules: Rules = free.into_iter().map(|call| (call, Vec::new())).collect();
        #[cfg(target_arch = "x86_64")]
        for call in [
            libc::SYS_arch_prctl,
            libc::SYS_open,
            // Programs in C ask by these what `newfstatat` tells everybody.
            libc::SYS_stat,
            libc::SYS_lstat,
            libc::SYS_access,
            libc::SYS_readlink,
            libc::SYS_poll,
            libc::SYS_dup2,
        ] {
            rules.insert(call, Vec::new());
        }
        rules.extend(with_arguments(own)?);
        Ok(rules)
    }

    /// Calls that depend on what they are asked for. `own` is this process.
    fn with_arguments(own: u64) -> Result<Rules, BackendError> {
        let threads = || vec![masked(0, FLAGS_OF_CLONE, libc::CLONE_THREAD)];
        let private = || vec![masked(3, libc::MAP_TYPE | UNUSUAL_MEMORY, libc::MAP_PRIVATE)];
        // What was handed over as a file may be shared: no process can write it.
        let shared = || vec![masked(3, libc::MAP_ANONYMOUS | UNUSUAL_MEMORY, 0)];
        let rules = [
            (libc::SYS_clone, vec![threads()]),
            (libc::SYS_mmap, vec![private(), shared()]),
            (libc::SYS_madvise, vec![UNUSUAL_ADVICE.map(|advice| is_not(2, advice)).into()]),
            // A thread frees itself of the grader's binding, and touches no other's.
            (libc::SYS_sched_setaffinity, vec![vec![is(0, 0)]]),
            (libc::SYS_sched_getaffinity, vec![vec![is(0, 0)], vec![is(0, own)]]),
            // It reads its own limits. They are set before it begins.
            (libc::SYS_prlimit64, vec![vec![is(0, 0), is_whole(2, 0)]]),
            // It may abort. Any other signal is from outside, then, and is told so.
            (libc::SYS_tgkill, vec![vec![is(0, own), is(2, unsigned(libc::SIGABRT))]]),
            (libc::SYS_kill, vec![vec![is(0, own), is(1, unsigned(libc::SIGABRT))]]),
            (libc::SYS_fcntl, TO_USE_FILES.map(|command| vec![is(1, unsigned(command))]).into()),
            (libc::SYS_prctl, ABOUT_ITSELF.map(|(what, value)| option(what, value)).into()),
        ];
        let compiled = |(call, choices): (i64, Vec<Conditions>)| {
            let rules = choices
                .into_iter()
                .map(|all| SeccompRule::new(all.into_iter().collect::<Result<_, BackendError>>()?));
            Ok((call, rules.collect::<Result<_, BackendError>>()?))
        };
        rules.into_iter().map(compiled).collect()
    }

    type Conditions = Vec<Result<SeccompCondition, BackendError>>;

    /// What says that `clone` makes a thread: no process, and nothing of its own. `clone3`
    /// hides its flags in memory, where a filter cannot look: it is not there, and libc
    /// falls back to `clone`.
    const FLAGS_OF_CLONE: i32 = libc::CLONE_THREAD
        | libc::CLONE_NEWNS
        | libc::CLONE_NEWCGROUP
        | libc::CLONE_NEWUTS
        | libc::CLONE_NEWIPC
        | libc::CLONE_NEWUSER
        | libc::CLONE_NEWPID
        | libc::CLONE_NEWNET;

    /// Memory that the limit on private memory does not count, or that others lack.
    const UNUSUAL_MEMORY: i32 = libc::MAP_GROWSDOWN | libc::MAP_HUGETLB | libc::MAP_LOCKED;

    /// Advice that has the kernel merge or move memory that others use as well, or take
    /// it for broken.
    const UNUSUAL_ADVICE: [u64; 6] = [
        libc::MADV_REMOVE as u64,
        libc::MADV_MERGEABLE as u64,
        libc::MADV_COLD as u64,
        libc::MADV_PAGEOUT as u64,
        libc::MADV_HWPOISON as u64,
        libc::MADV_SOFT_OFFLINE as u64,
    ];

    /// What may be done with an open file beside reading and writing it. The other commands
    /// make somebody the owner of what happens to it, who is then sent signals; or they
    /// set locks, or let pipes grow.
    const TO_USE_FILES: [i32; 6] = [
        libc::F_DUPFD,
        libc::F_DUPFD_CLOEXEC,
        libc::F_GETFD,
        libc::F_SETFD,
        libc::F_GETFL,
        libc::F_SETFL,
    ];

    /// What a process may set about itself, and to which value: the signal that ends it with
    /// its parent, that it may not be looked into, and names of threads.
    const ABOUT_ITSELF: [(i32, Option<u64>); 4] = [
        (libc::PR_SET_PDEATHSIG, Some(libc::SIGKILL as u64)),
        (libc::PR_SET_DUMPABLE, Some(0)),
        (libc::PR_SET_NAME, None),
        (libc::PR_GET_NAME, None),
    ];

    fn option(what: i32, value: Option<u64>) -> Conditions {
        let of_value = value.map(|value| is_whole(1, value));
        [is(0, unsigned(what))].into_iter().chain(of_value).collect()
    }

    /// Whether an argument of 32 bits, counted from 0, is this: the kernel does not look at
    /// the others.
    fn is(argument: u8, value: u64) -> Result<SeccompCondition, BackendError> {
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
    }

    fn is_whole(argument: u8, value: u64) -> Result<SeccompCondition, BackendError> {
        SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, value)
    }

    fn is_not(argument: u8, value: u64) -> Result<SeccompCondition, BackendError> {
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, value)
    }

    /// Whether these bits of an argument are set so.
    fn masked(argument: u8, mask: i32, value: i32) -> Result<SeccompCondition, BackendError> {
        let (mask, value) = (unsigned(mask), unsigned(value));
        let operator = SeccompCmpOp::MaskedEq(mask);
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)
    }

    /// Flags and commands are positive, but for the highest bit of some.
    fn unsigned(bits: i32) -> u64 {
        u64::from(bits.cast_unsigned())
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
