//! Who is greeted by name: `Dear Mr Kato` in a mail to somebody else is a slip.

use super::Greeting;

/// The greeting stands near the top.
const TOP_LINES: usize = 3;
const LONGEST_LINE: usize = 120;

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

/// Titles and small words between the greeting and the name.
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

/// Words that stand before a comma on a first line without greeting anybody.
const ALONE: &[&str] = &[
    "thanks", "thank", "danke", "gracias", "hello", "hallo", "hola", "hi", "hey", "moin", "servus", "yes", "no", "ja",
    "nein", "sí", "ok", "okay", "fyi", "sorry", "please", "bitte", "regards", "cheers", "sure", "great", "perfekt",
    "super",
];

/// The greetings at the top of `own_text`.
pub(super) fn find(own_text: &str) -> Vec<Greeting> {
    let lines = own_text.lines().map(str::trim).filter(|l| !l.is_empty()).take(TOP_LINES);
    let short = lines.map(|l| l.get(..l.floor_char_boundary(LONGEST_LINE)).unwrap_or(l));
    short.filter_map(greeting).collect()
}

fn greeting(line: &str) -> Option<Greeting> {
    let names = match behind_greeting(line) {
        Some(rest) => names(rest),
        None => alone(line).into_iter().collect(),
    };
    (!names.is_empty()).then(|| Greeting { line: line.to_owned(), names })
}

/// What follows the greeting, if the line begins with one.
fn behind_greeting(line: &str) -> Option<&str> {
    let lower = line.to_lowercase();
    // Lower-casing may change lengths; the prefix is only taken where it does not.
    let found = GREETINGS.iter().filter(|g| lower.starts_with(**g) && line.is_char_boundary(g.len()));
    let longest = found.max_by_key(|g| g.len())?;
    let rest = line.get(longest.len()..)?;
    rest.starts_with([' ', ',', '\u{a0}']).then(|| rest.trim_start_matches([' ', ',', '\u{a0}']))
}

/// The names up to the end of the greeting. A comma ends it, unless the line is a list of names to its end.
fn names(rest: &str) -> Vec<String> {
    let is_list = rest.trim_end_matches([',', '!', ':', '.']).split([' ', ',']).filter(|w| !w.is_empty()).all(is_part);
    let has_and = rest.split_whitespace().any(|w| matches!(w, "and" | "und" | "y" | "e" | "&"));
    let end = if is_list && has_and { rest.len() } else { rest.find([',', '!', ':', ';', '(']).unwrap_or(rest.len()) };
    let mut names: Vec<String> = Vec::new();
    for written in rest.get(..end).unwrap_or_default().split([' ', ',', '\u{a0}']) {
        let word = written.trim_matches(['.', '!', ':', ',', '-', '–', '*', '_']);
        let lower = word.to_lowercase();
        if word.is_empty() || TITLES.contains(&lower.as_str()) {
            continue;
        }
        if NOBODY.contains(&lower.as_str())
            || FOND.contains(&lower.as_str())
            || !is_name(word)
            || is_contraction(&lower)
        {
            break;
        }
        names.push(word.to_owned());
        // A full stop ends the greeting, unless it stands behind an initial.
        if names.len() >= 6 || (written.ends_with('.') && word.chars().count() > 1) {
            break;
        }
    }
    names
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
fn alone(line: &str) -> Option<String> {
    let name = line.strip_suffix(',')?;
    let is_word = name.chars().count() >= 3 && name.chars().all(char::is_alphabetic) && is_name(name);
    let lower = name.to_lowercase();
    let is_other = [ALONE, NOBODY, FOND].iter().any(|words| words.contains(&lower.as_str()));
    (is_word && !is_other).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("Guten Tag Herr Weber!", vec!["Weber"]),
            ("Estimada Sra. Núñez:", vec!["Núñez"]),
            ("Hola José María, ¿qué tal?", vec!["José", "María"]),
            ("Buenos días Ana", vec!["Ana"]),
            ("HALLO Jörg", vec!["Jörg"]),
            ("Martin,\n\nplease see", vec!["Martin"]),
            ("Good morning Ms. O'Brien,", vec!["O'Brien"]),
            ("Hey Ken. Wouldn't this be nice", vec!["Ken"]),
        ] {
            let found = find(text);
            assert_eq!(found.first().map(|g| g.names.clone()).unwrap_or_default(), names, "{text}");
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
            assert!(find(text).is_empty(), "{text} {:?}", find(text));
        }
    }
}
