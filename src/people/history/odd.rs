//! How odd a recipient is: their own fit, against the fit of everybody who may have been meant in their place, of the other
//! recipients, and how the address is spelt.

use super::fit::{self, ln1p};
use super::rivals::Rival;
use super::scene::{Person, Scene};
use super::spelling::{FAR, Spelling};

/// Features besides those of [`fit::NAMES`], which stand first.
const OWN: usize = 69;

/// The features, in their order.
pub(super) const NAMES: [&str; fit::NAMES.len() + OWN] = {
    let mut names = [""; fit::NAMES.len() + OWN];
    let mut at = 0;
    while at < fit::NAMES.len() {
        names[at] = fit::NAMES[at];
        at += 1;
    }
    while at < names.len() {
        names[at] = OWN_NAMES[at - fit::NAMES.len()];
        at += 1;
    }
    names
};

const OWN_NAMES: [&str; OWN] = [
    // fit against rivals
    "fit",
    "alike_fit",
    "alike_margin",
    "missing_fit",
    "missing_margin",
    "beside_margin",
    "meant_odds",
    "alike_count",
    "best_prefix",
    "best_same_given",
    "best_same_family",
    "best_beside",
    "best_inside",
    "fit_rank",
    "fit_min_others",
    "fit_mean_others",
    "fit_max_others",
    "rivals_fitting",
    "given_count",
    "family_count",
    "given_margin",
    "family_margin",
    "prefix_margin",
    "near_margin",
    // single facts against rivals
    "alike_live",
    "alike_nearest",
    "alike_cosine",
    "alike_cosine_own",
    "alike_together",
    "alike_subject",
    "alike_odds",
    "alike_named",
    "alike_author",
    "alike_greeted",
    "alike_thread",
    "alike_same_text",
    // spelling
    "near",
    "near_count",
    "near_slip",
    "near_domain",
    "near_domain_count",
    "other_end",
    "end_share",
    "name_fit",
    "nearly_named",
    "odd_letters",
    "odd_domain",
    "domain_slip",
    "no_end",
    "slip_names",
    "known_names",
    "quoted_near",
    "written_near",
    "near_first",
    "twin_count",
    "same_local",
    // the message
    "author_known",
    "author_absent",
    "greeted_known",
    "others_mentioned",
    "other_label",
    "others_min_count",
    "others_unseen",
    "rel_nearest",
    "rel_count",
    "neighbours",
    "others_in_thread",
    "others_author",
    "shared_text_others",
];

/// Places of single features in [`fit::NAMES`].
pub(super) mod place {
    use crate::people::history::fit::NAMES;

    const fn of(name: &str) -> usize {
        let mut at = 0;
        while at < NAMES.len() {
            if is_same(NAMES[at].as_bytes(), name.as_bytes()) {
                return at;
            }
            at += 1;
        }
        // Only while this is compiled: no such name is no program.
        panic!("no such feature")
    }

    const fn is_same(a: &[u8], b: &[u8]) -> bool {
        if a.len() != b.len() {
            return false;
        }
        let mut at = 0;
        while at < a.len() {
            if a[at] != b[at] {
                return false;
            }
            at += 1;
        }
        true
    }

    pub(in crate::people::history) const COUNT: usize = of("count");
    pub(in crate::people::history) const LIVE: usize = of("live");
    pub(in crate::people::history) const NEAREST: usize = of("nearest");
    pub(in crate::people::history) const COSINE: usize = of("cosine");
    pub(in crate::people::history) const COSINE_OWN: usize = of("cosine_own");
    pub(in crate::people::history) const TOGETHER: usize = of("together_mean");
    pub(in crate::people::history) const SUBJECT: usize = of("subject");
    pub(in crate::people::history) const ODDS: usize = of("odds");
    pub(in crate::people::history) const NAMED: usize = of("named");
    pub(in crate::people::history) const AUTHOR: usize = of("author");
    pub(in crate::people::history) const GREETED: usize = of("greeted");
    pub(in crate::people::history) const IN_THREAD: usize = of("in_thread");
    pub(in crate::people::history) const SAME_TEXT: usize = of("same_text");
}

/// Somebody with their features and how well they fit.
pub(super) struct Fitted<T> {
    pub(super) who: T,
    pub(super) features: [f32; fit::NAMES.len()],
    /// The logarithm of the odds.
    pub(super) fit: f32,
}

