//! **What**: the person greeted by name is not among the recipients.
//! **Why**: "Dear Mr Kato" to Ms Sato: the text was meant for somebody else, or the address was.
//! **Fires on**: a greeting none of whose names is part of any recipient's name or address, with at most [`FEW`]
//! recipients one of whom is outside, at `ask`; with insiders only, a `note`.
//! **Stays silent on**: greetings without a name ("Hi all"), lists and many recipients, recipients without a name whose
//! address shows none (`office@`), nicknames that begin as the name does, and the usual ones that do not (Bob, Tom, Paco).
//! Where somebody is known by the name, whoever fits the mail least is named, with them in the place.
//! **Options**: none.

use crate::base::{Step, fold, text};
use crate::facts::{Greeting, Namesake, RecipientFacts};
use crate::people::history::Evidence;
use crate::rules::Repair;

use super::{Arg, Case, Outcome, Reason, about, whole, words};

/// With more recipients than this a greeting may be to anybody.
const FEW: usize = 3;

/// Local parts that stand for an office and tell no name.
const OFFICES: [&str; 22] = [
    "admin",
    "accounting",
    "billing",
    "buchhaltung",
    "contact",
    "contacto",
    "facturas",
    "help",
    "hello",
    "hr",
    "info",
    "jobs",
    "kontakt",
    "mail",
    "office",
    "orders",
    "post",
    "rechnung",
    "sales",
    "service",
    "support",
    "team",
];

/// Nicknames that are no beginning of the name, folded; English, German and Spanish.
#[rustfmt::skip]
const NICKNAMES: [(&str, &str); 34] = [
    ("bill", "william"), ("bob", "robert"), ("dick", "richard"), ("ted", "edward"), ("ned", "edward"), ("jack", "john"),
    ("jim", "james"), ("mike", "michael"), ("tom", "thomas"), ("tony", "anthony"), ("liz", "elizabeth"),
    ("beth", "elizabeth"), ("betty", "elizabeth"), ("peggy", "margaret"), ("meg", "margaret"), ("kate", "catherine"),
    ("hans", "johannes"), ("jupp", "josef"), ("sepp", "josef"), ("uli", "ulrich"), ("heinz", "heinrich"),
    ("grete", "margarete"), ("lisa", "elisabeth"), ("klaus", "nikolaus"), ("toni", "anton"), ("basti", "sebastian"),
    ("paco", "francisco"), ("pancho", "francisco"), ("pepe", "jose"), ("chema", "jose"), ("nacho", "ignacio"),
    ("lola", "dolores"), ("concha", "concepcion"), ("quique", "enrique"),
];

pub(super) fn judge(case: &Case) -> Outcome {
    let recipients = &case.facts.recipients;
    let Some(greeting) = case.facts.greeted.first().filter(|greeting| !greeting.names.is_empty()) else {
        return Outcome::silent("nobody is greeted by name");
    };
    if recipients.is_empty() || recipients.len() > FEW {
        return Outcome::silent("there are many recipients");
    }
    let names: Vec<String> = case.facts.greeted.iter().flat_map(|g| &g.names).map(|name| fold::folded(name)).collect();
    if names.iter().any(|name| recipients.iter().any(|recipient| fits(name, recipient))) {
        return Outcome::silent("who is greeted gets it");
    }
    let meant = meant(recipients, greeting);
    let reason = Reason::new(if meant.is_some() { "greeting-mismatch-meant" } else { "greeting-mismatch" })
        .with("greeted", words::short_name(&greeting.names.join(" ")))
        .with("recipients", Arg::list(recipients.iter().map(words::name)));
    let outside = recipients.iter().any(RecipientFacts::is_outside);
    let step = if outside { Step::Ask } else { Step::Note };
    let mut finding = match meant {
        Some(Meant { recipient, odd, who }) => {
            let reason = reason.with("name", words::name(odd)).with("meant", words::named(&who.name, &who.address));
            let mut finding = about("greeting-mismatch", step, recipient, reason);
            finding.repairs.insert(0, Repair::Replace { recipient, address: who.address.clone() });
            finding.repairs.push(Repair::Draft);
            finding
        }
        None => whole("greeting-mismatch", step, reason),
    };
    finding.evidence = vec![text::one_line(greeting.line.trim(), 60)];
    Outcome::Fired(vec![finding])
}

