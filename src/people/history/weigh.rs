//! A message weighed: each recipient's fit, their rivals' fit, and how odd that makes them.

use super::evidence::{Weighed, Weighing};
use super::odd::{Fitted, place};
use super::past::Past;
use super::prior::prior;
use super::rivals::Rival;
use super::scene::{Person, Scene, Seat};
use super::spelling::Spelling;
use super::trace::Trace;
use super::{crowd, explain, fit, odd};
use crate::base::Address;

/// Contacts with more messages are not mistyped.
const SPELT_RIGHT: f32 = 2.0;

/// One recipient, looked at from all sides.
pub(super) struct Judged<'s> {
    pub(super) at: usize,
    pub(super) spelling: Spelling,
    pub(super) rivals: Vec<Fitted<Rival<'s>>>,
    pub(super) features: [f32; odd::NAMES.len()],
    /// The logarithm of the odds that this is a slip.
    pub(super) odd: f32,
}

/// The figures of one recipient, to train a ranking with.
pub struct Figures {
    /// The recipient.
    pub address: Address,
    /// The features of their fit.
    pub fit: Vec<f32>,
    /// Those of each rival's.
    pub rivals: Vec<Vec<f32>>,
    /// The features of their oddity.
    pub odd: Vec<f32>,
}

/// Names of the features, in their order: those of the fit, and those of the oddity.
pub fn feature_names() -> (&'static [&'static str], &'static [&'static str]) {
    (&fit::NAMES, &odd::NAMES)
}

/// A recipient's place, and who may have been meant instead: all that is needed before texts are compared.
struct Side<'p> {
    seat: Seat,
    spelling: Spelling,
    rivals: Vec<Rival<'p>>,
}

/// A message, looked at.
struct Looked<'p> {
    scene: Scene<'p>,
    fits: Vec<Fitted<usize>>,
    judged: Vec<Judged<'p>>,
}

impl<'p> Scene<'p> {
    /// Every recipient's side.
    fn sides(&self) -> Vec<Side<'p>> {
        let missing = self.missing();
        let most = crowd::compared(self.people.len());
        let side = |(seat, person): (Seat, &Person<'p>)| {
            let spelling = if person.count() <= SPELT_RIGHT {
                let mut spelling = Spelling::of(person.address, person.name, &person.called, &self.past.book, most);
                spelling.beside(person.address, &person.called, self.trace, self.past.key());
                spelling
            } else {
                Spelling::right(person.name, &person.called)
            };
            Side { rivals: self.rivals(seat.at, Some(&spelling), &missing), spelling, seat }
        };
        self.seats().into_iter().zip(&self.people).map(side).collect()
    }

    /// How well every recipient fits, and the rivals of each.
    fn fitted(&self, sides: &mut [Side<'p>]) -> (Vec<Fitted<usize>>, Vec<Vec<Fitted<Rival<'p>>>>) {
        let mut rows = Vec::new();
        for (side, person) in sides.iter().zip(&self.people) {
            rows.push(self.fit(person, &side.seat));
            rows.extend(side.rivals.iter().map(|rival| self.fit(&rival.person, &side.seat)));
        }
        let scores = self.past.ranking().fit.scores(rows.iter().map(<[f32; _]>::as_slice));
        let mut scored = rows.into_iter().zip(scores);
        let (mut fits, mut rivals) = (Vec::with_capacity(sides.len()), Vec::with_capacity(sides.len()));
        for side in sides {
            let who = side.seat.at;
            fits.extend(scored.next().map(|(features, fit)| Fitted { who, features, fit }));
            let theirs = std::mem::take(&mut side.rivals).into_iter().zip(&mut scored);
            rivals.push(theirs.map(|(who, (features, fit))| Fitted { who, features, fit }).collect());
        }
        (fits, rivals)
    }

    /// Every recipient, judged.
    fn judged(&self, mut sides: Vec<Side<'p>>) -> (Vec<Fitted<usize>>, Vec<Judged<'p>>) {
        let (fits, rivals) = self.fitted(&mut sides);
        let judge = |(Side { seat, spelling, .. }, rivals): (Side<'p>, Vec<Fitted<Rival<'p>>>)| {
            let features = self.odd(seat.at, &fits, &rivals, &spelling);
            Judged { at: seat.at, spelling, rivals, features, odd: 0.0 }
        };
        let mut judged: Vec<_> = sides.into_iter().zip(rivals).map(judge).collect();
        let ranking = self.past.ranking();
        let rows = || judged.iter().map(|one| one.features.as_slice());
        let is_new = |features: &[f32]| features.get(place::COUNT).is_none_or(|count| *count == 0.0);
        let scores = ranking.odd.scores(rows());
        let mut spelt = ranking.spelt.scores(rows().filter(|features| is_new(features))).into_iter();
        for (one, mut score) in judged.iter_mut().zip(scores) {
            // However well a message suits somebody: an address that is a slip away from a contact's is one.
            if is_new(&one.features) {
                score = spelt.next().map_or(score, |spelt| score.max(spelt));
            }
            let heard = self.people.get(one.at).and_then(|person| person.heard);
            one.odd = score + heard.map_or(0.0, |heard| prior(heard, self.trace.at));
        }
        (fits, judged)
    }
}

impl Past {
    fn look<'p>(&'p self, trace: &'p Trace) -> Looked<'p> {
        let mut scene = Scene::new(self, trace);
        let sides = scene.sides();
        scene.compare(sides.iter().flat_map(|side| &side.rivals).filter_map(|rival| rival.person.id));
        let (fits, judged) = scene.judged(sides);
        Looked { scene, fits, judged }
    }

    /// How unlikely each recipient of a message is. Needs the trace alone, and changes nothing.
    pub fn weigh(&self, trace: &Trace) -> Weighing {
        let Looked { scene, fits, judged } = self.look(trace);
        let raw = top(&judged);
        let weighed = |one: &Judged<'_>| {
            let (evidence, meant) = explain::explain(&scene, &fits, one);
            let address = scene.people.get(one.at)?.address.clone();
            Some(Weighed { address, score: self.calibrated(one.odd), evidence, meant })
        };
        Weighing { recipients: judged.iter().filter_map(weighed).collect(), learnt: self.len(), raw }
    }

    /// The top score of a message before the sender's own past is taken into account.
    pub(super) fn raw_top(&self, trace: &Trace) -> Option<f32> {
        top(&self.look(trace).judged)
    }

    /// The figures of every recipient, to train a ranking with.
    pub fn figures(&self, trace: &Trace) -> Vec<Figures> {
        let Looked { scene, fits, judged } = self.look(trace);
        let figures = |one: Judged<'_>| {
            Some(Figures {
                address: scene.people.get(one.at)?.address.clone(),
                fit: fits.get(one.at)?.features.to_vec(),
                rivals: one.rivals.iter().map(|rival| rival.features.to_vec()).collect(),
                odd: one.features.to_vec(),
            })
        };
        judged.into_iter().filter_map(figures).collect()
    }
}

/// The highest of the scores.
fn top(judged: &[Judged<'_>]) -> Option<f32> {
    judged.iter().map(|one| one.odd).reduce(f32::max)
}