/// Stands for the fit of nobody.
const NOBODY: f32 = -12.0;

impl Scene<'_> {
    /// The features of recipient number `at`; `all` are the recipients, `rivals` who may have been meant instead.
    pub(super) fn odd(
        &self,
        at: usize,
        all: &[Fitted<usize>],
        rivals: &[Fitted<Rival<'_>>],
        spelling: &Spelling,
    ) -> [f32; NAMES.len()] {
        let mut out = [0.0; NAMES.len()];
        let (Some(person), Some(mine)) = (self.people.get(at), all.get(at)) else { return out };
        let own = self.own_features(person, mine, all, rivals, spelling);
        for (place, value) in out.iter_mut().zip(mine.features.iter().chain(&own)) {
            *place = *value;
        }
        out
    }

    fn own_features(
        &self,
        person: &Person<'_>,
        mine: &Fitted<usize>,
        all: &[Fitted<usize>],
        rivals: &[Fitted<Rival<'_>>],
        spelling: &Spelling,
    ) -> [f32; OWN] {
        let at = mine.who;
        let alike = || rivals.iter().filter(|rival| rival.who.is_alike);
        let missing = || rivals.iter().filter(|rival| !rival.who.is_alike);
        fn best<'r, 'p: 'r>(of: impl Iterator<Item = &'r Fitted<Rival<'p>>>) -> f32 {
            of.map(|rival| rival.fit).fold(NOBODY, f32::max)
        }
        let (alike_fit, missing_fit) = (best(alike()), best(missing()));
        let best_if = |wanted: &dyn Fn(&Fitted<Rival<'_>>) -> bool| best(rivals.iter().filter(|rival| wanted(rival)));
        let beside_fit = best(rivals.iter().filter(|rival| rival.who.person.is_beside(person)));
        let taken = |rival: &Fitted<Rival<'_>>| rival.fit.exp() * rival.who.kinship.weight();
        let meant: f32 = rivals.iter().map(taken).sum();
        let likeliest = rivals.iter().max_by(|a, b| taken(a).total_cmp(&taken(b)));
        let kinship = likeliest.map(|rival| rival.who.kinship).unwrap_or_default();
        let others = || all.iter().filter(|other| other.who != at);
        let count_others = others().count() as f32;
        let most =
            |feature: usize| alike().map(|rival| rival.features[feature]).fold(0.0, f32::max) - mine.features[feature];
        let has = |feature: usize| {
            let is_mine = mine.features[feature] > 0.0;
            f32::from(!is_mine && rivals.iter().any(|rival| rival.features[feature] > 0.0))
        };
        let mean = |feature: usize| others().map(|other| other.features[feature]).sum::<f32>() / count_others.max(1.0);
        let least = |feature: usize| others().map(|other| other.features[feature]).reduce(f32::min).unwrap_or(-1.0);
        let near = spelling.near_id.and_then(|id| self.past.book.contact(id)).map_or(0, |contact| contact.count);
        let authors = self.trace.authors.iter().flat_map(|number| self.past.book.of_number(*number));
        let absent = authors.clone().any(|id| self.ids.binary_search(id).is_err());
        let fits = |other: &Fitted<usize>| other.fit;
        [
            mine.fit,
            alike_fit,
            alike_fit - mine.fit,
            missing_fit,
            missing_fit - mine.fit,
            beside_fit - mine.fit,
            (meant + 1e-6).ln() - mine.fit,
            alike().count() as f32,
            f32::from(kinship.prefix),
            f32::from(kinship.same_given),
            f32::from(kinship.same_family),
            f32::from(likeliest.is_some_and(|rival| rival.who.person.is_beside(person))),
            likeliest.map_or(-1.0, |rival| f32::from(rival.who.person.is_inside)),
            others().filter(|other| other.fit > mine.fit).count() as f32 / count_others.max(1.0),
            others().map(fits).reduce(f32::min).unwrap_or(NOBODY),
            if count_others > 0.0 { others().map(fits).sum::<f32>() / count_others } else { NOBODY },
            others().map(fits).reduce(f32::max).unwrap_or(NOBODY),
            rivals.iter().filter(|rival| rival.fit > mine.fit).count() as f32,
            ln1p(self.past.book.of_full(person.numbers.full).len() as f32),
            ln1p(self.past.book.of_family(person.numbers.family).len() as f32),
            best_if(&|rival| rival.who.kinship.same_given) - mine.fit,
            best_if(&|rival| rival.who.kinship.same_family) - mine.fit,
            best_if(&|rival| rival.who.kinship.prefix >= 3) - mine.fit,
            best_if(&|rival| rival.who.person.id == spelling.near_id) - mine.fit,
            most(place::LIVE),
            most(place::NEAREST),
            most(place::COSINE),
            most(place::COSINE_OWN),
            most(place::TOGETHER),
            most(place::SUBJECT),
            most(place::ODDS).clamp(-60.0, 60.0),
            has(place::NAMED),
            has(place::AUTHOR),
            has(place::GREETED),
            has(place::IN_THREAD),
            most(place::SAME_TEXT),
            f32::from(spelling.near),
            ln1p(near as f32),
            f32::from(spelling.near < FAR && spelling.is_slip),
            f32::from(spelling.domain),
            ln1p(spelling.near_domain_count as f32),
            f32::from(spelling.other_end),
            spelling.end_share,
            f32::from(spelling.name_fit),
            ln1p(spelling.nearly_named as f32),
            spelling.odd_letters,
            spelling.odd_domain,
            f32::from(spelling.is_domain_slip),
            f32::from(spelling.is_no_end),
            spelling.slips as f32,
            spelling.names as f32,
            f32::from(spelling.is_quoted),
            f32::from(spelling.is_written),
            self.known_for(spelling),
            ln1p(self.twin(person)),
            f32::from(self.past.book.of_local(&person.called.local).iter().any(|id| Some(*id) != person.id)),
            f32::from(authors.clone().next().is_some()),
            f32::from(absent),
            self.greeted_elsewhere,
            self.others(at).filter(|(_, other)| self.mentions(other)).count() as f32,
            self.other_label,
            least(place::COUNT),
            others().filter(|other| other.features[place::COUNT] == 0.0).count() as f32,
            mine.features[place::NEAREST] - others().map(|o| o.features[place::NEAREST]).fold(0.0, f32::max),
            mine.features[place::COUNT] - mean(place::COUNT),
            self.neighbours(person, at),
            mean(place::IN_THREAD),
            mean(place::AUTHOR),
            mean(place::SAME_TEXT) - mine.features[place::SAME_TEXT],
        ]
    }

    /// For how many days the contact is known whose address is nearly this, as a logarithm; −1 = there is none.
    fn known_for(&self, spelling: &Spelling) -> f32 {
        let near = spelling.near_id.and_then(|id| self.past.book.contact(id));
        near.map_or(-1.0, |near| ln1p((self.trace.at - near.first) as f32 / 86_400.0))
    }

    /// Messages to another address of the same person.
    fn twin(&self, person: &Person<'_>) -> f32 {
        let contacts = self.past.book.of_number(person.numbers.name).iter().filter(|id| Some(**id) != person.id);
        let counts = contacts.filter_map(|id| self.past.book.contact(*id)).map(|contact| contact.count);
        counts.max().unwrap_or_default() as f32
    }

    /// The greatest likeness between whom a person gets mail with and whom one of the others does.
    fn neighbours(&self, person: &Person<'_>, at: usize) -> f32 {
        /// Of a person with more, the likeness to others says little and costs much.
        const MOST: usize = 400;
        let Some(mine) = person.contact.map(|contact| &contact.with) else { return -1.0 };
        let length = |with: &rustc_hash::FxHashMap<u32, u32>| {
            with.values().map(|&times| (times as f32).powi(2)).sum::<f32>().sqrt()
        };
        if mine.is_empty() || mine.len() > MOST {
            return -1.0;
        }
        let own = length(mine);
        let mut best = 0.0f32;
        for (_, other) in self.others(at).take(8) {
            let Some(with) = other.contact.map(|contact| &contact.with).filter(|w| w.len() <= MOST) else { continue };
            let (small, large) = if mine.len() < with.len() { (mine, with) } else { (with, mine) };
            let product: f32 =
                small.iter().filter_map(|(id, times)| Some(*times as f32 * *large.get(id)? as f32)).sum();
            if product > 0.0 {
                best = best.max(product / (own * length(with)));
            }
        }
        best
    }
}
