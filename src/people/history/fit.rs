//! How well somebody fits a message beside the other recipients: asked of each recipient, and of everybody who may have
//! been meant in their place.

use super::Field;
use super::book::label;
use super::scene::{Person, Scene, Seat};

/// The features, in their order.
pub(super) const NAMES: [&str; 62] = [
    // frequency
    "count",
    "share",
    "live",
    "livelier",
    "recent50",
    "recent5",
    // recency
    "days",
    "messages_since",
    "minutes",
    // thread
    "in_thread",
    "thread_since",
    "thread_exists",
    // quote
    "named",
    "author",
    "named_before",
    "quote",
    "others_named",
    // greeting
    "greeted",
    "greeted_start",
    "mentioned",
    // group
    "together_best",
    "together_mean",
    "together_back",
    "group_share",
    "group_rank",
    // text
    "cosine",
    "cosine_own",
    "nearest",
    "nearest_rank",
    "odds",
    "subject",
    "recent_words",
    "same_text",
    "words_now",
    "words_of_late",
    "nearest_top",
    // domain
    "inside",
    "place_count",
    "place_unseen",
    "freemail",
    "place_beside",
    "only_outsider",
    "place_nearest",
    "place_word",
    "place_live",
    // habit
    "field_share",
    "alone_share",
    "first_age",
    "length_off",
    "reply_share",
    // message
    "recipients",
    "field",
    "reply",
    "forward",
    "length",
    "learnt",
    "new_rate",
    "others_known",
    "others_inside",
    "minutes_any",
    "is_greeting",
    "named_count",
];

/// Stands for never, in logarithms of days, messages and minutes.
const NEVER: f32 = 20.0;

pub(super) fn ln1p(value: f32) -> f32 {
    value.max(0.0).ln_1p()
}

