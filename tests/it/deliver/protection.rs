//! TLS and signing in.

use outguard::config::{AuthMechanism, SecretSource, Upstream, UpstreamTls};

use super::{TEXT, courier, reason, send, submission, words};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream, TestCertificate};

struct TlsCase {
    fake: FakeUpstream,
    upstream: Upstream,
    _dir: tempfile::TempDir,
}

async fn tls_case(tls: UpstreamTls, certificate: &TestCertificate, behaviour: Behaviour) -> TlsCase {
    let dir = tempfile::tempdir().unwrap();
    let behaviour = match tls {
        UpstreamTls::Implicit => behaviour.implicit_tls(certificate),
        _ => behaviour.starttls(certificate),
    };
    let fake = FakeUpstream::start(behaviour).await;
    let ca_file = Some(certificate.write_to(dir.path()));
    let upstream = Upstream { host: "localhost".into(), tls, ca_file, ..fake.upstream() };
    TlsCase { fake, upstream, _dir: dir }
}

#[tokio::test]
async fn tls_from_the_start_or_by_starttls() {
    let certificate = TestCertificate::for_name("localhost");
    for tls in [UpstreamTls::Implicit, UpstreamTls::Starttls] {
        let case = tls_case(tls, &certificate, Behaviour::new()).await;
        let courier = courier(case.upstream.clone());
        for _ in 0..3 {
            let outcome = send(&courier, &submission(&["b@client.example"], TEXT)).await;
            assert_eq!(words(&outcome), ["sent"], "{}", reason(&outcome));
        }
        assert_eq!(case.fake.sessions(), 1);
        for taken in case.fake.messages() {
            assert!(taken.tls);
            assert_eq!(taken.data_without_trace(), TEXT.as_bytes());
        }
    }
}

#[tokio::test]
async fn a_certificate_that_does_not_fit_is_refused_and_nothing_goes_in_clear() {
    let trusted = TestCertificate::for_name("localhost");
    for tls in [UpstreamTls::Implicit, UpstreamTls::Starttls] {
        for (what, certificate) in [
            ("wrong name", TestCertificate::for_name("other.example")),
            ("expired", TestCertificate::expired("localhost")),
            ("untrusted", TestCertificate::for_name("localhost")),
        ] {
            let case = tls_case(tls, &certificate, Behaviour::new()).await;
            let dir = tempfile::tempdir().unwrap();
            let mut upstream = case.upstream.clone();
            if what == "untrusted" {
                upstream.ca_file = Some(trusted.write_to(dir.path()));
            }
            let outcome = send(&courier(upstream), &submission(&["b@client.example"], TEXT)).await;
            assert_eq!(words(&outcome), ["deferred 451"], "{what}");
            assert!(reason(&outcome).contains("no TLS with localhost"), "{what}: {}", reason(&outcome));
            assert!(!case.fake.lines().iter().any(|line| line.starts_with("MAIL")), "{what}");
        }
    }
}

#[tokio::test]
async fn an_upstream_that_speaks_no_tls_gets_nothing() {
    for behaviour in [Behaviour::new(), Behaviour::new().at(At::Greeting, Act::Hang)] {
        let dir = tempfile::tempdir().unwrap();
        let ca_file = Some(TestCertificate::for_name("localhost").write_to(dir.path()));
        let fake = FakeUpstream::start(behaviour).await;
        let upstream = Upstream { host: "localhost".into(), tls: UpstreamTls::Implicit, ca_file, ..fake.upstream() };
        let outcome = send(&courier(upstream), &submission(&["b@client.example"], TEXT)).await;
        assert_eq!(words(&outcome), ["deferred 451"]);
        assert!(reason(&outcome).contains("no TLS with localhost"), "{}", reason(&outcome));
    }
}

