//! Each exit code for its reason, and what is said with it.

use std::fs;
use std::process::Stdio;

use super::{ANNA, KEN, RIVAL, TOM, message, sendmail, taken};
use crate::support::guard::{Done, FIRM, Guard, feed, id_in, program};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};

async fn started(behaviour: Behaviour, more: &str) -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(behaviour).await;
    let mut guard = Guard::for_firm(&fake, more);
    guard.start();
    (fake, guard)
}

#[track_caller]
fn fails(done: &Done, code: i32, words: &str) {
    assert_eq!((done.code, done.out.as_str()), (code, ""), "{done:#?}");
    assert!(done.err.starts_with("sendmail: ") && done.err.contains(words), "{done:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_arrives_as_it_was_handed_over_and_nothing_is_said() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    let text = message("Lunch", TOM);
    let done = sendmail(&guard, &["-i", "-f", ANNA, TOM], &text);
    taken(&done);
    assert_eq!(done.err, "");
    let [arrived] = &fake.messages()[..] else { panic!("one message") };
    assert_eq!(String::from_utf8_lossy(arrived.data_without_trace()), text.replace('\n', "\r\n"));
    assert_eq!(arrived.recipients(), [TOM]);
    let trace = String::from_utf8_lossy(&arrived.data).into_owned();
    assert!(trace.starts_with("Received: by guard.firm.example (Outguard) id "), "no peer, no protocol: {trace}");
    taken(&sendmail(&guard, &["-f", "<>", TOM], &text));
    assert!(fake.messages()[1].mail.starts_with("MAIL FROM:<>"), "{}", fake.messages()[1].mail);
    let done = sendmail(&guard, &["-v", TOM], &text);
    assert!(done.code == 0 && done.err.starts_with("sendmail: 250 "), "{done:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_taken_and_its_id_is_told_on_stderr() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    let text = message("Offer, strictly confidential", KEN);
    let done = sendmail(&guard, &["-t"], &text);
    taken(&done);
    assert!(done.err.starts_with("sendmail: Held for you to check ("), "{done:#?}");
    assert_eq!(done.err.lines().count(), 1);
    let id = id_in(&done.err);
    let [held] = &guard.list()[..] else { panic!("one hold") };
    assert_eq!(
        (held["id"].as_str(), held["door"].as_str(), held["sender"].as_str()),
        (Some(&*id), Some("sendmail"), Some(ANNA))
    );
    assert_eq!(guard.ops(&["show", &id, "--raw"]).ok(), text.replace('\n', "\r\n"));
    taken(&sendmail(&guard, &["-t"], &text));
    assert_eq!((guard.list().len(), fake.messages().len()), (1, 0), "an identical message joins the one that waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_by_rule_or_upstream_is_69_and_not_now_is_75_only_when_nobody_has_it() {
    let behaviour = Behaviour::new()
        .at(At::rcpt("gone@firm.example"), Act::reply("550 5.1.1 there is no gone"))
        .at(At::rcpt("busy@firm.example"), Act::reply("450 4.2.1 busy"));
    let (fake, guard) = started(behaviour, RIVAL).await;
    fails(&sendmail(&guard, &["x@rival.example"], &message("Hello", "x@rival.example")), 69, "gets no mail from here");
    fails(&sendmail(&guard, &["gone@firm.example"], &message("Hello", TOM)), 69, "there is no gone");
    let queued = sendmail(&guard, &["-v", "busy@firm.example"], &message("Hello", TOM));
    taken(&queued);
    assert!(queued.err.contains("Queued ("), "kept, and tried again: {queued:#?}");
    assert_eq!((guard.list().len(), fake.messages().len()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_options_are_64_and_what_cannot_be_read_is_65() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    let text = message("Lunch", TOM);
    for (args, words) in [
        (&["-f"][..], "-f needs a value"),
        (&["-bt"], "-bt is not done here"),
        (&["-bl"], "-bl is not done here"),
        (&["--queue"], "there is no option `--queue`"),
        (&[], "no recipient"),
    ] {
        fails(&sendmail(&guard, args, &text), 64, words);
    }
    for (args, text, words) in [
        (&["a@b@c.test"][..], text.as_str(), "the recipient `a@b@c.test` cannot be read"),
        (&["-f", "a b", TOM], &text, "the sender `a b` cannot be read"),
        (&["-t"], "Subject: x\n\nx\n", "the message names no recipient"),
        (&["-t"], "To: Anna Meyer\n\nx\n", "the recipient `Anna Meyer` cannot be read"),
        (&[TOM], "Subject: x\n\na\rb\n", "line 3 of the message has a CR that ends no line"),
        (&[TOM], "Subject: x\n\na\0b\n", "line 3 of the message has a NUL octet"),
    ] {
        fails(&sendmail(&guard, args, text), 65, words);
    }
    let folder = fs::File::open(guard.path("")).unwrap();
    let done: Done = guard.command(&["sendmail", TOM]).stdin(Stdio::from(folder)).output().unwrap().into();
    fails(&done, 74, "the message cannot be read");
    assert_eq!((guard.list().len(), fake.messages().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_69_at_both_ends() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    let configuration = fs::read_to_string(guard.config()).unwrap();
    guard.configure(&format!("{configuration}\n[smtp.limits]\nmessage_size = \"100kB\"\nrecipients = 100\n"));
    guard.start();
    let large = format!("{}{}", message("Large", TOM), "x\n".repeat(60_000));
    fails(&sendmail(&guard, &[TOM], &large), 69, "larger than 100000 octets (smtp.limits.message_size)");
    let many: Vec<String> = (0..101).map(|n| format!("p{n}@firm.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    fails(&sendmail(&guard, &many, &message("Many", TOM)), 69, "101 recipients, 100 are allowed");
    // Who may not read the configuration learns the limit from the daemon.
    let mut blind = program();
    blind.args(["sendmail", TOM]).env("OUTGUARD_SOCKET", guard.state().join("sendmail.sock"));
    let done = feed(blind.env("HOME", guard.path("")), large.as_bytes());
    fails(&done, 69, "100000");
    assert_eq!((guard.list().len(), fake.messages().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_configuration_is_78_unless_a_daemon_answers() {
    let (fake, mut guard) = started(Behaviour::new(), "").await;
    let good = fs::read_to_string(guard.config()).unwrap();
    guard.write("other.toml", "[smtp]\nlisten = 7\n");
    let other = |guard: &Guard| {
        let mut command = program();
        command.arg("--config").arg(guard.path("other.toml")).arg("--state").arg(guard.state()).args(["sendmail", TOM]);
        feed(command.env("HOME", guard.path("")), message("Lunch", TOM).as_bytes())
    };
    taken(&other(&guard));
    assert_eq!(fake.messages().len(), 1);
    guard.stop();
    fails(&other(&guard), 78, "other.toml:2");
    guard.configure(&good);
    assert_eq!(guard.list().len(), 0);
}

#[test]
fn without_daemon_and_store_it_is_75_and_nothing_is_made() {
    let guard = Guard::new("", FIRM);
    let done = sendmail(&guard, &[TOM], &message("Lunch", TOM));
    fails(&done, 75, "no daemon answers");
    assert!(done.err.contains("outguard.db") && done.err.contains("\n  systemctl start outguard"), "{done:#?}");
    assert!(!guard.state().exists());
    assert_eq!(guard.ops(&["sendmail", "-bp"]).code, 75);
    assert_eq!(guard.ops(&["sendmail", "-q"]).code, 75);
    assert_eq!(guard.ops(&["sendmail", "-bv", TOM]).code, 75);
    assert!(!guard.state().exists());
}

#[test]
fn a_store_that_is_open_to_others_is_73() {
    use std::os::unix::fs::PermissionsExt;
    let mut guard = Guard::new("", FIRM);
    guard.start();
    guard.stop();
    let store = guard.state().join("outguard.db");
    fs::set_permissions(&store, fs::Permissions::from_mode(0o644)).unwrap();
    fails(&sendmail(&guard, &[TOM], &message("Lunch", TOM)), 73, "chmod 600");
}

#[test]
fn what_needs_no_message_and_no_daemon_needs_none() {
    let guard = Guard::new("", FIRM);
    for args in [&["sendmail", "-bi"][..], &["sendmail", "-I"]] {
        assert_eq!(guard.ops(args).ok(), "");
    }
    let help = guard.ops(&["sendmail", "--help"]).ok();
    assert!(help.starts_with("Takes a message from standard input") && help.lines().count() < 60, "{help}");
    assert!(guard.ops(&["sendmail", "--version"]).ok().starts_with("outguard "));
    assert!(guard.ops(&["--help"]).ok().contains("sendmail"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_called_by_its_old_names_too() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    let named = |name: &str, args: &[&str], input: &str| {
        let link = guard.path(name);
        if !link.exists() {
            std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_outguard"), &link).unwrap();
        }
        let mut command = std::process::Command::new(&link);
        command.env_clear().env("OUTGUARD_CONFIG", guard.config()).env("OUTGUARD_STATE_DIR", guard.state()).args(args);
        feed(&mut command, input.as_bytes())
    };
    taken(&named("sendmail", &["-t"], &message("Lunch", TOM)));
    assert_eq!(fake.messages().len(), 1);
    assert_eq!(named("newaliases", &[], "").ok(), "");
    assert_eq!(named("mailq", &[], "").ok(), "Mail queue is empty\n");
}

/// What looks like an option behind `--` is a recipient: nothing a web form says is ever an option.
#[tokio::test(flavor = "multi_thread")]
async fn behind_the_dashes_and_the_verb_nothing_is_an_option() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    taken(&sendmail(&guard, &["-f", ANNA, "--", "-t@firm.example", "--config@firm.example"], &message("Lunch", TOM)));
    let [arrived] = &fake.messages()[..] else { panic!("one message") };
    assert_eq!(arrived.recipients(), ["-t@firm.example", "--config@firm.example"]);
    fails(&sendmail(&guard, &["--", "-oQ/tmp", "-C/tmp/x y"], &message("Lunch", TOM)), 65, "`-C/tmp/x y`");
    fails(&sendmail(&guard, &["--config", "/dev/null", TOM], ""), 64, "there is no option `--config`");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_notifications_reaches_an_upstream_that_offers_them() {
    let (fake, guard) = started(Behaviour::new().offers(&["PIPELINING", "8BITMIME", "DSN"]), "").await;
    let args = ["-f", ANNA, "-N", "success,failure", "-R", "hdrs", "-V", "K7Q2", "-B", "8BITMIME", "--", TOM];
    taken(&sendmail(&guard, &args, &message("Lunch", TOM)));
    let [arrived] = &fake.messages()[..] else { panic!("one message") };
    for part in ["RET=HDRS", "ENVID=K7Q2", "BODY=8BITMIME"] {
        assert!(arrived.mail.contains(part), "{}", arrived.mail);
    }
    assert!(arrived.rcpts[0].contains("NOTIFY=SUCCESS,FAILURE"), "{:?}", arrived.rcpts);
    // And one that does not offer them gets the message all the same.
    let (plain, guard) = started(Behaviour::new().offers(&["8BITMIME"]), "").await;
    taken(&sendmail(&guard, &args, &message("Lunch", TOM)));
    assert_eq!(plain.messages().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_names_the_sender_of_what_names_none() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    let send = |environment: &[(&str, &str)], text: &str| {
        let mut command = guard.command(&["sendmail", TOM]);
        taken(&feed(command.envs(environment.iter().copied()), text.as_bytes()));
        let last = fake.messages().pop().unwrap();
        (last.mail.clone(), String::from_utf8_lossy(last.data_without_trace()).into_owned())
    };
    let (mail, text) = send(&[("EMAIL", "Lea <lea@firm.example>"), ("NAME", "Lea Lang")], "Hello\n");
    assert!(
        mail.contains("<lea@firm.example>") && text.starts_with("From: Lea Lang <lea@firm.example>\r\nDate: "),
        "{text}"
    );
    assert!(text.ends_with("@guard.firm.example>\r\n\r\nHello\r\n"), "{text}");
    let (mail, _) = send(&[("LOGNAME", "backup")], "Hello\n");
    assert!(mail.contains("<backup@firm.example>"), "{mail}");
    let (mail, text) =
        send(&[("EMAIL", "x@y.test\r\nBcc: z@z.test"), ("NAME", "a\nb"), ("LOGNAME", "b\r\nc")], "Hello\n");
    assert!(mail.contains("<root@firm.example>") || mail.contains("@firm.example>"), "{mail}");
    assert!(!text.contains("Bcc") && text.starts_with("From: "), "{text}");
}
