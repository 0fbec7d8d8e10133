//! Who decides as a second person: everybody named must be somebody, and somebody must be left.

use std::time::Duration;

use toml::Spanned;

use super::directory::Taken;
use super::{Checker, seconds};
use crate::base::{Address, Domain, fold};
use crate::config::problem::nearest;
use crate::config::units::show_duration;
use crate::config::{Approval, Mode, Named, OnSilence, SelfApproval, approval::STEPS, written};
use crate::people::{Directory, Member};

const DAY: u64 = 24 * 60 * 60;

impl Checker<'_> {
    pub(super) fn approvals(&mut self, written: &written::Written, directory: &Directory) -> Vec<Approval> {
        let mut names = Taken::new();
        let any_party = written.parties.file.as_ref().is_some_and(|file| !file.as_os_str().is_empty());
        let read = |one| self.approval(one, directory, &mut names, any_party);
        written.approval.iter().filter_map(read).collect()
    }

    fn approval(
        &mut self,
        entry: &Spanned<written::Approval>,
        directory: &Directory,
        names: &mut Taken,
        any_party: bool,
    ) -> Option<Approval> {
        let written = entry.get_ref();
        let Some(name) = self.name(&written.name) else {
            self.missing(entry.span(), "an approval has no name", "write name = \"…\"");
            return None;
        };
        self.take(names, &fold::folded(&name), "another approval", entry.span());
        let default = Approval::default();
        let mut approval = Approval {
            of: self.named(&written.of, directory, true),
            rules: written.rules.iter().map(|rule| rule.get_ref().clone()).collect(),
            mode: written.mode.unwrap_or_default(),
            approvers: self.named(&written.approvers, directory, false),
            stand_ins: self.named(&written.stand_ins, directory, false),
            self_approval: written.self_approval.unwrap_or_default(),
            break_glass: written.break_glass.as_ref().map_or(default.break_glass, |flag| *flag.get_ref()),
            body: written.body.unwrap_or_default(),
            steps: written.steps.as_ref().map_or(default.steps, |steps| self.steps(steps)),
            on_silence: written.on_silence.as_ref().map_or(default.on_silence, |word| *word.get_ref()),
            walls: written.walls.iter().filter_map(|wall| self.pair(wall, directory, any_party)).collect(),
            name,
            ..default
        };
        self.duration(&written.give_back, seconds(60..=90 * DAY), &mut approval.give_back);
        self.count(&written.urgent, 0..=1000, &mut approval.urgent);
        for name in written.rules.iter().filter(|name| !super::behaviour::is_rule_name(name.get_ref())) {
            let message = format!("`{}` is not the name of a check, pack or rule", name.get_ref());
            self.problem(name.span(), &message, "write for instance \"identifiers\" or \"confidential-en/marking\"");
        }
        self.fitting(entry, &approval, directory);
        Some(approval)
    }

    /// Addresses and groups; domains only of senders: nobody can be asked by a domain.
    fn named(&mut self, list: &[Spanned<String>], directory: &Directory, domains: bool) -> Vec<Named> {
        list.iter().filter_map(|text| self.one_named(text, directory, domains)).collect()
    }

    fn one_named(&mut self, written: &Spanned<String>, directory: &Directory, domains: bool) -> Option<Named> {
        let text = written.get_ref().trim();
        if let Some(group) = text.strip_prefix("group:") {
            return self.group_named(group.trim(), written, directory, domains);
        }
        let read = if text.contains('@') {
            text.parse::<Address>().map(Named::Address).map_err(|error| error.to_string())
        } else if domains {
            text.parse::<Domain>().map(Named::Domain).map_err(|error| error.to_string())
        } else {
            Err(format!("`{text}` is nobody who can be asked"))
        };
        let hint = if domains { "" } else { "write an address, or group:NAME" };
        read.map_err(|error| self.problem(written.span(), &error, hint)).ok()
    }

    fn group_named(
        &mut self,
        name: &str,
        written: &Spanned<String>,
        directory: &Directory,
        domains: bool,
    ) -> Option<Named> {
        let wanted = fold::folded(name);
        let Some(group) = directory.groups.iter().find(|group| fold::folded(&group.name) == wanted) else {
            let near = nearest(name, directory.groups.iter().map(|group| group.name.as_str()));
            let hint =
                near.map_or_else(|| "add a [[group]]".to_owned(), |near| format!("did you mean `group:{near}`?"));
            self.problem(written.span(), &format!("there is no group `{name}`"), &hint);
            return None;
        };
        let domain = group.members.iter().find(|member| matches!(member, Member::Domain(_)));
        if let Some(domain) = domain.filter(|_| !domains) {
            let message =
                format!("group `{name}` has the domain {}, and nobody can be asked by a domain", domain.as_str());
            self.problem(written.span(), &message, "name people by address");
            return None;
        }
        Some(Named::Group(group.name.clone()))
    }

    fn steps(&mut self, written: &Spanned<Vec<super::DurationText>>) -> [Duration; STEPS] {
        let steps: Vec<Duration> = written.get_ref().iter().map(|step| step.0).collect();
        let growing = steps.windows(2).all(|pair| pair[0] < pair[1]) && steps.first().is_some_and(|s| !s.is_zero());
        let most = Duration::from_secs(30 * DAY);
        match <[Duration; STEPS]>::try_from(steps) {
            Ok(steps) if growing && steps[STEPS - 1] <= most => steps,
            _ => {
                let hint = "they are reminded, a stand-in joins, a second one joins, nobody has answered";
                let message =
                    format!("steps are {STEPS} times, each later than the one before, up to {}", show_duration(most));
                self.problem(written.span(), &message, hint);
                Approval::default().steps
            }
        }
    }

    fn pair(
        &mut self,
        written: &Spanned<Vec<String>>,
        directory: &Directory,
        any_party: bool,
    ) -> Option<(String, String)> {
        let [one, other] = written.get_ref().as_slice() else {
            self.problem(written.span(), "a wall stands between two", "write such as [\"team-a\", \"team-b\"]");
            return None;
        };
        let groups = directory.groups.iter().map(|group| group.name.as_str());
        let known: Vec<&str> = groups.chain(directory.parties.iter().map(|party| party.name.as_str())).collect();
        for name in [one, other] {
            // A table of parties is read later, and may name it.
            if !any_party && !known.iter().any(|known| fold::folded(known) == fold::folded(name)) {
                let near = nearest(name, known.iter().copied());
                let hint = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
                self.problem(written.span(), &format!("there is no group or party `{name}`"), &hint);
            }
        }
        Some((one.clone(), other.clone()))
    }

    /// What is legal alone and makes no sense together.
    fn fitting(&mut self, entry: &Spanned<written::Approval>, approval: &Approval, directory: &Directory) {
        let (written, name) = (entry.get_ref(), &approval.name);
        let second = matches!(approval.mode, Mode::Peer | Mode::Lead);
        if let Some(word) = written.on_silence.as_ref().filter(|_| second && approval.on_silence == OnSilence::Send) {
            let hint = "write \"return\", or mode = \"timed\" where the sender decides alone";
            self.problem(word.span(), "silence never decides for a second person", hint);
        }
        if let Some(flag) = written.break_glass.as_ref().filter(|flag| *flag.get_ref() && !second) {
            self.problem(flag.span(), "there is no glass to break where the sender decides alone", "remove it");
        }
        if !second {
            return;
        }
        let people = everybody(approval, directory);
        if people.is_empty() && approval.mode == Mode::Peer {
            let hint = "name somebody in approvers";
            self.missing(entry.span(), &format!("approval `{name}` has nobody who can be asked"), hint);
        }
        let leads = |sender: &Address| {
            let lead = directory.persons.iter().find(|person| person.address == *sender).and_then(|p| p.lead.as_ref());
            approval.mode == Mode::Lead && lead.is_some_and(|lead| lead != sender)
        };
        if approval.self_approval != SelfApproval::Never || people.is_empty() {
            return;
        }
        for sender in senders(approval, directory) {
            if people.iter().all(|person| *person == sender) && !leads(&sender) {
                let message = format!("approval `{name}` has nobody left to decide what {sender} sends");
                let hint = "name somebody else, or write self_approval = \"when-alone\"";
                self.missing(entry.span(), &message, hint);
            }
        }
    }
}

/// Everybody `approval` names to decide.
fn everybody(approval: &Approval, directory: &Directory) -> Vec<Address> {
    approval.approvers.iter().chain(&approval.stand_ins).flat_map(|named| addresses(named, directory)).collect()
}

/// The senders it names by address.
fn senders(approval: &Approval, directory: &Directory) -> Vec<Address> {
    approval.of.iter().flat_map(|named| addresses(named, directory)).collect()
}

/// The people `named` means, as far as they are named by address.
pub(in crate::config) fn addresses(named: &Named, directory: &Directory) -> Vec<Address> {
    match named {
        Named::Address(address) => vec![address.clone()],
        Named::Domain(_) => Vec::new(),
        Named::Group(name) => {
            let wanted = fold::folded(name);
            let groups = directory.groups.iter().filter(|group| fold::folded(&group.name) == wanted);
            let members = groups.flat_map(|group| &group.members).filter_map(|member| match member {
                Member::Address(address) => Some(address.clone()),
                Member::Domain(_) => None,
            });
            members.collect()
        }
    }
}
