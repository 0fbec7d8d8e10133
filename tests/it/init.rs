//! `init`: the way out is found and tried, and only what works is written.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use outguard::base::Clock;
use outguard::store::Store;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::client::send;
use crate::support::dns::Zone;
use crate::support::guard::{Done, Guard, feed, files_in, program};
use crate::support::port::free_port;
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
        Laptop { folder: tempfile::tempdir().unwrap(), port: free_port() }
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
        command
            .env("HOME", self.path("home"))
            .env("OUTGUARD_STATE_DIR", self.path("state"))
            .env("OUTGUARD_LOG", "trace")
            .current_dir(self.folder.path());
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
        text = text.replace(&self.port.to_string(), "DOOR-PORT");
        text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
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
    fs::write(guard.path("upstream.password"), format!("{CANARY}\n")).unwrap();
    let port = free_port().to_string();
    let secret = guard.path("upstream.password");
    let args = ["init", ANNA, "--yes", "--name", "Anna Weber", "--port", &port, "--resolver", &dns.addr()];
    let files = ["--ca-file", ca.to_str().unwrap(), "--password-file", secret.to_str().unwrap()];
    let done = guard.ops(&[&args[..], &files[..]].concat());
    assert_eq!(done.code, 0, "{done:#?}");
    let note =
        format!("Note: upstream.password: `{}` can be read by other users; run chmod 600 on it.", secret.display());
    assert!(done.err.contains(&note), "{done:#?}");
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
    fs::write(
        laptop.path("home/Maildir/.Sent/cur/1:2,S"),
        "From: anna@firm.example\nTo: Ken Ito <ken.ito@kita.example>\n\nHi\n",
    )
    .unwrap();
    let ca = certificate.write_to(laptop.folder.path());
    let args = ["--ca-file", ca.to_str().unwrap(), "--resolver", &dns.addr()];
    let done = laptop.init(&args, &format!("anna\n{ANNA}\n\nwrong\n{CANARY}\n\n"));
    assert_eq!(done.code, 0, "{done:#?}");
    insta::assert_snapshot!(laptop.shown(&done, Some(port)), @"
    Your e-mail address:
    the address has no @ and no domain.
    Your e-mail address:
    Looking for the outgoing server of firm.example …
    Found localhost, port UPSTREAM-PORT, TLS (from DNS).
      Use it? [Enter, or another HOST:PORT]
      Password of anna@firm.example (kept in /home/.config/outguard/upstream.password):
    localhost refused the sign-in: 535 5.7.8 wrong.
      Password of anna@firm.example (kept in /home/.config/outguard/upstream.password):
    Signed in to localhost as anna@firm.example. Nothing was sent.
    Found 1 sent mail in /home/Maildir/.Sent.
      Learn from them whom you know? Kept are addresses, names, dates and numbers of words, never text; nothing leaves this computer. [Y/n]
    ----
    Written, for you alone:
      /home/.config/outguard/upstream.password
      /home/.config/outguard/config.toml
    Mail within firm.example counts as inside.
    Learned 1 address at 1 organisation from 1 sent mail.
    Outguard learns from every mail that passes.

    Start it        outguard run    in this terminal
                    outguard service install --user --now    and whenever this computer starts
    Mail program    server 127.0.0.1, port DOOR-PORT, no encryption, no sign-in
                    outguard client thunderbird    step by step; outguard client --list names the others
    Try it          outguard try    a pretend wrong recipient is held; nothing leaves
    Take it back    in your mail program, the server it had before: localhost, port UPSTREAM-PORT, TLS
                    rm /home/.config/outguard/upstream.password /home/.config/outguard/config.toml
                    rm /state/outguard.*    forgets what was learned, and every mail that waits
    ");

    assert_eq!((mode(&laptop.config()), mode(&laptop.password())), (0o600, 0o600));
    assert_eq!(mode(laptop.config().parent().unwrap()), 0o700);
    assert_eq!(fs::read_to_string(laptop.password()).unwrap(), format!("{CANARY}\n"));
    insta::assert_snapshot!(fs::read_to_string(laptop.config()).unwrap()
        .replace(&laptop.folder.path().display().to_string(), "").replace(&port.to_string(), "UPSTREAM-PORT")
        .replace(&laptop.port.to_string(), "DOOR-PORT"), @r#"
    # Written by `outguard init`. Only what differs from the defaults is here; config.example.toml explains every key,
    # `outguard config check` says what is wrong, and a changed file is read at once.

    [organisation]
    domains = ["firm.example"]

    [smtp]
    listen = ["127.0.0.1:DOOR-PORT", "[::1]:DOOR-PORT"]

    [[upstream]]
    host = "localhost"
    port = UPSTREAM-PORT
    tls = "implicit"
    ca_file = "/ca.pem"
    username = "anna@firm.example"
    password = { file = "upstream.password" }
    "#);
    for file in files_in(&laptop.path("home")).iter().filter(|file| **file != laptop.password()) {
        assert!(!fs::read_to_string(file).unwrap().contains("zeisig"), "{}", file.display());
    }
    assert!(!done.out.contains("zeisig") && !done.err.contains("zeisig"), "{done:#?}");

    let store = Store::open(&laptop.path("state/outguard.db"), Clock::system()).unwrap();
    let known = store.history(ANNA).await.unwrap().contacts.clone();
    assert_eq!((known.len(), known[0].name.as_str(), known[0].count), (1, "Ken Ito", 1));

    // What was found is not touched a second time, unless told so; then the old one stays beside.
    let before = fs::read_to_string(laptop.config()).unwrap();
    let again = laptop.init(&[&[ANNA][..], &args].concat(), "\n");
    assert_eq!((again.code, again.out.as_str()), (73, ""), "{again:#?}");
    assert!(again.err.contains("is there already") && again.err.contains("outguard init --force"), "{again:#?}");
    let forced = laptop.init(&[&[ANNA, "--force", "--name", "Anna"][..], &args].concat(), &format!("\n{CANARY}\n\n"));
    assert_eq!(forced.code, 0, "{forced:#?}");
    assert!(forced.out.contains("\nAll of that was learned before.\n"), "{forced:#?}");
    assert_eq!(fs::read_to_string(laptop.path("home/.config/outguard/config.toml.bak")).unwrap(), before);
    assert_ne!(fs::read_to_string(laptop.config()).unwrap(), before);
    let store = Store::open(&laptop.path("state/outguard.db"), Clock::system()).unwrap();
    assert_eq!(store.history(ANNA).await.unwrap().contacts[0].count, 1, "mail that is read again is not counted again");
}

/// The package puts a file of comments there; it stands in nobody's way, and is kept all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_in_which_nothing_is_set_is_written() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let upstream = fake.addr().to_string();
    let laptop = Laptop::new();
    let stub = concat!(include_str!("../../contrib/debian/config.toml"), "\n  # indented\n\t\n");
    fs::create_dir_all(laptop.config().parent().unwrap()).unwrap();
    let args = [ANNA, "--yes", "--upstream", &upstream, "--tls", "none", "--no-sign-in"];

    fs::write(laptop.config(), format!("{stub}[policy]\n")).unwrap();
    let refused = laptop.init(&args, "");
    assert_eq!(refused.code, 73, "{refused:#?}");

    fs::write(laptop.config(), stub).unwrap();
    let done = laptop.init(&args, "");
    assert_eq!(done.code, 0, "{done:#?}");
    assert!(fs::read_to_string(laptop.config()).unwrap().contains("domains = [\"firm.example\"]"));
    assert_eq!(fs::read_to_string(laptop.path("home/.config/outguard/config.toml.bak")).unwrap(), stub);
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
    insta::assert_snapshot!(told, @"
    outguard: localhost refused the sign-in: 535 5.7.8 wrong
      outguard init anna@firm.example    and type the password again; some providers want an app password from their settings
      outguard init anna@firm.example --username NAME    when your user name is not your address
    ");

    // Nobody to ask for the password.
    let mut nobody = with(&[]);
    nobody.extend(["--ca-file", &ca]);
    let (code, told) = failed(&nobody, "");
    assert_eq!(code, 64);
    insta::assert_snapshot!(told, @"
    outguard: nobody answered: Password of anna@firm.example (kept in /home/.config/outguard/upstream.password)
      outguard init anna@firm.example --password-file FILE    or --password-command, or --no-sign-in
    ");

    // Typed wrong until the patience ends.
    let (code, told) = failed(&[ANNA, "--resolver", &resolver, "--ca-file", &ca], "\na\nb\nc\nd\n");
    assert_eq!(code, 69);
    assert!(told.starts_with("outguard: localhost refused the sign-in: 535"), "{told}");

    // A certificate nobody vouches for.
    let (code, told) = failed(&with(&["--password-file", "wrong"]), "");
    assert_eq!(code, 69);
    insta::assert_snapshot!(told, @"
    outguard: no TLS with localhost, its certificate is not accepted: nobody this computer trusts has signed it
      outguard init anna@firm.example --upstream HOST:PORT    with the name the certificate is for
      outguard init anna@firm.example --ca-file FILE    when your firm has a certificate authority of its own
    ");

    // A closed port.
    let closed = free_port();
    let upstream = format!("127.0.0.1:{closed}");
    let (code, told) = failed(&[ANNA, "--yes", "--upstream", &upstream], "");
    assert_eq!(code, 75);
    insta::assert_snapshot!(told.replace(&closed.to_string(), "CLOSED"), @"
    outguard: cannot connect to 127.0.0.1: 127.0.0.1:CLOSED: Connection refused (os error 111)
      outguard init anna@firm.example --upstream 127.0.0.1:465    465 and 587 are usual
      or a firewall is in the way; try it from another network
    ");

    // A domain that does not exist.
    let (code, told) = failed(&["anna@frim.example", "--yes", "--resolver", &resolver], "");
    assert_eq!(code, 69);
    insta::assert_snapshot!(told, @"
    outguard: there is no domain frim.example
      look whether the address is typed right: outguard init ADDRESS
    ");

    // A domain that says nothing.
    let silent = Zone::default().mx("firm.example", "mx.firm.example").serve();
    let (code, told) = failed(&[ANNA, "--yes", "--resolver", &silent.addr()], "");
    assert_eq!(code, 69);
    insta::assert_snapshot!(told, @"
    outguard: firm.example does not say which server takes outgoing mail
      outguard init anna@firm.example --upstream HOST:PORT    as in your mail program's outgoing server
    ");

    // A computer that is offline: nobody answers.
    let nobody = format!("127.0.0.1:{closed}");
    let (code, told) = failed(&[ANNA, "--yes", "--resolver", &nobody], "");
    assert_eq!(code, 75);
    assert!(told.starts_with("outguard: this computer seems to be offline: no DNS server answers ("), "{told}");
    assert!(told.contains("\n  connect it, then: outguard init anna@firm.example"), "{told}");

    // No network at all.
    let mut alone = std::process::Command::new("unshare");
    alone.arg("-n").arg(env!("CARGO_BIN_EXE_outguard")).args(["init", ANNA, "--yes", "--upstream", "192.0.2.1:587"]);
    let alone: Done = alone.env("HOME", laptop.path("home")).env_remove("XDG_CONFIG_HOME").output().unwrap().into();
    if alone.code == 1 && alone.err.starts_with("unshare:") {
        eprintln!("SKIPPED: a process without a network needs root: {}", alone.err);
    } else {
        assert_eq!(alone.code, 75, "{alone:#?}");
        assert!(alone.err.starts_with("outguard: no network leads to 192.0.2.1: "), "{alone:#?}");
        assert!(
            alone.err.ends_with("\n  connect this computer, then: outguard init anna@firm.example\n"),
            "{alone:#?}"
        );
        laptop.is_untouched();
    }

    // Tokens only.
    let tokens = FakeUpstream::start(Behaviour::new().auth("XOAUTH2 OAUTHBEARER", &["x"])).await;
    let upstream = tokens.addr().to_string();
    let (code, told) = failed(&[ANNA, "--yes", "--upstream", &upstream, "--tls", "none"], "");
    assert_eq!(code, 69);
    insta::assert_snapshot!(told, @r#"
    outguard: 127.0.0.1 takes no password, only XOAUTH2, OAUTHBEARER
      look in your provider's settings for an app password or for "SMTP AUTH"; or let a bridge sign in for you
      (DavMail, email-oauth2-proxy) and send by it: outguard init anna@firm.example --upstream 127.0.0.1:PORT --tls none
    "#);

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

    // A port that somebody else's Outguard has: mail would be held by that one.
    let mut theirs = Guard::new("", "");
    theirs.configure(&format!("[smtp]\nlisten = [\"127.0.0.1:{}\"]\n", laptop.port));
    theirs.start();
    let (code, told) = failed(&wrong, "");
    assert_eq!(code, 69);
    assert!(told.starts_with("outguard: port DOOR-PORT is taken: the Outguard of another account listens"), "{told}");
    drop(theirs);

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

/// One HTTPS server on an address of its own; port 443 is for root.
async fn autoconfig_server(upstream: u16) -> Option<(String, Arc<Mutex<Vec<String>>>)> {
    let listener = match tokio::net::TcpListener::bind("127.0.0.77:443").await {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("SKIPPED: port 443 cannot be listened on: {error}");
            return None;
        }
    };
    let certificate = rcgen::generate_simple_self_signed(["autoconfig.firm.example".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(certificate.signing_key.serialize_der());
    let config = rustls::ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.cert.der().clone()], key.into())
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let log = Arc::clone(&asked);
    let file = format!(
        "<clientConfig><emailProvider><outgoingServer type=\"smtp\"><hostname>localhost</hostname><port>{upstream}</port>\
         <socketType>SSL</socketType><username>%EMAILLOCALPART%</username></outgoingServer></emailProvider></clientConfig>"
    );
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = vec![0; 4096];
            let n = stream.read(&mut request).await.unwrap_or(0);
            let line = String::from_utf8_lossy(&request[..n]).lines().next().unwrap_or_default().to_owned();
            let answer = match line.starts_with("GET /moved ") {
                true => format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n{file}"),
                false => "HTTP/1.1 301 Moved\r\nLocation: https://autoconfig.firm.example/moved\r\n\r\n".to_owned(),
            };
            log.lock().unwrap().push(line);
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    Some((certificate.cert.pem(), asked))
}

#[tokio::test(flavor = "multi_thread")]
async fn found_in_the_file_mail_programs_look_for() {
    let certificate = TestCertificate::for_name("localhost");
    let fake = upstream("anna", &certificate).await;
    let Some((root, asked)) = autoconfig_server(fake.addr().port()).await else { return };
    let dns = Zone::default().a("autoconfig.firm.example", Ipv4Addr::new(127, 0, 0, 77)).serve();
    let laptop = Laptop::new();
    let ca = certificate.write_to(laptop.folder.path());
    fs::write(&ca, format!("{root}{}", fs::read_to_string(&ca).unwrap())).unwrap();
    fs::write(laptop.path("secret"), CANARY).unwrap();
    let args = [ANNA, "--yes", "--password-command", "cat secret", "--ca-file", "ca.pem", "--resolver", &dns.addr()];
    let done = laptop.init(&args, "");
    assert_eq!(done.code, 0, "{done:#?}");
    assert!(done.err.contains("(from autoconfig.firm.example)"), "{done:#?}");
    assert!(done.err.contains("Signed in to localhost as anna."), "{done:#?}");
    let config = fs::read_to_string(laptop.config()).unwrap();
    assert!(config.contains("password = { command = \"cat secret\" }"), "{config}");
    assert!(!laptop.password().exists());
    let asked = asked.lock().unwrap().clone();
    let first = "GET /mail/config-v1.1.xml?emailaddress=anna%40firm.example HTTP/1.1";
    assert_eq!(asked, [first, "GET /moved HTTP/1.1"]);
}

/// On a terminal the password is not shown while it is typed.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_typed_unseen() {
    const TERMINAL: &str = "import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
seen, password = b'', sys.argv[1].encode()
while True:
    try:
        octets = os.read(fd, 4096)
    except OSError:
        break
    if not octets:
        break
    seen += octets
    if password and seen.endswith(b'): '):
        os.write(fd, password + b'\\n')
        password = b''
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";
    let fake = FakeUpstream::start(signing_in(ANNA)).await;
    let laptop = Laptop::new();
    fs::create_dir_all(laptop.path("home")).unwrap();
    let mut terminal = std::process::Command::new("python3");
    terminal.env("HOME", laptop.path("home")).args(["-c", TERMINAL, CANARY, env!("CARGO_BIN_EXE_outguard")]);
    terminal.env_remove("XDG_CONFIG_HOME").env_remove("OUTGUARD_CONFIG");
    terminal.args(["init", ANNA, "--upstream", &fake.addr().to_string(), "--tls", "none"]);
    let done: Done = terminal.args(["--port", &laptop.port.to_string()]).output().unwrap().into();
    assert_eq!(done.code, 0, "{done:#?}");
    assert!(
        done.out.contains("Password of anna@firm.example (kept in ") && done.out.contains("Signed in"),
        "{done:#?}"
    );
    assert!(!done.out.contains("zeisig"), "{done:#?}");
    assert_eq!(fs::read_to_string(laptop.password()).unwrap(), format!("{CANARY}\n"));
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
