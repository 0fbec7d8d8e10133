//! `init`: the way out is found and tried, and only what works is written.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;

use crate::support::client::send;
use crate::support::dns::Zone;
use crate::support::guard::{Done, Guard, feed, files_in, program};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream, TestCertificate};

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";

/// In the password and nowhere else.
const CANARY: &str = "zeisig kanarienvogel";

/// An upstream that wants `user` and the canary, over TLS from the start.
async fn upstream(user: &str, certificate: &TestCertificate) -> FakeUpstream {
    FakeUpstream::start(signing_in(user).implicit_tls(certificate)).await
}

fn signing_in(user: &str) -> Behaviour {
    let line = base64::engine::general_purpose::STANDARD.encode(format!("\0{user}\0{CANARY}"));
    Behaviour::new().auth("PLAIN LOGIN", &[&format!("AUTH PLAIN {line}")])
}

/// A computer on which nothing is set up: a home folder, and a free port for the door.
struct Laptop {
    folder: tempfile::TempDir,
    port: u16,
}

impl Laptop {
    fn new() -> Laptop {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Laptop { folder: tempfile::tempdir().unwrap(), port }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn config(&self) -> PathBuf {
        self.path("home/.config/outguard/config.toml")
    }

    fn password(&self) -> PathBuf {
        self.path("home/.config/outguard/upstream.password")
    }

    /// `outguard init` with these arguments, and what is typed.
    fn init(&self, args: &[&str], typed: &str) -> Done {
        fs::create_dir_all(self.path("home")).unwrap();
        let mut command = program();
        command.arg("init").args(args).args(["--port", &self.port.to_string()]);
        command.env("HOME", self.path("home")).env("OUTGUARD_LOG", "trace").current_dir(self.folder.path());
        feed(&mut command, typed.as_bytes())
    }

    /// Nothing was written, not even a folder.
    #[track_caller]
    fn is_untouched(&self) {
        assert_eq!(fs::read_dir(self.path("home")).unwrap().count(), 0, "{:?}", files_in(&self.path("home")));
    }

    /// What was said, with what differs from run to run named.
    fn shown(&self, done: &Done, upstream: Option<u16>) -> String {
        let mut text = format!("{}----\n{}", done.err, done.out);
        text = text.replace(&self.folder.path().display().to_string(), "");
        if let Some(port) = upstream {
            text = text.replace(&port.to_string(), "UPSTREAM-PORT");
        }
        text.replace(&self.port.to_string(), "DOOR-PORT")
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn submissions(port: u16) -> Zone {
    Zone::default().srv("_submissions._tcp.firm.example", 0, "localhost", port)
}

#[tokio::test(flavor = "multi_thread")]
async fn found_in_dns_tried_written_and_mail_passes() {
    let certificate = TestCertificate::for_name("localhost");
    let fake = upstream(ANNA, &certificate).await;
    let dns = Zone::default()
        .srv("_submissions._tcp.firm.example", 20, "localhost", 1)
        .srv("_submissions._tcp.firm.example", 10, "localhost", fake.addr().port())
        .serve();
    let mut guard = Guard::new("", "");
    fs::remove_file(guard.config()).unwrap();
    let ca = certificate.write_to(&guard.path(""));
    fs::write(guard.path("secret"), format!("{CANARY}\n")).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let secret = guard.path("secret");
    let args = ["init", ANNA, "--yes", "--name", "Anna Weber", "--port", &port, "--resolver", &dns.addr()];
    let files = ["--ca-file", ca.to_str().unwrap(), "--password-file", secret.to_str().unwrap()];
    let done = guard.ops(&[&args[..], &files[..]].concat());
    assert_eq!(done.code, 0, "{done:#?}");
    assert!(done.err.contains("(from DNS)") && done.err.contains("Nothing was sent."), "{done:#?}");
    assert!(fake.messages().is_empty() && !fake.lines().iter().any(|line| line.starts_with("MAIL")));
    let own = |name: &String| name == "firm.example" || name.ends_with(".firm.example");
    assert!(dns.asked().iter().all(own), "nobody but the domain is asked: {:?}", dns.asked());

    assert_eq!(mode(&guard.config()), 0o600);
    let text = fs::read_to_string(guard.config()).unwrap();
    assert!(text.contains("domains = [\"firm.example\"]") && text.contains("name = \"Anna Weber\""), "{text}");
    guard.ops(&["config", "check"]).ok();
    guard.start();
    assert_eq!(guard.addr().port().to_string(), port);
    let reply = send(guard.addr(), ANNA, &[TOM], "From: anna@firm.example\r\nSubject: Lunch\r\n\r\nThursday?\r\n");
    assert!(reply.starts_with("250"), "{reply}");
    assert_eq!(fake.messages().len(), 1);
    assert!(fake.messages()[0].tls);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialogue_from_the_first_question_to_the_last() {
    let certificate = TestCertificate::for_name("localhost");
    let fake = upstream(ANNA, &certificate).await;
    let port = fake.addr().port();
    let dns = submissions(port).serve();
    let laptop = Laptop::new();
    fs::create_dir_all(laptop.path("home/Maildir/.Sent/cur")).unwrap();
    fs::write(laptop.path("home/Maildir/.Sent/cur/1:2,S"), "To: ken.ito@kita.example\n\nHi\n").unwrap();
    let ca = certificate.write_to(laptop.folder.path());
    let args = ["--ca-file", ca.to_str().unwrap(), "--resolver", &dns.addr()];
    let done = laptop.init(&args, &format!("anna\n{ANNA}\n\nwrong\n{CANARY}\n\n"));
    assert_eq!(done.code, 0, "{done:#?}");
    insta::assert_snapshot!(laptop.shown(&done, Some(port)), @"");

    assert_eq!((mode(&laptop.config()), mode(&laptop.password())), (0o600, 0o600));
    assert_eq!(mode(laptop.config().parent().unwrap()), 0o700);
    assert_eq!(fs::read_to_string(laptop.password()).unwrap(), format!("{CANARY}\n"));
    insta::assert_snapshot!(fs::read_to_string(laptop.config()).unwrap()
        .replace(&laptop.folder.path().display().to_string(), "").replace(&port.to_string(), "UPSTREAM-PORT")
        .replace(&laptop.port.to_string(), "DOOR-PORT"), @"");
    for file in files_in(&laptop.path("home")).iter().filter(|file| **file != laptop.password()) {
        assert!(!fs::read_to_string(file).unwrap().contains("zeisig"), "{}", file.display());
    }
    assert!(!done.out.contains("zeisig") && !done.err.contains("zeisig"), "{done:#?}");

    // What was found is not touched a second time, unless told so; then the old one stays beside.
    let before = fs::read_to_string(laptop.config()).unwrap();
    let again = laptop.init(&[&[ANNA][..], &args].concat(), "\n");
    assert_eq!((again.code, again.out.as_str()), (73, ""), "{again:#?}");
    assert!(again.err.contains("is there already") && again.err.contains("outguard init --force"), "{again:#?}");
    let forced = laptop.init(&[&[ANNA, "--force", "--name", "Anna"][..], &args].concat(), &format!("\n{CANARY}\n\n"));
    assert_eq!(forced.code, 0, "{forced:#?}");
    assert_eq!(fs::read_to_string(laptop.path("home/.config/outguard/config.toml.bak")).unwrap(), before);
    assert_ne!(fs::read_to_string(laptop.config()).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_obstacle_has_its_sentence_and_leaves_nothing_behind() {
    let certificate = TestCertificate::for_name("localhost");
    let fake = upstream(ANNA, &certificate).await;
    let dns = submissions(fake.addr().port()).serve();
    let resolver = dns.addr();
    let laptop = Laptop::new();
    let ca = certificate.write_to(laptop.folder.path()).display().to_string();
    fs::write(laptop.path("wrong"), "wrong\n").unwrap();
    let failed = |args: &[&str], typed: &str| {
        let done = laptop.init(args, typed);
        laptop.is_untouched();
        assert!(!done.err.contains("zeisig"), "{done:#?}");
        let shown = laptop.shown(&done, Some(fake.addr().port()));
        let failure =
            shown.lines().skip_while(|line| !line.starts_with("outguard: ")).take_while(|line| *line != "----");
        (done.code, failure.collect::<Vec<_>>().join("\n"))
    };
    let base = [ANNA, "--yes", "--resolver", &resolver];
    let with = |more: &[&'static str]| [&base[..], more].concat();

    // A wrong password.
    let mut wrong = with(&["--password-file", "wrong"]);
    wrong.extend(["--ca-file", &ca]);
    let (code, told) = failed(&wrong, "");
    assert_eq!(code, 69);
    insta::assert_snapshot!(told, @"");

    // Nobody to ask for the password.
    let mut nobody = with(&[]);
    nobody.extend(["--ca-file", &ca]);
    let (code, told) = failed(&nobody, "");
    assert_eq!(code, 64);
    insta::assert_snapshot!(told, @"");

    // Typed wrong until the patience ends.
    let (code, told) = failed(&[ANNA, "--resolver", &resolver, "--ca-file", &ca], "\na\nb\nc\nd\n");
    assert_eq!(code, 69);
    assert!(told.starts_with("outguard: localhost refused the sign-in: 535"), "{told}");

    // A certificate nobody vouches for.
    let (code, told) = failed(&with(&["--password-file", "wrong"]), "");
    assert_eq!(code, 69);
    insta::assert_snapshot!(told, @"");

    // A closed port.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let upstream = format!("127.0.0.1:{closed}");
    let (code, told) = failed(&[ANNA, "--yes", "--upstream", &upstream], "");
    assert_eq!(code, 75);
    insta::assert_snapshot!(told.replace(&closed.to_string(), "CLOSED"), @"");

    // A domain that does not exist.
    let (code, told) = failed(&["anna@frim.example", "--yes", "--resolver", &resolver], "");
    assert_eq!(code, 69);
    insta::assert_snapshot!(told, @"");

    // A domain that says nothing.
    let silent = Zone::default().mx("firm.example", "mx.firm.example").serve();
    let (code, told) = failed(&[ANNA, "--yes", "--resolver", &silent.addr()], "");
    assert_eq!(code, 69);
    insta::assert_snapshot!(told, @"");

    // A computer that is offline: nobody answers.
    let nobody = format!("127.0.0.1:{closed}");
    let (code, told) = failed(&[ANNA, "--yes", "--resolver", &nobody], "");
    assert_eq!(code, 75);
    assert!(told.starts_with("outguard: this computer seems to be offline: no DNS server answers"), "{told}");
    assert!(told.contains("\n  connect it, then: outguard init anna@firm.example"), "{told}");

    // Tokens only.
    let tokens = FakeUpstream::start(Behaviour::new().auth("XOAUTH2 OAUTHBEARER", &["x"])).await;
    let upstream = tokens.addr().to_string();
    let (code, told) = failed(&[ANNA, "--yes", "--upstream", &upstream, "--tls", "none"], "");
    assert_eq!(code, 69);
    insta::assert_snapshot!(told, @"");

    // A server that is ill.
    let ill = FakeUpstream::start(signing_in(ANNA).at(At::Auth, Act::reply("454 4.7.0 later"))).await;
    let upstream = ill.addr().to_string();
    let (code, told) =
        failed(&[ANNA, "--yes", "--upstream", &upstream, "--tls", "none", "--password-file", "wrong"], "");
    assert_eq!(code, 75);
    assert!(told.contains("454 4.7.0 later") && told.contains("try again later"), "{told}");

    // A port that another program has.
    let taken = TcpListener::bind(("127.0.0.1", laptop.port)).unwrap();
    let (code, told) = failed(&wrong, "");
    assert_eq!(code, 69);
    assert!(told.starts_with("outguard: port DOOR-PORT is taken: another program listens on 127.0.0.1:DOOR-PORT"));
    assert!(told.contains(&format!("outguard init --port {}", laptop.port + 1)), "{told}");
    drop(taken);

    // A loop.
    let own = format!("localhost:{}", laptop.port);
    let (code, told) = failed(&[ANNA, "--yes", "--upstream", &own], "");
    assert_eq!(code, 64);
    assert!(told.contains("Outguard's own door"), "{told}");

    // Words that are no server.
    let (code, told) = failed(&[ANNA, "--yes", "--upstream", "smtp firm"], "");
    assert_eq!(code, 64);
    assert!(told.contains("`smtp firm` is no server"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_goes_to_no_strange_server_unseen() {
    let dns = Zone::default().srv("_submission._tcp.firm.example", 0, "127-0-0-1.stranger.example", 1).serve();
    let fake = FakeUpstream::start(signing_in("anna")).await;
    let laptop = Laptop::new();
    let done = laptop.init(&[ANNA, "--yes", "--resolver", &dns.addr()], "");
    assert_ne!(done.code, 0);
    laptop.is_untouched();

    // Named by the user it is taken; the name before the @ is tried when the address is refused.
    let upstream = fake.addr().to_string();
    let typed = format!("{CANARY}\n\n");
    let done = laptop.init(&[ANNA, "--upstream", &upstream, "--tls", "none"], &typed);
    assert_eq!(done.code, 0, "{done:#?}");
    assert!(done.err.contains("Signed in to 127.0.0.1 as anna."), "{done:#?}");
    assert!(fs::read_to_string(laptop.config()).unwrap().contains("username = \"anna\"\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_without_sign_in_and_an_address_at_a_provider() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let laptop = Laptop::new();
    let dns = Zone::default().a("smtp.firm.example", Ipv4Addr::LOCALHOST).mx("firm.example", "mx.firm.example").serve();
    // Nothing is found at the usual ports; the server is typed in.
    let typed = format!("{}\n", fake.addr());
    let done = laptop.init(&[ANNA, "--resolver", &dns.addr()], &typed);
    assert!(done.err.contains("Tried smtp.firm.example, port 465, TLS (a guess)"), "{done:#?}");
    assert_eq!(done.code, 69, "a server without TLS is not taken for one with it: {done:#?}");
    assert!(done.err.contains("does not offer STARTTLS"), "{done:#?}");
    laptop.is_untouched();

    let upstream = fake.addr().to_string();
    let done = laptop.init(&["--yes", ANNA, "--upstream", &upstream, "--tls", "none"], "");
    assert_eq!(done.code, 0, "{done:#?}");
    assert!(done.err.contains("it takes mail without a sign-in"), "{done:#?}");
    assert_eq!(files_in(laptop.config().parent().unwrap()), [laptop.config()]);
    let lines = fake.lines();
    assert_eq!(lines.last().map(String::as_str), Some("QUIT"), "{lines:?}");
}
