//! Two addresses beside each other: which characters differ, marked and said in words, for a colour alone says nothing to
//! many.

use crate::base::{Address, Domain, Say};

/// Longer parts are not compared character by character; nobody would read the marks.
const COMPARED: usize = 80;

/// More differences than this make another word, which is marked as a whole.
const MOST: usize = 3;

/// A piece of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its characters.
    pub(super) text: String,
    /// Whether it differs from the other address.
    pub(super) marked: bool,
    /// Whether a line may break before it.
    pub(super) breaks: bool,
}

/// An address made ready to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The address in pieces.
    pub(super) pieces: Vec<Piece>,
    /// The same as computers write it, where it has letters they do not (RFC 5890).
    pub(super) ascii: String,
}

/// An address alone.
pub(super) fn shown(address: &Address) -> Shown {
    let (local, domain) = parts(address);
    let unmarked = |text: &str| text.chars().map(|c| (c, false)).collect::<Vec<_>>();
    Shown { pieces: pieces(unmarked(&local), unmarked(&domain)), ascii: ascii(address) }
}

/// `written` beside `known`, and what differs in words.
pub(super) fn compared(written: &Address, known: &Address, say: &Say) -> (Shown, Shown, Vec<String>) {
    let ((local, domain), (known_local, known_domain)) = (parts(written), parts(known));
    let mut words = Vec::new();
    let before = compare(&local, &known_local);
    let after = compare_domains(&domain, &known_domain);
    words.extend(before.words("before", &known_local, say));
    words.extend(after.words("after", &known_domain, say));
    let first = Shown { pieces: pieces(before.written, after.written), ascii: ascii(written) };
    let second = Shown { pieces: pieces(before.known, after.known), ascii: ascii(known) };
    (first, second, words)
}

/// The part before the `@` and the part after it, as people read them.
fn parts(address: &Address) -> (String, String) {
    let domain = address.domain().map(|domain| domain.unicode().unwrap_or_else(|| domain.as_str().to_owned()));
    (crate::base::text::one_line(address.local(), 200), domain.unwrap_or_default())
}

fn ascii(address: &Address) -> String {
    address.domain().filter(|domain| domain.unicode().is_some()).map_or("", Domain::as_str).to_owned()
}

type Marked = Vec<(char, bool)>;

/// Characters in pieces that are marked alike; a line may break before `@`, after a dot, and within what is very long.
fn pieces(local: Marked, domain: Marked) -> Vec<Piece> {
    let at = (!domain.is_empty()).then_some(('@', false));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut last = None;
    for (c, marked) in local.into_iter().chain(at).chain(domain) {
        let breaks = c == '@' || last == Some('.');
        match pieces.last_mut() {
            Some(piece) if piece.marked == marked && !breaks => piece.text.push(c),
            _ => pieces.push(Piece { text: c.to_string(), marked, breaks }),
        }
        last = Some(c);
    }
    pieces
}

/// How one part differs.
#[derive(Debug, PartialEq, Eq)]
enum Difference {
    /// The character at this place, from 1, stands for another one.
    Other(usize, char, char),
    /// The character at this place is one too many.
    Extra(usize, char),
    /// After this place a character is missing.
    Missing(usize, char),
    /// The whole part.
    Whole,
}

struct Compared {
    written: Marked,
    known: Marked,
    differences: Vec<Difference>,
}

/// Domains by the labels they do not share: `.example` in common makes `kita` and `firm` no likelier.
fn compare_domains(written: &str, known: &str) -> Compared {
    let shared: usize = written
        .rsplit('.')
        .zip(known.rsplit('.'))
        .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
        .map(|(label, _)| label.len() + 1)
        .sum();
    let (cut, known_cut) = (written.len().checked_sub(shared), known.len().checked_sub(shared));
    let Some((first, other)) = cut.zip(known_cut).filter(|(a, b)| *a > 0 && *b > 0) else {
        return compare(written, known);
    };
    let (first, tail) = written.split_at(first);
    let (other, other_tail) = known.split_at(other);
    let mut compared = compare(first, other);
    compared.written.extend(tail.chars().map(|c| (c, false)));
    compared.known.extend(other_tail.chars().map(|c| (c, false)));
    compared
}

