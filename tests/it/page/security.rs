//! The page against those who must not decide: one test or more for each row of what the reference lists for approval paths.
//!
//! | row | held by |
//! |---|---|
//! | A1 DNS rebinding | `elsewhere::a_foreign_host_gets_nothing_on_any_path` |
//! | A2 another page of the same browser | `elsewhere::what_another_page_sends_changes_nothing`, `elsewhere::another_page_reads_nothing` |
//! | A3 "it is only localhost" | `roles::who_may_do_what`, `secrets::the_way_in_on_this_machine_is_the_owners_alone` |
//! | A4 what strangers wrote | `hostile::what_strangers_wrote_is_text` |
//! | A5 scanners of links | `signing_in::whatever_opens_links_before_people_do_changes_nothing` |
//! | A6 tokens | `signing_in::*`, `tokens::*` |
//! | A7 confirm by reply | `tests/it` of notices |
//! | A8 other people's mail, roles | `roles::who_may_do_what`, `roles::what_is_not_theirs_is_not_there` |
//! | A9 change between look and decision | `deciding_at_once::*` |
//! | A10 fetches | `hostile::showing_a_mail_connects_to_nobody` |
//! | A11 paths from mail | `hostile::names_in_mail_make_no_files` |
//! | A12 framing | `elsewhere::every_answer_has_the_headers_that_keep_it_apart` |
//! | W1 to W5 watched folders | `tests/it/outbox` |
//! | S1 modes | `privacy.rs`, `secrets::the_way_in_on_this_machine_is_the_owners_alone` |
//! | S2 logs | `privacy.rs`, `secrets::no_log_tells_a_secret_of_the_page` |
//! | S3 log injection | `hostile::no_field_of_a_mail_forges_a_line`, `src/app/logging.rs` |
//! | S4 memory | `secrets::the_daemon_leaves_no_core`, `src/app/memory.rs` |
//! | S5 chain of the journal | `tests/it` of the journal |
//! | S6 the database file | `database::*`, `faults/files.rs`, `src/store/schema.rs` (a newer one) |
//! | S7 supply chain | `make audit` |

mod database;
mod deciding_at_once;
mod elsewhere;
mod hostile;
mod limits;
mod roles;
mod secrets;
mod signing_in;
mod tls;
mod tokens;

use std::fs;
use std::path::{Path, PathBuf};

use outguard::control::web::api_document;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use crate::support::client::send;
use crate::support::guard::{Guard, files_in, id_in, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

/// Whoever sends in these tests.
pub(super) const ANNA: &str = "anna.weber@firm.example";

/// A page people reach by a name of its own, on this machine.
pub(super) const PAGE: &str = "[page]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\n";

/// A running guard of the firm, and its upstream.
pub(super) async fn firm(more: &str) -> (Guard, FakeUpstream) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, more);
    guard.start();
    (guard, fake)
}

/// Something of Anna's that is held for her: to two people outside, so that one may be removed.
#[track_caller]
pub(super) fn hold(guard: &Guard, subject: &str) -> String {
    let to = ["l@examp1e-freight.example", "m@examp1e-freight.example"];
    let mail = format!(
        "From: {ANNA}\r\nTo: {}\r\nSubject: {subject}\r\nContent-Type: text/html\r\n\r\n<p>Confidential. See attached.</p>\r\n",
        to.join(", ")
    );
    id_in(&send(guard.addr(), ANNA, &to, mail))
}

/// The seal of a hold, as `show` prints it.
#[track_caller]
pub(super) fn seal(guard: &Guard, id: &str) -> String {
    guard.show(id)["seal"].as_str().unwrap().to_owned()
}

/// The lines of the journal that are about no submission, oldest first.
pub(super) fn aside(guard: &Guard) -> Vec<Value> {
    journal(guard, "")
}

/// The lines of the journal about a submission, oldest first.
pub(super) fn journal(guard: &Guard, id: &str) -> Vec<Value> {
    let path = guard.state().join("outguard.db");
    let store = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut lines = store.prepare("SELECT data FROM journal WHERE id = ?1 ORDER BY seq").unwrap();
    let texts = lines.query_map([id], |row| row.get::<_, String>(0)).unwrap();
    texts.map(|text| serde_json::from_str(&text.unwrap()).unwrap()).collect()
}

/// Waits for a line that tells of a refusal: what was asked for, why not, and by whom.
#[track_caller]
pub(super) fn until_denied(guard: &Guard, what: &str, why: &str, by: &str) {
    let is_it =
        |line: &Value| line["kind"] == "denied" && line["what"] == what && line["why"] == why && line["by"] == by;
    until(&format!("{what} is in the journal as {why}"), || aside(guard).iter().any(is_it));
}

/// A route of the page, as the code that makes it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Route {
    pub method: &'static str,
    pub path: String,
}

impl Route {
    /// A path it answers at; `id` in the place of a submission.
    pub(super) fn path_for(&self, id: &str) -> String {
        let part = |part: &str| match part {
            "{id}" => id.to_owned(),
            part if part.starts_with('{') => "1".to_owned(),
            part => part.to_owned(),
        };
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }
}

/// Every route there is, those of pages read from the source and those of the API from its description: one that is added is
/// in the tests by itself.
pub(super) fn routes() -> Vec<Route> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/control/web");
    let is_page =
        |file: &PathBuf| file.extension().is_some_and(|ext| ext == "rs") && !file.starts_with(web.join("api"));
    let mut routes: Vec<Route> =
        files_in(&web).iter().filter(|file| is_page(file)).flat_map(|file| routes_in(file)).collect();
    for (path, operations) in api_document()["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            routes.push(Route { method: method_named(method), path: format!("/api/v1{path}") });
        }
    }
    routes.sort();
    routes.dedup();
    assert!(routes.len() > 20, "{routes:?}");
    routes
}

fn method_named(name: &str) -> &'static str {
    ["GET", "POST", "PUT", "DELETE", "PATCH"].into_iter().find(|method| method.eq_ignore_ascii_case(name)).unwrap()
}

fn routes_in(file: &Path) -> Vec<Route> {
    let text = fs::read_to_string(file).unwrap();
    let mut routes = Vec::new();
    for rest in text.split(".route(").skip(1) {
        let arguments = within_parentheses(rest);
        let Some(("", arguments)) = arguments.trim_start().split_once('"') else { continue };
        let (path, handlers) = arguments.split_once('"').unwrap();
        for (word, method) in [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE")] {
            let is_word = |at: usize| !handlers[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            if handlers.match_indices(word).any(|(at, _)| is_word(at)) {
                routes.push(Route { method, path: path.to_owned() });
            }
        }
    }
    routes
}

/// The text up to the parenthesis that closes the one before it.
fn within_parentheses(text: &str) -> &str {
    let mut depth = 1;
    let end = text.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    });
    &text[..end.unwrap_or(text.len())]
}
