//! **What**: a program, a script, or a document with macros.
//! **Why**: few mean to send one; most servers refuse it, and who opens it runs it.
//! **Fires on**: a program or macros, also within an archive: `ask` when an outsider gets it, else a `note`.
//! **Stays silent on**: everything else.
//! **Options**: none.

use crate::files::{Feature, Kind};

use super::{Case, FILES, Outcome, Reason, whole, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let reasons = case.facts.attachments.iter().filter_map(|file| {
        let id = match file.kind {
            Kind::Program => "program-file",
            _ if file.features.contains(&Feature::Macros) => "macro-file",
            _ => return None,
        };
        Some(Reason::new(id).with("file", words::file(file)))
    });
    let findings = reasons.take(FILES).map(|reason| whole("program-file", case.ask_outside(), reason));
    Outcome::of(findings.collect(), "no file is a program")
}
