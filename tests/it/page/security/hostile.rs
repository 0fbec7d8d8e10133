//! A held mail that was written to attack whoever looks at it.

use std::fs;
use std::process::Command;

use super::{ANNA, PAGE, firm, routes};
use crate::support::client::send;
use crate::support::guard::{Guard, files_in, id_in};
use crate::support::page::Visitor;
use crate::support::upstream::{Behaviour, FakeUpstream};

/// Markup in every field a mail has; `zq` marks what must never be an element or an attribute.
fn markup() -> String {
    let script = "<zq>\"'><script>zq()</script><img src=x onerror=zq()></textarea></title><svg onload=zq()>";
    format!(
        "From: \"{0}\" <{ANNA}>\r\nTo: \"{0}\" <l@examp1e-freight.example>\r\nSubject: Offer {1}\r\n\
         Message-ID: <zq\"><script>zq()</script>@evil.test>\r\nX-Odd: {1}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nConfidential. {1}\r\njavascript:zq()\r\n\
         --b\r\nContent-Type: text/html\r\n\r\n<p onclick=zq()>Confidential {1}<noscript><p title=\"</noscript><img src=x onerror=zq()>\">\
         <style>@import url(http://evil.test/zq.css);</style><img src=\"http://evil.test/zq.png\"><math><mtext><zq></math>\r\n\
         --b\r\nContent-Type: image/svg+xml; name=\"a{2}.svg\"\r\nContent-Disposition: attachment\r\n\r\n<svg onload=zq()>{1}</svg>\r\n--b--\r\n",
        script.replace('"', "\\\""),
        script,
        "<zq>'><script>zq()</script>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_strangers_wrote_is_text() {
    let (guard, _fake) = firm(PAGE).await;
    let id = id_in(&send(guard.addr(), ANNA, &["l@examp1e-freight.example"], markup()));
    let keeper = Visitor::keeper(&guard);
    let mut shown = 0;
    for route in routes().iter().filter(|route| route.method == "GET") {
        let answer = keeper.get(&route.path_for(&id));
        let kind = answer.header("content-type").to_owned();
        if !kind.starts_with("text/html") {
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{route:?}");
            assert!(!kind.contains("svg") && !kind.contains("xml"), "{route:?}: {kind}");
            continue;
        }
        // A view of the mail's own HTML is shut in: no scripts, no origin, nothing from elsewhere.
        let policy = answer.header("content-security-policy");
        if policy.split(';').any(|part| part.trim().starts_with("sandbox")) {
            assert!(!policy.contains("allow-scripts") && !policy.contains("allow-same-origin"), "{route:?}: {policy}");
            assert!(policy.contains("default-src 'none'"), "{route:?}: {policy}");
            continue;
        }
        shown += usize::from(answer.body.contains("&lt;zq&gt;") || answer.body.contains("&#60;zq&#62;"));
        for element in ["<zq", "<script>", "<img src=x", "<svg onload", "</textarea", "onerror=zq()>", "<math"] {
            assert!(!answer.body.contains(element), "{route:?} shows {element}: {}", answer.body);
        }
        for line in answer.body.lines() {
            let attribute = ["href=\"", "src=\"", "action=\""].iter().any(|name| {
                line.split(name).skip(1).any(|value| value.starts_with("javascript:") || value.starts_with("http"))
            });
            assert!(!attribute, "{route:?} leads elsewhere: {line}");
        }
    }
    assert!(shown > 0, "some page shows it, as text");
}

#[tokio::test(flavor = "multi_thread")]
async fn showing_a_mail_connects_to_nobody() {
    let works = Command::new("strace").args(["-f", "-o", "/dev/null", "-e", "trace=connect", "true"]).status();
    if !works.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: system calls cannot be watched here");
        return;
    }
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, PAGE);
    let trace = guard.path("connects").display().to_string();
    guard.under(&["strace", "-D", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", &trace, "--"]);
    guard.start();
    let id = id_in(&send(guard.addr(), ANNA, &["l@examp1e-freight.example"], markup()));
    let keeper = Visitor::keeper(&guard);
    for route in routes().iter().filter(|route| route.method == "GET") {
        keeper.get(&route.path_for(&id));
    }
    let token = keeper.get("/settings").hidden("token");
    let seal = super::seal(&guard, &id);
    assert_eq!(keeper.post(&format!("/{id}/release"), &[("token", &token), ("seal", &seal)]).status, 303);
    guard.until_state(&id, "sent");
    guard.stop();
    let traced = fs::read_to_string(&trace).unwrap();
    let connects: Vec<&str> =
        traced.lines().filter(|line| line.contains("connect(") && line.contains("AF_INET")).collect();
    assert!(!connects.is_empty(), "{traced}");
    let upstream = format!("htons({})", fake.addr().port());
    for line in &connects {
        assert!(line.contains(&upstream), "{line}");
    }
    // No name is asked for either.
    assert!(!traced.contains("htons(53)"), "{traced}");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_in_mail_make_no_files() {
    let (guard, _fake) = firm("").await;
    let mut expected = files_in(&guard.path(""));
    // Made for the first message there is.
    expected.push(guard.state().join("outguard.key"));
    expected.sort();
    let mail = format!(
        "From: {ANNA}\r\nTo: l@examp1e-freight.example\r\nSubject: ../../evil\r\nMessage-ID: <../../evil@evil.test>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nConfidential.\r\n\
         --b\r\nContent-Type: application/pdf; name=\"../../evil.pdf\"\r\n\
         Content-Disposition: attachment; filename=\"/etc/cron.d/evil\"\r\n\r\nevil\r\n--b--\r\n"
    );
    let id = id_in(&send(guard.addr(), ANNA, &["l@examp1e-freight.example"], mail));
    let keeper = Visitor::keeper(&guard);
    for route in routes().iter().filter(|route| route.method == "GET") {
        let answer = keeper.get(&route.path_for(&id));
        let name = answer.header("content-disposition");
        assert!(!name.contains('/') && !name.contains('\\') && !name.contains("evil.pdf"), "{route:?}: {name}");
    }
    for path in
        ["/../../etc/passwd", "/assets/../../../etc/passwd", "/assets/..%2f..%2fetc%2fpasswd", "/%2e%2e/etc/passwd"]
    {
        let answer = keeper.get(path);
        assert!(answer.status == 404 && !answer.body.contains("root:"), "{path} {answer:?}");
    }
    guard.ops(&["cancel", &id]).ok();
    assert_eq!(files_in(&guard.path("")), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_field_of_a_mail_forges_a_line() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    for format in ["text", "json"] {
        let log = format!("[log]\nformat = \"{format}\"\ncontent = true\nlevel = \"trace\"\n");
        let mut guard = Guard::for_firm(&fake, &format!("{log}{PAGE}"));
        guard.log_at("trace");
        guard.start();
        // CR, LF, ESC, BEL, U+2028, U+202E and U+0085, as encoded words and parameters may carry them.
        let odd = "=0D=0AForged:_yes=0D=0A=1B[2J=07=E2=80=A8=E2=80=AE=C2=85";
        let word = |name: &str| format!("=?utf-8?Q?{name}{odd}?=");
        let file = "%0D%0AForged:%20yes%1B%5B2J%07%E2%80%A8";
        let mail = format!(
            "From: {} <{ANNA}>\r\nTo: {} <l@examp1e-freight.example>\r\nSubject: {}\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nStrictly confidential.\r\n\
             --b\r\nContent-Type: application/octet-stream; name*=utf-8''a{file}.bin\r\n\r\nx\r\n--b--\r\n",
            word("Anna"),
            word("Lee"),
            word("Offer")
        );
        let id = id_in(&send(guard.addr(), ANNA, &["l@examp1e-freight.example"], mail));
        let keeper = Visitor::keeper(&guard);
        for args in [&["list"][..], &["show", &id], &["explain", &id]] {
            is_plain(args[0], &guard.ops(args).ok());
        }
        is_plain("the page", &keeper.get(&format!("/{id}")).body);
        let seal = super::seal(&guard, &id);
        let token = keeper.get("/settings").hidden("token");
        let reason = "because\r\nForged: yes\u{1b}[2J\u{2028}";
        let fields = [("token", token.as_str()), ("seal", &seal), ("reason", reason)];
        assert_eq!(keeper.post(&format!("/{id}/cancel"), &fields).status, 303);
        is_plain("show", &guard.ops(&["show", &id]).ok());
        let forged = keeper.get(&format!("/{id}%0d%0aForged:%20yes%1b%5b2J"));
        assert!(forged.headers.iter().all(|(name, _)| name != "forged"), "{forged:?}");
        let elsewhere = "GET /%0d%0aForged HTTP/1.1\r\nHost: evil.test\x1b[2J\r\nConnection: close\r\n\r\n";
        keeper.send(elsewhere);
        guard.stop();
        let log = guard.log();
        is_plain("the log", &log);
        assert!(!log.lines().any(|line| line.trim_start().starts_with("Forged")), "{log}");
        if format == "json" {
            for line in log.lines() {
                serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|e| panic!("{e}: {line}"));
            }
        }
    }
}

/// Nothing in it moves a terminal's cursor, rings, or begins a line of its own.
#[track_caller]
fn is_plain(what: &str, text: &str) {
    let odd = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202e}');
    assert!(!text.contains(odd), "{what}: {text:?}");
    assert!(!text.lines().any(|line| line.starts_with("Forged")), "{what}: {text}");
}