fn compare(written: &str, known: &str) -> Compared {
    let (a, b): (Vec<char>, Vec<char>) = (written.chars().collect(), known.chars().collect());
    let same = |x: char, y: char| x.to_lowercase().eq(y.to_lowercase());
    let short = a.len().max(b.len()) <= COMPARED;
    let steps = if short { aligned(&a, &b, same) } else { Vec::new() };
    let differing = steps.iter().filter(|step| !matches!(step, Step::Same)).count();
    let equal = a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| same(*x, *y));
    if !equal && (!short || differing > MOST || differing * 2 > a.len()) {
        let whole = |chars: &[char]| chars.iter().map(|c| (*c, true)).collect();
        return Compared { written: whole(&a), known: whole(&b), differences: vec![Difference::Whole] };
    }
    if equal {
        let plain = |chars: &[char]| chars.iter().map(|c| (*c, false)).collect();
        return Compared { written: plain(&a), known: plain(&b), differences: Vec::new() };
    }
    marked(&a, &b, &steps)
}

fn marked(a: &[char], b: &[char], steps: &[Step]) -> Compared {
    let mut out = Compared { written: Vec::new(), known: Vec::new(), differences: Vec::new() };
    let (mut left, mut right) = (a.iter().copied(), b.iter().copied());
    for step in steps {
        let written = if *step == Step::Missing { None } else { left.next() };
        let known = if *step == Step::Extra { None } else { right.next() };
        let differs = *step != Step::Same;
        out.written.extend(written.map(|c| (c, differs)));
        out.known.extend(known.map(|c| (c, differs)));
        let place = out.written.len();
        match (step, written, known) {
            (Step::Other, Some(w), Some(k)) => out.differences.push(Difference::Other(place, w, k)),
            (Step::Extra, Some(w), _) => out.differences.push(Difference::Extra(place, w)),
            (Step::Missing, _, Some(k)) => out.differences.push(Difference::Missing(place, k)),
            _ => {}
        }
    }
    out
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Same,
    Other,
    Extra,
    Missing,
}

/// The fewest steps from `b` to `a` (Levenshtein), in order.
fn aligned(a: &[char], b: &[char], same: impl Fn(char, char) -> bool) -> Vec<Step> {
    let width = b.len() + 1;
    let mut cost = vec![0_usize; (a.len() + 1) * width];
    let at = |i: usize, j: usize| i * width + j;
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            cost[at(i, j)] = match (i, j) {
                (0, j) => j,
                (i, 0) => i,
                (i, j) => {
                    let other = usize::from(!same(a[i - 1], b[j - 1]));
                    let along = cost[at(i - 1, j - 1)] + other;
                    along.min(cost[at(i - 1, j)] + 1).min(cost[at(i, j - 1)] + 1)
                }
            };
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    let mut steps = Vec::new();
    while i > 0 || j > 0 {
        let here = cost[at(i, j)];
        let is_same = i > 0 && j > 0 && same(a[i - 1], b[j - 1]);
        let step = if is_same && cost[at(i - 1, j - 1)] == here {
            Step::Same
        } else if i > 0 && cost[at(i - 1, j)] + 1 == here {
            Step::Extra
        } else if j > 0 && cost[at(i, j - 1)] + 1 == here {
            Step::Missing
        } else {
            Step::Other
        };
        i -= usize::from(step != Step::Missing);
        j -= usize::from(step != Step::Extra);
        steps.push(step);
    }
    steps.reverse();
    steps
}

