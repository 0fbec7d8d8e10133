//! An installation with a `sendmail` in it that other programs call: it notes with which words, and what it exits with.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{KEN, TOM};
use crate::support::guard::{Guard, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

/// What a program called sendmail with, and what came of it.
#[derive(Clone, Debug)]
pub struct Call {
    /// The words.
    pub words: String,
    /// The exit code.
    pub code: i32,
}

/// A firm whose programs send mail with sendmail.
pub struct Office {
    /// Where its mail leaves.
    pub fake: FakeUpstream,
    /// Its Outguard, with a socket every account can reach.
    pub guard: Guard,
    folder: TempDir,
}

impl Office {
    /// With a running daemon.
    pub async fn open() -> Office {
        Office::with("").await
    }

    /// With these further lines of configuration.
    pub async fn with(more: &str) -> Office {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let socket = folder.path().join("sendmail.sock");
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let guard = Guard::for_firm(&fake, &format!("{more}[sendmail]\nsocket = \"{}\"\n", socket.display()));
        let mut office = Office { fake, guard, folder };
        office.make_sendmail();
        office.guard.start();
        office
    }

    /// A shell script, for what it notes; it calls the program by its name.
    fn make_sendmail(&self) {
        let program = self.path("bin/sendmail");
        fs::create_dir(self.path("bin")).unwrap();
        let built = env!("CARGO_BIN_EXE_outguard");
        if fs::hard_link(built, &program).is_err() {
            fs::copy(built, &program).unwrap();
        }
        let script = format!(
            "#!/bin/sh\nexport OUTGUARD_CONFIG='{config}' OUTGUARD_STATE_DIR='{state}' OUTGUARD_SOCKET='{socket}'\n\
             printf '%s\\n' \"$*\" >>'{words}'\n'{program}' \"$@\"\ncode=$?\necho $code >>'{codes}'\nexit $code\n",
            config = self.guard.config().display(),
            state = self.guard.state().display(),
            socket = self.path("sendmail.sock").display(),
            words = self.path("words").display(),
            codes = self.path("codes").display(),
            program = program.display(),
        );
        fs::write(self.sendmail(), script).unwrap();
        fs::set_permissions(self.sendmail(), fs::Permissions::from_mode(0o755)).unwrap();
        for notes in ["words", "codes"] {
            fs::write(self.path(notes), "").unwrap();
            fs::set_permissions(self.path(notes), fs::Permissions::from_mode(0o666)).unwrap();
        }
    }

    /// The `sendmail` programs are to call.
    pub fn sendmail(&self) -> PathBuf {
        self.path("sendmail")
    }

    /// A file of the folder every account can reach.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The calls that have ended so far.
    pub fn calls(&self) -> Vec<Call> {
        let read = |name: &str| fs::read_to_string(self.path(name)).unwrap();
        let (words, codes) = (read("words"), read("codes"));
        let calls = words.lines().zip(codes.lines());
        calls.map(|(words, code)| Call { words: words.to_owned(), code: code.parse().unwrap() }).collect()
    }

    /// Waits for the next message upstream gets and gives its text; all calls so far were taken.
    #[track_caller]
    pub fn arrives(&self, n: usize) -> String {
        until("it arrives", || self.fake.messages().len() >= n);
        self.all_taken();
        String::from_utf8_lossy(self.fake.messages()[n - 1].data_without_trace()).into_owned()
    }

    /// Waits for a hold for Ken, which has reached nobody; all calls so far were taken.
    #[track_caller]
    pub fn is_held(&self) {
        until("it is held", || !self.guard.list().is_empty());
        self.all_taken();
        let list = self.guard.list();
        assert_eq!(
            (list.len(), list[0]["door"].as_str(), list[0]["state"].as_str()),
            (1, Some("sendmail"), Some("held"))
        );
        assert_eq!(list[0]["recipients"][0]["address"], KEN, "{list:#?}");
        let left = self.fake.messages().iter().flat_map(|taken| taken.recipients()).collect::<Vec<_>>();
        assert!(left.iter().all(|to| to != KEN) && left.contains(&TOM.to_owned()), "{left:?}");
    }

    #[track_caller]
    fn all_taken(&self) {
        let calls = || self.calls();
        until("the calls end", || !calls().is_empty());
        assert!(calls().iter().all(|call| call.code == 0), "{:#?}", calls());
    }
}
