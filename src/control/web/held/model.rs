//! What the page of one held mail says, before it is written: findings, people, files. In the reader's language,
//! and no more of it than the reader may see.

use std::collections::HashSet;

use jiff::tz::TimeZone;

use super::marks::{self, Shown};
use crate::base::text::one_line;
use crate::base::{Address, Say, Step};
use crate::control::ops::HeldMail;
use crate::control::web::when;
use crate::facts::Role;
use crate::people::{Directory, PartyKind};
use crate::release::Sight;
use crate::rules::texts::Arg;
use crate::rules::{Finding, Repair};
use crate::store::RecipientRow;

/// How many people are shown by name at most; a list of hundreds is not read.
const PEOPLE: usize = 40;

/// How many findings are shown above the fold; the rest stands under "why".
const LEADING: usize = 3;

/// One recipient.
pub(super) struct Face {
    pub(super) n: usize,
    pub(super) address: String,
    pub(super) shown: Shown,
    pub(super) name: String,
    /// `To`, `Cc`, `Bcc`.
    pub(super) role: &'static str,
    /// The kind of party, in words.
    pub(super) kind: String,
    /// How often they were written to, in words.
    pub(super) known: String,
    /// Whether it may be taken out: somebody is left.
    pub(super) removable: bool,
}

/// Two addresses beside each other.
pub(super) struct Pair {
    pub(super) written: Shown,
    pub(super) written_known: String,
    /// `You know`, or only `Perhaps you mean`.
    pub(super) meant_label: String,
    pub(super) meant: Shown,
    pub(super) meant_known: String,
    /// What differs, in words.
    pub(super) differences: Vec<String>,
}

/// One finding.
pub(super) struct Told {
    pub(super) check: String,
    pub(super) step: String,
    pub(super) headline: String,
    pub(super) detail: String,
    pub(super) evidence: Vec<String>,
    /// Where one address stands for another one.
    pub(super) pair: Option<Pair>,
    /// Whom it is about, where there is no pair.
    pub(super) about: Option<Face>,
    /// The file it is about; empty = none.
    pub(super) file: String,
    /// Where people will see each other: some of them.
    pub(super) crowd: Vec<Shown>,
}

impl Told {
    /// The finding alone, for whoever may see the whole mail.
    pub(super) fn of(finding: &Finding, say: &Say) -> Told {
        let (headline, detail) = finding.told(say.language());
        Told {
            check: finding.check.clone(),
            step: say.t(&format!("step-{}", finding.step)),
            headline: one_line(&headline, 240),
            detail: one_line(&detail, 600),
            evidence: finding.evidence.iter().map(|text| one_line(text, 120)).collect(),
            pair: None,
            about: None,
            file: String::new(),
            crowd: Vec::new(),
        }
    }
}

/// One file.
pub(super) struct File {
    pub(super) name: String,
    pub(super) size: String,
    /// What was found in it.
    pub(super) findings: Vec<String>,
}

/// Writes the parts of the page.
pub(super) struct Teller<'m> {
    pub(super) mail: &'m HeldMail,
    pub(super) say: Say,
    pub(super) zone: TimeZone,
    pub(super) directory: &'m Directory,
}

