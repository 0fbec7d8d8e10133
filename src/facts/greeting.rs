//! Who is greeted by name: `Dear Mr Kato` in a mail to somebody else is a slip.
//!
//! Short answers have sign-offs and single words where others have a greeting, so that only the top may greet, and a word
//! that is nobody's name here only where it stands as a name does.

use super::called::{Called, is_any};
use super::{Greeting, RecipientFacts, Scene};
use crate::people::similar::is_role;

/// Greetings may go on over so many lines.
const TOP_LINES: usize = 3;
const LONGEST_LINE: usize = 120;
/// A line that names more is a sentence.
const MOST_NAMES: usize = 6;

/// What a greeting begins with, lower case; longer ones first.
const GREETINGS: &[&str] = &[
    // en
    "good morning",
    "good afternoon",
    "good evening",
    "dear",
    "hello",
    "hey",
    "hi",
    "greetings",
    // de
    "sehr geehrter",
    "sehr geehrte",
    "sehr verehrter",
    "sehr verehrte",
    "guten morgen",
    "guten tag",
    "guten abend",
    "hallo",
    "liebe",
    "lieber",
    "moin",
    "servus",
    "grüß gott",
    "grüezi",
    // es
    "muy estimado",
    "muy estimada",
    "estimado",
    "estimada",
    "estimados",
    "estimadas",
    "querido",
    "querida",
    "queridos",
    "apreciado",
    "apreciada",
    "buenos días",
    "buenas tardes",
    "buenas noches",
    "buen día",
    "buenas",
    "hola",
];

/// Titles and small words between the greeting and the name, or between names.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "herr",
    "herrn",
    "frau",
    "sr",
    "sra",
    "srta",
    "señor",
    "señora",
    "don",
    "doña",
    "doctor",
    "doctora",
    "ing",
    "dipl",
    "mag",
    "lieber",
    "liebe",
    "und",
    "and",
    "y",
    "e",
    "sehr",
    "geehrter",
    "geehrte",
    "&",
    "dear",
    "my",
    "frau/herr",
    "familie",
    "family",
    "familia",
    "firma",
];

/// Words that greet everybody or nobody in particular.
const NOBODY: &[&str] = &[
    "all",
    "everyone",
    "everybody",
    "team",
    "folks",
    "both",
    "guys",
    "there",
    "again",
    "colleague",
    "colleagues",
    "sir",
    "madam",
    "sirs",
    "customer",
    "customers",
    "client",
    "friends",
    "ladies",
    "gentlemen",
    "whom",
    "zusammen",
    "alle",
    "allerseits",
    "leute",
    "kollegen",
    "kolleginnen",
    "kollege",
    "kollegin",
    "damen",
    "herren",
    "kunde",
    "kunden",
    "kundin",
    "freunde",
    "nochmal",
    "nochmals",
    "miteinander",
    "ihr",
    "an",
    "todos",
    "todas",
    "tod@s",
    "equipo",
    "compañeros",
    "compañeras",
    "señores",
    "cliente",
    "clientes",
    "amigos",
    "a",
    "de",
    "nuevo",
    "support",
    "hr",
];

/// What people call those whose address does not tell it: family, and whoever they are fond of.
#[rustfmt::skip]
const FOND: &[&str] = &[
    "mom", "mum", "mommy", "mummy", "mother", "dad", "daddy", "father", "granny", "grandma", "grandpa", "sis", "bro", "brother",
    "sister", "honey", "sweet", "sweetheart", "sweetie", "baby", "babe", "darling", "love", "buddy", "pal", "pops", "dude", "man",
    "woman", "girl", "girls", "boys", "boss", "mama", "mami", "mutti", "mutter", "papa", "papi", "vati", "vater", "oma", "opa",
    "schatz", "liebling", "süße", "süßer", "chef", "chefin", "mamá", "papá", "abuela", "abuelo", "cariño", "amor", "hermano",
    "hermana", "guapa", "guapo", "jefe", "jefa",
];

