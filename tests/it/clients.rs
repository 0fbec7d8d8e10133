//! The programs people and scripts send mail with, against the real program. Each delivers an ordinary message, byte for
//! byte what the program sent as far as that can be known, and reads a hold as accepted.

use std::fs;
use std::process::Command;

use crate::support::guard::{Done, FIRM, Guard, QUIET, feed, id_in, to};
use crate::support::upstream::{Behaviour, FakeUpstream, Taken};

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";
const LEA: &str = "lea@firm.example";
const KEN: &str = "ken.ito@kita.example";

async fn started() -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    (fake, guard)
}

/// Complete, so that no program feels like adding something; with dots, 8-bit text and an empty last line.
fn message(subject: &str, to: &str) -> String {
    format!(
        "Date: Mon, 16 Nov 2026 09:30:00 +0100\r\nFrom: Anna <{ANNA}>\r\nTo: {to}\r\nMessage-ID: <1@firm.example>\r\n\
         Subject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n.Grüße\r\n.\r\n..\r\nFrom here on \t \r\n\r\n"
    )
}

/// An ordinary message to two colleagues arrives as it was sent.
fn delivers(fake: &FakeUpstream, send: impl Fn(&[&str], &str) -> Done) -> Done {
    let sent = message("Lunch", &format!("{TOM}, {LEA}"));
    let done = send(&[TOM, LEA], &sent);
    assert_eq!(done.code, 0, "{done:#?}");
    let [taken] = &fake.messages()[..] else { panic!("one message: {done:#?}") };
    assert_eq!(String::from_utf8_lossy(taken.data_without_trace()), sent);
    assert_eq!(
        (taken.mail.contains(&format!("<{ANNA}>")), taken.recipients()),
        (true, vec![TOM.to_owned(), LEA.to_owned()])
    );
    done
}

