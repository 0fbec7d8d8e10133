//! The programs that call sendmail: each sends an ordinary message, which arrives as the program wrote it as far as that can
//! be known, and one that is held, which the program takes for sent. The real programs, from Debian; those that send with
//! the machine's `/usr/sbin/sendmail` see ours there, in a mount namespace of their own.

mod php;
mod postfix;
mod programs;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::office::Office;
use super::{KEN, TOM};
use crate::support::guard::{Done, feed, until};

/// What makes any message one that is held.
const SECRET: &str = "Offer, strictly confidential";

/// An ordinary message to Tom and one to Ken that is held; `send` is told whom to write to about what.
async fn matrix(send: impl Fn(&Office, &str, &str) -> Done) -> (Office, String) {
    let office = Office::open().await;
    let done = send(&office, TOM, "Lunch");
    assert_eq!(done.code, 0, "{done:#?}");
    let arrived = office.arrives(1);
    assert!(arrived.contains("Subject: Lunch\r\n"), "{arrived}");
    assert_eq!(office.fake.messages()[0].recipients(), [TOM]);
    let done = send(&office, KEN, SECRET);
    assert_eq!(done.code, 0, "{done:#?}");
    office.is_held();
    (office, arrived)
}

/// Says on standard error which program is missing.
fn is_missing(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).stdout(Stdio::null()).status();
    let missing = !found.is_ok_and(|status| status.success());
    if missing {
        eprintln!("SKIPPED: {program} is missing");
    }
    missing
}

/// A command in a world whose `/usr/sbin/sendmail` is the office's; `mounts` are further lines of shell before it. `None`
/// where that cannot be had.
fn in_its_world(office: &Office, mounts: &str, command: &str) -> Option<Command> {
    let works = Command::new("unshare").args(["-m", "true"]).stderr(Stdio::null()).status();
    if !works.is_ok_and(|status| status.success()) || !Path::new("/usr/sbin/sendmail").exists() {
        eprintln!("SKIPPED: needs root, mount namespaces and a /usr/sbin/sendmail to stand in for");
        return None;
    }
    let sendmail = office.sendmail().display().to_string();
    let script = format!("set -e\nmount --bind {sendmail} /usr/sbin/sendmail\n{mounts}\nexec {command}\n");
    let mut unshare = Command::new("unshare");
    unshare.args(["-m", "sh", "-c", &script]).current_dir(office.path("")).stdin(Stdio::null());
    Some(unshare)
}

/// The words and the mail of cronie 1.7 for a job's output (`do_command.c`), whose package Debian 12 does not have.
#[tokio::test(flavor = "multi_thread")]
async fn cronie() {
    let (office, arrived) = matrix(|office, to, subject| {
        let mail = format!(
            "From: \"(Cron Daemon)\" <root>\nTo: {to}\nSubject: {subject}\nMIME-Version: 1.0\n\
             Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nAuto-Submitted: auto-generated\n\
             Precedence: bulk\nX-Cron-Env: <LANG=C.UTF-8>\nX-Cron-Env: <USER=root>\n\nGrüße\n.\nout\n"
        );
        let mut sendmail = Command::new(office.sendmail());
        feed(sendmail.args(["-FCronDaemon", "-i", "-odi", "-oem", "-oi", "-t", "-f", "root"]), mail.as_bytes())
    })
    .await;
    let taken = &office.fake.messages()[0];
    assert!(taken.mail.contains("<root@firm.example>") && taken.mail.contains("BODY=8BITMIME"), "{}", taken.mail);
    assert!(arrived.starts_with("From: \"(Cron Daemon)\" <root>\r\nTo: tom@firm.example\r\n"), "{arrived}");
    assert!(arrived.ends_with("\r\n\r\nGrüße\r\n.\r\nout\r\n") && arrived.contains("\r\nDate: "), "{arrived}");
}

/// Debian's cron with a table of one job that runs when it starts.
#[tokio::test(flavor = "multi_thread")]
async fn cron() {
    if is_missing("cron") {
        return;
    }
    let office = Office::open().await;
    let job = |to: &str, output: &str| {
        fs::write(office.path("table"), format!("MAILTO={to}\n@reboot echo {output}; echo .; echo 'end'\n")).unwrap();
        let mounts = "mount -t tmpfs tmpfs /var/spool/cron\nmkdir -m 1730 /var/spool/cron/crontabs\n\
                      install -m 600 table /var/spool/cron/crontabs/root\nmount -t tmpfs tmpfs /etc/cron.d\n\
                      mount --bind /dev/null /etc/crontab\nmount -t tmpfs tmpfs /run";
        let mut cron = in_its_world(&office, mounts, "cron -f")?;
        let before = office.calls().len();
        let mut cron = cron.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until("the job has run", || office.calls().len() > before || cron.try_wait().unwrap().is_some());
        cron.kill().unwrap();
        cron.wait().unwrap();
        Some(())
    };
    if job(TOM, "hello").is_none() {
        return;
    }
    let arrived = office.arrives(1);
    let words = office.calls()[0].words.clone();
    assert!(words.starts_with("-FCronDaemon -i ") && words.ends_with(TOM), "{words}");
    assert!(arrived.starts_with("From: root (Cron Daemon)\r\nTo: tom@firm.example\r\n"), "{arrived}");
    assert!(arrived.ends_with("\r\n\r\nhello\r\n.\r\nend\r\n"), "{arrived}");
    assert!(office.fake.messages()[0].mail.contains("<root@firm.example>"));
    job(KEN, "strictly confidential");
    office.is_held();
}

/// Logwatch mails its report through `/usr/sbin/sendmail -t`.
#[tokio::test(flavor = "multi_thread")]
async fn logwatch() {
    if is_missing("logwatch") {
        return;
    }
    let office = Office::open().await;
    let report = |to: &str, host: &str| {
        let line = "Nov 27 10:00:00 web1 sshd[123]: Failed password for root from 192.0.2.1 port 22 ssh2\n";
        fs::write(office.path("secure"), line.repeat(3)).unwrap();
        let arguments = format!(
            "logwatch --output mail --mailto {to} --range all --service sshd --logdir {} --hostname '{host}'",
            office.path("").display()
        );
        let done: Done = in_its_world(&office, "", &arguments)?.output().unwrap().into();
        assert_eq!(done.code, 0, "{done:#?}");
        Some(())
    };
    if report(TOM, "web1").is_none() {
        return;
    }
    let arrived = office.arrives(1);
    assert_eq!(office.calls()[0].words, "-t");
    assert!(
        arrived.contains("To: tom@firm.example\r\n") && arrived.contains("Subject: Logwatch for web1"),
        "{arrived}"
    );
    assert!(arrived.contains("###################### Logwatch"), "{arrived}");
    report(KEN, "strictly confidential");
    office.is_held();
}
