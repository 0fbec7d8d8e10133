//! A message weighed: each recipient's fit, their rivals' fit, and how odd that makes them.

use super::evidence::{Weighed, Weighing};
use super::odd::Fitted;
use super::past::Past;
use super::prior::prior;
use super::rivals::Rival;
use super::scene::Scene;
use super::spelling::Spelling;
use super::trace::Trace;
use super::{explain, fit, odd};
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

impl<'p> Scene<'p> {
    /// Every recipient's fit.
    fn fits(&self) -> Vec<Fitted<usize>> {
        let forest = &self.past.ranking().fit;
        let fitted = |(at, person)| {
            let features = self.fit(person, &self.seat(at));
            Fitted { who: at, features, fit: forest.score(&features) }
        };
        self.people.iter().enumerate().map(fitted).collect()
    }

    /// Every recipient, judged.
    pub(super) fn judged(&self, fits: &[Fitted<usize>]) -> Vec<Judged<'p>> {
        let ranking = self.past.ranking();
        let missing = self.missing();
        let judge = |(at, person): (usize, &super::scene::Person<'p>)| {
            let spelling = if person.count() <= SPELT_RIGHT {
                Spelling::of(person.address, person.name, &person.called, &self.past.book)
            } else {
                Spelling::right(person.name, &person.called)
            };
            let seat = self.seat(at);
            let fitted = |who: Rival<'p>| {
                let features = self.fit(&who.person, &seat);
                Fitted { who, features, fit: ranking.fit.score(&features) }
            };
            let rivals: Vec<_> = self.rivals(at, Some(&spelling), &missing).into_iter().map(fitted).collect();
            let features = self.odd(at, fits, &rivals, &spelling);
            let prior = person.heard.map_or(0.0, |heard| prior(heard, self.trace.at));
            Judged { at, spelling, rivals, features, odd: ranking.odd.score(&features) + prior }
        };
        self.people.iter().enumerate().map(judge).collect()
    }
}

impl Past {
    /// How unlikely each recipient of a message is. Needs the trace alone, and changes nothing.
    pub fn weigh(&self, trace: &Trace) -> Weighing {
        let scene = Scene::new(self, trace);
        let fits = scene.fits();
        let judged = scene.judged(&fits);
        let raw = judged.iter().map(|one| one.odd).reduce(f32::max);
        let weighed = |one: &Judged<'_>| {
            let (evidence, meant) = explain::explain(&scene, &fits, one);
            let person = scene.people.get(one.at);
            Weighed {
                address: person.map(|person| person.address.clone())?,
                score: self.calibrated(one.odd),
                evidence,
                meant,
            }
            .into()
        };
        Weighing { recipients: judged.iter().filter_map(weighed).collect(), learnt: self.len(), raw }
    }

    /// The top score of a message before the sender's own past is taken into account.
    pub(super) fn raw_top(&self, trace: &Trace) -> Option<f32> {
        let scene = Scene::new(self, trace);
        scene.judged(&scene.fits()).iter().map(|one| one.odd).reduce(f32::max)
    }

    /// The figures of every recipient, to train a ranking with.
    pub fn figures(&self, trace: &Trace) -> Vec<Figures> {
        let scene = Scene::new(self, trace);
        let fits = scene.fits();
        let figures = |one: Judged<'_>| {
            Some(Figures {
                address: scene.people.get(one.at)?.address.clone(),
                fit: fits.get(one.at)?.features.to_vec(),
                rivals: one.rivals.iter().map(|rival| rival.features.to_vec()).collect(),
                odd: one.features.to_vec(),
            })
        };
        scene.judged(&fits).into_iter().filter_map(figures).collect()
    }
}
