//! What the child takes from itself before it reads the first octet of a stranger. Each of the three walls would do alone:
//! limits (`setrlimit(2)`), no file and no network (`landlock(7)`), and no system call but those for memory, for waiting and
//! for its one socket (`seccomp(2)`). What is not allowed fails with `EPERM`: a library that looks whether there is a
//! `/proc` goes on without it.

use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetError, RulesetStatus, Scope};
use rustix::process::{self, DumpableBehavior, Resource, Rlimit, Signal};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

use super::frame::Landlock;

/// The newest kernel interface known here; an older kernel does what it can.
const NEWEST: ABI = ABI::V6;

/// The socket to the parent is read from and written to.
const WIRE: u64 = 0;

/// Standard output and standard error go nowhere; a library may say something there.
const LAST: u64 = 2;

/// System calls that are harmless whatever their arguments: memory, waiting for a lock, the ways to end, the clock.
const HARMLESS: [i64; 15] = [
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_clock_gettime,
    libc::SYS_getrandom,
    libc::SYS_gettid,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Shuts this process in for good: `memory` octets of address space, `seconds` of processor time, no files, no network, no
/// other processes. The process must have one thread only.
///
/// # Errors
/// In words why a wall that every kernel has could not be built; then nothing may be read. That landlock is missing is no
/// error: its other two walls hold.
pub(super) fn enter(memory: u64, seconds: u64) -> Result<Landlock, String> {
    let failed = |what: &'static str| move |error: rustix::io::Errno| format!("{what}: {error}");
    // Where memory runs out, the kernel is to take this process and not the one that keeps mail.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    rustix::thread::set_name(c"outguard-reader").map_err(failed("name"))?;
    process::set_parent_process_death_signal(Some(Signal::KILL)).map_err(failed("death signal"))?;
    process::set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(failed("dumpable"))?;
    limit(memory, seconds).map_err(failed("limits"))?;
    // Where landlock itself fails, the process is not worse off than where there is none.
    let landlock = shut_out_files().unwrap_or(Landlock::None);
    // Last, because landlock needs a descriptor and this leaves none to be had.
    set(Resource::Nofile, 0).map_err(failed("limits"))?;
    shut_out_system_calls().map_err(|error| format!("seccomp: {error}"))?;
    Ok(landlock)
}

fn limit(memory: u64, seconds: u64) -> rustix::io::Result<()> {
    set(Resource::Core, 0)?;
    set(Resource::Fsize, 0)?;
    set(Resource::Nproc, 0)?;
    set(Resource::As, memory)?;
    set(Resource::Cpu, seconds)
}

/// Sets the limit for good: who may not raise the hard limit cannot undo it.
fn set(resource: Resource, most: u64) -> rustix::io::Result<()> {
    let inherited = process::getrlimit(resource).maximum;
    let most = Some(inherited.map_or(most, |inherited| inherited.min(most)));
    process::setrlimit(resource, Rlimit { current: most, maximum: most })
}

/// No file, no port, no socket of another process, no signal to one: a rule set without a single rule.
fn shut_out_files() -> Result<Landlock, RulesetError> {
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?;
    Ok(match rules.create()?.restrict_self()?.ruleset {
        RulesetStatus::FullyEnforced => Landlock::Full,
        RulesetStatus::PartiallyEnforced => Landlock::Partial,
        RulesetStatus::NotEnforced => Landlock::None,
    })
}

fn shut_out_system_calls() -> Result<(), seccompiler::Error> {
    seccompiler::apply_filter(&filter()?)
}

fn filter() -> Result<BpfProgram, seccompiler::Error> {
    let from_wire = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, WIRE)?;
    let to_standard = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Le, LAST)?;
    // Memory that is written to is never run.
    let no_code = || {
        let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
        SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(executable), 0)
    };
    let own = u64::from(std::process::id());
    let myself = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, own)?;
    let only = |condition| SeccompRule::new(vec![condition]).map(|rule| vec![rule]);
    let mut allowed: std::collections::BTreeMap<i64, Vec<SeccompRule>> =
        HARMLESS.into_iter().map(|call| (call, Vec::new())).collect();
    allowed.insert(libc::SYS_read, only(from_wire)?);
    allowed.insert(libc::SYS_write, only(to_standard)?);
    allowed.insert(libc::SYS_mmap, only(no_code()?)?);
    allowed.insert(libc::SYS_mprotect, only(no_code()?)?);
    allowed.insert(libc::SYS_getpid, Vec::new());
    // abort(3) sends the signal to itself.
    allowed.insert(libc::SYS_tgkill, only(myself)?);
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(allowed, refused, SeccompAction::Allow, std::env::consts::ARCH.try_into()?)?;
    Ok(filter.try_into()?)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::ErrorKind;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    /// Both walls stand around the thread that builds them, so each can be looked at alone.
    fn in_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
        std::thread::spawn(work).join().unwrap()
    }

    #[test]
    fn behind_landlock_is_no_file_and_no_port() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (how, file, folder, connected, bound) = in_a_thread(move || {
            let how = shut_out_files().unwrap();
            let file = File::open("/etc/passwd").map_err(|e| e.kind()).err();
            let folder = std::fs::read_dir("/").map_err(|e| e.kind()).err();
            let connected = TcpStream::connect(address).map_err(|e| e.kind()).err();
            (how, file, folder, connected, TcpListener::bind("127.0.0.1:0").map_err(|e| e.kind()).err())
        });
        if how == Landlock::None {
            println!("left out: this kernel has no landlock");
            return;
        }
        let refused = Some(ErrorKind::PermissionDenied);
        assert_eq!((file, folder), (refused, refused));
        if how == Landlock::Full {
            assert_eq!((connected, bound), (refused, refused));
        }
        assert!(File::open("/etc/passwd").is_ok(), "the others are not behind it");
    }

    #[test]
    fn behind_the_filter_is_nothing_but_memory() {
        let refused = in_a_thread(|| {
            shut_out_system_calls().unwrap();
            let memory = vec![1_u8; 8 << 20];
            let refused = [
                File::open("/etc/passwd").err(),
                File::create("/tmp/outguard-is-not-shut-in").err(),
                TcpListener::bind("127.0.0.1:0").err(),
                std::process::Command::new("/bin/true").spawn().err(),
                std::thread::Builder::new().spawn(|| ()).err(),
                process::kill_process(process::Pid::INIT, Signal::CONT).err().map(Into::into),
            ];
            (refused.map(|error| error.map(|error| error.kind())), memory.iter().map(|&n| u64::from(n)).sum::<u64>())
        });
        assert_eq!(refused, ([Some(ErrorKind::PermissionDenied); 6], 8 << 20));
    }

    #[test]
    fn the_filter_can_be_built_here() {
        assert!(filter().unwrap().len() > HARMLESS.len());
    }
}
