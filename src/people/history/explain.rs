//! The facts that carry a score, strongest first, and who was probably meant.

use jiff::Timestamp;

use super::evidence::{Evidence, Meant, Why};
use super::odd::{Fitted, place};
use super::rivals::Rival;
use super::scene::{Person, Scene};
use super::spelling::FAR;
use super::weigh::Judged;

/// Facts that are said of one recipient.
const MOST_FACTS: usize = 4;
/// Others that are named.
const MOST_NAMED: usize = 3;
/// Somebody written to within so many days, so often, is no news.
const USUAL_DAYS: f32 = 60.0;
const USUAL_COUNT: u32 = 5;
/// So many messages are often.
const OFTEN: u32 = 10;
/// So much more of a share is more than chance.
const MORE: f32 = 0.1;
/// A message as like as this (cosine of their words) is about the same thing.
const NEAR: f32 = 0.2;

/// What speaks against one recipient, and who was probably meant.
pub(super) fn explain(
    scene: &Scene<'_>,
    fits: &[Fitted<usize>],
    judged: &Judged<'_>,
) -> (Vec<Evidence>, Option<Meant>) {
    let (Some(person), Some(mine)) = (scene.people.get(judged.at), fits.get(judged.at)) else {
        return (Vec::new(), None);
    };
    let mut facts: Vec<(f32, Evidence)> = Vec::new();
    let meant = meant(scene, person, mine, judged);
    spelling(scene, person, judged, &mut facts);
    acquaintance(scene, person, judged, &mut facts);
    company(scene, person, fits, judged, &mut facts);
    text(scene, person, mine, judged, &mut facts);
    if let Some((rival, contact)) = meant.and_then(|(rival, _)| Some((rival, rival.who.person.contact?))) {
        let kinship = rival.who.kinship;
        let is_alike = kinship.prefix >= 2 || kinship.same_given || kinship.same_family;
        if let Some(since) = time(contact.first).filter(|_| is_alike && contact.count > 1) {
            let (address, count) = (rival.who.person.address.clone(), contact.count);
            // A like name and mail there do not make it mail of this kind.
            facts.push(if nearer(scene, rival, mine) > MORE {
                (5.0, Evidence::UsuallyInstead { address, count, since })
            } else {
                (2.0, Evidence::KnownAlike { address, count, since })
            });
        }
    }
    facts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let evidence = facts.into_iter().take(MOST_FACTS).map(|(_, fact)| fact).collect();
    let meant = meant.map(|(rival, why)| Meant {
        address: rival.who.person.address.clone(),
        name: rival.who.person.name.to_owned(),
        why,
    });
    (evidence, meant)
}

fn time(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_second(seconds).ok()
}

/// How much more of something a rival has.
fn gain(rival: &Fitted<Rival<'_>>, mine: &Fitted<usize>, feature: usize) -> f32 {
    rival.features[feature] - mine.features[feature]
}

/// How much more of the nearest messages a rival has got; nothing where none is near.
fn nearer(scene: &Scene<'_>, rival: &Fitted<Rival<'_>>, mine: &Fitted<usize>) -> f32 {
    if scene.likeness.top() < NEAR { 0.0 } else { gain(rival, mine, place::NEAREST) }
}

