//! Looking at lists: what waits, what leaves, what is over; by words, reason and sender, a page at a time.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Ops;
use crate::app::failure::Failure;
use crate::base::{Id, Language, Step};
use crate::control::view::View;
use crate::release::{self, Confirmation, Scope, Sight, seal_of};
use crate::store::{Counts, Entry, Filter, Listing, Mark, Query, Since, Sort, State, StoreError, Summary, Tab};

/// How much longer a hold that is kept waits.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What somebody asks a list for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The list.
    pub tab: Tab,
    /// Whose mail.
    pub scope: Scope,
    /// Beginnings of words.
    pub words: String,
    /// The check or rule that asked.
    pub check: Option<String>,
    /// The order.
    pub sort: Sort,
    /// Where the page before ended.
    pub after: Option<Mark>,
    /// Rows of a page.
    pub limit: usize,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<Row>,
    /// Where the next one begins.
    pub next: Option<Mark>,
    /// How many there are on all pages, as [`Listing::total`] counts.
    pub total: usize,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The submission.
    pub id: Id,
    /// Its state.
    pub state: State,
    /// Why it waits, in the reader's language; empty where nobody noticed anything.
    pub headline: String,
    /// Its sender.
    pub sender: String,
    /// The recipient to look at: the first odd one, or the first.
    pub recipient: String,
    /// How many recipients there are besides.
    pub others: usize,
    /// The subject; `None` where the reader may not see it.
    pub subject: Option<String>,
    /// When it was stored.
    pub created: Timestamp,
    /// When it leaves or goes back by itself.
    pub ends: Option<Timestamp>,
    /// The checks and rules that asked, gravest first.
    pub checks: Vec<String>,
    /// What a decision is bound to; `None` where it is not the reader's to decide.
    pub seal: Option<String>,
    /// Whether one press may send it from the list: it asks for no more than that, for one reason.
    pub sends_at_once: bool,
}

impl Row {
    fn of(entry: &Entry, sight: Sight, language: Language) -> Row {
        let summary = &entry.summary;
        let mut asking: Vec<_> = entry.verdict.findings.iter().filter(|finding| finding.step > Step::Pass).collect();
        asking.sort_by_key(|finding| std::cmp::Reverse(finding.step));
        let remaining: Vec<_> = entry.remaining().collect();
        let first = remaining.iter().find(|row| row.odd).or(remaining.first());
        let decides = sight == Sight::Whole && !summary.state.is_over();
        let mut checks: Vec<String> = Vec::new();
        for finding in &asking {
            if !checks.contains(&finding.check) {
                checks.push(finding.check.clone());
            }
        }
        Row {
            id: summary.id.clone(),
            state: summary.state,
            headline: asking.first().map(|finding| finding.told(language).0).unwrap_or_default(),
            sender: entry.envelope.sender.as_ref().map_or("<>", |sender| sender.as_str()).to_owned(),
            recipient: first.map(|row| row.recipient.address.to_string()).unwrap_or_default(),
            others: remaining.len().saturating_sub(1),
            subject: (sight >= Sight::Assigned).then(|| summary.subject.clone()),
            created: summary.created,
            ends: if summary.state.is_over() { None } else { summary.deadline.or(summary.due) },
            checks,
            seal: decides.then(|| seal_of(entry)),
            sends_at_once: decides && summary.state == State::Held && summary.step == Step::Ask && asking.len() == 1,
        }
    }
}

