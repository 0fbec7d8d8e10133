//! The ways out of a hold: repairs as buttons, and what sending as it is asks for.

use super::model::{Face, Teller};
use crate::base::Address;
use crate::base::text::one_line;
use crate::release::{Offer, Required, Sight, offers, ranges};
use crate::store::RecipientRow;

/// One button of a repair.
pub(super) struct Fix {
    pub(super) verb: &'static str,
    pub(super) label: String,
    /// The recipients, as `1-3,7`.
    pub(super) numbers: String,
    pub(super) address: String,
    pub(super) primary: bool,
}

/// One row to tick.
pub(super) struct Tick {
    pub(super) face: Face,
    pub(super) ticked: bool,
    pub(super) missing: bool,
    /// Who may have been meant.
    pub(super) instead: String,
}

/// One text to type.
pub(super) struct Typed {
    pub(super) text: String,
    pub(super) value: String,
    pub(super) wrong: bool,
}

/// What sending asks for.
pub(super) enum Asks {
    /// One button.
    Nothing,
    /// Every odd one named.
    Tick(Vec<Tick>),
    /// Something typed.
    Type(Vec<Typed>),
    /// Somebody else.
    SecondPerson,
}

impl Asks {
    /// Whether everything asked for was given.
    pub(super) fn are_met(&self) -> bool {
        match self {
            Asks::Nothing => true,
            Asks::Tick(rows) => rows.iter().all(|row| row.ticked),
            Asks::Type(fields) => fields.iter().all(|field| !field.wrong),
            Asks::SecondPerson => false,
        }
    }
}

/// What was given with a decision that was not enough, so that it need not be given again.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) confirmed: Vec<String>,
    pub(super) reason: String,
    /// Whether something was given at all, and what is missing is to be said.
    pub(super) tried: bool,
}

impl Teller<'_> {
    /// The odd ones of whom nobody knows who was meant, so that somebody else can be named.
    pub(super) fn swaps(&self) -> Vec<Face> {
        const MOST: usize = 5;
        if self.mail.sight < Sight::Whole {
            return Vec::new();
        }
        let offers = offers(&self.mail.entry);
        let has_offer = |n: usize| offers.iter().any(|offer| offer.verb == "replace" && offer.numbers == [n]);
        let rows = self.mail.entry.remaining().filter(|row| row.odd && !has_offer(row.n));
        rows.take(MOST).map(|row| self.face(row)).collect()
    }

    /// The repairs as buttons, the best one first and filled.
    pub(super) fn fixes(&self) -> Vec<Fix> {
        if self.mail.sight < Sight::Whole {
            return Vec::new();
        }
        let remaining = self.remaining();
        let mut offers: Vec<Offer> =
            offers(&self.mail.entry).into_iter().filter(|offer| self.is_possible(offer, remaining)).collect();
        // A replacement says who was meant; nothing else does.
        offers.sort_by_key(|offer| offer.verb != "replace");
        let mut fixes: Vec<Fix> = offers.iter().map(|offer| self.fix(offer, remaining)).collect();
        if let Some(first) = fixes.first_mut() {
            first.primary = true;
        }
        fixes
    }

    fn is_possible(&self, offer: &Offer, remaining: usize) -> bool {
        match offer.verb {
            // Don't send gives the draft back anyway.
            "draft" => false,
            "remove" => offer.numbers.len() < remaining,
            "replace" => offer.numbers.len() == 1 && !self.is_recipient(offer.address.as_ref()),
            _ => true,
        }
    }

    fn is_recipient(&self, address: Option<&Address>) -> bool {
        self.mail.entry.remaining().any(|row| Some(&row.recipient.address) == address)
    }

    fn fix(&self, offer: &Offer, remaining: usize) -> Fix {
        let say = &self.say;
        let one = || {
            let row = self.mail.entry.remaining().find(|row| offer.numbers == [row.n]);
            row.map_or_else(String::new, |row| row.recipient.address.to_string())
        };
        let count = offer.numbers.len();
        let left = remaining - count.min(remaining);
        let address = offer.address.as_ref().map_or_else(String::new, ToString::to_string);
        let label = match offer.verb {
            "replace" => say.a("fix-replace", "address", &address),
            "remove" if count == 1 => say.counted("fix-remove", left, &[("address", one())]),
            "remove" => say.counted("fix-remove-many", left, &[("many", count.to_string())]),
            _ if count == 1 => say.a("fix-bcc", "address", one()),
            _ => say.n("fix-bcc-many", count),
        };
        Fix { verb: offer.verb, label, numbers: ranges(&offer.numbers), address, primary: false }
    }

    /// What sending as it is asks for; what was `given` already stays filled in.
    pub(super) fn asks(&self, given: &Given) -> Asks {
        match Required::by(&self.mail.entry) {
            Required::Nothing => Asks::Nothing,
            Required::SecondPerson => Asks::SecondPerson,
            Required::Tick(numbers) => {
                let rows = self.mail.entry.remaining().filter(|row| numbers.contains(&row.n));
                Asks::Tick(rows.map(|row| self.tick(row, given)).collect())
            }
            Required::Type(texts) => {
                let field = |(i, text): (usize, String)| {
                    let value = given.confirmed.get(i).cloned().unwrap_or_default();
                    let right = given.confirmed.iter().any(|typed| typed.trim().eq_ignore_ascii_case(&text));
                    Typed { wrong: given.tried && !right, value: one_line(&value, 255), text }
                };
                Asks::Type(texts.into_iter().enumerate().map(field).collect())
            }
        }
    }

    fn tick(&self, row: &RecipientRow, given: &Given) -> Tick {
        let ticked = given.confirmed.iter().any(|text| *text == row.n.to_string());
        let instead = offers(&self.mail.entry).into_iter().find(|o| o.verb == "replace" && o.numbers == [row.n]);
        Tick {
            face: self.face(row),
            ticked,
            missing: given.tried && !ticked,
            instead: instead.and_then(|offer| offer.address).map_or_else(String::new, |address| address.to_string()),
        }
    }

    /// What pressing Send does, in words: whom it reaches, the odd one by name.
    pub(super) fn effect(&self) -> String {
        let odd: Vec<&RecipientRow> = self.mail.entry.remaining().filter(|row| row.odd).collect();
        let remaining = self.remaining();
        let last = |row: &&RecipientRow| row.recipient.address.to_string();
        match odd.as_slice() {
            [one] if remaining == 1 => self.say.a("send-only", "address", last(one)),
            [one] => self.say.counted("send-including", remaining, &[("address", last(one))]),
            _ => self.say.n("send-to", remaining),
        }
    }
}
