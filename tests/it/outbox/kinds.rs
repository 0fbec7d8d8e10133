//! Each way mail may lie in a folder, filled by the programs that do so.

use std::process::{Command, Stdio};

use super::*;
use crate::support::guard::feed;
use crate::support::upstream::Behaviour;

/// Delivers with procmail, as a mail server does on a user's behalf: into a Maildir when `to` ends with `/`, else into an
/// mbox, which it locks.
fn procmail(guard: &Guard, to: &str, message: &str) {
    let rules = guard.path("procmailrc");
    if !rules.exists() {
        let lock = if to.ends_with('/') { "" } else { ":" };
        fs::write(
            &rules,
            format!("MAILDIR={}\nLOCKSLEEP=1\nLOGFILE=procmail.log\n\n:0{lock}\n{to}\n", guard.path("").display()),
        )
        .unwrap();
    }
    let mut command = Command::new("procmail");
    command.args(["-f", ANNA, "-m"]).arg(&rules).env_clear().env("PATH", "/usr/bin:/bin").env("HOME", guard.path(""));
    command.current_dir(guard.path(""));
    let done = feed(&mut command, message.as_bytes());
    assert_eq!(done.code, 0, "{done:?} {:?}", fs::read_to_string(guard.path("procmail.log")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maildir_filled_by_a_real_program() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "kind = \"maildir\"");
    let out = guard.path("out");
    for folder in ["new", "cur", "tmp"] {
        fs::create_dir(out.join(folder)).unwrap();
    }
    let before = clean("before the start");
    procmail(&guard, "out/", &before);
    guard.start();
    for n in 0..10 {
        procmail(&guard, "out/", &clean(&format!("clean {n}")));
    }
    procmail(&guard, "out/", &odd("odd one"));
    until("the odd one is held", || names(&out.join("held")).len() == 2);
    until("the others are sent", || names(&out.join("cur")).len() == 11);
    assert!(names(&out.join("cur")).iter().all(|name| name.ends_with(":2,S")), "{:?}", names(&out.join("cur")));
    assert_eq!(names(&out.join("new")), Vec::<String>::new());
    let id = the_held(&guard);
    guard.ops(&["release", &id]).ok();
    until("it is where the others are", || names(&out.join("cur")).len() == 12);
    // A mail program that shows the folder marks them.
    let seen = names(&out.join("cur"));
    fs::rename(out.join("cur").join(&seen[0]), out.join("cur").join(seen[0].replace(":2,S", ":2,RS"))).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(fake.duplicates(), []);
    let mut all = subjects(&fake);
    all.sort();
    let mut expected: Vec<String> = (0..10).map(|n| format!("clean {n}")).collect();
    expected.extend(["before the start".into(), "odd one".into()]);
    expected.sort();
    assert_eq!(all, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_no_maildir_refuses_the_start() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let guard = watching(&fake, "kind = \"maildir\"");
    let done = guard.ops(&["run"]);
    assert_eq!(done.code, 78, "{done:?}");
    assert!(done.err.contains("it is no Maildir") && done.err.contains("mkdir -m 700"), "{}", done.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_mbox_that_a_real_program_goes_on_filling() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(
        &fake,
        "[[outbox]]\npath = \"box\"\nkind = \"mbox\"\nscan = \"100ms\"\nsettle = \"0s\"\nsent = \"sent\"\n",
    );
    let quoted = mail("quoted", TOM, "Hi Tom,\n\nFrom now on we meet on Fridays.\n> From there we go on.\n\n\nAnna");
    procmail(&guard, "box", &quoted);
    assert!(fs::read_to_string(guard.path("box")).unwrap().contains("\n>From now on"), "as an mbox has it");
    guard.start();
    for n in 0..12 {
        procmail(&guard, "box", &clean(&format!("clean {n}")));
    }
    procmail(&guard, "box", &odd("odd one"));
    let base = guard.path("box.outguard");
    until("everything but the odd one is sent", || names(&base.join("sent")).len() == 13);
    until("the odd one is held", || names(&base.join("held")).len() == 2);
    let mut all = subjects(&fake);
    // They were handed over in their order; which of several connections is first at its end is chance.
    let at = all.iter().position(|subject| subject == "quoted").unwrap();
    all.sort();
    let mut expected: Vec<String> = (0..12).map(|n| format!("clean {n}")).collect();
    expected.push("quoted".into());
    expected.sort();
    assert_eq!(all, expected);
    let quoted = &fake.messages()[at];
    let text = String::from_utf8(quoted.data_without_trace().to_vec()).unwrap().replace("\r\n", "\n");
    assert!(text.contains("\nFrom now on we meet on Fridays.\n> From there we go on.\n\n\nAnna\n"), "{text}");
    assert!(text.ends_with("Anna\n"), "the empty line between messages belongs to neither: {text:?}");
    assert_eq!((fs::read(guard.path("box")).unwrap(), guard.path("box.lock").exists()), (Vec::new(), false));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_mbox_is_left_alone_while_somebody_has_it_locked() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard =
        Guard::for_firm(&fake, "[[outbox]]\npath = \"box\"\nkind = \"mbox\"\nscan = \"100ms\"\nsettle = \"0s\"\n");
    let entry = format!("From anna Mon Nov 16 09:30:00 2026\n{}\n", clean("lunch"));
    fs::write(guard.path("box.lock"), std::process::id().to_string()).unwrap();
    fs::write(guard.path("box"), &entry).unwrap();
    guard.start();
    std::thread::sleep(std::time::Duration::from_millis(700));
    assert_eq!(fs::read_to_string(guard.path("box")).unwrap(), entry, "locked by a file");
    let file = fs::File::options().append(true).open(guard.path("box")).unwrap();
    file.lock().unwrap();
    fs::remove_file(guard.path("box.lock")).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(700));
    assert_eq!(fs::read_to_string(guard.path("box")).unwrap(), entry, "locked by the system");
    drop(file);
    until("it is sent", || subjects(&fake) == ["lunch"]);
    until("sent mail of an mbox is gone", || names(&guard.path("box.outguard/.outguard")) == ["lock"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn msmtps_queue_filled_by_its_own_script() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "kind = \"spool\"");
    let out = guard.path("out");
    guard.start();
    let queue = |args: &[&str], message: &str| {
        let mut command = Command::new("bash");
        command.arg("/usr/libexec/msmtp/msmtpq/msmtpq").args(["--host=127.0.0.1", "--port=1"]).args(args);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", guard.path("")).env("MSMTPQ_Q", guard.path("out"));
        command.env("EMAIL_CONN_TEST", "x").env("EMAIL_QUEUE_QUIET", "t").env("MSMTPQ_LOG", "").stderr(Stdio::null());
        // Its upstream does not answer, so it keeps the message in its queue.
        assert_eq!(feed(&mut command, message.as_bytes()).code, 0);
    };
    let hidden = clean("lunch").replace("Subject:", "Bcc: lea@firm.example\nSubject:");
    queue(&["-f", ANNA, "-oi", "-t"], &hidden);
    queue(&[&format!("--from={ANNA}"), "--", "ken@firm.example"], &clean("to ken only"));
    queue(&["-f", ANNA, KELLNER], &odd("odd one"));
    until("two are sent, each with its arguments", || names(&out.join("sent")).len() == 4);
    until("one is held, with its arguments and a note", || names(&out.join("held")).len() == 3);
    let mut to: Vec<(String, Vec<String>)> =
        subjects(&fake).into_iter().zip(fake.messages().iter().map(Taken::recipients)).collect();
    to.sort();
    let expected = [("lunch", vec![TOM, "lea@firm.example"]), ("to ken only", vec!["ken@firm.example"])];
    assert_eq!(to, expected.map(|(s, to)| (s.to_owned(), to.into_iter().map(str::to_owned).collect())));
    assert!(fake.messages().iter().all(|taken| !String::from_utf8_lossy(&taken.data).contains("lea@")));
    let id = the_held(&guard);
    guard.ops(&["cancel", &id]).ok();
    until("it is among the refused", || names(&out.join("refused")).len() == 3);
    // Each look at the queue locks it for a moment.
    let is_over = || names(&out.join("held")).is_empty() && !out.join(".lock").exists();
    until("nothing is left among the held, and nobody has the queue locked", is_over);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_text_to_others_is_no_copy() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "kind = \"spool\"");
    let out = guard.path("out");
    guard.start();
    let queue = |name: &str, to: &str| {
        drop_into(&out, &format!("{name}.msmtp"), &format!("-f {ANNA} -- {to}\n"));
        drop_into(&out, &format!("{name}.mail"), &clean("lunch"));
    };
    queue("one", "ken@firm.example");
    there(out.join("sent/one.mail"));
    queue("two", "lea@firm.example");
    there(out.join("sent/two.mail"));
    queue("three", "lea@firm.example");
    assert!(there(out.join("refused/three.mail.txt")).contains("was sent as"));
    let to: Vec<Vec<String>> = fake.messages().iter().map(Taken::recipients).collect();
    assert_eq!(to, [["ken@firm.example"], ["lea@firm.example"]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_mbox_may_have_any_name() {
    for name in [".box", "mail.txt", "box.part"] {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let outbox = format!("[[outbox]]\npath = \"{name}\"\nkind = \"mbox\"\nscan = \"100ms\"\nsettle = \"0s\"\n");
        let mut guard = Guard::for_firm(&fake, &outbox);
        guard.start();
        fs::write(guard.path(name), format!("From anna Mon Nov 16 09:30:00 2026\n{}\n", clean("lunch"))).unwrap();
        until("it is sent", || subjects(&fake) == ["lunch"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_has_lost_its_arguments_is_refused() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "kind = \"spool\"");
    let batch = guard.path("out/.outguard/000000000000001-CLAIMED");
    fs::create_dir_all(&batch).unwrap();
    fs::write(batch.join("one.mail"), clean("lunch")).unwrap();
    guard.start();
    let note = there(guard.path("out/refused/one.mail.txt"));
    assert!(note.contains(".msmtp") && note.contains("is gone"), "{note}");
    assert!(subjects(&fake).is_empty());
}
