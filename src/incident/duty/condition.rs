//! When a duty arises: facts, and lists of conditions, as written and as asked.

use std::collections::BTreeSet;

use toml::{Table, Value as Written};

use super::facts::{Facts, Kind, ROLES, Value, known};
use super::places;
use super::truth::{Judged, Truth};
use crate::rules::nearest;

/// Lists within lists; deeper ones nobody can read.
const DEPTH: usize = 8;

/// The keys a condition is known by.
const HEADS: [&str; 4] = ["any", "all", "not", "fact"];

/// Something that must hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    /// The answer is yes.
    Yes(&'static str),
    /// So many.
    Count { fact: &'static str, at_least: u64, at_most: u64 },
    /// One of the words.
    In { fact: &'static str, words: Vec<String> },
    /// It has happened.
    Happened(&'static str),
    /// One of these.
    Any(Vec<Condition>),
    /// All of these.
    All(Vec<Condition>),
    /// None of these.
    Not(Vec<Condition>),
}

/// What is wrong with a condition, and what may have been meant.
pub(super) type Wrong = (String, Option<String>);

impl Condition {
    /// Reads a condition as it is written in a pack.
    pub(super) fn read(written: &Written) -> Result<Condition, Wrong> {
        read(written, 0)
    }

    /// Whether it holds, and by which facts.
    pub(super) fn judge(&self, facts: &Facts) -> Judged {
        match self {
            Condition::Yes(fact) => Judged::by(Truth::of(facts.yes_no(fact)), fact),
            Condition::Count { fact, at_least, at_most } => {
                Judged::by(count(facts.value(fact), *at_least, *at_most), fact)
            }
            Condition::In { fact, words } => Judged::by(among(facts.words(fact), fact, words), fact),
            // A moment that nobody stated may still come.
            Condition::Happened(fact) => Judged::by(Truth::of(facts.moment(fact).map(|_| true)), fact),
            Condition::Any(list) => Judged::any(list.iter().map(|condition| condition.judge(facts))),
            Condition::All(list) => Judged::all(list.iter().map(|condition| condition.judge(facts))),
            Condition::Not(list) => Judged::any(list.iter().map(|condition| condition.judge(facts))).not(),
        }
    }

    /// Whether all of `list` hold.
    pub(super) fn all_of(list: &[Condition], facts: &Facts) -> Judged {
        Judged::all(list.iter().map(|condition| condition.judge(facts)))
    }

    /// Adds the facts it asks for to `reads`.
    pub(super) fn reads(&self, reads: &mut BTreeSet<&'static str>) {
        match self {
            Condition::Yes(fact)
            | Condition::Count { fact, .. }
            | Condition::In { fact, .. }
            | Condition::Happened(fact) => {
                reads.insert(fact);
            }
            Condition::Any(list) | Condition::All(list) | Condition::Not(list) => {
                list.iter().for_each(|condition| condition.reads(reads));
            }
        }
    }
}

fn count(value: Option<&Value>, at_least: u64, at_most: u64) -> Truth {
    match value {
        Some(Value::Number(n)) => Truth::of(Some((at_least..=at_most).contains(n))),
        Some(Value::AtLeast(n)) if *n > at_most => Truth::No,
        Some(Value::AtLeast(n)) if *n >= at_least && at_most == u64::MAX => Truth::Yes,
        _ => Truth::Unknown,
    }
}

fn among(stated: Option<&BTreeSet<String>>, fact: &str, wanted: &[String]) -> Truth {
    let Some(stated) = stated else { return Truth::Unknown };
    let pairs = stated.iter().flat_map(|stated| wanted.iter().map(move |wanted| (stated, wanted)));
    let truths = pairs.map(|(stated, wanted)| match fact {
        "roles" => Truth::of(Some(stated == wanted)),
        _ => places::lies_in(stated, wanted),
    });
    truths.max().unwrap_or(Truth::No)
}

fn read(written: &Written, depth: usize) -> Result<Condition, Wrong> {
    match written {
        Written::String(fact) => match known(fact).map_err(|wrong| (wrong.to_string(), None))? {
            (fact, Kind::YesNo) => Ok(Condition::Yes(fact)),
            (fact, Kind::Moment) => Ok(Condition::Happened(fact)),
            (fact, Kind::Number) => Err((format!("how many `{fact}`?"), Some(example(fact, Kind::Number)))),
            (fact, Kind::Words) => Err((format!("which `{fact}`?"), Some(example(fact, Kind::Words)))),
        },
        Written::Table(table) => read_table(table, depth),
        _ => Err((
            "a condition is the name of a fact, or a table such as `{ any = [\"read\", \"forwarded\"] }`".to_owned(),
            None,
        )),
    }
}

fn example(fact: &str, kind: Kind) -> String {
    match kind {
        Kind::Number => format!("write {{ fact = \"{fact}\", at_least = 500 }}"),
        _ => format!("write {{ fact = \"{fact}\", in = [\"DE\"] }}"),
    }
}

fn read_table(table: &Table, depth: usize) -> Result<Condition, Wrong> {
    if depth > DEPTH {
        return Err(("these lists are too deep to understand; write several duties".to_owned(), None));
    }
    let heads: Vec<&str> = HEADS.into_iter().filter(|head| table.contains_key(*head)).collect();
    let beside: &[&str] = match heads[..] {
        [] => {
            let key = table.keys().next().map_or("", String::as_str);
            let hint = nearest(key, HEADS).unwrap_or_else(|| format!("there are {}", HEADS.join(", ")));
            return Err((format!("a condition has no `{key}`"), Some(hint)));
        }
        ["fact"] => &["at_least", "at_most", "in"],
        [_] => &[],
        [first, second, ..] => {
            let hint = format!("for both, write {{ all = [{{ {first} = … }}, {{ {second} = … }}] }}");
            return Err((format!("a condition is either `{first}` or `{second}`"), Some(hint)));
        }
    };
    let head = heads[0];
    if let Some(key) = table.keys().find(|key| *key != head && !beside.contains(&key.as_str())) {
        return Err((format!("`{head}` has no `{key}`"), nearest(key, beside.iter().copied())));
    }
    if head == "fact" { of_fact(table) } else { list(head, table.get(head), depth) }
}

fn list(head: &str, written: Option<&Written>, depth: usize) -> Result<Condition, Wrong> {
    let Some(array) = written.and_then(Written::as_array).filter(|array| !array.is_empty()) else {
        return Err((format!("`{head}` is a list with something in it, such as [\"read\", \"forwarded\"]"), None));
    };
    let conditions = array.iter().map(|condition| read(condition, depth + 1)).collect::<Result<Vec<_>, Wrong>>()?;
    Ok(match head {
        "any" => Condition::Any(conditions),
        "all" => Condition::All(conditions),
        _ => Condition::Not(conditions),
    })
}

fn of_fact(table: &Table) -> Result<Condition, Wrong> {
    let Some(name) = table.get("fact").and_then(Written::as_str) else {
        return Err(("`fact` is the name of a fact".to_owned(), None));
    };
    let (fact, kind) = known(name).map_err(|wrong| (wrong.to_string(), None))?;
    let has = |key: &str| table.contains_key(key);
    match kind {
        Kind::Number if !has("in") && (has("at_least") || has("at_most")) => {
            let bound = |key: &str, default: u64| match table.get(key) {
                None => Ok(default),
                Some(written) => {
                    let number = written.as_integer().and_then(|n| u64::try_from(n).ok());
                    number.ok_or_else(|| (format!("`{key}` is a number from 0"), None))
                }
            };
            let (at_least, at_most) = (bound("at_least", 0)?, bound("at_most", u64::MAX)?);
            if at_least > at_most {
                return Err((format!("nothing is at least {at_least} and at most {at_most}"), None));
            }
            Ok(Condition::Count { fact, at_least, at_most })
        }
        Kind::Words if has("in") && !has("at_least") && !has("at_most") => {
            let words = table.get("in").and_then(Written::as_array).filter(|words| !words.is_empty());
            let words = words.and_then(|words| words.iter().map(|word| word.as_str().map(str::to_owned)).collect());
            let words: Vec<String> = words.ok_or_else(|| ("`in` is a list of words".to_owned(), None))?;
            match words.iter().find_map(|word| wrong_word(fact, word)) {
                Some(wrong) => Err(wrong),
                None => Ok(Condition::In { fact, words }),
            }
        }
        Kind::Number | Kind::Words => Err((format!("this is no question about `{fact}`"), Some(example(fact, kind)))),
        Kind::YesNo | Kind::Moment => Err((format!("`{fact}` needs no table; write \"{fact}\""), None)),
    }
}

/// What is wrong with a word of a list of roles or places.
pub(super) fn wrong_word(fact: &str, word: &str) -> Option<Wrong> {
    if fact == "roles" {
        let hint = || nearest(word, ROLES).unwrap_or_else(|| format!("there are {}", ROLES.join(", ")));
        return (!ROLES.contains(&word)).then(|| (format!("there is no role `{word}`"), Some(hint())));
    }
    let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let place = word == "EEA" || word.split_once('-').map_or((word, "X"), |parts| parts).0.len() == 2;
    let whole = place && word.split('-').all(part);
    let hint = "write countries and regions as ISO 3166 has them, such as \"DE\" or \"US-CA\", or \"EU\", \"EEA\"";
    (!whole).then(|| (format!("`{word}` is no place"), Some(hint.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::duty::facts::Because;

    fn condition(text: &str) -> Result<Condition, String> {
        let table: Table = format!("c = {text}").parse().unwrap();
        Condition::read(&table["c"]).map_err(|(message, hint)| format!("{message}; {}", hint.unwrap_or_default()))
    }

    fn judged(text: &str, stated: &[(&str, Value)]) -> (Truth, Vec<&'static str>) {
        let mut facts = Facts::new();
        stated.iter().for_each(|(name, value)| facts.set(name, value.clone(), Because::Answer).unwrap());
        let judged = condition(text).unwrap().judge(&facts);
        (judged.truth, judged.facts)
    }

    #[test]
    fn unknown_is_neither_yes_nor_no_and_names_what_to_ask() {
        let yes = ("read", Value::YesNo(true));
        let no = ("forwarded", Value::YesNo(false));
        assert_eq!(
            judged("{ all = ['read', 'forwarded'] }", std::slice::from_ref(&yes)),
            (Truth::Unknown, vec!["forwarded"])
        );
        assert_eq!(
            judged("{ all = ['read', 'forwarded'] }", std::slice::from_ref(&no)),
            (Truth::No, vec!["forwarded"])
        );
        assert_eq!(judged("{ any = ['read', 'forwarded'] }", std::slice::from_ref(&yes)), (Truth::Yes, vec!["read"]));
        assert_eq!(
            judged("{ any = ['read', 'forwarded'] }", std::slice::from_ref(&no)),
            (Truth::Unknown, vec!["read"])
        );
        assert_eq!(
            judged("{ not = ['read', 'forwarded'] }", std::slice::from_ref(&no)),
            (Truth::Unknown, vec!["read"])
        );
        assert_eq!(judged("{ not = ['read', 'forwarded'] }", &[yes, no]), (Truth::No, vec!["read"]));
    }

    #[test]
    fn a_lower_bound_never_says_no() {
        let at_least = |n| [("people", Value::AtLeast(n))];
        assert_eq!(judged("{ fact = 'people', at_least = 500 }", &at_least(600)).0, Truth::Yes);
        assert_eq!(judged("{ fact = 'people', at_least = 500 }", &at_least(3)).0, Truth::Unknown);
        assert_eq!(judged("{ fact = 'people', at_most = 499 }", &at_least(3)).0, Truth::Unknown);
        assert_eq!(judged("{ fact = 'people', at_most = 499 }", &at_least(500)).0, Truth::No);
        assert_eq!(judged("{ fact = 'people', at_most = 499 }", &[("people", Value::Number(3))]).0, Truth::Yes);
    }

    #[test]
    fn what_is_written_wrongly_is_told() {
        for (text, said) in [
            ("'personal_dat'", "there is no fact `personal_dat`; did you mean `personal_data`?"),
            ("'people'", "how many `people`?; write { fact = \"people\", at_least = 500 }"),
            ("'residence'", "which `residence`?"),
            ("{ fact = 'people' }", "this is no question about `people`"),
            ("{ fact = 'people', at_least = 5, at_most = 4 }", "nothing is at least 5 and at most 4"),
            ("{ fact = 'people', atleast = 5 }", "`fact` has no `atleast`; did you mean `at_least`?"),
            ("{ fact = 'roles', in = ['isuer'] }", "there is no role `isuer`; did you mean `issuer`?"),
            ("{ fact = 'residence', in = ['Germany'] }", "`Germany` is no place"),
            ("{ fact = 'read' }", "needs no table"),
            ("{ any = [] }", "a list with something in it"),
            ("{ al = ['read'] }", "a condition has no `al`; did you mean `all`?"),
            ("{ any = ['read'], not = ['read'] }", "either `any` or `not`"),
            ("7", "a condition is the name of a fact"),
        ] {
            let message = condition(text).unwrap_err();
            assert!(message.contains(said), "{text}\n is: {message}\nnot: {said}");
        }
    }
}
