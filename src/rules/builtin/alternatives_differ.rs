//! **What**: the plain and the formatted version of the text say different things.
//! **Why**: a program or a template wrote one of them anew and left the old text in the other; the sender sees one, some
//! recipients read the other.
//! **Fires on**: alternatives that differ in what they say: `ask` when an outsider gets it, else a `note`.
//! **Stays silent on**: versions that differ in layout only.
//! **Options**: none.

use super::{Case, Outcome, Reason, whole};

pub(super) fn judge(case: &Case) -> Outcome {
    if !case.facts.alternatives_differ {
        return Outcome::silent("all versions of the text say the same");
    }
    Outcome::Fired(vec![whole("alternatives-differ", case.ask_outside(), Reason::new("alternatives-differ"))])
}