/// A message that is held counts as accepted with the program, which shows the reply, and reaches nobody.
fn reads_a_hold_as_accepted(fake: &FakeUpstream, guard: &Guard, send: impl Fn(&[&str], &str) -> Done) {
    let before = fake.messages().len();
    let sent = message("Offer, strictly confidential", KEN);
    let done = send(&[KEN], &sent);
    assert_eq!(done.code, 0, "{done:#?}");
    let shown = format!("{}{}", done.out, done.err);
    let reply =
        shown.lines().find(|line| line.contains("Held for you to check (")).unwrap_or_else(|| panic!("{shown}"));
    let id = id_in(reply.split_once("Held").unwrap().1);
    assert_eq!((guard.list().len(), fake.messages().len()), (1, before));
    assert_eq!(guard.ops(&["show", &id, "--raw"]).ok(), sent, "what is held is what was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn swaks() {
    let (fake, guard) = started().await;
    let send = |to: &[&str], text: &str| {
        let mut swaks = Command::new("swaks");
        swaks.args(["--server", &guard.addr().to_string(), "--from", ANNA, "--to", &to.join(","), "--data", "-"]);
        // swaks puts a line end and the dot behind what it gets.
        feed(&mut swaks, text.strip_suffix("\r\n").unwrap().as_bytes())
    };
    delivers(&fake, send);
    reads_a_hold_as_accepted(&fake, &guard, send);
}

#[tokio::test(flavor = "multi_thread")]
async fn python_smtplib() {
    const SCRIPT: &str = "import smtplib, sys
port, sender, *to = sys.argv[1:]
with smtplib.SMTP('127.0.0.1', int(port), timeout=60) as smtp:
    smtp.set_debuglevel(1)
    smtp.sendmail(sender, to, sys.stdin.buffer.read(), mail_options=['BODY=8BITMIME'])
";
    let (fake, guard) = started().await;
    let send = |to: &[&str], text: &str| {
        let mut python = Command::new("python3");
        python.args(["-c", SCRIPT, &guard.addr().port().to_string(), ANNA]).args(to);
        feed(&mut python, text.as_bytes())
    };
    delivers(&fake, send);
    reads_a_hold_as_accepted(&fake, &guard, send);
}

#[tokio::test(flavor = "multi_thread")]
async fn msmtp() {
    let (fake, guard) = started().await;
    let send = |to: &[&str], text: &str| {
        let mut msmtp = Command::new("msmtp");
        msmtp.args([
            "--host=127.0.0.1",
            &format!("--port={}", guard.addr().port()),
            "--auth=off",
            "--tls=off",
            "--debug",
        ]);
        msmtp.args([&format!("--from={ANNA}"), "--"]).args(to).env("HOME", guard.path(""));
        // It reads a text file and writes line ends as they travel.
        feed(&mut msmtp, text.replace("\r\n", "\n").as_bytes())
    };
    delivers(&fake, send);
    reads_a_hold_as_accepted(&fake, &guard, send);
}

#[tokio::test(flavor = "multi_thread")]
async fn curl() {
    let (fake, guard) = started().await;
    let send = |to: &[&str], text: &str| {
        let mut curl = Command::new("curl");
        curl.args(["--verbose", "--max-time", "60", "--noproxy", "*", "--mail-from", ANNA, "--upload-file", "-"]);
        for to in to {
            curl.args(["--mail-rcpt", to]);
        }
        curl.arg(format!("smtp://{}/laptop.firm.example", guard.addr()));
        feed(&mut curl, text.as_bytes())
    };
    delivers(&fake, send);
    reads_a_hold_as_accepted(&fake, &guard, send);
}

/// It writes header fields of its own, so what it sends is known from the patch on only.
#[tokio::test(flavor = "multi_thread")]
async fn git_send_email() {
    const PATCH: &str = "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n\
        From: Anna <anna@firm.example>\nDate: Mon, 16 Nov 2026 09:30:00 +0100\nSubject: [PATCH] SUBJECT\n\n\
        .A dot\n---\n x | 1 +\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+.\n-- \n2.47\n\n";
    let (fake, guard) = started().await;
    let send = |to: &str, subject: &str| -> Done {
        let file = guard.path("0001-x.patch");
        fs::write(&file, PATCH.replace("SUBJECT", subject)).unwrap();
        let mut git = Command::new("git");
        git.args(["send-email", "--smtp-server=127.0.0.1", &format!("--smtp-server-port={}", guard.addr().port())]);
        git.args(["--smtp-encryption=none", "--confirm=never", "--no-validate", "--suppress-cc=all", "--smtp-debug=1"]);
        git.args([&format!("--from=Anna <{ANNA}>"), &format!("--to={to}")]).arg(file);
        git.env("HOME", guard.path("")).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", "/");
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "Anna").env(format!("GIT_{who}_EMAIL"), ANNA);
        }
        git.current_dir(guard.path("")).output().unwrap().into()
    };
    let done = send(TOM, "dots");
    assert_eq!(done.code, 0, "{done:#?}");
    let [taken] = &fake.messages()[..] else { panic!("one message: {done:#?}") };
    let arrived = String::from_utf8_lossy(taken.data_without_trace()).into_owned();
    let body = PATCH.split_once("\n\n").unwrap().1.replace('\n', "\r\n");
    assert!(
        arrived.starts_with("From: Anna <anna@firm.example>\r\n") && arrived.ends_with(&format!("\r\n\r\n{body}")),
        "{arrived}"
    );
    assert_eq!(taken.recipients(), [TOM]);

    let done = send(KEN, "strictly confidential");
    assert_eq!(done.code, 0, "{done:#?}");
    let shown = format!("{}{}", done.out, done.err);
    assert!(shown.contains("Held for you to check ("), "{shown}");
    assert_eq!((guard.list().len(), fake.messages().len()), (1, 1));
}

/// A door with a certificate and a user; the password is `PASSWORD`.
async fn with_sign_in() -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    let hash = guard.ops_with(&["config", "password"], format!("{PASSWORD}\n").as_bytes()).ok();
    let upstream = to(&fake);
    let certificate =
        rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "guard.firm.example".to_owned()]).unwrap();
    fs::write(guard.path("chain.pem"), certificate.cert.pem()).unwrap();
    fs::write(guard.path("key.pem"), certificate.signing_key.serialize_pem()).unwrap();
    guard.configure(&format!(
        "{FIRM}{QUIET}[page]\nlisten = \"127.0.0.1:0\"\n[smtp]\nlisten = [\"127.0.0.1:0\"]\nhostname = \"guard.firm.example\"\n\
         [smtp.tls]\ncertificate = \"chain.pem\"\nkey = \"key.pem\"\n\
         [[smtp.user]]\nname = \"anna\"\npassword_hash = \"{}\"\n{upstream}",
        hash.trim()
    ));
    guard.start();
    (fake, guard)
}

const PASSWORD: &str = "korrekt pferd batterie ü";

