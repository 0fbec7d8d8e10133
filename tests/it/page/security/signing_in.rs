//! Signing in by mail: who gets a link, where it works, and what uses it up.

use super::{ANNA, PAGE, aside, firm, hold, until_denied};
use crate::support::guard::until;
use crate::support::page::{Visitor, links_to};

const KIM: &str = "kim@firm.example";

fn ticket_in(link: &str) -> &str {
    link.split_once("ticket=").unwrap().1.split('&').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailed_link_signs_in_once_in_the_browser_that_asked() {
    let (guard, fake) = firm(PAGE).await;
    let id = hold(&guard, "Offer");
    let mut anna = Visitor::stranger(&guard);
    let link = anna.ask_for_link(&fake, ANNA);
    assert!(link.starts_with("http://localhost/sign-in?ticket="), "{link}");
    // Another browser, whoever has it, gets nowhere and uses nothing up.
    let mut other = Visitor::stranger(&guard);
    assert_eq!(other.follow(&link).status, 200);
    let own = other.ask_for_link(&fake, KIM);
    assert_eq!(other.follow(&link).status, 200);
    let shown = anna.get(&link["http://localhost".len()..]);
    assert!(shown.body.contains(ANNA), "{shown:?}");
    assert!(!other.get(&link["http://localhost".len()..]).body.contains(ANNA));

    let asking = anna.cookie.clone();
    assert_eq!(anna.follow(&link).status, 303);
    assert!(anna.get("/").body.contains(&id));
    let again = anna.with_cookie(asking).follow(&link);
    assert_eq!((again.status, again.header("set-cookie")), (200, ""), "it is over");
    assert_eq!(other.follow(&own).status, 303, "Kim's own");
    assert!(!other.get("/").body.contains(&id), "and sees nothing of Anna's");
    until_denied(&guard, "POST /sign-in", "sign-in", "");
    let signed_in: Vec<_> = aside(&guard).into_iter().filter(|line| line["kind"] == "signed_in").collect();
    assert_eq!(signed_in[0]["by"], ANNA);
    assert_eq!(signed_in[0]["whence"]["peer"], "127.0.0.1");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_tells_nobody_who_is_here() {
    let directory = "[[person]]\naddress = \"consultant@away.example\"\nname = \"Lee\"\nlanguage = \"de\"\n";
    let (guard, fake) = firm(&format!("{directory}{PAGE}")).await;
    let stranger = Visitor::stranger(&guard);
    let ask = |address: &str| {
        let answer = stranger.post("/sign-in/mail", &[("address", address)]);
        // The cookie is random, and all of them have one.
        let cookie = answer.header("set-cookie");
        let shape = (cookie.len(), cookie.split_once(';').unwrap().1.to_owned());
        (answer.status, answer.body.clone(), shape)
    };
    let inside = ask("kim@firm.example");
    for other in [
        "consultant@away.example",
        "nobody@client.example",
        "no address",
        "",
        "a@[127.0.0.1]",
        "kim@firm.example\r\nBcc: x@evil.test",
    ] {
        assert_eq!(ask(other), inside, "{other}");
    }
    assert_eq!(inside.0, 200);
    until("both got one", || {
        links_to(&fake, "kim@firm.example").len() == 1 && links_to(&fake, "consultant@away.example").len() == 1
    });
    assert_eq!(fake.messages().len(), 2, "and nobody else did");
    for taken in fake.messages() {
        let text = String::from_utf8(taken.data.clone()).unwrap();
        assert_eq!(taken.mail.split(' ').next().unwrap(), "MAIL", "{}", taken.mail);
        assert!(taken.mail.contains("FROM:<>"), "{}", taken.mail);
        assert!(text.contains("Auto-Submitted: auto-generated"), "{text}");
        assert!(!text.contains("text/html"), "{text}");
    }
    let german = fake.messages().into_iter().find(|taken| taken.recipients() == ["consultant@away.example"]).unwrap();
    assert!(String::from_utf8(german.data).unwrap().contains("Subject: Ihr Link zu Outguard"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_public_url_nothing_is_mailed() {
    let (guard, fake) = firm("").await;
    let stranger = Visitor::stranger(&guard);
    assert!(!stranger.get("/sign-in").body.contains("/sign-in/mail"));
    assert_eq!(stranger.post("/sign-in/mail", &[("address", KIM)]).status, 404);
    assert_eq!(Visitor::keeper(&guard).get("/").status, 200);
    assert_eq!(fake.messages().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_opens_links_before_people_do_changes_nothing() {
    let (guard, fake) = firm(PAGE).await;
    let id = hold(&guard, "Offer");
    let mut anna = Visitor::stranger(&guard);
    let link = anna.ask_for_link(&fake, ANNA);
    let path = &link["http://localhost".len()..];
    let scanner = Visitor::stranger(&guard);
    for _ in 0..20 {
        for method in ["GET", "HEAD"] {
            assert_eq!(scanner.send(&scanner.request(method, path, &[], "")).status, 200);
            assert_eq!(anna.send(&anna.request(method, path, &[], "")).status, 200);
            let held = scanner.send(&scanner.request(method, &format!("/{id}"), &[], ""));
            assert_eq!(held.header("location"), format!("/sign-in?to=/{id}"));
        }
    }
    // One that runs scripts and presses every button it finds.
    let scanned = scanner.get(path);
    for (action, fields) in [("/sign-in", vec![("ticket", ticket_in(&link))]), ("/sign-in/mail", vec![("address", "")])]
    {
        assert_eq!(scanner.post(action, &fields).status, 200, "{scanned:?}");
    }
    assert_eq!(guard.state_of(&id), "held");
    assert_eq!(anna.follow(&link).status, 303, "and it is still hers");
    // Signed in, all that can be opened is opened: nothing that waits is decided by it.
    for route in super::routes().iter().filter(|route| route.method == "GET") {
        for method in ["GET", "HEAD"] {
            let answer = anna.send(&anna.request(method, &route.path_for(&id), &[], ""));
            assert!(answer.status < 500, "{route:?} {answer:?}");
        }
    }
    assert_eq!(guard.state_of(&id), "held");
    assert_eq!(anna.get("/").status, 200, "and still signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_comes_back_to_where_one_was_going() {
    let (guard, fake) = firm(PAGE).await;
    let id = hold(&guard, "Offer");
    let mut anna = Visitor::stranger(&guard);
    let to = format!("/{id}");
    assert_eq!(anna.get(&to).header("location"), format!("/sign-in?to={to}"));
    let asked = anna.post("/sign-in/mail", &[("address", ANNA), ("to", &to)]);
    anna.cookie = asked.header("set-cookie").split(';').next().unwrap().to_owned();
    until("the link is mailed", || links_to(&fake, ANNA).len() == 1);
    let link = links_to(&fake, ANNA).pop().unwrap();
    let page = anna.get(&link["http://localhost".len()..]);
    let answer = anna.post("/sign-in", &[("ticket", &page.hidden("ticket")), ("to", &page.hidden("to"))]);
    assert_eq!((answer.status, answer.header("location")), (303, to.as_str()));
    for elsewhere in ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)"] {
        let page = anna.get(&format!("/sign-in?to={}", elsewhere.replace('\\', "%5C")));
        assert_eq!(page.hidden("to"), "/", "{elsewhere}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_the_organisation_is_signed_out() {
    let lee = "lee@away.example";
    let directory = format!("[[person]]\naddress = \"{lee}\"\nname = \"Lee\"\nrole = \"auditor\"\n");
    let (guard, fake) = firm(&format!("{directory}{PAGE}")).await;
    let id = hold(&guard, "Offer");
    let visitor = Visitor::person(&guard, &fake, lee);
    assert_eq!(visitor.get(&format!("/{id}")).status, 200, "an auditor sees that it is there");
    let config = std::fs::read_to_string(guard.config()).unwrap();
    // Without the role first: what they may is looked up at each request.
    guard.configure(&config.replace("role = \"auditor\"\n", ""));
    guard.signal("HUP");
    until("the role is gone", || visitor.get(&format!("/{id}")).status == 404);
    assert_eq!(visitor.get("/").status, 200);
    guard.configure(&config.replace(&directory, ""));
    guard.signal("HUP");
    until("they are signed out", || visitor.get("/").status == 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_ones_own_sessions_and_ends_them() {
    let (guard, fake) = firm(PAGE).await;
    let anna = Visitor::person(&guard, &fake, ANNA);
    let laptop = Visitor::person(&guard, &fake, ANNA);
    let kim = Visitor::person(&guard, &fake, KIM);
    let settings = anna.get("/settings");
    assert_eq!(settings.body.matches("name=\"session\"").count(), 2, "{settings:?}");
    let token = settings.hidden("token");
    // The newest is first: it is the laptop's.
    let of_laptop = settings.hidden("session");
    let of_kim = kim.get("/settings").hidden("session");
    assert_eq!(anna.post("/settings/end", &[("token", &token), ("session", &of_kim)]).status, 303);
    assert_eq!(kim.get("/").status, 200, "another's is not one's own");
    assert_eq!(anna.post("/settings/end", &[("token", "1.00"), ("session", &of_laptop)]).status, 403);
    assert_eq!(laptop.get("/").status, 200);
    assert_eq!(anna.post("/settings/end", &[("token", &token), ("session", &of_laptop)]).status, 303);
    assert_eq!((laptop.get("/").status, anna.get("/").status), (303, 200));
    let signed_out = anna.post("/sign-out", &[("token", &token)]);
    assert_eq!((signed_out.status, signed_out.header("location")), (303, "/sign-in"));
    assert_eq!(anna.get("/").status, 303);
    let outs: Vec<_> = aside(&guard).into_iter().filter(|line| line["kind"] == "signed_out").collect();
    assert_eq!(outs.len(), 2);
    assert!(outs.iter().all(|line| line["by"] == ANNA));
}
