//! What lists show whom: [`Actor::sight`] as a filter of the store, so that what somebody may not see is neither shown nor
//! counted. A test holds the two against each other.

use super::rights::Actor;
use crate::base::Address;
use crate::store::Whose;

/// Whose mail somebody asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// What is theirs to decide as its sender; for whoever keeps this installation that is everyone's.
    #[default]
    Own,
    /// All they may see anything of.
    Everyone,
    /// What this address has sent.
    Of(Address),
    /// What waits for them as the second person.
    Assigned,
}

/// What they get to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Whose submissions.
    pub whose: Whose,
    /// Whether subjects may be shown and searched.
    pub subjects: bool,
}

impl Actor {
    /// What they get to see of what they ask for.
    pub fn reading(&self, scope: &Scope) -> Reading {
        let own = || match &self.person {
            Some(person) => Reading { whose: Whose::Sent(person.key().to_owned()), subjects: true },
            None => Reading { whose: Whose::Nobody, subjects: true },
        };
        let everyone = || Reading { whose: Whose::Everyone, subjects: self.roles.keeper };
        match scope {
            Scope::Own if self.roles.keeper => everyone(),
            Scope::Everyone if self.sees_everyone() => everyone(),
            Scope::Own | Scope::Everyone => own(),
            Scope::Of(address) if self.person.as_ref() == Some(address) => own(),
            Scope::Of(address) if self.sees_everyone() => {
                Reading { whose: Whose::Sent(address.key().to_owned()), subjects: self.roles.keeper }
            }
            Scope::Of(_) => Reading { whose: Whose::Nobody, subjects: false },
            Scope::Assigned => match &self.person {
                Some(person) => Reading { whose: Whose::Assigned(person.key().to_owned()), subjects: true },
                None => Reading { whose: Whose::Nobody, subjects: true },
            },
        }
    }

    /// Whether they see something of everyone's mail.
    pub fn sees_everyone(&self) -> bool {
        self.roles.keeper || self.roles.auditor || self.roles.admin
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::base::{Clock, Id, Step, Whence, Who};
    use crate::facts::Role;
    use crate::message::{Door, Envelope, Message, Origin, Recipient, Submission};
    use crate::people::PartyKind;
    use crate::release::{Roles, Sight};
    use crate::store::{Filter, NewSubmission, Query, RecipientRow, RecipientState, Sort, State, Store, Summary, Tab};
    use crate::verdict::Verdict;

    const PEOPLE: [&str; 3] = ["anna@firm.example", "kim@firm.example", "lee@firm.example"];
    const TABS: [Tab; 4] = [Tab::Waiting, Tab::Leaving, Tab::Others, Tab::Done];

    fn kept(n: usize, sender: Option<&str>, door: Door, state: State, step: Step) -> NewSubmission {
        let recipient = Recipient::from("ken@kita.example".parse::<Address>().unwrap());
        let row = RecipientRow {
            n: 1,
            recipient: recipient.clone(),
            name: String::new(),
            role: Role::To,
            kind: PartyKind::External,
            odd: true,
            state: RecipientState::Waiting,
            reply: String::new(),
            host: String::new(),
            at: None,
        };
        let sender = sender.map(|sender| sender.parse().unwrap());
        NewSubmission {
            submission: Submission {
                door,
                origin: Origin::default(),
                envelope: Envelope { sender, recipients: vec![recipient], ..Envelope::default() },
                message: Message::new(format!("Subject: {n}\r\n\r\ntext\r\n").into_bytes()),
                received: "2026-11-20T10:00:00Z".parse().unwrap(),
                source: None,
            },
            verdict: Verdict { step, findings: Vec::new() },
            recipients: vec![row],
            subject: format!("secret {n}"),
            state,
            deadline: None,
            due: None,
            cleared: None,
            about: None,
            paragraphs: Vec::new(),
            lesson: None,
        }
    }

    /// Submissions of everybody, in many states, some of which wait for Kim or for Lee.
    async fn filled() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-20T10:00:00Z".parse().unwrap());
        let store = Store::open(&folder.path().join("state/outguard.db"), clock).unwrap();
        let senders = PEOPLE.iter().copied().map(Some).chain([None]);
        let mut n = 0;
        for sender in senders {
            for (state, step) in [
                (State::Held, Step::Ask),
                (State::Held, Step::Approve),
                (State::Delayed, Step::Delay),
                (State::Queued, Step::Pass),
                (State::Unsure, Step::Ask),
            ] {
                n += 1;
                let id = store.keep(kept(n, sender, Door::Smtp, state, step)).await.unwrap().id().clone();
                if state == State::Held && n % 2 == 0 {
                    store.assign(&id, if n % 4 == 0 { PEOPLE[1] } else { PEOPLE[2] }).await;
                }
            }
        }
        store.keep(kept(99, None, Door::Own, State::Queued, Step::Pass)).await.unwrap();
        (folder, store)
    }