/// Words that are no names though they stand where one would: sign-offs, answers of one word, and what a sentence without a
/// comma before it begins with.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    // en
    "best", "yours", "sincerely", "faithfully", "truly", "warmly", "warm", "kind", "regards", "wishes", "cheers", "respectfully",
    "thanks", "thank", "yes", "no", "ok", "okay", "fyi", "sorry", "please", "sure", "great", "perfect", "agreed", "understood",
    "done", "noted", "right", "exactly", "correct", "confirmed", "hello", "hi", "hey", "welcome", "happy", "merry", "quick",
    "just", "hope", "good", "here", "new", "year", "hiring", "manager", "recruiter", "committee", "colleagues", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow",
    // de
    "grüße", "grüsse", "gruesse", "gruß", "gruss", "beste", "viele", "herzlich", "herzliche", "herzlichst", "freundliche", "lg",
    "vg", "mfg", "hg", "danke", "vielen", "bitte", "ja", "nein", "gut", "genau", "prima", "perfekt", "super", "klasse", "passt",
    "richtig", "stimmt", "klar", "verstanden", "einverstanden", "erledigt", "gern", "gerne", "kurze", "kurz", "anbei", "hier",
    "ich", "wir", "frohe", "frohes", "schöne", "schönen", "lieben", "hallo", "moin", "servus", "montag", "dienstag", "mittwoch",
    "donnerstag", "freitag", "samstag", "sonntag", "heute", "morgen",
    // es
    "saludos", "saludo", "atentamente", "cordialmente", "abrazo", "abrazos", "besos", "gracias", "muchas", "muchísimas", "sí",
    "vale", "perfecto", "claro", "exacto", "entendido", "recibido", "hecho", "acuerdo", "genial", "adjunto", "aquí", "feliz",
    "hola", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "hoy", "mañana",
];

/// The greetings at the top of `own_text`, and who is called so where no recipient is.
pub(super) fn all(scene: &Scene<'_>, own_text: &str, recipients: &[RecipientFacts]) -> Vec<Greeting> {
    let called = Called::new(scene);
    let is_recipient = |name: &str| is_any(name, recipients.iter().map(|one| (&one.address, one.name.as_str())));
    let is_known = |name: &str| is_recipient(name) || called.is_anybody(name);
    let mut found = find(own_text, |name| called.is_sender(name), is_known);
    if !found.iter().flat_map(|greeting| &greeting.names).any(|name| is_recipient(name)) {
        found.iter_mut().for_each(|greeting| greeting.who = called.all(&greeting.names));
    }
    found
}

/// The greetings at the top: the first line, or the one behind a salutation of nobody, and those that go on below.
fn find(own_text: &str, is_own: impl Fn(&str) -> bool, is_known: impl Fn(&str) -> bool) -> Vec<Greeting> {
    let lines = own_text.lines().map(str::trim).filter(|l| !l.is_empty()).take(TOP_LINES);
    let mut found: Vec<Greeting> = Vec::new();
    for (at, line) in lines.enumerate() {
        let line = line.get(..line.floor_char_boundary(LONGEST_LINE)).unwrap_or(line);
        let behind = behind_greeting(line);
        let is_salutation = at == 0 && behind.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_punctuation()));
        let names = match behind {
            Some(rest) => greeted(rest, &is_own, &is_known),
            // Nobody goes on greeting without a word of greeting.
            None if !found.is_empty() => Vec::new(),
            None => alone(line).filter(|name| !is_own(name) && is_known(name)).map(str::to_owned).into_iter().collect(),
        };
        if !names.is_empty() {
            found.push(Greeting { line: line.to_owned(), names, who: Vec::new() });
        } else if !is_salutation {
            break;
        }
    }
    found
}

/// `text` below its greeting: without the lines on top that greet and say nothing else.
pub(super) fn below(text: &str) -> &str {
    let mut rest = text.trim_start();
    for _ in 0..TOP_LINES {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        if !only_greets(line.trim()) {
            break;
        }
        rest = behind.trim_start();
    }
    rest
}

fn only_greets(line: &str) -> bool {
    if line.len() > LONGEST_LINE {
        return false;
    }
    let Some(behind) = behind_greeting(line) else { return alone(line).is_some() };
    let words = behind.split([' ', ',', '\u{a0}']).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).all(|word| is_part(word) || NOBODY.contains(&word.to_lowercase().as_str()))
}

/// Whom what follows a greeting names. Nobody greets themselves, but may greet a namesake; and a word nobody here is called
/// by is a name only where the line, or the greeting in it, ends with it.
fn greeted(rest: &str, is_own: impl Fn(&str) -> bool, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let (mut names, is_ended) = names(rest);
    names.retain(|name| (is_ended && !is_own(name)) || is_known(name));
    names
}

