//! Where words start in a folded text, 64 octets at a time where they are ASCII.

use super::disguise;
use crate::base::script::{Class, class};

/// Octets looked at together.
const BLOCK: usize = 64;

/// Calls `look` for every place where a word starts; with `anywhere` also for other characters before which no word
/// stands. The answer is whether letters may stand alone in a row (`s e c r e t`) or Latin ones beside look-alikes.
pub(super) fn each(text: &str, anywhere: bool, mut look: impl FnMut(usize)) -> bool {
    let octets = text.as_bytes();
    let mut state = State { in_word: false, latin: None, alone: 0, odd: false };
    let mut at = 0;
    while at < octets.len() {
        let block = octets.get(at..).and_then(<[u8]>::first_chunk::<BLOCK>);
        match block.filter(|block| block.is_ascii()) {
            Some(block) => {
                let mut starts = state.ascii(block, anywhere);
                while starts != 0 {
                    look(at + starts.trailing_zeros() as usize);
                    starts &= starts - 1;
                }
                at += BLOCK;
            }
            None => at = state.chars(text, at, anywhere, &mut look),
        }
    }
    state.odd
}

/// What is known of the text so far.
struct State {
    /// Whether a word goes on here.
    in_word: bool,
    /// Whether the last letter of this word is Latin rather than one that looks like it; `None` before the first and
    /// outside words.
    latin: Option<bool>,
    /// How many characters before this were a letter and something between, in turns.
    alone: usize,
    /// Whether something was seen that may hide a word.
    odd: bool,
}

impl State {
    /// A bit for each octet where a word starts.
    fn ascii(&mut self, block: &[u8; BLOCK], anywhere: bool) -> u64 {
        let word = mask(block);
        let behind_word = word << 1 | u64::from(self.in_word);
        let starts = if anywhere { !behind_word } else { word & !behind_word };
        // Letters alone, each two octets behind the last; five in a row leave three in one of two blocks.
        let alone = word & !behind_word & !(word >> 1);
        self.odd |= alone & alone >> 2 & alone >> 4 != 0;
        self.odd |= self.latin == Some(false) && word & 1 != 0;
        self.in_word = word >> (BLOCK - 1) != 0;
        self.latin = self.in_word.then_some(true);
        self.alone = 0;
        starts
    }

    /// The same for [`BLOCK`] octets or so, character by character; the answer is the place behind them.
    fn chars(&mut self, text: &str, from: usize, anywhere: bool, look: &mut impl FnMut(usize)) -> usize {
        for (i, c) in text.get(from..).unwrap_or_default().char_indices() {
            if i >= BLOCK {
                return from + i;
            }
            let class = class(c);
            match class {
                Class::Word if !self.in_word => look(from + i),
                Class::Each => look(from + i),
                Class::Other | Class::Mark if anywhere && !self.in_word => look(from + i),
                _ => {}
            }
            if class == Class::Mark {
                continue;
            }
            let is_word = class == Class::Word;
            let goes_on = is_word != self.in_word && (is_word || self.alone > 0);
            self.alone = if goes_on { self.alone + 1 } else { 0 };
            self.odd |= self.alone >= 5;
            if !is_word || !self.in_word {
                self.latin = None;
            }
            self.in_word = is_word;
            if c.is_ascii_alphabetic() || disguise::may_look_latin(c) {
                let latin = Some(c.is_ascii());
                self.odd |= self.latin.is_some_and(|before| Some(before) != latin);
                self.latin = latin;
            }
        }
        text.len()
    }
}

/// A bit for each ASCII letter or digit.
fn mask(block: &[u8; BLOCK]) -> u64 {
    // A zero or one for each octet first, which the compiler does for many at once.
    let mut word = [0; BLOCK];
    for (is_word, octet) in word.iter_mut().zip(block) {
        let is_letter = (octet | 0x20).wrapping_sub(b'a') < 26;
        *is_word = u8::from(is_letter | (octet.wrapping_sub(b'0') < 10));
    }
    let (eights, _) = word.as_chunks::<8>();
    // The product has the lowest bit of each of eight octets in its highest octet.
    let bits = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().rev().fold(0, |mask, eight| mask << 8 | bits(eight))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::script::starts_word;

    fn starts(text: &str) -> (Vec<usize>, bool) {
        let mut places = Vec::new();
        let odd = each(text, false, |at| places.push(at));
        (places, odd)
    }

    #[test]
    fn what_may_hide_a_word_is_noticed() {
        let filler = "some words before it ";
        for hidden in ["s e c r e t", "s.e.c.r.e.t", "с-е-к-р-е-т", "s·e·c·r·e·t", "соnfidential", "αbc"]
        {
            for before in 0..140 {
                let text: String = filler.chars().cycle().take(before).chain([' ']).chain(hidden.chars()).collect();
                assert!(starts(&text).1, "{text}");
                assert!(starts(&format!("{text} and so on, {}", filler.repeat(5))).1, "{text}");
            }
        }
        for plain in ["A plain text, and a b. z. B. i.e. 10 to 12", "Обычный русский текст, 12 слов", "ABC株式会社"]
        {
            assert!(!starts(plain).1, "{plain}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn blocks_give_what_characters_give(text in "([ -~]{0,90}|[a ]{0,9}|\\PC{0,5}|[а-я ]{0,40}|[機密 が]{0,9}){0,9}") {
            let slow = text.char_indices().filter(|(at, c)| {
                matches!(class(*c), Class::Word | Class::Each) && starts_word(&text, *at)
            });
            // A mark of which no letter stands before begins nothing, and what is behind it is looked at.
            let slow: Vec<usize> = slow.map(|(at, _)| at).collect();
            let fast = starts(&text).0;
            prop_assert!(slow.iter().all(|at| fast.contains(at)), "{:?} {:?}", slow, fast);
        }
    }
}
