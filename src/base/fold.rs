//! Words compared as people read them: case, accents, width and invisible characters folded away.

use super::letters::fold_char;

/// `text` folded for comparison: compatibility forms (full width, ligatures), lower case, accents and invisible
/// characters removed, `ß` as `ss`, typographic apostrophes and hyphens as `'` and `-`, digits of all scripts as ASCII, and
/// every run of white space and `_` as one space (NFKD, UTS 39 default-ignorables).
pub fn folded(text: &str) -> String {
    let mut out = folded_keeping_case(text);
    out.make_ascii_lowercase();
    out
}

/// [`folded`], but ASCII letters keep their case, for patterns that mean `ERE` and not `ere`.
pub fn folded_keeping_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out, |_, _, _| {});
    out
}

/// Appends `text` folded to `out`; `at` is told now and then how long `out` is, how much of `text` that was, and how many
/// octets at the end of both are the same.
fn fold_into(text: &str, out: &mut String, mut at: impl FnMut(usize, usize, usize)) {
    let mut rest = text;
    // Most of most texts is ASCII and taken over many octets at a time.
    loop {
        let (plain, behind) = rest.split_at(plain_octets(rest.as_bytes(), out.ends_with(' ')));
        out.push_str(plain);
        let mut chars = behind.chars();
        at(out.len(), text.len() - behind.len(), plain.len());
        let Some(next) = chars.next() else { return };
        fold_char(next, out);
        rest = chars.as_str();
    }
}

/// Octets looked at together.
const BLOCK: usize = 32;

/// How many octets at the start of `text` fold to themselves: graphic ASCII and single spaces.
fn plain_octets(text: &[u8], behind_space: bool) -> usize {
    let mut before = if behind_space { b' ' } else { b'a' };
    let mut at = 0;
    while let Some(block) = text.get(at..).and_then(<[u8]>::first_chunk::<BLOCK>) {
        // Without an early end, so that the compiler takes all octets at once.
        let mut special = false;
        let mut previous = before;
        for &octet in block {
            special |= is_special(previous, octet);
            previous = octet;
        }
        if special {
            break;
        }
        before = previous;
        at += BLOCK;
    }
    for &octet in text.get(at..).unwrap_or_default() {
        if is_special(before, octet) {
            break;
        }
        before = octet;
        at += 1;
    }
    at
}

/// Whether `octet` behind `before` does not fold to itself. Two octets within 0x20 are two spaces, or special anyway.
fn is_special(before: u8, octet: u8) -> bool {
    octet.wrapping_sub(b' ') > b'~' - b' ' || octet == b'_' || (before | octet) == b' '
}

/// A text folded as [`folded_keeping_case`] does, with the way back to the original.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    /// Lengths of the folded text and of the original that belong together, one every [`MILESTONE`] octets or so.
    milestones: Vec<(usize, usize)>,
}

/// Octets of folded text between two places of which the original is remembered: many hits in a long text do not fold it
/// many times.
const MILESTONE: usize = 512;

impl Folded {
    /// `original` folded.
    pub fn new(original: &str) -> Folded {
        let mut folded = Folded { text: String::with_capacity(original.len()), milestones: Vec::new() };
        let milestones = &mut folded.milestones;
        let mut next = MILESTONE;
        fold_into(original, &mut folded.text, |length, taken, same| {
            while length >= next {
                let back = (length - next).min(same);
                milestones.push((length - back, taken - back));
                next = length - back + MILESTONE;
            }
        });
        folded
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where in `original`, the text this was made of, the folded text has grown to `at` octets.
    pub fn origin(&self, original: &str, at: usize) -> usize {
        let before = self.milestones.partition_point(|(folded, _)| *folded <= at);
        let (folded, from) = before.checked_sub(1).map_or((0, 0), |i| self.milestones[i]);
        let mut out = self.text[..folded].chars().next_back().map_or_else(String::new, String::from);
        let target = at - folded + out.len();
        for (i, c) in original[from..].char_indices() {
            if out.len() >= target {
                return from + i;
            }
            fold_char(c, &mut out);
        }
        original.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_reads_alike_folds_alike() {
        for (a, b) in [
            ("ＩＢＡＮ", "iban"),
            ("Müller", "muller"),
            ("Mu\u{308}ller", "muller"),
            ("STRASSE", "straße"),
            ("conf\u{200b}iden\u{ad}tial", "confidential"),
            ("con\u{fe0f}fi\u{e0061}den\u{202e}ti\u{2066}al\u{2060}\u{feff}", "confidential"),
            ("c\u{335}o\u{489}n\u{20dd}fi\u{e48}den\u{93e}tial", "confidential"),
            ("𝐜𝑜𝓃𝔣𝕚𝖽𝙚𝚗ｔⓘal", "confidential"),
            ("CON\u{0}FI\u{1b}DENTIAL", "confidential"),
            ("Estrictamente\r\n  Confidencial", "estrictamente confidencial"),
            ("file_name__two", "file name two"),
            ("ﬁnance", "finance"),
            ("don’t cc‑me", "don't cc-me"),
            ("„so“ «no»", "\"so\" \"no\""),
            ("re\u{301}sume\u{301}", "résumé"),
            ("ΣΊΣΥΦΟΣ", "σισυφος"),
            ("DIYARBAKIR", "dıyarbakır"),
            ("Ærø Łódź", "aero lodz"),
            ("УВОЛЬНЕНИЕ Ёлка", "увольнение елка"),
            ("٣٤٥ ५६ ７８ 𝟗", "345 56 78 9"),
            ("ｶﾞｷﾞ", "がぎ".replace('が', "ガ").replace('ぎ', "ギ").as_str()),
            ("か\u{3099}", "が"),
            ("שָׁלוֹם", "שלום"),
            ("سِرِّيّ", "سري"),
            ("ســـري", "سري"),
        ] {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
    }

    #[test]
    fn what_reads_otherwise_folds_otherwise() {
        for (a, b) in [("かき", "がき"), ("कि", "का"), ("ที่", "ทู")] {
            assert_ne!(folded(a), folded(b), "{a} {b}");
        }
    }

    #[test]
    fn case_is_kept_where_it_means_something() {
        assert_eq!(folded_keeping_case("Das ERE der Ärzte"), "Das ERE der Arzte");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn many_octets_at_a_time_fold_as_one_by_one(text in "(?s)([ -~]{0,80}|[a_ \r\n\t]{0,9}|.{0,9}|ﷺ{0,40}){0,20}") {
            let mut slow = String::new();
            text.chars().for_each(|c| fold_char(c, &mut slow));
            prop_assert_eq!(folded_keeping_case(&text), slow.as_str());
            let whole = Folded::new(&text);
            prop_assert_eq!(whole.text(), slow);
        }

        #[test]
        fn every_place_leads_back_to_what_it_was_folded_from(text in "(?s)([ -~]{0,300}|[äß_ \r\n]{0,90}|.{0,40}|ﷺ{0,40}){0,9}") {
            let whole = Folded::new(&text);
            for (at, _) in whole.text().char_indices().step_by(61) {
                let origin = whole.origin(&text, at);
                let before = folded_keeping_case(&text[..origin]);
                prop_assert!(before.len() >= at, "{} < {}", before.len(), at);
                let shorter = text[..origin].chars().next_back().map_or(0, |c| origin - c.len_utf8());
                prop_assert!(at == 0 || folded_keeping_case(&text[..shorter]).len() < at);
            }
        }
    }
}