fn protocol(taken: &Taken) -> String {
    let text = String::from_utf8_lossy(&taken.data).into_owned();
    text.split(" with ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn swaks_with_starttls_and_sign_in() {
    // Debian's swaks suggests it only.
    if !Command::new("perl").args(["-MNet::SSLeay", "-e", "1"]).output().is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: swaks speaks TLS only with libnet-ssleay-perl");
        return;
    }
    let (fake, guard) = with_sign_in().await;
    let send = |more: &[&str]| {
        let mut swaks = Command::new("swaks");
        swaks.args([
            "--server",
            &guard.addr().to_string(),
            "--from",
            ANNA,
            "--to",
            TOM,
            "--helo",
            "laptop.firm.example",
        ]);
        swaks.args(more).args(["--data", "-"]);
        feed(&mut swaks, message("Lunch", TOM).strip_suffix("\r\n").unwrap().as_bytes())
    };
    for mechanism in ["PLAIN", "LOGIN"] {
        let done = send(&["--tls", "--auth", mechanism, "--auth-user", "anna", "--auth-password", PASSWORD]);
        assert_eq!(done.code, 0, "{done:#?}");
        let taken = fake.messages().pop().unwrap();
        assert_eq!(taken.data_without_trace(), message("Lunch", TOM).as_bytes());
        assert_eq!(protocol(&taken), "ESMTPSA", "the trace tells of TLS and sign-in");
    }
    let wrong = send(&["--tls", "--auth", "PLAIN", "--auth-user", "anna", "--auth-password", "wrong"]);
    assert!(wrong.code != 0 && wrong.out.contains("535 5.7.8"), "{wrong:#?}");
    let nobody = send(&["--tls"]);
    assert!(nobody.code != 0 && nobody.out.contains("530 5.7.0"), "{nobody:#?}");
    let clear = send(&["--auth", "PLAIN", "--auth-user", "anna", "--auth-password", PASSWORD]);
    assert!(clear.code != 0, "no password in clear: {clear:#?}");
    assert_eq!(fake.messages().len(), 2);
    assert!(!guard.log().contains(PASSWORD));
}

#[tokio::test(flavor = "multi_thread")]
async fn python_verifies_the_certificate_and_signs_in() {
    const SCRIPT: &str = "import base64, smtplib, ssl, sys
port, ca, password = sys.argv[1:]
with smtplib.SMTP('127.0.0.1', int(port), timeout=60) as smtp:
    smtp.starttls(context=ssl.create_default_context(cafile=ca))
    smtp.ehlo()
    # smtplib's own login wants ASCII.
    secret = base64.b64encode(f'\\0anna\\0{password}'.encode()).decode()
    assert smtp.docmd('AUTH', 'PLAIN ' + secret)[0] == 235
    smtp.sendmail('anna@firm.example', ['tom@firm.example'], sys.stdin.buffer.read(), mail_options=['BODY=8BITMIME'])
";
    let (fake, guard) = with_sign_in().await;
    let mut python = Command::new("python3");
    python.args(["-c", SCRIPT, &guard.addr().port().to_string()]).arg(guard.path("chain.pem")).arg(PASSWORD);
    let done = feed(&mut python, message("Lunch", TOM).as_bytes());
    assert_eq!(done.code, 0, "{done:#?}");
    assert_eq!(fake.messages()[0].data_without_trace(), message("Lunch", TOM).as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_and_msmtp_verify_the_certificate_and_sign_in() {
    let (fake, guard) = with_sign_in().await;
    let chain = guard.path("chain.pem").display().to_string();
    let sent = message("Lunch", TOM);
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--max-time", "60", "--noproxy", "*", "--ssl-reqd", "--cacert", &chain]);
    curl.args(["--user", &format!("anna:{PASSWORD}"), "--mail-from", ANNA, "--mail-rcpt", TOM, "--upload-file", "-"]);
    curl.arg(format!("smtp://{}/laptop.firm.example", guard.addr()));
    let done = feed(&mut curl, sent.as_bytes());
    assert_eq!(done.code, 0, "{done:#?}");
    let mut msmtp = Command::new("msmtp");
    msmtp.args(["--host=127.0.0.1", &format!("--port={}", guard.addr().port()), "--tls=on", "--tls-starttls=on"]);
    msmtp.args([&format!("--tls-trust-file={chain}"), "--auth=plain", "--user=anna"]);
    msmtp.args([&format!("--passwordeval=echo '{PASSWORD}'"), &format!("--from={ANNA}"), "--", TOM]);
    let done = feed(msmtp.env("HOME", guard.path("")), sent.replace("\r\n", "\n").as_bytes());
    assert_eq!(done.code, 0, "{done:#?}");
    assert_eq!(fake.messages().len(), 2);
    for taken in fake.messages() {
        assert_eq!((taken.data_without_trace(), protocol(&taken).as_str()), (sent.as_bytes(), "ESMTPSA"));
    }
}
