//! Keeping it honest: how often what asks, what came of it, and what need not be asked again.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::Ops;
use crate::app::failure::{Failure, exit};
use crate::base::{Id, Step, Whence};
use crate::release::{Sight, zone};
use crate::store::{Asks, Eased, LAST, Month, Offer, Quiet};

/// How long nobody is asked again.
const QUIET: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Share of changes below which asking changes nothing.
const FEW_CHANGES: f64 = 0.02;

/// Share of quick decisions above which nobody reads the question.
const MANY_QUICK: f64 = 0.6;

/// A check or rule with what came of its asking.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tuned {
    /// Its id.
    pub check: String,
    /// What it looks for.
    pub title: String,
    /// The step it asks for, or `varies`.
    pub step: &'static str,
    /// Whether it only takes notes.
    pub eased: bool,
    /// Whether it should: asking has changed nothing, or nobody reads the question.
    pub proposed: bool,
    /// Of the last decided holds: how many there are.
    pub asks: u32,
    /// How many of them were changed or withdrawn.
    pub changed: u32,
    /// How many of them were decided before anybody can have read the page.
    pub quick: u32,
    /// This month: how many holds.
    pub month_asks: u32,
    /// This month: how many of them were changed or withdrawn so far.
    pub month_changed: u32,
}

/// How often what asks.
#[derive(Clone, Debug)]
pub struct Tuning {
    /// Every check that has asked, and those that only take notes.
    pub checks: Vec<Tuned>,
    /// Who was asked this month, most often first; only for those who oversee.
    pub people: Vec<Month>,
    /// What only takes notes.
    pub eased: Vec<Eased>,
    /// Whether they may change it.
    pub may_change: bool,
    /// What asking because of past mail is held to.
    pub budget: Budget,
}

/// The check that goes by the sender's past mail.
const BY_HISTORY: &str = "unlikely-recipient";

/// How often it may be asked because of past mail, and how often it was this month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Budget {
    /// `policy.asks_per_100`.
    pub asks_per_100: f64,
    /// How many holds it was.
    pub asks: u32,
    /// In how many mails.
    pub mails: u32,
}

impl Budget {
    /// The same of 100.
    pub fn per_100(&self) -> f64 {
        if self.mails == 0 { 0.0 } else { 100.0 * f64::from(self.asks) / f64::from(self.mails) }
    }
}

/// An offer not to ask again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuietOffer {
    /// The check or rule.
    pub check: String,
    /// What it looks for.
    pub title: String,
    /// The address it would not ask about.
    pub address: String,
}

/// Whether a check that asks should only take notes.
fn is_idle(last: Asks, step: Option<Step>) -> bool {
    let asks = f64::from(last.asks);
    let idle = f64::from(last.changed) < FEW_CHANGES * asks || f64::from(last.quick) > MANY_QUICK * asks;
    last.asks >= LAST && idle && step.is_none_or(may_be_eased)
}

/// What must be typed or approved is never eased.
fn may_be_eased(step: Step) -> bool {
    matches!(step, Step::Ask | Step::Tick)
}

