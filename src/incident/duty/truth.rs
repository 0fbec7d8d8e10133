//! Yes, no, or unknown (Kleene), with the facts that made it so.

/// Whether something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    /// It does not.
    No,
    /// Nobody can tell yet.
    Unknown,
    /// It does.
    Yes,
}

impl Truth {
    /// What an answer says.
    pub(super) fn of(answer: Option<bool>) -> Truth {
        match answer {
            Some(true) => Truth::Yes,
            Some(false) => Truth::No,
            None => Truth::Unknown,
        }
    }

    /// The contrary; unknown stays unknown.
    pub(super) fn not(self) -> Truth {
        match self {
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
            Truth::Yes => Truth::No,
        }
    }
}

/// Whether something holds, and the facts that decide it: where it is unknown, those to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) truth: Truth,
    pub(super) facts: Vec<&'static str>,
}

impl Judged {
    pub(super) fn by(truth: Truth, fact: &'static str) -> Judged {
        Judged { truth, facts: vec![fact] }
    }

    /// All hold: one that does not decides, and one that is unknown leaves it open.
    pub(super) fn all(parts: impl Iterator<Item = Judged>) -> Judged {
        Judged::folded(parts.collect(), Truth::Yes, |a, b| a.min(b))
    }

    /// One holds: one that does decides.
    pub(super) fn any(parts: impl Iterator<Item = Judged>) -> Judged {
        Judged::folded(parts.collect(), Truth::No, |a, b| a.max(b))
    }

    /// The contrary, for the same reasons.
    pub(super) fn not(self) -> Judged {
        Judged { truth: self.truth.not(), facts: self.facts }
    }

    /// Folds the truths of `parts`; the facts are those of the parts that say what comes out.
    fn folded(parts: Vec<Judged>, empty: Truth, fold: impl Fn(Truth, Truth) -> Truth) -> Judged {
        let truth = parts.iter().map(|part| part.truth).fold(empty, fold);
        let mut facts = Vec::new();
        for fact in parts.iter().filter(|part| part.truth == truth).flat_map(|part| &part.facts) {
            if !facts.contains(fact) {
                facts.push(*fact);
            }
        }
        Judged { truth, facts }
    }
}
