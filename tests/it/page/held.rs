//! The page of one held mail: what it shows first, what each step asks for, and that nothing is decided by accident.

use crate::support::client::send;
use crate::support::guard::{Guard, id_in};
use crate::support::page::{Answer, Visitor};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna.weber@firm.example";
const TOM: &str = "tom.brandt@firm.example";
const BOSS: &str = "martin.keller@firm.example";
const KELLNER: &str = "martin.kellner@kita.example";

const DIRECTORY: &str = "[[person]]\naddress = \"martin.keller@firm.example\"\nname = \"Martin Keller\"\n";

fn kellner_mail() -> String {
    format!(
        "From: Anna Weber <{ANNA}>\r\nTo: Tom Brandt <{TOM}>\r\nCc: Martin Kellner <{KELLNER}>\r\n\
         Subject: Saving costs in the team\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Hi Tom,\r\n\r\nwe have to reduce costs. I would make the third position redundant; the redundancy stays between us.\
         \r\n\r\nAnna\r\n"
    )
}

/// A firm whose guard holds the mail to Martin Kellner, and its id.
async fn kellner(more: &str) -> (FakeUpstream, Guard, String) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, &format!("{more}{DIRECTORY}"));
    guard.start();
    let id = id_in(&send(guard.addr(), ANNA, &[TOM, KELLNER], kellner_mail()));
    (fake, guard, id)
}

/// The places of these texts in a page, each of which must be there.
#[track_caller]
fn in_order(page: &Answer, texts: &[&str]) {
    let mut last = 0;
    for text in texts {
        let at = page.body[last..].find(text);
        last += at.unwrap_or_else(|| panic!("{text:?} does not stand behind the others in {}", page.body));
    }
}

