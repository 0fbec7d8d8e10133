//! Second persons: who decides about what its sender may not decide alone.
//!
//! `ladder.rs` says who is asked when, without doing anything; `asking.rs` does it, in the rounds of the daemon; `letters.rs`
//! is what they read; `decide.rs` is what they and the sender may decide. Nothing here sends by itself: a ladder that comes to
//! its end gives the mail back.

mod asking;
mod decide;
pub mod ladder;
mod letters;
mod standing;

use jiff::tz::TimeZone;

pub use asking::{Asking, Governing};
pub(in crate::release) use decide::Alone;
pub use decide::Pleading;
pub use ladder::Circle;
pub use standing::Standing;

use crate::base::{Address, Step, Who, fold};
use crate::config::approval::is_in_group;
use crate::config::{Approval, Mode, Named, Policy};
use crate::people::{Directory, Member};
use crate::rules::Finding;
use crate::store::{Away, Entry};

/// Why somebody never decides about a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barred {
    /// They have sent it.
    Sender,
    /// They changed its recipients last.
    Editor,
    /// A wall stands between them and its sender or a recipient.
    Wall,
}

/// Who decides about what, as the configuration has it now.
pub struct Approvals<'a> {
    policy: &'a Policy,
    directory: &'a Directory,
    zone: TimeZone,
}

impl<'a> Approvals<'a> {
    /// By `policy`, among the people of `directory`.
    pub fn new(policy: &'a Policy, directory: &'a Directory) -> Approvals<'a> {
        Approvals { policy, directory, zone: super::zone(policy) }
    }

    /// The rule a hold goes by: each finding that asks for a second person has the first that fits, and of these the strictest
    /// counts. `None` when one of them has none: nobody was named to decide that.
    pub fn rule(&self, entry: &Entry) -> Option<&'a Approval> {
        let sender = entry.envelope.sender.as_ref()?;
        let highest = entry.verdict.findings.iter().map(|finding| finding.step).max()?;
        let asking = entry.verdict.findings.iter().filter(|finding| finding.step == highest.min(Step::Approve));
        let rules: Option<Vec<&Approval>> = asking.map(|finding| self.rule_for(finding, sender)).collect();
        // The first of the strictest: `max_by_key` would take the last.
        rules?.into_iter().rev().max_by_key(|rule| rule.mode)
    }

    fn rule_for(&self, finding: &Finding, sender: &Address) -> Option<&'a Approval> {
        let within = |name: &String| {
            let rest = finding.check.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.policy.approvals.iter().find(|rule| {
            let of = rule.of.is_empty() || rule.of.iter().any(|named| named.includes(sender, self.directory));
            of && (rule.rules.is_empty() || rule.rules.iter().any(within))
        })
    }

    /// The rule of this name.
    pub fn named(&self, name: &str) -> Option<&'a Approval> {
        self.policy.approvals.iter().find(|rule| rule.name == name)
    }

    /// Who may be asked about `entry` by `rule`: none of them barred, each once.
    pub fn circle(&self, rule: &Approval, entry: &Entry, editor: Option<&Address>) -> Circle {
        let mut seen: Vec<Address> = Vec::new();
        let mut fitting = |people: Vec<Address>| {
            let mut kept = Vec::new();
            for person in people {
                if !seen.contains(&person) && self.barred(&person, rule, entry, editor).is_none() {
                    seen.push(person.clone());
                    kept.push(person);
                }
            }
            kept
        };
        let lead = (rule.mode == Mode::Lead).then(|| self.lead(entry)).flatten();
        let approvers = lead.into_iter().chain(self.people(&rule.approvers)).collect();
        let approvers = fitting(approvers);
        Circle { approvers, stand_ins: fitting(self.people(&rule.stand_ins)) }
    }

    /// Why `person` never decides about `entry`; `None` when they may.
    pub fn barred(&self, person: &Address, rule: &Approval, entry: &Entry, editor: Option<&Address>) -> Option<Barred> {
        if self.senders(entry).contains(person) {
            return Some(Barred::Sender);
        }
        if editor == Some(person) {
            return Some(Barred::Editor);
        }
        let other_side = || {
            let recipients = entry.remaining().map(|row| &row.recipient.address);
            entry.envelope.sender.iter().chain(recipients)
        };
        let walled = rule.walls.iter().any(|(one, other)| {
            let between = |mine: &str, theirs: &str| {
                self.belongs(person, mine) && other_side().any(|address| self.belongs(address, theirs))
            };
            between(one, other) || between(other, one)
        });
        walled.then_some(Barred::Wall)
    }

    /// Who has sent `entry`: the address it comes from, and who was signed in when it was handed over. A shared mailbox is
    /// not somebody else.
    pub fn senders(&self, entry: &Entry) -> Vec<Address> {
        let signed_in = entry.origin.user.as_deref().and_then(|user| self.person_of_account(user));
        entry.envelope.sender.clone().into_iter().chain(signed_in).collect()
    }

    /// Who the journal means by `by`.
    pub fn person_named(&self, by: &str) -> Option<Address> {
        self.person_of_account(by)
    }

    /// Who administers this installation.
    pub fn admins(&self) -> impl Iterator<Item = &'a Address> {
        let admin = |person: &&crate::people::Person| person.role == Some(crate::people::Role::Admin);
        self.directory.persons.iter().filter(admin).map(|person| &person.address)
    }

    /// The absences, each with who decides meanwhile: named for it, else the person's stand-in.
    pub fn with_delegates(&self, mut away: Vec<Away>) -> Vec<Away> {
        for one in away.iter_mut().filter(|one| one.delegate.is_none()) {
            let person = self.directory.persons.iter().find(|person| person.address == one.person);
            one.delegate = person.and_then(|person| person.stand_in.clone());
        }
        away
    }

    /// The zone office hours are counted in.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    fn lead(&self, entry: &Entry) -> Option<Address> {
        let sender = entry.envelope.sender.as_ref()?;
        self.directory.persons.iter().find(|person| person.address == *sender)?.lead.clone()
    }

    fn people(&self, named: &[Named]) -> Vec<Address> {
        let groups = |name: &str| {
            let wanted = fold::folded(name);
            self.directory.groups.iter().filter(move |group| fold::folded(&group.name) == wanted)
        };
        let mut people = Vec::new();
        for one in named {
            match one {
                Named::Address(address) => people.push(address.clone()),
                Named::Group(name) => {
                    people.extend(groups(name).flat_map(|group| &group.members).filter_map(|member| {
                        if let Member::Address(address) = member { Some(address.clone()) } else { None }
                    }))
                }
                Named::Domain(_) => {}
            }
        }
        people
    }

    fn person_of_account(&self, account: &str) -> Option<Address> {
        let mapped =
            self.directory.persons.iter().find(|person| !person.account.is_empty() && person.account == account);
        mapped.map(|person| person.address.clone()).or_else(|| account.parse().ok())
    }

    /// Whether `address` belongs to the group or the party of this name.
    fn belongs(&self, address: &Address, name: &str) -> bool {
        let wanted = fold::folded(name);
        is_in_group(address, name, self.directory)
            || self.directory.parties.iter().filter(|party| fold::folded(&party.name) == wanted).any(|party| {
                let within = |domain| address.domain().is_some_and(|own| own.is_within(domain));
                party.people.contains(address) || party.domains.iter().any(within)
            })
    }
}

/// Whether somebody is the person of this address.
fn is_person(who: &Who, person: Option<&Address>, address: &Address) -> bool {
    person == Some(address) || matches!(who, Who::Person(own) if own == address)
}