impl Ops {
    /// A page of a list, as far as they may see it, in `language`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn page(&self, asked: Asked, language: Language) -> Result<Page, Failure> {
        let Listing { entries, next, total } = self.listing(asked).await?;
        let rows = entries.iter().map(|entry| (entry, self.actor.sight(&entry.summary)));
        let rows = rows.filter(|(_, sight)| *sight > Sight::Nothing);
        Ok(Page { rows: rows.map(|(entry, sight)| Row::of(entry, sight, language)).collect(), next, total })
    }

    /// What waits, or everything, newest first: at most `limit` of what has all of `words` in it; 0 = no limit. Our own
    /// messages are in it only where all is asked for and nothing looked for.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn find(&self, all: bool, words: &str, limit: usize) -> Result<Vec<View>, Failure> {
        if words.trim().is_empty() && self.actor.roles.keeper {
            let summaries = self.store.list(Filter { all, limit }).await?;
            return Ok(summaries.iter().map(|summary| self.shown(summary)).collect());
        }
        let asked = Asked {
            tab: if all { Tab::All } else { Tab::Open },
            scope: Scope::Everyone,
            words: words.to_owned(),
            check: None,
            sort: Sort::Newest,
            after: None,
            limit: if limit == 0 { usize::MAX } else { limit },
        };
        let listing = self.listing(asked).await?;
        Ok(listing.entries.iter().map(|entry| self.shown(&entry.summary)).collect())
    }

    pub(super) async fn listing(&self, asked: Asked) -> Result<Listing, Failure> {
        let reading = self.actor.reading(&asked.scope);
        let query = Query {
            tab: asked.tab,
            whose: reading.whose,
            subjects: reading.subjects,
            words: asked.words,
            check: asked.check,
            sort: asked.sort,
            after: asked.after,
            limit: asked.limit,
        };
        Ok(self.store.search(query).await?)
    }

    /// What they may see of a submission in a list.
    fn shown(&self, summary: &Summary) -> View {
        let view = View::of_summary(summary, &summary.owner);
        if self.actor.sight(summary) >= Sight::Assigned { view } else { View { subject: String::new(), ..view } }
    }

    /// How many stand in each of their lists.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn counts(&self) -> Result<Counts, Failure> {
        let person = self.actor.person.as_ref().map(|person| person.key().to_owned());
        Ok(self.store.counts(self.actor.reading(&Scope::Own).whose, person).await?)
    }

    /// What came of their mail since the last midnight.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn today(&self) -> Result<Since, Failure> {
        let now = self.clock.now().to_zoned(self.zone());
        let midnight = now.start_of_day().map_or(now.timestamp(), |midnight| midnight.timestamp());
        Ok(self.store.since(self.actor.reading(&Scope::Own).whose, midnight).await?)
    }

    /// What a check or rule looks for, in words; its id where it is no longer there.
    pub fn title_of(&self, check: &str) -> String {
        let rules = self.judge().map(|judge| judge.rulebook.rules()).unwrap_or_default();
        rules.into_iter().find(|rule| rule.id == check).map_or_else(|| check.to_owned(), |rule| rule.title)
    }

    /// Withdraws several submissions, each as it was shown. The answer tells of each what became of it.
    pub async fn cancel_each(&self, chosen: &[(Id, Confirmation)]) -> Vec<(Id, Result<(), Failure>)> {
        let mut done = Vec::new();
        for (id, given) in chosen {
            done.push((id.clone(), self.cancel(id, given).await.map(|_| ())));
        }
        done
    }

    /// Gives several holds another day before they go back; no more happens by it, so it is bound to nothing shown. The
    /// answer tells of each what became of it.
    pub async fn extend_each(&self, chosen: &[Id]) -> Vec<(Id, Result<(), Failure>)> {
        let mut done = Vec::new();
        for id in chosen {
            done.push((id.clone(), self.extend(id, DAY).await.map(drop)));
        }
        done
    }

    /// The time zone people are told times in.
    pub fn zone(&self) -> TimeZone {
        release::zone(&self.config.policy)
    }

    /// Whom the journal's lines after line `seen` concern, and up to where that was looked at ([`crate::store`]).
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn concerned(&self, seen: i64) -> Result<(BTreeSet<String>, i64), StoreError> {
        self.store.concerned(seen).await
    }

    /// Whether news about the mail of `people` may change what they see.
    pub fn is_concerned(&self, people: &BTreeSet<String>) -> bool {
        let is_them = self.actor.person.as_ref().is_some_and(|person| people.contains(person.key()));
        is_them || (self.actor.roles.keeper && !people.is_empty())
    }
}
