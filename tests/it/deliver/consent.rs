//! What may leave, by which upstream, and who is asked before it does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use outguard::base::Clock;
use outguard::config::{AuthMechanism, Upstream, UpstreamTls};
use outguard::deliver::{Courier, Proceed, RcptAnswer};
use outguard::message::Submission;

use super::{TEXT, clearance, courier, reason, send, submission, words};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};

#[tokio::test]
async fn a_clearance_is_for_these_bytes_and_these_recipients() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let courier = courier(fake.upstream());
    let cleared = submission(&["b@client.example"], TEXT);
    let other_bytes = submission(&["b@client.example"], "other\r\n");
    let fewer = submission(&["c@client.example"], TEXT);
    let more = submission(&["c@client.example", "b@client.example"], TEXT);
    let send_as = async |actual: &Submission| {
        let Submission { origin, envelope, message, received, .. } = actual;
        courier.send(clearance(&cleared), origin, envelope, message, *received, |_| async { Proceed::Go }).await
    };
    assert_eq!(words(&send_as(&other_bytes).await), ["deferred 451"]);
    assert_eq!(words(&send_as(&fewer).await), ["deferred 451"]);
    assert_eq!(fake.sessions(), 0);
    assert_eq!(words(&send_as(&more).await), ["sent"]);
    assert_eq!(fake.messages()[0].recipients(), ["b@client.example"], "only the cleared one of the envelope");
}

#[tokio::test]
async fn the_caller_sees_every_answer_and_may_stop_before_the_data() {
    let behaviour = Behaviour::new().at(At::rcpt("no@client.example"), Act::reply("550 5.1.1 no"));
    let fake = FakeUpstream::start(behaviour).await;
    let courier = courier(fake.upstream());
    let both = submission(&["b@client.example", "no@client.example"], TEXT);
    let Submission { origin, envelope, message, received, .. } = &both;
    let all = |answers: Vec<RcptAnswer>| async move {
        assert_eq!(answers.len(), 2);
        if answers.iter().all(RcptAnswer::is_accepted) { Proceed::Go } else { Proceed::Stop }
    };
    let outcome = courier.send(clearance(&both), origin, envelope, message, *received, all).await;
    assert_eq!(words(&outcome), ["deferred 451", "failed 550"]);
    assert!(!outcome.data_sent && fake.messages().is_empty());
    assert_eq!(fake.lines().last().map(String::as_str), Some("RSET"));
    assert_eq!(words(&send(&courier, &submission(&["b@client.example"], TEXT)).await), ["sent"]);
    assert_eq!(fake.sessions(), 1, "the connection was still good");
}

#[tokio::test]
async fn nobody_is_asked_about_data_when_nobody_was_accepted() {
    let fake = FakeUpstream::start(Behaviour::new().at(At::Rcpt, Act::reply("550 5.1.1 no"))).await;
    let asked = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&asked);
    let mail = submission(&["b@client.example"], TEXT);
    let Submission { origin, envelope, message, received, .. } = &mail;
    let before_data = |_| async move {
        seen.store(true, Ordering::SeqCst);
        Proceed::Go
    };
    courier(fake.upstream()).send(clearance(&mail), origin, envelope, message, *received, before_data).await;
    assert!(!asked.load(Ordering::SeqCst));
    assert!(!fake.lines().iter().any(|line| line == "DATA"));
}

#[tokio::test]
async fn the_upstream_follows_from_the_senders_domain_on_label_borders() {
    let upstream = |host: &str, senders: &[&str]| Upstream {
        host: host.into(),
        port: 25,
        tls: UpstreamTls::None,
        ca_file: None,
        username: None,
        password: None,
        auth: AuthMechanism::Auto,
        senders: senders.iter().map(|domain| domain.parse().unwrap()).collect(),
        connections: 1,
        connect_timeout: Duration::from_secs(1),
        command_timeout: Duration::from_secs(1),
        dot_timeout: Duration::from_secs(1),
    };
    let all = [upstream("any", &[]), upstream("firm", &["firm.example"]), upstream("other", &["other.example"])];
    let courier = Courier::new(&all, "guard.firm.example", Clock::system()).unwrap();
    let host = |sender: &str| courier.upstream_for(Some(&sender.parse().unwrap())).map(|u| u.host.clone());
    assert_eq!(host("a@firm.example").as_deref(), Some("firm"));
    assert_eq!(host("a@sub.Firm.Example").as_deref(), Some("firm"));
    assert_eq!(host("a@evilfirm.example").as_deref(), Some("any"));
    assert_eq!(courier.upstream_for(None).map(|u| u.host.as_str()), Some("any"));

    let strict = Courier::new(&all[1..], "guard.firm.example", Clock::system()).unwrap();
    let mail = submission(&["b@client.example"], TEXT);
    assert_eq!(strict.upstream_for(None).map(|u| u.host.as_str()), Some("firm"), "notifications leave somewhere");
    assert!(strict.upstream_for(Some(&"a@third.example".parse().unwrap())).is_none());
    let nobody = Courier::new(&[], "guard.firm.example", Clock::system()).unwrap();
    let outcome = send(&nobody, &mail).await;
    assert_eq!(words(&outcome), ["deferred 451"]);
    assert!(reason(&outcome).contains("no upstream is configured"));
}

#[test]
fn a_host_name_with_a_line_end_never_reaches_the_wire() {
    for name in ["guard\r\nMAIL FROM:<x@evil.test>", "guard example", "", "guard\0"] {
        assert!(Courier::new(&[], name, Clock::system()).is_err(), "{name:?}");
    }
}
