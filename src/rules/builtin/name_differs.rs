//! **What**: a file is not what its name says, or programs would show different names for it.
//! **Why**: the table renamed to `.pdf`, the program called `invoice.doc`, the file whose second name is another client's.
//! **Fires on**: content of another type than the name promises, and a second name: `ask` when an outsider gets it, else a
//! `note`.
//! **Stays silent on**: files that are what their names say, and names that promise nothing.
//! **Options**: none.

use crate::facts::AttachmentFacts;
use crate::files::Feature;

use super::{Case, FILES, Outcome, Reason, whole, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let reasons = case.facts.attachments.iter().filter_map(reason);
    let findings = reasons.take(FILES).map(|reason| whole("name-differs", case.ask_outside(), reason));
    Outcome::of(findings.collect(), "every file is what its name says")
}

fn reason(file: &AttachmentFacts) -> Option<Reason> {
    let reason = if file.features.contains(&Feature::NameDiffers) {
        Reason::new("name-differs")
    } else {
        Reason::new("name-twice").with("other", words::file_name(file.other_names.first()?))
    };
    Some(reason.with("file", words::file(file)))
}