/// The likeliest rival who fits better, and why.
fn meant<'j, 's>(
    scene: &Scene<'_>,
    person: &Person<'_>,
    mine: &Fitted<usize>,
    judged: &'j Judged<'s>,
) -> Option<(&'j Fitted<Rival<'s>>, Why)> {
    let near = judged.spelling.near_id.filter(|_| judged.spelling.near < FAR);
    let is_near = |rival: &Rival<'_>| near.is_some() && rival.person.id == near;
    let is_greeted = |rival: &Rival<'_>| scene.greets(&rival.person) && !scene.greets(person);
    let odds = |rival: &Fitted<Rival<'_>>| {
        let by_hand = if is_near(&rival.who) { 6.0 } else { 0.0 };
        rival.fit + rival.who.kinship.weight().ln() + by_hand
    };
    // Who has left is not meant by whoever writes to the address they gave.
    let is_left = |rival: &Rival<'_>| {
        let left = rival.person.heard.and_then(|contact| contact.left.as_ref());
        left.is_some_and(|(_, now)| now.as_ref() == Some(person.address))
    };
    // Mail that stays inside is not sent out on a guess.
    let leads_out =
        |rival: &Rival<'_>| person.is_inside && !rival.person.is_inside && !is_near(rival) && !is_greeted(rival);
    let rivals = judged.rivals.iter().filter(|rival| !is_left(&rival.who) && !leads_out(&rival.who));
    let best = rivals.max_by(|a, b| odds(a).total_cmp(&odds(b)))?;
    let is_misspelt = is_near(&best.who);
    if !is_misspelt && best.fit <= mine.fit {
        return None;
    }
    let rival = &best.who.person;
    let why = if is_misspelt {
        Why::Spelling
    } else if is_greeted(&best.who) {
        Why::Greeted
    } else if scene.names(rival) && !scene.names(person) {
        Why::Quoted
    } else if rival.id.is_some_and(|id| scene.thread.is_some_and(|thread| thread.last_to(id).is_some())) {
        if is_of_thread(scene) { Why::Thread } else { Why::Subject }
    } else {
        let (together, nearest) = (gain(best, mine, place::TOGETHER), nearer(scene, best, mine));
        by_figures(together, nearest, rival.contact.map_or(0, |contact| contact.count))?
    };
    Some((best, why))
}

/// What makes a rival the likelier one by the figures alone: how much more of the others' mail and of like mail they get, and
/// how many messages went there. Nothing that could be said: nobody is offered.
fn by_figures(together: f32, nearest: f32, count: u32) -> Option<Why> {
    if together > MORE {
        Some(Why::Together)
    } else if nearest > MORE {
        Some(Why::Words)
    } else {
        (count >= OFTEN).then_some(Why::Often)
    }
}

/// Whether the message says that it goes on with a thread: threads are known by their subject, which new mail may bear too.
fn is_of_thread(scene: &Scene<'_>) -> bool {
    scene.trace.is_reply || scene.trace.is_forward
}

fn spelling(scene: &Scene<'_>, person: &Person<'_>, judged: &Judged<'_>, facts: &mut Vec<(f32, Evidence)>) {
    let spelling = &judged.spelling;
    if let Some(domain) = person.address.domain().filter(|_| spelling.is_no_end) {
        facts.push((9.5, Evidence::NoSuchDomain { domain: domain.clone() }));
    }
    if spelling.name_fit < 0 && !person.name.trim().is_empty() && person.contact.is_none() {
        facts.push((6.5, Evidence::OtherThanNamed { name: person.name.to_owned() }));
    }
    if spelling.is_quoted || spelling.is_written {
        facts.push((6.0, Evidence::OtherThanWritten));
    }
    let book = &scene.past.book;
    if let Some(contact) = spelling.near_id.filter(|_| spelling.near < FAR).and_then(|id| book.contact(id)) {
        let strength = if spelling.is_slip { 9.0 } else { 6.0 - f32::from(spelling.near) };
        facts.push((strength, Evidence::MistypedOf { address: contact.address.clone() }));
    } else if let Some(domain) = spelling.near_domain.as_ref().filter(|_| spelling.domain > 0) {
        facts.push((8.0 - f32::from(spelling.domain), Evidence::MistypedDomain { domain: domain.clone() }));
    }
}

