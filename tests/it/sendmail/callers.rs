//! The programs that call sendmail: each sends an ordinary message, which arrives as the program wrote it as far as that can
//! be known, and one that is held, which the program takes for sent. The real programs, from Debian; those that send with
//! the machine's `/usr/sbin/sendmail` see ours there, in a mount namespace of their own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::office::Office;
use super::{ANNA, KEN, LEA, RIVAL, TOM};
use crate::support::guard::{Done, feed, until};
use crate::support::postfix::{Postfix, postfix_is_missing};

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
    assert_eq!(office.calls()[0].words, "-FCronDaemon -i -B8BITMIME -oem tom@firm.example");
    assert!(arrived.starts_with("From: root (Cron Daemon)\r\nTo: tom@firm.example\r\n"), "{arrived}");
    assert!(arrived.ends_with("\r\n\r\nhello\r\n.\r\nend\r\n"), "{arrived}");
    assert!(office.fake.messages()[0].mail.contains("<root@firm.example>"));
    job(KEN, "strictly confidential");
    office.is_held();
}

#[tokio::test(flavor = "multi_thread")]
async fn phpmailer() {
    const SCRIPT: &str = "<?php require '/usr/share/php/libphp-phpmailer/autoload.php';
[, $sendmail, $to, $subject] = $argv;
$mail = new PHPMailer\\PHPMailer\\PHPMailer(true);
$mail->isSendmail();
$mail->Sendmail = $sendmail;
$mail->setFrom('anna@firm.example', 'Anna');
$mail->addAddress($to);
$mail->Subject = $subject;
$mail->Body = \"Hello\\n.\\nend\\n\";
exit($mail->send() ? 0 : 1);";
    if is_missing("php") {
        return;
    }
    let (office, arrived) =
        matrix(|office, to, subject| php(office, SCRIPT, &office.sendmail().display().to_string(), to, subject)).await;
    assert_eq!(office.calls()[0].words, "-oi -fanna@firm.example -t");
    assert!(arrived.ends_with("\r\n\r\nHello\r\n.\r\nend\r\n"), "{arrived}");
    assert!(office.fake.messages()[0].mail.contains(&format!("<{ANNA}>")));
}

fn php(office: &Office, script: &str, sendmail: &str, to: &str, subject: &str) -> Done {
    fs::write(office.path("script.php"), script).unwrap();
    let mut php = Command::new("php");
    php.arg(office.path("script.php")).args([sendmail, to, subject]).stdin(Stdio::null()).output().unwrap().into()
}

