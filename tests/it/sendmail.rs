//! `outguard sendmail`, seen by the programs that call it and by those who look after it.

mod apart;
mod callers;
mod codes;
mod office;
mod queue;
mod session;
mod socket;

use crate::support::guard::{Done, Guard, feed};

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";
const KEN: &str = "ken.ito@kita.example";
const LEA: &str = "lea@firm.example";
const RIVAL: &str = "[[party]]\nname = \"Rival Ltd\"\nkind = \"blocked\"\ndomains = [\"rival.example\"]\n";

/// A complete message with LF line ends, as files and pipes have them.
fn message(subject: &str, to: &str) -> String {
    format!(
        "Date: Mon, 16 Nov 2026 09:30:00 +0100\nFrom: Anna <{ANNA}>\nTo: {to}\nMessage-ID: <1@firm.example>\n\
         Subject: {subject}\n\nHello,\nthis is a note.\n"
    )
}

/// Runs `outguard sendmail` on this installation.
fn sendmail(guard: &Guard, args: &[&str], input: &str) -> Done {
    feed(guard.command(&["sendmail"]).args(args), input.as_bytes())
}

/// Something was taken: exit 0, and nothing on stdout.
#[track_caller]
fn taken(done: &Done) {
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{done:#?}");
}