/// The fields of every form: the token and the seal of a page.
fn sealed(page: &Answer) -> [(&'static str, String); 2] {
    [("token", page.hidden("token")), ("seal", page.hidden("seal"))]
}

fn post(visitor: &Visitor, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
    let sealed = sealed(page);
    let mut all: Vec<(&str, &str)> = sealed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend_from_slice(fields);
    visitor.post(path, &all)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_odd_recipient_is_what_one_sees_and_the_repair_is_the_first_button() {
    let (_fake, guard, id) = kellner("").await;
    let page = Visitor::keeper(&guard).get(&format!("/{id}"));
    assert_eq!(page.status, 200);
    in_order(
        &page,
        &[
            "<h1 tabindex=\"-1\" id=\"state\">Not sent yet.</h1>",
            "Martin Kellner (kita.example) is not Martin Keller",
            "kell<mark>n</mark>er",
            "You have never written to this address.",
            "works with you",
            "before the @, character 12 is one too many: the letter n",
            "the domain is not firm.example",
            "What would reach them",
            "Saving costs in the team",
            "we have to reduce costs.",
            "class=\"primary\" data-key=\"r\">Send to martin.keller@firm.example instead</button>",
            "Remove martin.kellner@kita.example, send to the other one",
            "Don’t send",
            "1 other person",
            "I really mean it",
            "Send to 2 people, including martin.kellner@kita.example</button>",
            "Text of the mail",
            "Headers",
            "Why was this held?",
            "If you do nothing it is not sent.",
        ],
    );
    assert!(page.body.len() < 60_000, "{}", page.body.len());
    assert_eq!(guard.state_of(&id), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_button_puts_the_boss_in_his_place_and_it_can_be_stopped() {
    let (fake, guard, id) = kellner("").await;
    let anna = Visitor::keeper(&guard);
    let path = format!("/{id}");
    let page = anna.get(&path);
    let replace = [("n", "2"), ("address", BOSS), ("then", "send")];
    assert_eq!(post(&anna, &page, &format!("{path}/replace"), &replace).status, 303);
    let leaving = anna.get(&path);
    in_order(
        &leaving,
        &["Leaves now, to 2 people.", "data-left=", "Stop it", BOSS, "Sent folder still shows the old list"],
    );
    assert_eq!(guard.state_of(&id), "delayed");

    assert_eq!(post(&anna, &leaving, &format!("{path}/hold"), &[]).status, 303);
    assert_eq!(guard.state_of(&id), "held");
    let kept = anna.get(&path);
    in_order(
        &kept,
        &["Not sent yet.", "Nothing odd is left.", "class=\"primary\" data-focus-key=\"s\">Send to 2 people"],
    );
    assert_eq!(fake.messages().len(), 0, "nothing has left");

    assert_eq!(post(&anna, &kept, &format!("{path}/release"), &[]).status, 303);
    guard.until_state(&id, "sent");
    let [sent] = &fake.messages()[..] else { panic!("once, and once only") };
    assert_eq!(sent.recipients(), [TOM, BOSS]);
    in_order(&anna.get(&path), &["<h1 tabindex=\"-1\" id=\"state\">Sent.</h1>", BOSS, "taken by", "250"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_odd_is_ticked_or_nothing_is_sent() {
    let (_fake, guard, id) = kellner("").await;
    let anna = Visitor::keeper(&guard);
    let path = format!("/{id}");
    let page = anna.get(&path);
    for fields in [&[][..], &[("confirm", "1")], &[("confirm", "")]] {
        let refused = post(&anna, &page, &format!("{path}/release"), fields);
        assert_eq!(refused.status, 422);
        in_order(&refused, &["Not sent yet.", "Not sent: tick each address that you mean.", "aria-invalid=\"true\""]);
        assert_eq!(guard.state_of(&id), "held");
    }
    // What Enter leads to without a script changes nothing either, whatever is ticked.
    let checked = post(&anna, &page, &format!("{path}/check"), &[("confirm", "2")]);
    assert_eq!(checked.status, 200);
    in_order(&checked, &["value=\"2\" checked", "Nothing was sent"]);
    assert_eq!(guard.state_of(&id), "held");

    assert_eq!(post(&anna, &page, &format!("{path}/release"), &[("confirm", "2")]).status, 303);
    assert_eq!(guard.state_of(&id), "delayed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_to_be_typed_is_typed_and_what_was_typed_stays() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let party = "[[party]]\nname = \"Kita Ltd\"\nkind = \"client\"\ndomains = [\"kita.example\"]\n";
    let mut guard = Guard::for_firm(&fake, party);
    guard.start();
    let mail = format!("From: {ANNA}\r\nTo: bob@k1ta.example\r\nSubject: Offer\r\n\r\nHere it is.\r\n");
    let id = id_in(&send(guard.addr(), ANNA, &["bob@k1ta.example"], &mail));
    let anna = Visitor::keeper(&guard);
    let path = format!("/{id}");
    let page = anna.get(&path);
    in_order(
        &page,
        &[
            "k<mark>1</mark>ta.",
            "character 2 is the digit 1, not the letter i",
            "Send to bob@kita.example instead",
            "Type k1ta.example",
        ],
    );
    // The first button of the form is the one Enter presses.
    let form = page.body.split("class=\"wakes\"").nth(1).unwrap();
    assert!(form.split("<button").nth(1).unwrap().contains(&format!("formaction=\"{path}/check\"")), "{form}");

    let wrong = post(&anna, &page, &format!("{path}/release"), &[("confirm", "kita.example"), ("reason", "agreed")]);
    assert_eq!(wrong.status, 422);
    in_order(&wrong, &["value=\"kita.example\"", "Not sent: this does not say k1ta.example yet.", "value=\"agreed\""]);
    assert_eq!(guard.state_of(&id), "held");
    assert_eq!(post(&anna, &page, &format!("{path}/release"), &[("confirm", " K1TA.example ")]).status, 303);
    assert_eq!(guard.state_of(&id), "delayed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_has_changed_is_told_and_decided_anew() {
    let (fake, guard, id) = kellner("").await;
    let anna = Visitor::keeper(&guard);
    let path = format!("/{id}");
    let seen = anna.get(&path);
    guard.ops(&["replace", &format!("{id}/2"), BOSS]).ok();
    for (action, fields) in [("release", &[("confirm", "2")][..]), ("remove", &[("n", "2")]), ("cancel", &[])] {
        let told = post(&anna, &seen, &format!("{path}/{action}"), fields);
        assert_eq!(told.status, 409, "{action}");
        in_order(
            &told,
            &["Something has changed", &format!("put {BOSS} in the place of {KELLNER}"), "Nothing odd is left"],
        );
        assert_eq!(guard.state_of(&id), "held");
    }
    assert_eq!(fake.messages().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_twice_does_what_it_does_once() {
    let (_fake, guard, id) = kellner("").await;
    let anna = Visitor::keeper(&guard);
    let path = format!("/{id}");
    let page = anna.get(&path);
    let press = |action: &str| post(&anna, &page, &format!("{path}/{action}"), &[("confirm", "2")]);
    assert_eq!(press("release").status, 303);
    let again = press("release");
    assert_eq!(again.status, 200);
    in_order(&again, &["Leaves now, to 2 people.", "This was decided already"]);
    assert_eq!(guard.state_of(&id), "delayed", "the second press does not take the seconds away");

    assert_eq!(press("cancel").status, 303);
    let again = press("cancel");
    assert_eq!(again.status, 200);
    in_order(&again, &["Not sent: it was withdrawn.", "This was decided already", "Get the mail as a file"]);
    let late = press("release");
    assert_eq!((late.status, guard.state_of(&id).as_str()), (200, "cancelled"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_window_is_kept_or_ended_early() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[policy]\ndelay = \"10m\"\n");
    guard.start();
    let mail = format!("From: {ANNA}\r\nTo: eva@kita.example\r\nSubject: Lunch\r\n\r\nTomorrow at one?\r\n");
    let anna = Visitor::keeper(&guard);
    let delayed = || {
        id_in(&send(guard.addr(), ANNA, &["eva@kita.example"], mail.replace("Lunch", &guard.list().len().to_string())))
    };
    let (kept, left) = (delayed(), delayed());
    let page = anna.get(&format!("/{kept}"));
    in_order(&page, &["Leaves at ", "data-left=\"", "Keep it", "Don’t send", "Send it now"]);
    assert_eq!(post(&anna, &page, &format!("/{kept}/hold"), &[]).status, 303);
    assert_eq!(guard.state_of(&kept), "held");
    let deadline = guard.show(&kept)["deadline"].as_str().unwrap().to_owned();
    let page = anna.get(&format!("/{kept}"));
    assert_eq!(post(&anna, &page, &format!("/{kept}/extend"), &[]).status, 303);
    assert!(guard.show(&kept)["deadline"].as_str().unwrap() > deadline.as_str());

    let page = anna.get(&format!("/{left}"));
    assert_eq!(post(&anna, &page, &format!("/{left}/leave"), &[]).status, 303);
    guard.until_state(&left, "sent");
    assert_eq!(fake.messages().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_keeps_and_extends_too() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[policy]\ndelay = \"10m\"\n");
    guard.start();
    let mail = format!("From: {ANNA}\r\nTo: eva@kita.example\r\nSubject: Lunch\r\n\r\nTomorrow at one?\r\n");
    let id = id_in(&send(guard.addr(), ANNA, &["eva@kita.example"], &mail));
    assert_eq!(guard.ops(&["extend", &id]).code, 69, "nothing that leaves by itself has a deadline");
    assert_eq!(guard.ops(&["hold", &id]).ok(), format!("{id} is kept; it waits for you\n"));
    assert_eq!(guard.state_of(&id), "held");
    assert_eq!(guard.ops(&["hold", &id]).code, 0, "what waits goes on waiting");
    assert!(guard.ops(&["extend", &id, "--by", "3d"]).ok().starts_with(&format!("{id} waits for you until ")));
    assert_eq!(guard.ops(&["release", &id]).ok(), format!("{id} released\n"));
    guard.until_state(&id, "sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_nobody_guessed_can_be_named_and_nothing_is_sent_by_it() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    // Nobody knows a Keller here: the only outsider is odd, and no address is offered.
    let id = id_in(&send(guard.addr(), ANNA, &[TOM, KELLNER], kellner_mail()));
    let anna = Visitor::keeper(&guard);
    let path = format!("/{id}");
    let page = anna.get(&path);
    in_order(
        &page,
        &[KELLNER, &format!("Send to somebody else instead of {KELLNER}"), "name=\"address\" id=\"swap-2\""],
    );
    for wrong in ["", "martin.keller", TOM] {
        let told = post(&anna, &page, &format!("{path}/replace"), &[("n", "2"), ("address", wrong)]);
        assert_eq!(told.status, 422, "{wrong}");
        in_order(&told, &["Not sent yet.", "That was not done: this is no address that can take the place."]);
    }
    assert_eq!(post(&anna, &page, &format!("{path}/replace"), &[("n", "2"), ("address", BOSS)]).status, 303);
    in_order(&anna.get(&path), &["Not sent yet.", "Nothing odd is left."]);
    assert_eq!((guard.state_of(&id).as_str(), fake.messages().len()), ("held", 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_stands_beside_whom_it_goes_to_with_what_was_found_masked() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let mail = format!(
        "From: {ANNA}\r\nTo: eva@kita.example\r\nSubject: List\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n\
         --b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"cards.txt\"\r\n\r\n\
         Card 4111 1111 1111 1111\r\nCard 5500 0000 0000 0004\r\nCard 3400 0000 0000 009\r\n--b--\r\n"
    );
    let id = id_in(&send(guard.addr(), ANNA, &["eva@kita.example"], &mail));
    let page = Visitor::keeper(&guard).get(&format!("/{id}"));
    in_order(&page, &["What would reach them", "<b><bdi>cards.txt</bdi></b>", "4111…1111", "Here it is."]);
    assert!(
        !page.body.contains("4111 1111") && !page.body.contains("4111111111111111"),
        "the number itself is not repeated"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_strangers_wrote_is_text_and_nothing_else() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let evil = "</textarea></pre><script>alert(1)</script><svg onload=alert(2)><img src=x onerror=alert(3)>";
    let html = format!(
        "<p onclick=alert(4)>confidential {evil}<a href=\"javascript:alert(5)\">x</a><img src=\"http://evil.example/p.png\"></p>"
    );
    let mail = format!(
        "From: {ANNA}\r\nTo: \"{evil}\" <eva@kita.example>\r\nSubject: {evil}\u{202e}gpj\r\nX-Evil: {evil}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nconfidential {evil}\r\n\
         --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n\
         --b\r\nContent-Type: image/svg+xml\r\nContent-Disposition: attachment; filename=\"<script>alert(6)</script>.svg\"\r\n\r\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(7)\"/>\r\n--b--\r\n"
    );
    let id = id_in(&send(guard.addr(), ANNA, &["eva@kita.example"], &mail));
    let anna = Visitor::keeper(&guard);
    for path in [format!("/{id}"), format!("/{id}/why"), "/".to_owned()] {
        let page = anna.get(&path);
        assert_eq!(page.status, 200, "{path}");
        let lower = page.body.to_lowercase();
        for raw in ["<script>", "<svg", "<img", "onload=alert(2)>", "</textarea>", "href=\"javascript", "\u{202e}"] {
            assert!(!lower.contains(raw), "{path}: {raw}");
        }
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
    }
    let page = anna.get(&format!("/{id}"));
    assert!(page.body.contains(&format!("<iframe sandbox=\"\" loading=\"lazy\" src=\"/{id}/html\"")), "{}", page.body);
    let framed = anna.get(&format!("/{id}/html"));
    let policy = framed.header("content-security-policy");
    assert!(policy.starts_with("sandbox; default-src 'none'") && !policy.contains("script"), "{policy}");
    assert!(framed.body.contains("onclick"), "as it was written: the frame is what makes it harmless");
    let draft = anna.get(&format!("/{id}/draft"));
    assert_eq!(draft.header("content-type"), "message/rfc822");
    assert_eq!(draft.header("content-disposition"), format!("attachment; filename=\"{id}.eml\""));
    assert_eq!(draft.header("x-content-type-options"), "nosniff");
    assert!(draft.body.starts_with("X-Unsent: 1\r\n"), "{}", &draft.body[..80]);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_megabytes_and_hundreds_of_people_make_no_larger_page() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let people: Vec<String> = (0..300).map(|n| format!("person.number.{n}@customer{n}.example")).collect();
    let row =
        "<tr><td style=\"color:#000\">&lt;confidential&gt; &amp; more of it, and quite some text beside</td></tr>\r\n";
    let body = row.repeat(5_000_000 / row.len());
    let mail = format!(
        "From: {ANNA}\r\nTo: {}\r\nSubject: News\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<table>{body}</table>\r\n",
        people.join(",\r\n ")
    );
    let to: Vec<&str> = people.iter().map(String::as_str).collect();
    let id = id_in(&send(guard.addr(), ANNA, &to, &mail));
    let anna = Visitor::keeper(&guard);
    let page = anna.get(&format!("/{id}"));
    in_order(
        &page,
        &[
            "300 outside people will see each other",
            "Hide these 300 people from each other (Bcc), and send",
            "Type 300",
            "The rest is not shown here",
        ],
    );
    assert!(page.body.len() < 60_000, "{}", page.body.len());
    assert!(anna.get(&format!("/{id}/html")).body.len() < 300_000);
    let hidden = post(&anna, &page, &format!("/{id}/bcc"), &[("n", "1-300"), ("then", "send")]);
    assert_eq!(hidden.status, 303, "{}", hidden.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_decides_nothing_and_forms_are_for_one_session() {
    let (_fake, guard, id) = kellner("").await;
    let anna = Visitor::keeper(&guard);
    let page = anna.get(&format!("/{id}"));
    for action in ["release", "cancel", "remove", "replace", "bcc", "hold", "leave", "extend", "check"] {
        assert_eq!(anna.get(&format!("/{id}/{action}")).status, 405, "{action}");
        let stolen = post(&Visitor::keeper(&guard), &page, &format!("/{id}/{action}"), &[("confirm", "2"), ("n", "2")]);
        if action != "check" {
            assert_eq!(stolen.status, 403, "{action}");
        }
    }
    for path in ["", "/why", "/html", "/draft"] {
        assert_eq!(anna.get(&format!("/{id}{path}")).status, 200, "{path}");
    }
    assert_eq!(guard.state_of(&id), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_theme_are_chosen_once_and_lead_back() {
    let (_fake, guard, id) = kellner("").await;
    let mut anna = Visitor::keeper(&guard);
    let session = anna.cookie.clone();
    for (language, theme, state, button) in [
        ("de", "dark", "Noch nicht gesendet.", "Stattdessen an martin.keller@firm.example senden"),
        ("es", "light", "Aún no se ha enviado.", "Enviar a martin.keller@firm.example en su lugar"),
    ] {
        let path = format!("/{id}");
        let chosen = anna.post("/look", &[("language", language), ("theme", theme), ("back", &path)]);
        assert_eq!((chosen.status, chosen.header("location")), (303, path.as_str()));
        anna.cookie = format!("{session}; {}", chosen.header("set-cookie").split(';').next().unwrap());
        let page = anna.get(&path);
        in_order(&page, &[&format!("<html lang=\"{language}\" data-theme=\"{theme}\">"), state, button]);
    }
    let style = anna.get("/").body.split("href=\"").find(|rest| rest.starts_with("/assets/style.")).unwrap().to_owned();
    let style = Visitor::stranger(&guard).get(style.split('"').next().unwrap());
    assert!(style.status == 200 && style.header("cache-control").contains("immutable"), "{:?}", style.headers);
}