#[tokio::test]
async fn starttls_is_required_when_asked_for() {
    let certificate = TestCertificate::for_name("localhost");
    for behaviour in [
        Behaviour::new().at(At::Ehlo, Act::reply("250 fake without anything")),
        Behaviour::new().at(At::Starttls, Act::reply("454 4.7.0 not now")),
        Behaviour::new().at(At::Starttls, Act::reply("250 what")),
        Behaviour::new().at(At::Starttls, Act::Hang),
        Behaviour::new().at(At::Starttls, Act::Close),
        Behaviour::new().injecting(b"250-fake\r\n250 AUTH PLAIN\r\n"),
        Behaviour::new().injecting(b"x"),
    ] {
        let case = tls_case(UpstreamTls::Starttls, &certificate, behaviour).await;
        let outcome = send(&courier(case.upstream.clone()), &submission(&["b@client.example"], TEXT)).await;
        assert_eq!(words(&outcome), ["deferred 451"]);
        assert!(case.fake.messages().is_empty());
        assert!(!case.fake.lines().iter().any(|line| line.starts_with("MAIL") || line.starts_with("AUTH")));
    }
}

fn with_password(upstream: Upstream, auth: AuthMechanism) -> Upstream {
    let words = ["echo".into(), "pass".into()];
    Upstream { username: Some("anna".into()), password: Some(SecretSource::Command(words.into())), auth, ..upstream }
}

#[tokio::test]
async fn signing_in_with_each_mechanism() {
    let oauth = "AUTH XOAUTH2 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIHBhc3MBAQ==";
    for (mechanism, offered, lines) in [
        (AuthMechanism::Plain, "LOGIN PLAIN", &["AUTH PLAIN AGFubmEAcGFzcw=="][..]),
        (AuthMechanism::Auto, "XOAUTH2 login", &["AUTH LOGIN", "YW5uYQ==", "cGFzcw=="]),
        (AuthMechanism::Xoauth2, "PLAIN XOAUTH2", &[oauth]),
    ] {
        let fake = FakeUpstream::start(Behaviour::new().auth(offered, lines)).await;
        let courier = courier(with_password(fake.upstream(), mechanism));
        let mail = submission(&["b@client.example"], TEXT);
        let outcome = send(&courier, &mail).await;
        assert_eq!(words(&outcome), ["sent"], "{mechanism:?} {}", reason(&outcome));
        assert_eq!(words(&send(&courier, &mail).await), ["sent"]);
        assert_eq!(fake.lines().iter().filter(|line| line.starts_with("AUTH")).count(), 1, "once a connection");
    }
}

#[tokio::test]
async fn a_refused_sign_in_is_told_and_nothing_is_sent() {
    let refused = Behaviour::new().auth("PLAIN", &["AUTH PLAIN AGFubmEAb3RoZXI="]);
    let missing = Behaviour::new().auth("GSSAPI", &[]);
    let hangs = Behaviour::new().auth("PLAIN", &[]).at(At::Auth, Act::Hang);
    for (behaviour, told) in [(refused, "535 5.7.8 wrong"), (missing, "does not offer"), (hangs, "no reply")] {
        let fake = FakeUpstream::start(behaviour).await;
        let courier = courier(with_password(fake.upstream(), AuthMechanism::Auto));
        let outcome = send(&courier, &submission(&["b@client.example"], TEXT)).await;
        assert_eq!(words(&outcome), ["deferred 451"]);
        assert!(reason(&outcome).contains(told), "{}", reason(&outcome));
        assert!(!reason(&outcome).contains("pass"));
        assert!(!fake.lines().iter().any(|line| line.starts_with("MAIL")));
    }
}

#[tokio::test]
async fn an_expired_token_is_named_with_the_status_upstream_gave() {
    let challenge = "334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIn0=";
    let behaviour = Behaviour::new().auth("XOAUTH2", &["never", "right"]).nth(1, At::Auth, Act::reply(challenge)).nth(
        2,
        At::Auth,
        Act::reply("535 5.7.8 no"),
    );
    let fake = FakeUpstream::start(behaviour).await;
    let courier = courier(with_password(fake.upstream(), AuthMechanism::Xoauth2));
    let outcome = send(&courier, &submission(&["b@client.example"], TEXT)).await;
    assert!(reason(&outcome).contains("535 5.7.8 no (token status 401)"), "{}", reason(&outcome));
    assert_eq!(fake.lines().last().map(String::as_str), Some(""), "the empty line that ends the exchange");
}