impl Ops {
    /// How often they were asked this month, and in how many mails; everybody, for an account that is nobody's in particular.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn month(&self) -> Result<Month, Failure> {
        let owner = self.actor.person.as_ref().map(|person| person.key().to_owned());
        if owner.is_none() && !self.actor.roles.keeper {
            return Ok(Month::default());
        }
        Ok(self.store.month_of(owner, self.month_begins()).await?)
    }

    /// How often what asks: all of it for those who oversee, their own for others.
    ///
    /// # Errors
    /// When the store cannot be read, or a pack is wrong.
    pub async fn tuning(&self) -> Result<Tuning, Failure> {
        let rules = self.judge()?.rulebook.rules();
        let month = self.month_begins();
        let oversees = self.oversees("it").is_ok();
        let owner = if oversees { None } else { Some(self.own_key()?) };
        let eased = self.store.eased().await?;
        let figures = self.store.check_asks(owner, month).await?;
        let silent = eased.iter().filter(|eased| !figures.iter().any(|f| f.check == eased.check));
        let silent = silent.map(|eased| (eased.check.clone(), Asks::default(), Asks::default()));
        let checks = figures.iter().map(|f| (f.check.clone(), f.last, f.month)).chain(silent);
        let checks = checks.map(|(check, last, month)| {
            let rule = rules.iter().find(|rule| rule.id == check);
            let step = rule.and_then(|rule| rule.step);
            let is_eased = eased.iter().any(|eased| eased.check == check);
            Tuned {
                title: rule.map(|rule| rule.title.clone()).unwrap_or_default(),
                step: step.map_or("varies", Step::word),
                eased: is_eased,
                proposed: !is_eased && rule.is_some() && is_idle(last, step),
                asks: last.asks,
                changed: last.changed,
                quick: last.quick,
                month_asks: month.asks,
                month_changed: month.changed,
                check,
            }
        });
        let checks: Vec<Tuned> = checks.collect();
        let asks = checks.iter().find(|check| check.check == BY_HISTORY).map_or(0, |check| check.month_asks);
        let mails = self.month().await?.mails;
        let budget = Budget {
            asks_per_100: self.config.policy.asks_per_100,
            asks,
            mails: u32::try_from(mails).unwrap_or(u32::MAX),
        };
        let people = if oversees { self.store.months(month).await? } else { Vec::new() };
        Ok(Tuning { checks, people, eased, may_change: self.may_tune(), budget })
    }

    /// Has a check or rule only take notes (`on`), or ask again.
    ///
    /// # Errors
    /// When it is not theirs to say, there is none of that name, or what it asks for is never eased.
    pub async fn ease(&self, check: &str, on: bool) -> Result<(), Failure> {
        if !self.may_tune() {
            let words = "how often what asks is for an admin, and for whoever runs Outguard, to change";
            return Err(Failure::new("not_yours", exit::NOPERM, words));
        }
        let rules = self.judge()?.rulebook.rules();
        let rule = rules.iter().find(|rule| rule.id == check);
        if on {
            let step = match rule {
                Some(rule) => rule.step,
                None => {
                    let words = format!("there is no check or rule `{check}`");
                    return Err(Failure::new("unknown", exit::NOINPUT, words).hint("outguard rules list"));
                }
            };
            if !step.is_none_or(may_be_eased) {
                let words = format!("{check} asks for more than a click: what must be typed or approved is not eased");
                return Err(Failure::new("not_eased", exit::UNAVAILABLE, words));
            }
        }
        let asks = self.store.check_asks(None, self.month_begins()).await?;
        let last = asks.iter().find(|f| f.check == check).map(|f| f.last).unwrap_or_default();
        let figures = format!("asks={} changed={} quick={}", last.asks, last.changed, last.quick);
        let news = self.store.ease(check.to_owned(), on, figures, self.said_by()).await?;
        if !on && !news {
            let words = format!("{check} does not only take notes");
            return Err(Failure::new("unknown", exit::NOINPUT, words).hint("outguard quiet list"));
        }
        Ok(())
    }

    /// What need not be asked again after this submission.
    ///
    /// # Errors
    /// When there is none of that id, or a pack is wrong.
    pub async fn may_quiet(&self, asked: &Id) -> Result<Vec<QuietOffer>, Failure> {
        let entry = self.seen(asked, Sight::Whole).await?;
        let offers = self.store.quiet_offers(&entry.summary.id).await?;
        if offers.is_empty() {
            return Ok(Vec::new());
        }
        let judge = self.judge()?;
        let rules = judge.rulebook.rules();
        let step_of = |check: &str| entry.verdict.findings.iter().filter(|f| f.check == check).map(|f| f.step).max();
        let offers = offers
            .into_iter()
            .filter(|offer| step_of(&offer.check).is_some_and(|step| judge.rulebook.is_quietable(&offer.check, step)));
        Ok(offers
            .map(|Offer { check, address }| {
                let title =
                    rules.iter().find(|rule| rule.id == check).map(|rule| rule.title.clone()).unwrap_or_default();
                QuietOffer { check, title, address }
            })
            .collect())
    }

    /// The sender of a submission is not asked again by `check` about `address`, for half a year.
    ///
    /// # Errors
    /// When that is not offered ([`Ops::may_quiet`]).
    pub async fn quiet(&self, asked: &Id, check: &str, address: &str) -> Result<(), Failure> {
        let entry = self.seen(asked, Sight::Whole).await?;
        let offered = self.may_quiet(&entry.summary.id).await?;
        if !offered.iter().any(|offer| offer.check == check && offer.address == address) {
            let words = "that goes on being asked: it was not answered twice in the same way, or it is another thing every time";
            return Err(Failure::new("not_offered", exit::UNAVAILABLE, words));
        }
        let offer = Offer { check: check.to_owned(), address: address.to_owned() };
        let now = self.clock.now();
        let until = now.checked_add(QUIET).unwrap_or(Timestamp::MAX);
        Ok(self.store.be_quiet(&entry.summary.id, entry.summary.owner, offer, until, self.said_by()).await?)
    }

    /// What is not asked again: theirs, or everybody's for those who oversee.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn quiets(&self) -> Result<Vec<Quiet>, Failure> {
        let owner = if self.oversees("it").is_ok() { None } else { Some(self.own_key()?) };
        Ok(self.store.quiets(owner).await?)
    }

    /// What they are not asked again themselves; everything, for an account that is nobody's in particular.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn own_quiets(&self) -> Result<Vec<Quiet>, Failure> {
        match &self.actor.person {
            Some(person) => Ok(self.store.quiets(Some(person.key().to_owned())).await?),
            None if self.actor.roles.keeper => Ok(self.store.quiets(None).await?),
            None => Ok(Vec::new()),
        }
    }

    /// It is asked again.
    ///
    /// # Errors
    /// When there is none of that number, or it is not theirs.
    pub async fn ask_again(&self, n: i64) -> Result<Quiet, Failure> {
        let owner = if self.may_tune() { None } else { Some(self.own_key()?) };
        let gone = self.store.ask_again(n, owner, self.said_by()).await?;
        gone.ok_or_else(|| {
            Failure::new("unknown", exit::NOINPUT, format!("there is no {n}")).hint("outguard quiet list")
        })
    }

    fn may_tune(&self) -> bool {
        self.actor.roles.keeper || self.actor.roles.admin
    }

    fn said_by(&self) -> (String, Whence) {
        (self.actor.who.to_string(), self.actor.whence.clone())
    }

    fn own_key(&self) -> Result<String, Failure> {
        let person = self.actor.person.as_ref();
        let nobody = || Failure::new("not_yours", exit::NOPERM, "nobody knows which mail is yours");
        person.map(|person| person.key().to_owned()).ok_or_else(nobody)
    }

    fn month_begins(&self) -> Timestamp {
        self.month_of(self.clock.now())
    }

    /// When the month of `at` begins, where the office is.
    pub(super) fn month_of(&self, at: Timestamp) -> Timestamp {
        month_begins(at, zone(&self.config.policy))
    }
}

