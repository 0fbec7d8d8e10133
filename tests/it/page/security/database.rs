//! The database file in somebody else's hands: refused with its reason, and no other made beside it. A file that is no store,
//! one of a newer Outguard and one that others may read are in `faults/files.rs`.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::process::{Command, Output};

use crate::support::guard::{FIRM, Guard, files_in};

const NOBODY: u32 = 65_534;

/// The program as an account without rights of its own; `None` where this test may not become one.
fn as_nobody(guard: &Guard, args: &[&str]) -> Option<Output> {
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(env!("CARGO_BIN_EXE_outguard"));
    command.arg("--config").arg(guard.config()).arg("--state").arg(guard.state()).args(args);
    match command.output() {
        Ok(done) if !String::from_utf8_lossy(&done.stderr).starts_with("setpriv:") => Some(done),
        other => {
            eprintln!("SKIPPED: no other account to try: {other:?}");
            None
        }
    }
}

/// A state folder of nobody's with a store in it, owned by `owner` and with `mode`.
fn store_of(owner: u32, mode: u32) -> Option<Guard> {
    let guard = Guard::new("", FIRM);
    guard.ops(&["list"]).ok();
    fs::set_permissions(guard.path(""), fs::Permissions::from_mode(0o711)).unwrap();
    fs::set_permissions(guard.config(), fs::Permissions::from_mode(0o644)).unwrap();
    for file in files_in(&guard.state()) {
        chown(&file, Some(NOBODY), Some(NOBODY)).ok()?;
    }
    chown(guard.state(), Some(NOBODY), Some(NOBODY)).ok()?;
    let store = guard.state().join("outguard.db");
    chown(&store, Some(owner), Some(owner)).ok()?;
    fs::set_permissions(&store, fs::Permissions::from_mode(mode)).unwrap();
    Some(guard)
}

#[test]
fn a_store_that_cannot_be_written_is_no_reason_for_another_one() {
    for (owner, mode) in [(0, 0o600), (NOBODY, 0o400), (NOBODY, 0o000)] {
        let Some(guard) = store_of(owner, mode) else { return };
        let before = files_in(&guard.state());
        for verb in ["run", "list"] {
            let Some(done) = as_nobody(&guard, &[verb]) else { return };
            let words = String::from_utf8_lossy(&done.stderr);
            assert!(matches!(done.status.code(), Some(73..=78)), "{verb} {mode:o} {done:?}");
            assert!(words.contains("outguard.db"), "{verb} {mode:o}: it names the file: {words}");
        }
        let databases = |files: &[std::path::PathBuf]| {
            files.iter().filter(|file| file.extension().is_some_and(|ext| ext == "db")).cloned().collect::<Vec<_>>()
        };
        assert_eq!(databases(&files_in(&guard.state())), databases(&before));
    }
}