/// What a word of greeting ends with.
const BEHIND: [char; 4] = [' ', ',', '!', '\u{a0}'];

/// What follows the greeting, if the line begins with one.
fn behind_greeting(line: &str) -> Option<&str> {
    let lower = line.to_lowercase();
    // Lower-casing may change lengths; the prefix is only taken where it does not.
    let found = GREETINGS.iter().filter(|g| lower.starts_with(**g) && line.is_char_boundary(g.len()));
    let longest = found.max_by_key(|g| g.len())?;
    let rest = line.get(longest.len()..)?;
    (rest.is_empty() || rest.starts_with(BEHIND)).then(|| rest.trim_start_matches(BEHIND))
}

/// The names up to the end of the greeting, and whether it ends with them. A comma ends it, unless the line is a list of
/// names to its end.
fn names(rest: &str) -> (Vec<String>, bool) {
    let is_list = rest.trim_end_matches([',', '!', ':', '.']).split([' ', ',']).filter(|w| !w.is_empty()).all(is_part);
    let has_and = rest.split_whitespace().any(|w| matches!(w, "and" | "und" | "y" | "e" | "&"));
    let end = if is_list && has_and { rest.len() } else { rest.find([',', '!', ':', ';', '(']).unwrap_or(rest.len()) };
    let mut names: Vec<String> = Vec::new();
    for written in rest.get(..end).unwrap_or_default().split([' ', ',', '\u{a0}']).filter(|word| !word.is_empty()) {
        let word = written.trim_matches(['.', '!', ':', ',', '-', '–', '*', '_']);
        let lower = word.to_lowercase();
        if TITLES.contains(&lower.as_str()) {
            continue;
        }
        // A dash or a picture ends it as a comma does.
        if !word.chars().any(char::is_alphanumeric) {
            if names.is_empty() { continue } else { break }
        }
        if is_no_name(&lower) || !is_name(word) || is_contraction(&lower) || names.len() >= MOST_NAMES {
            return (names, false);
        }
        names.push(word.to_owned());
        // A full stop ends the greeting, unless it stands behind an initial.
        if written.ends_with('.') && word.chars().count() > 1 {
            break;
        }
    }
    (names, true)
}

/// Words that stand for everybody, for somebody whose address does not tell it, for an office, or for no person at all.
fn is_no_name(lower: &str) -> bool {
    [NOBODY, FOND, WORDS].iter().any(|words| words.contains(&lower)) || is_role(lower)
}

/// `I'm`, `wouldn't`: the sentence behind the greeting has begun.
fn is_contraction(lower: &str) -> bool {
    let tail = lower.split_once(['\'', '’']).map_or("", |(_, tail)| tail);
    matches!(tail, "m" | "ll" | "re" | "ve" | "d" | "s" | "t")
}

fn is_part(word: &str) -> bool {
    is_name(word) || TITLES.contains(&word.trim_matches('.').to_lowercase().as_str())
}

fn is_name(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase)
        && word.chars().count() >= 2
        && chars.all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
}