/// Symfony's Mailer, whose sendmail transport is the successor of SwiftMailer's; Lea gets a hidden copy.
const SYMFONY: &str = "<?php require '/usr/share/php/Symfony/Component/Mailer/autoload.php';
use Symfony\\Component\\Mailer\\{Mailer, Transport\\SendmailTransport};
use Symfony\\Component\\Mime\\Email;
[, $sendmail, $to, $subject] = $argv;
$mail = (new Email())->from('anna@firm.example')->to($to)->subject($subject)->text(\"Hello\\n.\\nend\\n\");
if ($to === 'tom@firm.example') { $mail->cc('lea@firm.example'); }
(new Mailer(new SendmailTransport($sendmail)))->send($mail);";

#[tokio::test(flavor = "multi_thread")]
async fn symfony_mailer_by_session_and_by_pipe() {
    if is_missing("php") {
        return;
    }
    for mode in ["-bs", "-t -i"] {
        let office = Office::open().await;
        let sendmail = format!("{} {mode}", office.sendmail().display());
        let done = php(&office, SYMFONY, &sendmail, TOM, "Lunch");
        assert_eq!(done.code, 0, "{done:#?}");
        let arrived = office.arrives(1);
        assert_eq!(office.fake.messages()[0].recipients(), [TOM, LEA]);
        assert!(
            arrived.contains("Subject: Lunch\r\n") && arrived.contains("\r\n\r\nHello\r\n.\r\nend"),
            "{mode}: {arrived}"
        );
        let done = php(&office, SYMFONY, &sendmail, KEN, SECRET);
        assert_eq!(done.code, 0, "{done:#?}");
        office.is_held();
        let words = &office.calls()[0].words;
        assert!(words == mode || words == "-i -fanna@firm.example -- tom@firm.example lea@firm.example", "{words}");
    }
}

/// A refusal is an exception, and the program knows it.
#[tokio::test(flavor = "multi_thread")]
async fn symfony_mailer_learns_of_a_refusal() {
    if is_missing("php") {
        return;
    }
    let office = Office::with(RIVAL).await;
    for mode in ["-bs", "-t -i"] {
        let sendmail = format!("{} {mode}", office.sendmail().display());
        let done = php(&office, SYMFONY, &sendmail, "x@rival.example", "Hello");
        assert_ne!(done.code, 0, "{mode}: {done:#?}");
    }
    assert_eq!((office.fake.messages().len(), office.guard.list().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn php_mail() {
    const SCRIPT: &str = "<?php [, $sendmail, $to, $subject] = $argv;
exit(mail($to, $subject, \"Hello\\n.\\nend\\n\", ['From' => 'anna@firm.example', 'Bcc' => 'lea@firm.example'], '-fanna@firm.example') ? 0 : 1);";
    if is_missing("php") {
        return;
    }
    let office = Office::open().await;
    let send = |to: &str, subject: &str| -> Done {
        fs::write(office.path("script.php"), SCRIPT).unwrap();
        let path = format!("sendmail_path={} -t -i", office.sendmail().display());
        let mut php = Command::new("php");
        php.args(["-d", &path]).arg(office.path("script.php")).args(["-", to, subject]);
        php.stdin(Stdio::null()).output().unwrap().into()
    };
    assert_eq!(send(TOM, "Lunch").code, 0);
    let arrived = office.arrives(1);
    assert_eq!(office.fake.messages()[0].recipients(), [TOM, LEA]);
    assert!(!arrived.contains("lea@") && arrived.ends_with("\r\n\r\nHello\r\n.\r\nend\r\n\r\n"), "{arrived}");
    assert_eq!(send(KEN, SECRET).code, 0);
    until("it is held", || office.guard.list().len() == 1);
    assert!(office.calls().iter().all(|call| call.code == 0 && call.words == "-t -i -fanna@firm.example"));
    assert_eq!(office.fake.messages().len(), 1);
}

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
        let run = |program: &str, args: &[&str]| -> Done {
            let mut command = Command::new(program);
            command.args(args).env("HOME", &home).env("XDG_CONFIG_HOME", office.path("config")).env("TERM", "xterm");
            command.env("XDG_RUNTIME_DIR", &home).stdin(Stdio::null()).output().unwrap().into()
        };
        let tmux = |args: &[&str]| {
            run("tmux", &[&["-S", office.path("tmux").to_str().unwrap(), "-f", "/dev/null"], args].concat())
        };
        let begun = tmux(&["new-session", "-d", "-x", "100", "-y", "40", "aerc"]);
        assert_eq!(begun.code, 0, "{begun:#?}");
        let mailto = format!("mailto:{to}?subject={}&body=Hello%0A..%0Aend", subject.replace(' ', "%20"));
        until("aerc takes a message", || run("aerc", &[&mailto]).out.contains("success"));
        let before = office.calls().len();
        until("aerc sends it", || {
            tmux(&["send-keys", "y"]);
            office.calls().len() > before
        });
        tmux(&["kill-server"])
    })
    .await;
    assert_eq!(office.calls()[0].words, TOM, "arguments only");
    // Without -i a dot alone would end it, as with every sendmail.
    assert!(arrived.contains("\r\n\r\nHello\r\n..\r\nend\r\n"), "{arrived}");
    assert!(office.fake.messages()[0].mail.contains(&format!("<{ANNA}>")), "the sender is whom From names");
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

/// A transport of Postfix that hands everything over, as the account `nobody`, which may read neither configuration nor
/// state. 69 is a bounce, 75 is tried again.
#[tokio::test(flavor = "multi_thread")]
async fn postfix_pipe() {
    if postfix_is_missing() {
        return;
    }
    let mut office = Office::with(RIVAL).await;
    let service = format!(
        "outguard  unix  -       n       n       -       -       pipe\n  flags=Rq user=nobody argv={} -G -i -f ${{sender}} -- ${{recipient}}\n",
        office.sendmail().display()
    );
    let main = "default_transport = outguard\noutguard_destination_recipient_limit = 50\n";
    let postfix = Postfix::with_services("pipe", main, &service);
    let message = |to: &str, subject: &str| super::message(subject, to).replace('\n', "\r\n");
    let send =
        |to: &str, subject: &str| crate::support::client::send(postfix.addr(), ANNA, &[to], message(to, subject));
    assert!(send(TOM, "Lunch").starts_with("250 "));
    let arrived = office.arrives(1);
    assert!(arrived.ends_with(&message(TOM, "Lunch")), "{arrived}");
    assert_eq!(office.calls()[0].words, "-G -i -f anna@firm.example -- tom@firm.example");
    assert!(send(KEN, SECRET).starts_with("250 "));
    office.is_held();
    until("Postfix is done with both", || {
        postfix.log().matches("status=sent (delivered via outguard service").count() == 2
    });

    assert!(send("x@rival.example", "Hello").starts_with("250 "));
    until("a refusal bounces", || {
        postfix.log().lines().any(|line| line.contains("x@rival.example") && line.contains("status=bounced"))
    });
    assert!(office.calls().iter().any(|call| call.code == 69), "{:#?}", office.calls());

    office.guard.stop();
    assert!(send(TOM, "Later").starts_with("250 "));
    until("it is deferred", || {
        postfix.log().lines().any(|line| line.contains(TOM) && line.contains("status=deferred"))
    });
    assert!(office.calls().iter().any(|call| call.code == 75), "{:#?}", office.calls());
    office.guard.start();
    postfix.flush();
    until("it arrives after all", || {
        office.fake.messages().iter().any(|taken| String::from_utf8_lossy(&taken.data).contains("Subject: Later\r\n"))
    });
}
