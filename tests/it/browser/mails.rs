//! The mails of these tests, and a firm whose guard holds them.

use crate::support::client::send;
use crate::support::guard::{Guard, id_in};
use crate::support::upstream::{Behaviour, FakeUpstream};

pub const ANNA: &str = "anna.weber@firm.example";
pub const TOM: &str = "tom.brandt@firm.example";
pub const BOSS: &str = "martin.keller@firm.example";
pub const KELLNER: &str = "martin.kellner@kita.example";

/// The boss is known from the directory, and a word in the subject asks for each step.
const FIRM: &str = "[rules]\npaths = [\"packs\"]\n\
                    [[person]]\naddress = \"martin.keller@firm.example\"\nname = \"Martin Keller\"\n";

/// A pack with one word for each step, so that a test says what it wants in the subject.
const STEPS: &str = include_str!("../holds/steps.toml");

/// A running guard of the firm and its upstream, which gets nothing from the guard itself. Ordinary mail can be stopped for
/// ten minutes.
pub async fn firm() -> (FakeUpstream, Guard) {
    firm_with("[policy]\ndelay = \"10m\"\n").await
}

/// The same with `more` in its configuration.
pub async fn firm_with(more: &str) -> (FakeUpstream, Guard) {
    firm_sending_to(Behaviour::new(), more).await
}

/// The same with an upstream that behaves so.
pub async fn firm_sending_to(upstream: Behaviour, more: &str) -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(upstream).await;
    let mut guard = Guard::for_firm(&fake, &format!("{more}{FIRM}"));
    std::fs::create_dir(guard.path("packs")).unwrap();
    guard.write("packs/steps.toml", STEPS);
    guard.start();
    (fake, guard)
}

/// The mail about cutting costs that autocomplete sends to the client Martin Kellner, in the language of its reader.
pub fn costs(language: &str, cc: &str) -> String {
    let (subject, text) = match language {
        "de" => (
            "Kosten im Team senken",
            "Hallo Tom,\r\n\r\nwir müssen bis Quartalsende Kosten senken. Zwei Leute würde ich in das andere Projekt versetzen, \
             bei der dritten Stelle bleibt nur die Kündigung; vor Freitag weiß der Betriebsrat nichts davon.\r\n\r\nAnna",
        ),
        "es" => (
            "Reducir costes en el equipo",
            "Hola Tom:\r\n\r\ntenemos que reducir costes antes de fin de trimestre. Yo pasaría a dos personas al otro proyecto y \
             para la tercera solo queda el despido; la reestructuración queda entre nosotros hasta el viernes.\r\n\r\nAnna",
        ),
        _ => (
            "Saving costs in the team",
            "Hi Tom,\r\n\r\nwe have to reduce costs by the end of the quarter. I would move two people to the other project and \
             make the third position redundant; the redundancy stays between us until Friday.\r\n\r\nAnna",
        ),
    };
    format!(
        "Date: Mon, 16 Nov 2026 09:30:00 +0100\r\nFrom: Anna Weber <{ANNA}>\r\nTo: Tom Brandt <{TOM}>\r\nCC: {cc}\r\n\
         Subject: {subject}\r\nMessage-ID: <costs@firm.example>\r\nX-Odd:   spaces \t stay\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    )
}

/// Sends [`costs`] to Tom and, by mistake, to Kellner; the id it is held by.
pub fn hold_costs(guard: &Guard, language: &str) -> String {
    let mail = costs(language, &format!("Martin Kellner <{KELLNER}>"));
    id_in(&send(guard.addr(), ANNA, &[TOM, KELLNER], mail))
}

/// Sends a mail with this subject to somebody outside; its id.
pub fn hold(guard: &Guard, subject: &str, to: &[&str]) -> String {
    let named = to.join(",\r\n\t");
    let mail = format!(
        "From: Anna Weber <{ANNA}>\r\nTo: {named}\r\nSubject: {subject}\r\n\r\nDear all,\r\n\r\nas agreed.\r\n\r\nAnna\r\n"
    );
    id_in(&send(guard.addr(), ANNA, to, mail))
}