fn acquaintance(scene: &Scene<'_>, person: &Person<'_>, judged: &Judged<'_>, facts: &mut Vec<(f32, Evidence)>) {
    if let Some(heard) = person.heard {
        if heard.wrong > 0 {
            facts.push((8.5, Evidence::TakenBefore { count: heard.wrong }));
        }
        if let Some((at, now)) = heard.left.as_ref().and_then(|(at, now)| Some((time(*at)?, now.clone()))) {
            facts.push((7.5, Evidence::Left { at, now }));
        } else if let Some(at) = heard.bounced.and_then(time) {
            facts.push((7.0, Evidence::Bounced { at }));
        }
    }
    let Some(contact) = person.contact else {
        let domain = person.address.domain().filter(|_| judged.spelling.domain > 0 && !person.is_inside);
        match domain.filter(|_| person.place.is_none_or(|place| place.count == 0)) {
            Some(domain) => facts.push((4.5, Evidence::NewDomain { domain: domain.clone() })),
            None => facts.push((4.0, Evidence::NeverWritten)),
        }
        return;
    };
    let days = (scene.trace.at - contact.last).max(0) as f32 / 86_400.0;
    if let Some(at) = time(contact.last).filter(|_| days > USUAL_DAYS || contact.count < USUAL_COUNT) {
        let strength = 1.0 + (days / USUAL_DAYS).min(2.0);
        facts.push((strength, Evidence::LastWritten { count: contact.count, at }));
    }
}

fn company(
    scene: &Scene<'_>,
    person: &Person<'_>,
    fits: &[Fitted<usize>],
    judged: &Judged<'_>,
    facts: &mut Vec<(f32, Evidence)>,
) {
    let known = || scene.others(judged.at).filter_map(|(_, other)| Some((other, other.id?, other.contact?)));
    let is_stranger = person.id.is_none_or(|id| !known().any(|(_, _, contact)| contact.with.contains_key(&id)));
    if is_stranger && person.contact.is_some() && known().next().is_some() {
        let others = known().take(MOST_NAMED).map(|(other, ..)| other.address.clone()).collect();
        facts.push((3.5, Evidence::NeverWith { others }));
    }
    let others = || fits.iter().filter(|other| other.who != judged.at);
    let in_thread = |of: &Fitted<usize>| of.features[place::IN_THREAD] > 0.0;
    let is_new = fits.get(judged.at).is_some_and(|mine| !in_thread(mine));
    if scene.thread.is_some() && is_new && others().next().is_some() && others().all(in_thread) {
        facts.push((3.0, if is_of_thread(scene) { Evidence::NotInThread } else { Evidence::NotOfSubject }));
    }
    let named = |at: usize| scene.is_named.get(at).is_some_and(|named| *named);
    if !named(judged.at) && others().next().is_some() && others().all(|other| named(other.who)) {
        facts.push((2.5, Evidence::NotInQuote));
    }
    if !person.is_inside && others().next().is_some() && scene.others(judged.at).all(|(_, other)| other.is_inside) {
        facts.push((2.0, Evidence::OnlyOutsider));
    }
}

fn text(
    scene: &Scene<'_>,
    person: &Person<'_>,
    mine: &Fitted<usize>,
    judged: &Judged<'_>,
    facts: &mut Vec<(f32, Evidence)>,
) {
    if !scene.greeted.is_empty()
        && !scene.greets(person)
        && !scene.greets_start(person)
        && !scene.is_greeted.contains(&true)
    {
        let rival = judged.rivals.iter().filter(|rival| scene.greets(&rival.who.person));
        let rival = rival.max_by(|a, b| a.fit.total_cmp(&b.fit)).map(|rival| rival.who.person.address.clone());
        facts.push((if rival.is_some() { 5.5 } else { 2.2 }, Evidence::GreetsAnother { address: rival }));
    }
    let better = judged.rivals.iter().map(|rival| rival.features[place::NEAREST]).fold(0.0, f32::max);
    if person.contact.is_some() && mine.features[place::NEAREST] < 0.01 && better > 0.1 {
        facts.push((1.5, Evidence::OtherWords));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_written_to_often_who_is_not() {
        assert_eq!(by_figures(0.0, 0.0, 1), None);
        assert_eq!(by_figures(0.0, 0.05, OFTEN - 1), None);
        assert_eq!(by_figures(0.0, 0.05, OFTEN), Some(Why::Often));
        assert_eq!(by_figures(0.0, 0.5, 1), Some(Why::Words));
        assert_eq!(by_figures(0.5, 0.5, 1), Some(Why::Together));
    }
}