    fn actors() -> Vec<Actor> {
        let of = |who: &str, auditor, admin| {
            let address: Address = who.parse().unwrap();
            let roles = Roles { keeper: false, auditor, admin };
            Actor { who: Who::Person(address.clone()), person: Some(address), roles, whence: Whence::terminal() }
        };
        let nobody = Actor { person: None, ..of("odd@firm.example", false, false) };
        vec![
            Actor::keeper("root", Whence::terminal()),
            of(PEOPLE[0], false, false),
            of(PEOPLE[1], false, false),
            of(PEOPLE[2], true, false),
            of("admin@firm.example", false, true),
            of("stranger@firm.example", false, false),
            nobody,
        ]
    }

    async fn listed(store: &Store, actor: &Actor, scope: &Scope, tabs: &[Tab], words: &str) -> BTreeSet<Id> {
        let Reading { whose, subjects } = actor.reading(scope);
        let mut found = BTreeSet::new();
        for tab in tabs {
            let query = Query {
                tab: *tab,
                whose: whose.clone(),
                subjects,
                words: words.to_owned(),
                check: None,
                sort: Sort::Oldest,
                after: None,
                limit: 1000,
            };
            let listing = store.search(query).await.unwrap();
            assert_eq!(listing.total, listing.entries.len(), "what is counted is what is shown");
            found.extend(listing.ids().cloned());
        }
        found
    }

    fn those(all: &[Summary], may: impl Fn(&Summary) -> bool) -> BTreeSet<Id> {
        all.iter().filter(|summary| summary.door != Door::Own && may(summary)).map(|s| s.id.clone()).collect()
    }

    #[tokio::test]
    async fn lists_show_what_sight_allows_and_nothing_else() {
        let (_folder, store) = filled().await;
        let all = store.list(Filter { all: true, limit: 0 }).await.unwrap();
        for actor in actors() {
            let sight = |summary: &Summary| actor.sight(summary);
            let everyone = listed(&store, &actor, &Scope::Everyone, &TABS, "").await;
            let assigned = listed(&store, &actor, &Scope::Assigned, &[Tab::Open], "").await;
            let seen: BTreeSet<Id> = everyone.union(&assigned).cloned().collect();
            assert_eq!(seen, those(&all, |s| sight(s) > Sight::Nothing), "{actor:?}");
            let decides = listed(&store, &actor, &Scope::Own, &TABS, "").await;
            assert_eq!(decides, those(&all, |s| sight(s) == Sight::Whole), "{actor:?}");
            assert!(assigned.is_subset(&those(&all, |s| sight(s) >= Sight::Assigned)), "{actor:?}");
        }
    }

    #[tokio::test]
    async fn a_subject_is_searched_only_by_whoever_may_read_it() {
        let (_folder, store) = filled().await;
        let all = store.list(Filter { all: true, limit: 0 }).await.unwrap();
        for actor in actors() {
            let readable = those(&all, |s| actor.sight(s) >= Sight::Assigned);
            for scope in [Scope::Own, Scope::Everyone, Scope::Assigned, Scope::Of(PEOPLE[0].parse().unwrap())] {
                let found = listed(&store, &actor, &scope, &[Tab::All], "secret").await;
                assert!(found.is_subset(&readable), "{actor:?} {scope:?}");
            }
        }
        let keeper = &actors()[0];
        assert_eq!(listed(&store, keeper, &Scope::Own, &[Tab::All], "secr").await.len(), 20);
        assert_eq!(listed(&store, keeper, &Scope::Own, &[Tab::All], "ken@kita.example").await.len(), 20);
        assert_eq!(listed(&store, keeper, &Scope::Of(PEOPLE[0].parse().unwrap()), &[Tab::All], "kita").await.len(), 5);
    }
}
