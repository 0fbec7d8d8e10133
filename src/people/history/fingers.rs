//! Slips of the fingers: a letter dropped, doubled or swapped with the next, or a key beside.

/// Keys beside each key, in the order of [`KEYS`].
const KEYS: &str = "qwertyuiopasdfghjklzxcvbnm";
const BESIDE: [&str; 26] = [
    "wa", "qes", "wrd", "etf", "ryg", "tuhz", "yij", "uok", "ipl", "ol", "qsz", "adwx", "sfec", "dgrv", "fhtb", "gjyn",
    "hkum", "jlin", "kop", "asxt", "zsdc", "xdfv", "cfgb", "vghn", "bhjm", "njk",
];

/// Whether one usual slip turns `meant` into `typed`.
pub(super) fn is_slip(meant: &str, typed: &str) -> bool {
    if meant.len().abs_diff(typed.len()) > 4 {
        return false;
    }
    let (m, t): (Vec<char>, Vec<char>) = (meant.chars().collect(), typed.chars().collect());
    let same = m.iter().zip(&t).take_while(|(a, b)| a == b).count();
    let tail = |of: &'_ [char], by: usize| of.get(same + by..).unwrap_or_default().to_vec();
    match t.len() as isize - m.len() as isize {
        -1 => tail(&m, 1) == tail(&t, 0),
        1 => tail(&t, 1) == tail(&m, 0) && same > 0 && t.get(same) == t.get(same - 1),
        0 if same < m.len() => {
            let swapped = m.get(same) == t.get(same + 1) && m.get(same + 1) == t.get(same);
            (swapped && tail(&m, 2) == tail(&t, 2)) || (tail(&m, 1) == tail(&t, 1) && is_beside(m[same], t[same]))
        }
        _ => false,
    }
}

fn is_beside(a: char, b: char) -> bool {
    KEYS.find(a).and_then(|at| BESIDE.get(at)).is_some_and(|beside| beside.contains(b))
}

/// Hands over everything that one usual slip may have made `typed` of, until `take` answers that it is found. Letters of
/// ASCII alone are put in.
pub(super) fn is_slip_of_any(typed: &str, mut take: impl FnMut(&str) -> bool) -> bool {
    let letters: Vec<char> = typed.chars().collect();
    let mut word = String::with_capacity(typed.len() + 4);
    let mut is_taken = |head: &[char], between: &[char], tail: &[char]| {
        word.clear();
        word.extend(head.iter().chain(between).chain(tail));
        take(&word)
    };
    (0..=letters.len()).any(|at| {
        let (head, tail) = letters.split_at(at);
        let dropped = ('a'..='z').any(|letter| is_taken(head, &[letter], tail));
        let doubled = || matches!((head.last(), tail), (Some(a), [b, ..]) if a == b);
        dropped
            || match tail {
                [first, rest @ ..] => {
                    let beside = |a: &char| is_beside(*a, *first);
                    (doubled() && is_taken(head, &[], rest))
                        || KEYS.chars().filter(beside).any(|meant| is_taken(head, &[meant], rest))
                        || matches!(rest, [second, rest @ ..]
                            if second != first && is_taken(head, &[*second, *first], rest))
                }
                [] => false,
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_fingers_are_known() {
        for (meant, typed) in [
            ("keller", "kelller"),
            ("keller", "keler"),
            ("keller", "kelelr"),
            ("keller", "keöler"),
            ("martin", "nartin"),
        ] {
            assert_eq!(is_slip(meant, typed), typed != "keöler", "{typed}");
        }
        assert!(!is_slip("keller", "kellner"), "another name, not a slip");
        assert!(!is_slip("keller", "keller"));
    }

    #[test]
    fn what_was_meant_is_among_what_may_have_been() {
        for (meant, typed) in [("keller", "kelller"), ("keller", "keler"), ("keller", "kelelr"), ("martin", "nartin")] {
            assert!(is_slip_of_any(typed, |word| word == meant), "{typed}");
        }
        assert!(!is_slip_of_any("kellner", |word| word == "keller"));
        let mut all = Vec::new();
        is_slip_of_any("anna", |word| {
            all.push(word.to_owned());
            false
        });
        assert!(all.iter().all(|word| word == "anna" || is_slip(word, "anna")), "{all:?}");
    }
}
