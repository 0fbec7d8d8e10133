//! Trying an upstream: every obstacle is told apart, nothing is sent.

use outguard::base::Clock;
use outguard::config::{SecretSource, Upstream, UpstreamTls};
use outguard::deliver::{Obstacle, probe};

use crate::support::upstream::{Act, At, Behaviour, FakeUpstream, TestCertificate};

async fn obstacle(upstream: Upstream) -> (Obstacle, String) {
    let error = probe(&upstream, "guard.firm.example", &Clock::system()).await.unwrap_err();
    (error.obstacle, error.to_string())
}

fn signing_in(upstream: Upstream, folder: &std::path::Path) -> Upstream {
    let file = folder.join("password");
    std::fs::write(&file, "secret\n").unwrap();
    Upstream { username: Some("anna".into()), password: Some(SecretSource::File(file)), ..upstream }
}

#[tokio::test]
async fn a_probe_signs_in_and_takes_leave() {
    let dir = tempfile::tempdir().unwrap();
    let certificate = TestCertificate::for_name("localhost");
    let behaviour = Behaviour::new().starttls(&certificate).auth("PLAIN LOGIN", &["AUTH PLAIN AGFubmEAc2VjcmV0"]);
    let fake = FakeUpstream::start(behaviour).await;
    let upstream = Upstream {
        host: "localhost".into(),
        tls: UpstreamTls::Starttls,
        ca_file: Some(certificate.write_to(dir.path())),
        ..signing_in(fake.upstream(), dir.path())
    };
    let probed = probe(&upstream, "guard.firm.example", &Clock::system()).await.unwrap();
    assert!(probed.signed_in);
    assert_eq!(probed.mechanisms, ["PLAIN", "LOGIN"]);
    assert_eq!(probed.size_limit, Some(100_000_000));
    assert_eq!(fake.lines().last().map(String::as_str), Some("QUIT"));
    assert!(!fake.lines().iter().any(|line| line.starts_with("MAIL")));

    let unknown = Upstream { ca_file: None, ..upstream };
    assert_eq!(obstacle(unknown).await.0, Obstacle::Certificate);
}

#[tokio::test]
async fn what_stands_in_the_way_is_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let behaviour = || Behaviour::new().auth("PLAIN", &["AUTH PLAIN another"]);
    let fake = FakeUpstream::start(behaviour()).await;
    assert_eq!(obstacle(signing_in(fake.upstream(), dir.path())).await.0, Obstacle::SignIn);

    let starttls = Upstream { tls: UpstreamTls::Starttls, ..fake.upstream() };
    assert_eq!(obstacle(starttls).await.0, Obstacle::NoTls);

    let implicit = Upstream { tls: UpstreamTls::Implicit, ..fake.upstream() };
    assert_eq!(obstacle(implicit).await.0, Obstacle::Tls);

    let missing = SecretSource::File(dir.path().join("nowhere"));
    let no_secret = Upstream { password: Some(missing), ..signing_in(fake.upstream(), dir.path()) };
    assert_eq!(obstacle(no_secret).await.0, Obstacle::Secret);

    let later = FakeUpstream::start(behaviour().at(At::Auth, Act::reply("454 4.7.0 later"))).await;
    assert_eq!(obstacle(signing_in(later.upstream(), dir.path())).await.0, Obstacle::Later);

    let plain = FakeUpstream::start(Behaviour::new()).await;
    assert_eq!(obstacle(signing_in(plain.upstream(), dir.path())).await.0, Obstacle::NoSignIn);

    let busy = FakeUpstream::start(Behaviour::new().at(At::Greeting, Act::reply_then_close("421 busy"))).await;
    assert_eq!(obstacle(busy.upstream()).await.0, Obstacle::Greeting);

    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let (found, words) = obstacle(Upstream { port: closed, ..fake.upstream() }).await;
    assert_eq!(found, Obstacle::Closed);
    assert!(words.starts_with("cannot connect to 127.0.0.1: "), "{words}");
}