/// When the month of `at` begins in `zone`; days are counted from midnights, so nothing else may be asked for.
fn month_begins(at: Timestamp, zone: TimeZone) -> Timestamp {
    let day = at.to_zoned(zone);
    day.first_of_month().and_then(|day| day.start_of_day()).map_or(at, |day| day.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_at_its_first_midnight_at_any_hour_of_the_day() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        for now in ["2026-11-01T00:30:00+01:00", "2026-11-28T09:00:00Z", "2026-11-28T13:45:00Z"] {
            let begins = month_begins(now.parse().unwrap(), zone.clone());
            assert_eq!(begins.to_string(), "2026-10-31T23:00:00Z", "{now}");
        }
    }

    #[test]
    fn idle_is_what_changes_nothing_or_is_not_read_over_fifty_decisions() {
        let idle = |asks, changed, quick| is_idle(Asks { asks, changed, quick }, None);
        assert!(idle(50, 0, 0));
        assert!(!idle(50, 1, 0), "one in fifty is not below 2 %");
        assert!(!idle(49, 0, 49), "too few to tell");
        assert!(idle(50, 10, 31));
        assert!(!idle(50, 10, 30));
    }

    #[test]
    fn what_must_be_typed_or_approved_is_not_proposed() {
        let last = Asks { asks: 50, changed: 0, quick: 0 };
        for (step, proposed) in
            [(Step::Ask, true), (Step::Tick, true), (Step::Type, false), (Step::Approve, false), (Step::Refuse, false)]
        {
            assert_eq!(is_idle(last, Some(step)), proposed, "{step}");
        }
    }
}
