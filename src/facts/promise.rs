//! The words that promise an attachment, in the sender's own text.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Beginnings of the words a promise has, in three languages.
const ANCHORS: &[&str] = &[
    "attach",
    "enclosed",
    "anhang",
    "anbei",
    "angehängt",
    "angehaengt",
    "beigefügt",
    "beigefuegt",
    "anlage",
    "adjunt",
];

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let dfa = Some(AhoCorasickKind::DFA);
    AhoCorasick::builder().ascii_case_insensitive(true).kind(dfa).build(ANCHORS).ok()
});

/// The first promise, as a few words of the text.
pub(super) fn find(own_text: &str) -> Option<String> {
    let finder = FINDER.as_ref()?;
    finder.find_iter(own_text).find_map(|hit| promise(own_text, hit.start()))
}

/// A word in lower case without its marks, and whether a sentence ends behind it.
struct Word {
    plain: String,
    ends: bool,
}

fn word(written: &str) -> Word {
    let plain = written.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    Word { plain, ends: written.ends_with(['.', '!', '?', ':']) }
}

fn promise(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?;
    // Only a whole word is an anchor: `Krankenanlage`, `unattached`.
    if before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let behind = text.get(at..text.floor_char_boundary(at.saturating_add(200)))?;
    let near_start = before.len().saturating_sub(80);
    let near = before.get(before.ceil_char_boundary(near_start)..)?;
    let last: Vec<&str> = near.split_whitespace().rev().take(3).collect();
    let previous: Vec<Word> = last.iter().map(|w| word(w)).collect();
    let next: Vec<&str> = behind.split_whitespace().take(4).collect();
    let anchor = word(next.first()?);
    let following: Vec<Word> = next.iter().skip(1).map(|w| word(w)).collect();
    if !says_so(&anchor, &previous, &following) {
        return None;
    }
    let shown: Vec<&str> = last.iter().take(2).take_while(|w| !word(w).ends).copied().collect();
    let shown = shown.into_iter().rev().chain(next.first().copied());
    Some(shown.collect::<Vec<_>>().join(" ").trim_matches([',', '.', '!', ':', '(', ')', '*']).to_owned())
}

/// Whether the word with its neighbours promises a file in this very mail.
fn says_so(anchor: &Word, previous: &[Word], following: &[Word]) -> bool {
    let prev = |at: usize| previous.get(at).filter(|w| !w.ends).map_or("", |w| w.plain.as_str());
    let next = |at: usize| if anchor.ends { "" } else { following.get(at).map_or("", |w| w.plain.as_str()) };
    let before = prev(0);
    let begins = before.is_empty();
    if matches!(
        before,
        "not" | "no" | "nicht" | "kein" | "keinen" | "ohne" | "sin" | "without" | "your" | "dein" | "deinem"
    ) {
        return false;
    }
    let here = matches!((next(0), next(1)), ("to", "this"));
    match anchor.plain.as_str() {
        "attached" => {
            let elsewhere = next(0) == "to" && !here;
            let others =
                matches!(before, "strings" | "you" | "was" | "were" | "get" | "getting" | "got" | "became" | "being");
            !elsewhere && !others && (begins || is_lead(before) || is_lead(prev(1)))
        }
        "attaching" | "attach" => {
            matches!(before, "i" | "i'm" | "i’m" | "am" | "we" | "we're" | "are" | "will" | "i'll")
        }
        "attachment" | "attachments" => {
            matches!(before, "see" | "the" | "as" | "in")
                && !matches!(next(0), "you" | "later" | "follows" | "will" | "to" | "from" | "theory" | "size")
                && (before == "see"
                    || matches!(prev(1), "in" | "see" | "find" | "open")
                    || (before == "as" && begins_file(prev(1))))
        }
        "enclosed" => begins || matches!(before, "find" | "is" | "are" | "the" | "have") && next(0) != "by",
        "anhang" => matches!(before, "im" | "siehe" | "als" | "den" | "beiliegenden") && next(0) != "folgt",
        "anbei" => true,
        "angehängt" | "angehaengt" | "beigefügt" | "beigefuegt" | "angehängte" | "beigefügte" | "beigefügten"
        | "angehängten" => !matches!(before, "du" | "wurde" | "wurden"),
        "anlage" | "anlagen" => {
            matches!((prev(1), before), ("in", "der") | ("in", "den") | (_, "siehe")) || (before == "als" && !begins)
        }
        spanish if spanish.starts_with("adjunt") => {
            let a_post = matches!(
                before,
                "director"
                    | "directora"
                    | "gerente"
                    | "profesor"
                    | "profesora"
                    | "secretario"
                    | "secretaria"
                    | "fiscal"
                    | "jefe"
                    | "jefa"
                    | "subdirector"
            );
            !a_post && !matches!(spanish, "adjuntaste" | "adjuntaron" | "adjuntasteis")
        }
        _ => false,
    }
}

/// Words that lead to `attached`.
fn is_lead(word: &str) -> bool {
    matches!(
        word,
        "please"
            | "find"
            | "see"
            | "is"
            | "are"
            | "i"
            | "i've"
            | "i’ve"
            | "have"
            | "the"
            | "we"
            | "we've"
            | "as"
            | "also"
            | "herewith"
            | "file"
            | "files"
            | "document"
            | "documents"
            | "report"
            | "i'm"
    )
}

fn begins_file(word: &str) -> bool {
    matches!(word, "file" | "it" | "document" | "report" | "them" | "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises() {
        for (text, words) in [
            ("Hi Eva, please find attached the report.", "find attached"),
            ("Please find\nattached", "find attached"),
            ("Attached is the plan.", "Attached"),
            ("The file is attached.", "is attached"),
            ("It is attached to this mail", "is attached"),
            ("I'm attaching the list", "I'm attaching"),
            ("see attachment", "see attachment"),
            ("Enclosed the figures", "Enclosed"),
            ("Im Anhang finden Sie", "Im Anhang"),
            ("Anbei die Zahlen", "Anbei"),
            ("Die Datei ist beigefügt.", "ist beigefügt"),
            ("siehe Anlage", "siehe Anlage"),
            ("Te adjunto el informe", "Te adjunto"),
            ("el archivo adjunto", "archivo adjunto"),
        ] {
            let found = find(text).unwrap_or_default();
            assert!(found.ends_with(words), "{text}: {found:?}");
        }
    }

    #[test]
    fn words_that_promise_nothing() {
        for text in [
            "He is attached to the project.",
            "no strings attached",
            "the file was not attached",
            "Your attachment arrived",
            "the attachment you sent",
            "Anhang folgt",
            "ohne Anhang",
            "die Anlage im Werk steht still",
            "la directora adjunta",
            "an attaché case",
            "you attached the wrong file",
            "unattached",
            "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
