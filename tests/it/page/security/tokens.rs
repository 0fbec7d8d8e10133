//! What may be guessed, stolen or used twice: cookies of sessions and tokens of forms.

use std::time::Duration;

use jiff::SignedDuration;
use outguard::base::{Clock, Whence, Who};
use outguard::config::Config;
use outguard::control::ops::Ops;

use super::{ANNA, PAGE, firm, hold, seal, until_denied};
use crate::support::page::Visitor;

const KIM: &str = "kim@firm.example";

#[tokio::test(flavor = "multi_thread")]
async fn only_the_whole_cookie_of_an_open_session_is_one() {
    let (guard, fake) = firm(PAGE).await;
    let anna = Visitor::person(&guard, &fake, ANNA);
    let value = anna.cookie.strip_prefix("outguard=").unwrap().to_owned();
    assert_eq!(value.len(), 43, "256 bits");
    let swapped: String =
        value.chars().map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect();
    for cookie in [
        String::new(),
        "outguard=".to_owned(),
        format!("outguard={}", &value[..42]),
        format!("outguard={value}A"),
        format!("outguard={swapped}"),
        format!("outguard={}{}", &value[1..], &value[..1]),
        format!("Outguard={value}"),
        format!("outguard={value}; outguard={value}"),
        format!("outguard={}; outguard={value}", "A".repeat(43)),
        format!("outguard={}", "A".repeat(43)),
        format!("outguard='{value}'"),
        format!("x=outguard={value}"),
    ] {
        let other = anna.with_cookie(cookie);
        assert_eq!(other.get("/").status, 303, "{}", other.cookie);
        assert_eq!(other.get("/api/v1/holds").status, 401, "{}", other.cookie);
    }
    assert_eq!(anna.get("/").status, 200);
    let token = anna.get("/settings").hidden("token");
    anna.post("/sign-out", &[("token", &token)]);
    assert_eq!(anna.get("/").status, 303, "over is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_decides_for_the_session_it_was_made_for_and_about_what_it_showed() {
    let (guard, fake) = firm(PAGE).await;
    let (id, other) = (hold(&guard, "Offer"), hold(&guard, "Another"));
    let anna = Visitor::person(&guard, &fake, ANNA);
    let laptop = Visitor::person(&guard, &fake, ANNA);
    let kim = Visitor::person(&guard, &fake, KIM);
    let (path, release) = (format!("/{id}"), format!("/{id}/release"));
    let (token, seal_of_it) = (anna.get(&path).hidden("token"), seal(&guard, &id));
    let decide =
        |visitor: &Visitor, token: &str, seal: &str| visitor.post(&release, &[("token", token), ("seal", seal)]).status;
    // Another session's, a person's own or another's; a piece; changed; none.
    for (visitor, token) in [
        (&laptop, token.clone()),
        (&anna, laptop.get(&path).hidden("token")),
        (&anna, kim.get("/settings").hidden("token")),
        (&anna, token[..token.len() - 1].to_owned()),
        (&anna, token.to_ascii_uppercase()),
        (&anna, token.split_once('.').unwrap().1.to_owned()),
        (&anna, format!("1{token}")),
        (&anna, String::new()),
    ] {
        assert_eq!(decide(visitor, &token, &seal_of_it), 403, "{token}");
    }
    until_denied(&guard, &format!("POST {release}"), "token", ANNA);
    // Made for Anna, sent by Kim, about what is not Kim's: as if it were not there.
    let kims = kim.get("/settings").hidden("token");
    assert_eq!(decide(&kim, &kims, &seal_of_it), 404);
    until_denied(&guard, &format!("POST {release}"), "not yours", KIM);
    // Bound to what was shown: not another's seal, not a guessed one, not none.
    let of_other = seal(&guard, &other);
    for wrong in [of_other.as_str(), "000000000000", &seal_of_it[1..], ""] {
        assert_eq!(decide(&anna, &token, wrong), 409, "{wrong}");
    }
    assert_eq!((guard.state_of(&id).as_str(), guard.state_of(&other).as_str()), ("held", "held"));
    assert_eq!(decide(&anna, &token, &seal_of_it), 303);
    // Sent once more, it meets what is decided already: it is shown, and nothing is decided or sent twice.
    assert!(matches!(decide(&anna, &token, &seal_of_it), 200 | 409));
    guard.until_state(&id, "sent");
    assert!(matches!(decide(&anna, &token, &seal_of_it), 200 | 409));
    let decided = |line: &&serde_json::Value| line["kind"] == "decided" && line["verb"] == "release";
    assert_eq!(super::journal(&guard, &id).iter().filter(decided).count(), 1);
    assert_eq!(fake.duplicates(), Vec::new());
}

#[tokio::test]
async fn links_and_sessions_end_by_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.store.path = folder.path().join("outguard.db");
    config.directory.domains = vec!["firm.example".parse().unwrap()];
    let clock = Clock::manual("2026-11-20T10:00:00Z".parse().unwrap());
    let ops = Ops::open(&config, clock.clone()).unwrap();
    let pass = |minutes| clock.advance(SignedDuration::from_mins(minutes));
    let anna = Who::Person(ANNA.parse().unwrap());
    let hour = Duration::from_secs(3600);

    let late = ops.new_ticket(anna.clone()).await.unwrap();
    pass(14);
    let ticket = ops.new_ticket(anna.clone()).await.unwrap();
    assert_eq!(ops.ticket(&late).await.unwrap(), Some(anna.clone()));
    pass(1);
    assert_eq!(ops.ticket(&late).await.unwrap(), None, "15 minutes");
    assert_eq!(ops.begin_session(&late, hour, Whence::default()).await.unwrap(), None);

    let session = ops.begin_session(&ticket, hour, Whence::default()).await.unwrap().unwrap();
    assert_eq!(ops.begin_session(&ticket, hour, Whence::default()).await.unwrap(), None, "once");
    assert_eq!(ops.ticket(&ticket).await.unwrap(), None);
    assert_eq!(ops.session(&ticket).await.unwrap(), None, "a link is no session");
    assert_eq!(ops.ticket(&session).await.unwrap(), None, "nor the other way round");
    pass(59);
    assert_eq!(ops.session(&session).await.unwrap().unwrap().who, anna);
    pass(1);
    assert_eq!(ops.session(&session).await.unwrap(), None, "an hour");
}
