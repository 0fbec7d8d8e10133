//! Link scanners open every link of a mail before its reader does, with a browser's cookies or without: nothing happens.

use super::{KEN, guard, hold, journal, notice};
use crate::support::page::Visitor;
use crate::support::upstream::{Behaviour, FakeUpstream};

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_that_opens_every_link_twenty_times_decides_nothing() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, "");
    guard.start();
    let id = hold(&guard, "ask-word: Offer", &[KEN]);
    let text = notice(&fake, 1).text;
    let links: Vec<String> = text
        .split_whitespace()
        .filter_map(|word| word.strip_prefix(&format!("http://{}", guard.page())))
        .map(str::to_owned)
        .collect();
    assert_eq!(links, [format!("/{id}")]);
    let before = journal(&guard, &id);
    let (stranger, signed_in) = (Visitor::stranger(&guard), Visitor::keeper(&guard));
    for link in &links {
        for visitor in [&stranger, &signed_in] {
            for _ in 0..20 {
                // A page, the way to signing in, or no: nothing but that.
                for method in ["GET", "HEAD"] {
                    let answer = visitor.send(&visitor.request(method, link, &[], ""));
                    assert!(answer.status < 500, "{method} {answer:?}");
                }
            }
        }
    }
    assert_eq!(guard.state_of(&id), "held");
    assert_eq!(journal(&guard, &id), before);
}