/// `Martin,` alone on its line.
fn alone(line: &str) -> Option<&str> {
    let name = line.strip_suffix(',')?;
    let is_word = name.chars().count() >= 3 && name.chars().all(char::is_alphabetic) && is_name(name);
    (is_word && !is_no_name(&name.to_lowercase())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Anna Berg greets; she knows these.
    fn found(text: &str) -> Vec<String> {
        let known = ["Martin", "Anna", "Ken"];
        find(text, |name| name == "Anna" || name == "Berg", |name| known.contains(&name))
            .into_iter()
            .flat_map(|greeting| greeting.names)
            .collect()
    }

    #[test]
    fn people_greeted_by_name() {
        for (text, names) in [
            ("Dear Mr Kato,\n\nthe plan", vec!["Kato"]),
            ("Hi Martin,\nsee below", vec!["Martin"]),
            ("Hello Anna, Ben and Eva,", vec!["Anna", "Ben", "Eva"]),
            ("Hallo Anna, Anbei die Datei", vec!["Anna"]),
            ("Sehr geehrte Frau Dr. Müller-Lüdenscheidt,", vec!["Müller-Lüdenscheidt"]),
            ("Sehr geehrter Herr Keller", vec!["Keller"]),
            ("Lieber Martin, liebe Eva,", vec!["Martin"]),
            ("Lieber Martin,\nliebe Eva,\n\nhier der Plan", vec!["Martin", "Eva"]),
            ("Guten Tag,\nMartin,\n\nhier der Plan", vec!["Martin"]),
            ("Hallo!\nLieber Martin,\n\nhier der Plan", vec!["Martin"]),
            ("Guten Tag Herr Weber!", vec!["Weber"]),
            ("Estimada Sra. Núñez:", vec!["Núñez"]),
            ("Hola José María, ¿qué tal?", vec!["José", "María"]),
            ("Buenos días Ana", vec!["Ana"]),
            ("HALLO Jörg", vec!["Jörg"]),
            ("Martin,\n\nplease see", vec!["Martin"]),
            ("Good morning Ms. O'Brien,", vec!["O'Brien"]),
            ("Hey Ken. Wouldn't this be nice", vec!["Ken"]),
            ("Hi Martin see below", vec!["Martin"]),
            ("Hi Volker – see below", vec!["Volker"]),
            ("Hi Volker 🙂", vec!["Volker"]),
            ("Hi Anna,\nit is for a namesake", vec!["Anna"]),
        ] {
            assert_eq!(found(text), names, "{text}");
        }
    }

    #[test]
    fn a_sign_off_an_answer_and_a_signature_greet_nobody() {
        for text in [
            "Sounds good.\n\nBest,\nAnna",
            "Best,\nAnna",
            "Passt.\n\nLiebe Grüße\nAnna",
            "Liebe Grüße aus Hamburg\nAnna",
            "Liebe Gruesse,\nAnna",
            "Thank you.\n\nYours,\nAnna",
            "Vale.\n\nSaludos,\nAna",
            "Danke!\n\nHerzlich,\nAnna",
            "Tuesday works.\n\nAnna,\nBerg Planung",
            "Anna,\nBerg Planung",
            "Perfect,\nTuesday works.\nAnna",
            "Genau,\n\nDienstag passt.\nMartin,\nhier nichts mehr",
            "Zypressen,\nnichts sonst",
        ] {
            assert!(found(text).is_empty(), "{text} {:?}", found(text));
        }
    }

    #[test]
    fn a_sentence_or_a_group_behind_a_greeting_is_nobody() {
        for text in [
            "Hi Quick question: does Tuesday work?",
            "Hi Question about the plan",
            "Hello Oakbridge team,",
            "Hallo Oakbridge zusammen",
            "Hi Happy New Year!",
            "Dear Hiring Manager,",
            "Dear Sales,",
            "Hallo Montag passt leider nicht.",
            "Hallo,\nMontag,\nDienstag und Mittwoch passen.",
        ] {
            assert!(found(text).is_empty(), "{text} {:?}", found(text));
        }
    }

    #[test]
    fn what_stands_below_a_greeting_is_said() {
        for greeting in [
            "Hi Ken,",
            "Dear Mr Kato",
            "Hello Anna, Ben and Eva,",
            "Dear all,",
            "Hi Volker 🙂",
            "Martin,",
            "Sehr geehrte Damen und Herren,\nlieber Martin,",
        ] {
            assert_eq!(below(&format!("{greeting}\n\nsee you at ten")), "see you at ten", "{greeting}");
            assert_eq!(below(greeting), "", "{greeting}");
        }
        for text in ["Hi Martin, see you at ten", "Hallo Eva, passt.", "See you at ten", "Vielen Dank,\nAnna", ""] {
            assert_eq!(below(text), text);
        }
    }

    #[test]
    fn nobody_in_particular() {
        for text in [
            "Dear all,",
            "Dear team",
            "Hello everyone,",
            "Hi there,",
            "Hallo zusammen,",
            "Liebe Kollegen,",
            "Sehr geehrte Damen und Herren,",
            "Hola a todos:",
            "Estimados clientes:",
            "Dear Sir or Madam,",
            "Hi,",
            "Hallo",
            "Thanks,",
            "Hiking is fun",
            "Heyday",
            "the plan",
            "",
            "Highlights Martin",
            "hi martin",
            "Hey Mom,",
            "Love,",
            "Hallo Schatz!",
            "Hey, I'm back in the office",
        ] {
            assert!(found(text).is_empty(), "{text} {:?}", found(text));
        }
    }
}