impl Compared {
    /// The differences in words; `side` is `before` or `after` the `@`.
    fn words(&self, side: &str, known: &str, say: &Say) -> Vec<String> {
        let one = |difference: &Difference| {
            let (id, place, what, instead) = match difference {
                Difference::Whole => return say.a(&format!("differs-{side}"), "known", known),
                Difference::Other(n, w, k) => ("differs-other", n, called(*w, say), called(*k, say)),
                Difference::Extra(n, w) => ("differs-extra", n, called(*w, say), String::new()),
                Difference::Missing(n, k) => ("differs-missing", n, called(*k, say), String::new()),
            };
            let side = say.t(&format!("side-{side}"));
            let mut values = vec![("side", side), ("n", place.to_string()), ("what", what)];
            if id == "differs-other" {
                values.push(("instead", instead));
            }
            say.all(id, &values)
        };
        self.differences.iter().map(one).collect()
    }
}

/// `the digit 1`, `the letter l`, `a letter of another script: а (U+0430)`.
fn called(c: char, say: &Say) -> String {
    let id = match c {
        c if c.is_ascii_digit() => "char-digit",
        c if c.is_ascii_alphabetic() => "char-letter",
        c if c.is_ascii() => "char-sign",
        _ => return say.all("char-foreign", &[("c", c.to_string()), ("code", format!("U+{:04X}", u32::from(c)))]),
    };
    say.a(id, "c", c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Language;
    use crate::control::web::texts;

    fn against(written: &str, known: &str) -> (String, Vec<String>) {
        let say = texts::say(Language::En);
        let (shown, _, words) = compared(&written.parse().unwrap(), &known.parse().unwrap(), &say);
        let marked = |p: &Piece| if p.marked { format!("[{}]", p.text) } else { p.text.clone() };
        (shown.pieces.iter().map(marked).collect(), words)
    }

    #[test]
    fn the_digit_in_the_domain_is_marked_and_said() {
        let (shown, words) = against("bob.tanaka@examp1e.com", "bob.tanaka@example.com");
        assert_eq!(shown, "bob.tanaka@examp[1]e.com");
        assert_eq!(words, ["after the @, character 6 is the digit 1, not the letter l"]);
    }

    #[test]
    fn kellner_has_one_letter_more_and_another_domain() {
        let (shown, words) = against("martin.kellner@kita.example", "martin.keller@firm.example");
        assert_eq!(shown, "martin.kell[n]er@[kita].example");
        assert_eq!(words[0], "before the @, character 12 is one too many: the letter n");
        assert!(words[1].contains("firm.example"), "{words:?}");
    }

    #[test]
    fn a_letter_that_is_missing_and_one_of_another_script_are_said() {
        assert_eq!(
            against("ana@fim.example", "ana@firm.example").1,
            ["after the @, the letter r is missing behind character 2"]
        );
        let (shown, words) = against("ana@f\u{456}rm.example", "ana@firm.example");
        assert_eq!(shown, "ana@f[\u{456}]rm.example");
        assert!(words[0].contains("U+0456"), "{words:?}");
    }

    #[test]
    fn domains_are_compared_by_the_labels_they_do_not_share() {
        assert_eq!(against("ana@firm.test", "ana@firm.example").0, "ana@[firm.][test]");
        assert_eq!(against("ana@mail.firm.example", "ana@firm.example").0, "ana@[mail.][firm.][example]");
        assert_eq!(against("ana@firm.example", "ana@firm.example"), ("ana@firm.example".to_owned(), Vec::new()));
    }

    #[test]
    fn lines_break_at_the_at_and_at_dots() {
        let shown = shown(&"a.b@mail.kita.example".parse().unwrap());
        let broken: Vec<&str> = shown.pieces.iter().filter(|p| p.breaks).map(|p| p.text.as_str()).collect();
        assert_eq!(broken, ["b", "@mail.", "kita.", "example"]);
        assert_eq!(shown.pieces.iter().map(|p| p.text.as_str()).collect::<String>(), "a.b@mail.kita.example");
    }
}