impl Teller<'_> {
    pub(super) fn remaining(&self) -> usize {
        self.mail.entry.remaining().count()
    }

    /// The findings that hold it, the leading one first, and how many more there are.
    pub(super) fn leading(&self) -> (Vec<Told>, usize) {
        let (all, top) = (self.findings(), self.mail.entry.verdict.step);
        let mut held: Vec<&Finding> = all.iter().copied().filter(|f| f.step > Step::Pass).collect();
        // Stable: of equal steps the verdict's order stays.
        held.sort_by_key(|finding| std::cmp::Reverse(finding.step.min(top)));
        let more = held.len().saturating_sub(LEADING);
        // Who is shown once is not shown again by the next finding about them.
        let mut shown = HashSet::new();
        let told = held.into_iter().take(LEADING).map(|finding| {
            let again = finding.recipient.is_some_and(|recipient| !shown.insert(recipient));
            if again { self.briefly(finding) } else { self.told(finding) }
        });
        (told.collect(), more)
    }

    /// Every finding, for "why was this held".
    pub(super) fn why(&self) -> Vec<Told> {
        self.findings().iter().take(PEOPLE).map(|finding| self.briefly(finding)).collect()
    }

    fn findings(&self) -> Vec<&Finding> {
        self.mail.entry.verdict.findings.iter().collect()
    }

    fn briefly(&self, finding: &Finding) -> Told {
        let told = Told::of(finding, &self.say);
        // Details and evidence quote the mail; who may see no more than that there was one gets the fact alone.
        if self.mail.sight >= Sight::Assigned {
            told
        } else {
            Told { detail: String::new(), evidence: Vec::new(), ..told }
        }
    }

    fn told(&self, finding: &Finding) -> Told {
        let row = finding.recipient.and_then(|i| self.mail.entry.remaining().nth(i));
        let mut told = self.briefly(finding);
        if self.mail.sight >= Sight::Assigned {
            let files = &self.mail.structure.attachments;
            let file = files.iter().find(|file| self.is_about(finding, &file.name));
            told.file = file.map_or_else(String::new, |file| one_line(file.name.trim(), 120));
        }
        if let Some(row) = row {
            told.pair = twin(finding).map(|twin| self.pair(&row.recipient.address, &twin));
            told.about = told.pair.is_none().then(|| self.face(row));
        } else if finding.check == "many-visible" {
            let visible =
                self.mail.entry.remaining().filter(|row| row.kind != PartyKind::Internal && row.role != Role::Bcc);
            told.crowd = visible.take(PEOPLE).map(|row| marks::shown(&row.recipient.address)).collect();
        }
        told
    }

    fn pair(&self, written: &Address, meant: &Address) -> Pair {
        let (shown, known, differences) = marks::compared(written, meant, &self.say);
        Pair {
            written: shown,
            written_known: self.known(written),
            meant_label: self.say.t(self.acquaintance(meant)),
            meant: known,
            meant_known: self.belongs(meant),
            differences,
        }
    }

    /// How often the sender has written there, in words.
    fn known(&self, address: &Address) -> String {
        if self.mail.sight < Sight::Assigned {
            return String::new();
        }
        match self.mail.contacts.iter().find(|contact| contact.address == *address) {
            None => self.say.t("never-written"),
            Some(contact) => {
                let last = when::day(contact.last, &self.zone, self.say.language());
                let count = usize::try_from(contact.count).unwrap_or(usize::MAX);
                self.say.counted("written-before", count, &[("last", last)])
            }
        }
    }

    /// What stands above who may have been meant: only whom they have written to do they know.
    fn acquaintance(&self, address: &Address) -> &'static str {
        if self.mail.contacts.iter().any(|contact| contact.address == *address) {
            "you-know"
        } else if self.directory.persons.iter().any(|person| person.address == *address) {
            "in-directory"
        } else {
            "perhaps"
        }
    }

    /// Where an address nobody need be warned of belongs, and how often the sender has written there.
    fn belongs(&self, address: &Address) -> String {
        let sender = self.mail.entry.envelope.sender.as_ref().and_then(Address::domain);
        let (kind, party) = self.directory.classify(address, sender);
        let kind = self.say.t(&format!("kind-{}", kind.word()));
        let party = party.map(|party| format!("{}, ", one_line(&party.name, 60))).unwrap_or_default();
        format!("{party}{kind} · {}", self.known(address))
    }

    pub(super) fn face(&self, row: &RecipientRow) -> Face {
        let address = &row.recipient.address;
        Face {
            n: row.n,
            address: address.to_string(),
            shown: marks::shown(address),
            name: one_line(&row.name, 80),
            role: match row.role {
                Role::To => "To",
                Role::Cc => "Cc",
                Role::Bcc => "Bcc",
            },
            kind: self.say.t(&format!("kind-{}", row.kind.word())),
            known: self.known(address),
            removable: self.remaining() > 1,
        }
    }

    /// The people nothing was found about, how many they are, and whether all of them are known.
    pub(super) fn others(&self) -> (Vec<Face>, usize, bool) {
        let known: HashSet<&str> = self.mail.contacts.iter().map(|contact| contact.address.key()).collect();
        let rows: Vec<&RecipientRow> = self.mail.entry.remaining().filter(|row| !row.odd).collect();
        let all_known =
            rows.iter().all(|row| row.kind == PartyKind::Internal || known.contains(row.recipient.address.key()));
        let shown = rows.iter().take(PEOPLE).map(|row| self.face(row)).collect();
        (shown, rows.len(), all_known)
    }

    /// The files, with what was found in each.
    pub(super) fn files(&self) -> Vec<File> {
        if self.mail.sight < Sight::Assigned {
            return Vec::new();
        }
        let attachments = self.mail.structure.attachments.iter().take(PEOPLE);
        attachments
            .map(|file| {
                let name = one_line(file.name.trim(), 120);
                let held = self.findings().into_iter().filter(|finding| finding.step > Step::Pass);
                let about = held.filter(|finding| self.is_about(finding, &file.name));
                File {
                    size: when::size(file.size, self.say.language()),
                    findings: about
                        .flat_map(|finding| finding.evidence.iter().map(|text| one_line(text, 120)))
                        .collect(),
                    name: if name.is_empty() { self.say.t("file-unnamed") } else { name },
                }
            })
            .collect()
    }

    /// Whether a finding is about the file of this name: it says so, or there is no other file.
    fn is_about(&self, finding: &Finding, file: &str) -> bool {
        let of_a_file = |arg: &Arg| matches!(arg, Arg::Word(id) if id.starts_with("zone-attachment"));
        let is_only_one = self.mail.structure.attachments.len() == 1;
        says(finding, &|arg| matches!(arg, Arg::Text(text) | Arg::Quoted(text) if !file.is_empty() && text == file))
            || is_only_one && says(finding, &of_a_file)
    }

    /// The first lines of what the sender wrote.
    pub(super) fn first_lines(&self) -> Vec<String> {
        let lines = self.mail.structure.own_text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.take(2).map(|line| one_line(line, 120)).collect()
    }
}

/// Whom the finding thinks was meant.
fn twin(finding: &Finding) -> Option<Address> {
    let replaced = finding.repairs.iter().find_map(|repair| match repair {
        Repair::Replace { recipient, address } if Some(*recipient) == finding.recipient => Some(address.clone()),
        _ => None,
    });
    let named = || match finding.reason.args.iter().find(|(name, _)| name == "address")?.1 {
        Arg::Text(ref text) if finding.check == "name-twin" => text.parse().ok(),
        _ => None,
    };
    replaced.or_else(named)
}

/// Whether one of the things a finding is about is like that.
fn says(finding: &Finding, like: &dyn Fn(&Arg) -> bool) -> bool {
    fn within(arg: &Arg, like: &dyn Fn(&Arg) -> bool) -> bool {
        like(arg)
            || match arg {
                Arg::Phrase(reason) => reason.args.iter().any(|(_, arg)| within(arg, like)),
                Arg::List(items) => items.iter().any(|item| within(item, like)),
                _ => false,
            }
    }
    finding.reason.args.iter().any(|(_, arg)| within(arg, like))
}