impl Scene<'_> {
    /// The features of `person` in this seat.
    pub(super) fn fit(&self, person: &Person<'_>, seat: &Seat) -> [f32; NAMES.len()] {
        let at = seat.at;
        let now = self.past.learnt();
        let learnt = now as f32;
        let count = person.count();
        let contact = person.contact;
        let live = person.live(now);
        let id = person.id.filter(|_| contact.is_some());
        let (recent50, recent5) = id.and_then(|id| self.recent.get(&id)).copied().unwrap_or_default();
        let seconds = contact.map(|contact| (self.trace.at - contact.last).max(0) as f32);
        let since = contact.map(|contact| now.saturating_sub(contact.last_index) as f32);
        let in_thread = id.and_then(|id| self.thread.and_then(|thread| thread.last_to(id)));
        let others = self.others(at);
        let how_many = others.clone().count() as f32;
        let share_of = |which: f32| if how_many > 0.0 { which / how_many } else { -1.0 };
        let together = self.together(person, at);
        let (group_share, held_stronger) = self.near.held(&seat.holds, person.id);
        let greets = self.greets(person);
        let any_greeted = self.is_greeted.iter().enumerate().any(|(other, greeted)| other != at && *greeted) || greets;
        let like = self.likeness.to(id);
        let known = others.clone().filter(|(_, other)| other.contact.is_some()).count() as f32;
        let inside = others.clone().filter(|(_, other)| other.is_inside).count() as f32;
        let beside = others.clone().filter(|(_, other)| other.is_beside(person)).count() as f32;
        let named = others.clone().filter(|(at, _)| self.is_named.get(*at).is_some_and(|named| *named)).count() as f32;
        let named_before = [person.numbers.name, person.numbers.address].map(|number| self.past.named_before(number));
        let length = ln1p(f32::from(self.trace.length));
        let field = match person.field {
            Field::To => 0,
            Field::Cc => 1,
            Field::Bcc => 2,
        };
        [
            ln1p(count),
            count / learnt.max(1.0),
            live,
            ln1p(self.livelier(live)),
            recent50 as f32,
            recent5 as f32,
            seconds.map_or(NEVER, |seconds| ln1p(seconds / 86_400.0)),
            since.map_or(NEVER, ln1p),
            seconds.map_or(NEVER, |seconds| ln1p(seconds / 60.0)),
            match (self.thread, in_thread) {
                (None, _) => 0.0,
                (Some(_), None) => -1.0,
                (Some(_), Some(_)) => 1.0,
            },
            in_thread.map_or(NEVER, |last| ln1p(now.saturating_sub(last) as f32)),
            self.thread.map_or(0.0, |thread| ln1p(thread.messages as f32)),
            f32::from(self.names(person)),
            f32::from(self.has_author(person)),
            ln1p(named_before[0].max(named_before[1])),
            f32::from(self.trace.has_quote),
            if self.trace.has_quote { share_of(named) } else { -1.0 },
            match (greets, any_greeted, self.greeted.is_empty()) {
                (_, _, true) => 0.0,
                (true, ..) => 2.0,
                (false, true, _) => -1.0,
                (false, false, _) => -2.0,
            },
            f32::from(!greets && self.trace.greeting.is_sure && self.greets_start(person)),
            f32::from(self.mentions(person)),
            together[0],
            together[1],
            together[2],
            group_share,
            held_stronger.map_or(-1.0, |others| ln1p(others as f32)),
            like.cosine,
            like.cosine_own,
            like.nearest,
            ln1p(like.rank.map_or(400.0, |rank| rank as f32)),
            if contact.is_some() { like.odds.clamp(-40.0, 60.0) } else { -20.0 },
            like.subject,
            like.recent,
            like.same,
            like.now,
            like.of_late,
            self.likeness.top(),
            f32::from(person.is_inside),
            person.place.map_or(0.0, |place| ln1p(place.count as f32)),
            f32::from(person.place.is_none_or(|place| place.count == 0)),
            f32::from(person.is_freemail),
            share_of(beside),
            f32::from(!person.is_inside && how_many > 0.0 && inside == how_many),
            person.place_id.and_then(|id| self.place_nearest.get(&id)).copied().unwrap_or_default(),
            match person.place.map(|place| place.label) {
                _ if person.is_inside => -1.0,
                Some(label) => f32::from(label != 0 && self.word(label).is_some()),
                None => f32::from(self.has_label(person)),
            },
            person.place.map_or(0.0, |place| place.live(now)),
            contact.map_or(-1.0, |contact| contact.by_field[field] as f32 / contact.count as f32),
            contact.map_or(-1.0, |contact| contact.alone as f32 / contact.count as f32),
            contact.map_or(NEVER, |contact| ln1p((self.trace.at - contact.first).max(0) as f32 / 86_400.0)),
            contact.map_or(0.0, |contact| length - contact.lengths / contact.count as f32),
            contact.map_or(-1.0, |contact| contact.replies as f32 / contact.count as f32),
            self.people.len() as f32,
            field as f32,
            f32::from(self.trace.is_reply),
            f32::from(self.trace.is_forward),
            length,
            ln1p(learnt),
            self.past.new_rate,
            share_of(known),
            share_of(inside),
            self.past.last_at.map_or(NEVER, |last| ln1p((self.trace.at - last).max(0) as f32 / 60.0)),
            f32::from(!self.greeted.is_empty()),
            ln1p(self.trace.named.len() as f32),
        ]
    }

    /// How often a person gets what each of the others gets: the best share, the mean, and the best seen from the person.
    fn together(&self, person: &Person<'_>, at: usize) -> [f32; 3] {
        let Some((id, contact)) = person.id.zip(person.contact) else { return [0.0; 3] };
        let (mut best, mut sum, mut back, mut all) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
        for (_, other) in self.others(at) {
            all += 1.0;
            let Some((_, other)) = other.id.zip(other.contact) else { continue };
            let times = other.with.get(&id).copied().unwrap_or_default() as f32;
            let share = times / other.count as f32;
            best = best.max(share);
            sum += share;
            back = back.max(times / contact.count as f32);
        }
        if all == 0.0 { [-1.0; 3] } else { [best, sum / all, back] }
    }

    /// Whether a greeted name starts as a person's given name does: a short form nobody listed.
    pub(super) fn greets_start(&self, person: &Person<'_>) -> bool {
        person.numbers.start != 0 && self.trace.greeting.starts.contains(&person.numbers.start)
    }

    /// Whether the text has the word that names the owner of an unknown domain.
    fn has_label(&self, person: &Person<'_>) -> bool {
        let label = person.address.domain().map(|domain| label(domain.as_str())).filter(|label| !label.is_empty());
        label.is_some_and(|label| self.word(self.past.key().word(label)).is_some())
    }
}
