//! What people write with: git, mutt, s-nail, BSD's mail, aerc.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::{is_missing, matrix};
use crate::sendmail::{ANNA, TOM};
use crate::support::guard::{Done, feed, until};

#[tokio::test(flavor = "multi_thread")]
async fn git_send_email() {
    const PATCH: &str = "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n\
        From: Anna <anna@firm.example>\nDate: Mon, 16 Nov 2026 09:30:00 +0100\nSubject: SUBJECT\n\n\
        .A dot\n---\n x | 1 +\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+.\n-- \n2.47\n\n";
    let (office, arrived) = matrix(|office, to, subject| {
        let file = office.path("0001-x.patch");
        fs::write(&file, PATCH.replace("SUBJECT", subject)).unwrap();
        let mut git = Command::new("git");
        git.args(["send-email", &format!("--sendmail-cmd={}", office.sendmail().display()), "--confirm=never"]);
        git.args(["--no-validate", "--suppress-cc=all", &format!("--from=Anna <{ANNA}>"), &format!("--to={to}")])
            .arg(file);
        git.env("HOME", office.path("")).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", "/");
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "Anna").env(format!("GIT_{who}_EMAIL"), ANNA);
        }
        git.current_dir(office.path("")).stdin(Stdio::null()).output().unwrap().into()
    })
    .await;
    assert_eq!(office.calls()[0].words, "-i tom@firm.example");
    let body = PATCH.split_once("\n\n").unwrap().1.replace('\n', "\r\n");
    assert!(
        arrived.starts_with("From: Anna <anna@firm.example>\r\n") && arrived.ends_with(&format!("\r\n\r\n{body}")),
        "{arrived}"
    );
    assert!(office.fake.messages()[0].mail.contains(&format!("<{ANNA}>")));
}

#[tokio::test(flavor = "multi_thread")]
async fn mutt() {
    if is_missing("mutt") {
        return;
    }
    let (office, arrived) = matrix(|office, to, subject| {
        let settings = format!(
            "set sendmail=\"{} -oem -oi\"\nset from={ANNA}\nset use_envelope_from=yes\nset dsn_notify=\"failure,delay\"\n\
             set dsn_return=hdrs\nset copy=no\nset hostname=firm.example\n",
            office.sendmail().display()
        );
        fs::write(office.path("muttrc"), settings).unwrap();
        let mut mutt = Command::new("mutt");
        mutt.arg("-n").arg("-F").arg(office.path("muttrc")).args(["-s", subject, "--", to]).env("HOME", office.path(""));
        feed(&mut mutt, b"Hello\n.\nend\n")
    })
    .await;
    assert_eq!(office.calls()[0].words, "-oem -oi -f anna@firm.example -N failure,delay -R hdrs -- tom@firm.example");
    assert!(arrived.ends_with("\r\n\r\nHello\r\n.\r\nend\r\n"), "{arrived}");
}

#[tokio::test(flavor = "multi_thread")]
async fn s_nail() {
    if is_missing("s-nail") {
        return;
    }
    let (office, arrived) = matrix(|office, to, subject| {
        let mut s_nail = Command::new("s-nail");
        s_nail.args(["-:/", "-S", &format!("mta={}", office.sendmail().display()), "-S", "sendwait"]);
        s_nail.args(["-r", ANNA, "-s", subject, to]).env("HOME", office.path(""));
        feed(&mut s_nail, b"Hello\n..\nend\n")
    })
    .await;
    assert!(arrived.ends_with("\r\n\r\nHello\r\n..\r\nend\r\n"), "{arrived}");
    assert!(office.fake.messages()[0].mail.contains(&format!("<{ANNA}>")));
}

#[tokio::test(flavor = "multi_thread")]
async fn bsd_mailx() {
    if is_missing("bsd-mailx") {
        return;
    }
    let (office, arrived) = matrix(|office, to, subject| {
        fs::write(office.path(".mailrc"), format!("set sendmail={}\nset sendwait\n", office.sendmail().display()))
            .unwrap();
        let mut mailx = Command::new("bsd-mailx");
        mailx.args(["-n", "-s", subject, "-r", ANNA, to]).env("HOME", office.path(""));
        feed(&mut mailx, b"Hello\nend\n")
    })
    .await;
    assert_eq!(office.calls()[0].words, "-i -t -f anna@firm.example");
    assert!(arrived.ends_with("\r\n\r\nHello\r\nend\r\n"), "{arrived}");
}

/// A tmux of its own at this socket; ended when dropped.
struct Terminal(PathBuf);

impl Terminal {
    fn tmux(&self) -> Command {
        let mut tmux = Command::new("tmux");
        tmux.arg("-S").arg(&self.0).args(["-f", "/dev/null"]);
        tmux
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.tmux().arg("kill-server").status();
    }
}

/// aerc in a terminal of tmux: a message is composed, its editor is left at once, and `y` sends it.
#[tokio::test(flavor = "multi_thread")]
async fn aerc() {
    if is_missing("aerc") || is_missing("tmux") {
        return;
    }
    let (office, arrived) = matrix(|office, to, subject| {
        let home = office.path("");
        let write = |name: &str, text: &str| {
            let path = office.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        };
        for folder in ["cur", "new", "tmp"] {
            fs::create_dir_all(office.path("Mail/INBOX").join(folder)).unwrap();
        }
        let (mail, sendmail) = (office.path("Mail"), office.sendmail());
        write(
            "config/aerc/accounts.conf",
            &format!(
                "[Firm]\nsource = maildir://{}\noutgoing = {}\ndefault = INBOX\nfrom = Anna <{ANNA}>\n",
                mail.display(),
                sendmail.display()
            ),
        );
        write("config/aerc/aerc.conf", "[compose]\neditor = true\n");
        write("config/aerc/binds.conf", "[compose]\n$noinherit=true\n[compose::review]\ny = :send<Enter>\n");
        // A terminal and a socket for each message: the aerc of the last one may not have gone yet, and takes its socket along.
        let nth = office.calls().len();
        let runtime = office.path(&format!("run{nth}"));
        fs::create_dir_all(&runtime).unwrap();
        let run = |command: &mut Command| -> Done {
            command.env("HOME", &home).env("XDG_CONFIG_HOME", office.path("config")).env("XDG_RUNTIME_DIR", &runtime);
            command.env("TERM", "xterm").stdin(Stdio::null()).output().unwrap().into()
        };
        let terminal = Terminal(office.path(&format!("terminal{nth}")));
        let begun = run(terminal.tmux().args(["new-session", "-d", "-x", "100", "-y", "40", "aerc"]));
        assert_eq!(begun.code, 0, "{begun:#?}");
        let mailto = format!("mailto:{to}?subject={}&body=Hello%0A..%0Aend", subject.replace(' ', "%20"));
        until("aerc takes a message", || run(Command::new("aerc").arg(&mailto)).out.contains("success"));
        let before = office.calls().len();
        until("aerc sends it", || {
            run(terminal.tmux().args(["send-keys", "y"]));
            office.calls().len() > before
        });
        begun
    })
    .await;
    let words = office.calls()[0].words.clone();
    assert_eq!(words.trim_start_matches("-- "), TOM, "arguments only");
    // Without -i a dot alone would end it, as with every sendmail.
    assert!(arrived.contains("\r\n\r\nHello\r\n..\r\nend\r\n"), "{arrived}");
    assert!(office.fake.messages()[0].mail.contains(&format!("<{ANNA}>")), "the sender is whom From names");
}