/// In whose place who was meant.
struct Meant<'f> {
    recipient: usize,
    odd: &'f RecipientFacts,
    who: &'f Namesake,
}

/// Whoever goes by the name, the one past mail points to or else the one written to most, in the place of the recipient it
/// speaks against most; nobody where it is silent and there are several.
fn meant<'f>(recipients: &'f [RecipientFacts], greeting: &'f Greeting) -> Option<Meant<'f>> {
    let score = |recipient: &RecipientFacts| recipient.fit.as_ref().map(|fit| fit.score);
    let (recipient, odd) = match recipients {
        [one] => (0, one),
        several => {
            let scored = several.iter().enumerate().filter_map(|(i, one)| Some((i, one, score(one)?)));
            scored.max_by(|a, b| a.2.total_cmp(&b.2)).map(|(i, one, _)| (i, one))?
        }
    };
    let pointed = odd.fit.iter().flat_map(|fit| &fit.evidence).find_map(|evidence| match evidence {
        Evidence::GreetsAnother { address } => address.as_ref(),
        _ => None,
    });
    let who = greeting.who.iter().find(|one| Some(&one.address) == pointed).or_else(|| greeting.who.first())?;
    Some(Meant { recipient, odd, who })
}

/// Whether a recipient may be the one called `name`; who shows no name may be anybody, and a firm may be greeted by its own.
fn fits(name: &str, recipient: &RecipientFacts) -> bool {
    let local = fold::folded(recipient.address.local());
    let shown = fold::folded(&recipient.name);
    let parts: Vec<&str> = parts(&local).chain(parts(&shown)).collect();
    let tells_nothing = shown.is_empty() && parts.iter().all(|part| part.len() < 3 || OFFICES.contains(part));
    let domain = recipient.address.domain().map_or("", |domain| domain.registrable());
    tells_nothing
        || is_initials(name, &parts)
        || domain.split(['.', '-']).any(|label| label == name)
        || self::parts(name).any(|word| parts.iter().any(|part| alike(word, part)) || initial_and(word, &local))
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty() && !part.bytes().all(|b| b.is_ascii_digit()))
}

/// The same name, one spelt otherwise by a letter, or a short form: `Rob` and `Robert`, `Chris` and `Christine`.
fn alike(word: &str, part: &str) -> bool {
    let short = |a: &str, b: &str| a.chars().count() >= 2 && b.starts_with(a);
    // A slip of the pen seldom changes the first letter: Kato is not Sato, but Karl is Carl.
    let starts = |text: &str| text.chars().next().map(|c| if c == 'k' { 'c' } else { c });
    let umlauts = |text: &str| text.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    word == part
        || short(word, part)
        || short(part, word)
        || umlauts(word) == umlauts(part)
        || NICKNAMES.contains(&(word, part))
        || word.chars().count() >= 4 && starts(word) == starts(part) && strsim::osa_distance(word, part) <= 1
}

/// `JC` for James Carter.
fn is_initials(name: &str, parts: &[&str]) -> bool {
    let initials: Vec<char> = parts.iter().filter_map(|part| part.chars().next()).collect();
    let name: Vec<char> = name.chars().collect();
    name.len() > 1 && initials.windows(name.len()).any(|some| some == name)
}

/// Addresses made of initials and a surname: `mkeller` for Keller, `annab` for Anna.
fn initial_and(word: &str, local: &str) -> bool {
    word.chars().count() >= 3 && local.contains(word)
}
