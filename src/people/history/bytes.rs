//! The byte form of a [`Trace`]: some 300 octets for a usual message.

use super::named::Greeting;
use super::trace::Trace;
use super::words::Word;
use super::{Addressee, Field};

/// The first octet; another form gets another one. The first form did not say where a message was written.
const VERSION: u8 = 2;
const FIRST: u8 = 1;

/// Octets that are no trace this program can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    /// Another version wrote them.
    #[error("what was learnt was written by another version ({0})")]
    Version(u8),
    /// They end early, go on too long, or hold what is no trace.
    #[error("what was learnt is damaged")]
    Damaged,
}

impl Trace {
    /// The byte form.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer(Vec::with_capacity(64 + self.words.len() * 5));
        out.octet(VERSION);
        out.number(zigzag(self.at));
        out.octet(
            u8::from(self.is_reply)
                | u8::from(self.is_forward) << 1
                | u8::from(self.has_quote) << 2
                | u8::from(self.offset.is_some()) << 3,
        );
        if let Some(offset) = self.offset {
            out.octet(offset.cast_unsigned());
        }
        out.number(u64::from(self.length));
        out.number(u64::from(self.topic));
        out.number(self.recipients.len() as u64);
        for one in &self.recipients {
            out.octet(one.field as u8);
            out.text(one.address.as_str());
            out.text(&one.name);
        }
        out.rising(self.words.iter().map(|word| word.number));
        for word in &self.words {
            out.octet(word.count | u8::from(word.is_own) << 4 | u8::from(word.in_subject) << 5);
        }
        out.octet(u8::from(self.greeting.is_sure));
        out.number(self.greeting.names.len() as u64);
        for (&name, &start) in self.greeting.names.iter().zip(&self.greeting.starts) {
            out.number(u64::from(name));
            out.number(u64::from(start));
        }
        out.rising(self.named.iter().copied());
        out.rising(self.authors.iter().copied());
        out.rising(self.shingles.iter().copied());
        out.number(self.files.len() as u64);
        self.files.iter().for_each(|&file| out.number(file));
        out.0
    }

    /// Reads the byte form.
    pub fn decode(octets: &[u8]) -> Result<Trace, Undecodable> {
        let mut from = Reader(octets);
        match from.octet()? {
            FIRST | VERSION => {}
            other => return Err(Undecodable::Version(other)),
        }
        let at = unzigzag(from.number()?);
        let flags = from.octet()?;
        let offset = if flags & 8 == 0 { None } else { Some(from.octet()?.cast_signed()) };
        let length = u16::try_from(from.number()?).map_err(|_| Undecodable::Damaged)?;
        let topic = from.narrow()?;
        let recipients = (0..from.count()?).map(|_| from.addressee()).collect::<Result<_, _>>()?;
        let numbers = from.rising()?;
        let words = numbers.into_iter().map(|number| from.word(number)).collect::<Result<_, _>>()?;
        let is_sure = from.octet()? == 1;
        let greeted = (0..from.count()?).map(|_| Ok((from.narrow()?, from.narrow()?)));
        let (names, starts) = greeted.collect::<Result<Vec<(u32, u32)>, Undecodable>>()?.into_iter().unzip();
        let trace = Trace {
            at,
            offset,
            recipients,
            is_reply: flags & 1 != 0,
            is_forward: flags & 2 != 0,
            has_quote: flags & 4 != 0,
            length,
            topic,
            words,
            greeting: Greeting { names, starts, is_sure },
            named: from.rising()?,
            authors: from.rising()?,
            shingles: from.rising()?,
            files: (0..from.count()?).map(|_| from.number()).collect::<Result<_, _>>()?,
        };
        if from.0.is_empty() { Ok(trace) } else { Err(Undecodable::Damaged) }
    }
}

/// Small numbers of either sign stay small.
fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

struct Writer(Vec<u8>);

impl Writer {
    fn octet(&mut self, octet: u8) {
        self.0.push(octet);
    }

    /// Seven bits an octet, the lowest first.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Sorted numbers, each as its distance from the one before.
    fn rising(&mut self, numbers: impl ExactSizeIterator<Item = u32>) {
        self.number(numbers.len() as u64);
        let mut before = 0;
        for number in numbers {
            self.number(u64::from(number.wrapping_sub(before)));
            before = number;
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn octet(&mut self) -> Result<u8, Undecodable> {
        let (&first, rest) = self.0.split_first().ok_or(Undecodable::Damaged)?;
        self.0 = rest;
        Ok(first)
    }

    fn number(&mut self) -> Result<u64, Undecodable> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let octet = self.octet()?;
            number |= u64::from(octet & 0x7f) << shift;
            if octet & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Undecodable::Damaged)
    }

    fn narrow(&mut self) -> Result<u32, Undecodable> {
        u32::try_from(self.number()?).map_err(|_| Undecodable::Damaged)
    }

    /// How many things follow: each takes an octet at least.
    fn count(&mut self) -> Result<usize, Undecodable> {
        let count = usize::try_from(self.number()?).map_err(|_| Undecodable::Damaged)?;
        if count <= self.0.len() { Ok(count) } else { Err(Undecodable::Damaged) }
    }

    fn text(&mut self) -> Result<&'a str, Undecodable> {
        let length = self.count()?;
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| Undecodable::Damaged)
    }

    fn rising(&mut self) -> Result<Vec<u32>, Undecodable> {
        let mut before = 0u32;
        (0..self.count()?)
            .map(|_| {
                before = before.wrapping_add(self.narrow()?);
                Ok(before)
            })
            .collect()
    }

    fn addressee(&mut self) -> Result<Addressee, Undecodable> {
        let field = match self.octet()? {
            0 => Field::To,
            1 => Field::Cc,
            2 => Field::Bcc,
            _ => return Err(Undecodable::Damaged),
        };
        let address = self.text()?.parse().map_err(|_| Undecodable::Damaged)?;
        Ok(Addressee { address, name: self.text()?.to_owned(), field })
    }

    fn word(&mut self, number: u32) -> Result<Word, Undecodable> {
        let packed = self.octet()?;
        Ok(Word { number, count: packed & 0xf, is_own: packed & 0x10 != 0, in_subject: packed & 0x20 != 0 })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Key, Outgoing};
    use super::*;

    fn trace(subject: &str, own: &str, quoted: &str, seconds: i64) -> Trace {
        let recipients = [
            Addressee {
                address: "martin.keller@firm.example".parse().unwrap(),
                name: "Martin Keller".into(),
                field: Field::To,
            },
            Addressee { address: "eva@minami.example".parse().unwrap(), name: String::new(), field: Field::Bcc },
        ];
        let message = Outgoing {
            at: jiff::Timestamp::from_second(seconds).unwrap(),
            recipients: &recipients,
            subject,
            own,
            quoted,
            answers: false,
            files: &[crate::message::Digest::of(own.as_bytes())],
        };
        Trace::of(&message, &Key::new([3; 16]))
    }

    #[test]
    fn no_text_is_in_the_byte_form() {
        let octets = trace("Redundancies", "Dear Martin, the layoffs begin in spring", "Anna Berg wrote", 1).encode();
        for word in ["edundanc", "layoffs", "spring", "Berg", "wrote"] {
            assert!(!octets.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes())), "{word}");
        }
    }

    #[test]
    fn another_version_and_damage_are_told_apart() {
        let octets = trace("a", "b", "c", 5).encode();
        assert_eq!(Trace::decode(&[9]), Err(Undecodable::Version(9)));
        assert_eq!(Trace::decode(&octets[..octets.len() - 1]), Err(Undecodable::Damaged));
        assert_eq!(Trace::decode(&[octets.as_slice(), &[0]].concat()), Err(Undecodable::Damaged));
    }

    #[test]
    fn the_first_form_is_read() {
        let trace = trace("a", "b", "c", 5);
        let mut octets = trace.encode();
        octets[0] = FIRST;
        assert_eq!(Trace::decode(&octets), Ok(trace));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(subject in ".{0,60}", own in ".{0,400}", quoted in ".{0,400}", at in -1_000_000_000i64..4_000_000_000, offset in any::<Option<i32>>()) {
            let trace = trace(&subject, &own, &quoted, at).written_at(offset);
            prop_assert_eq!(Trace::decode(&trace.encode()), Ok(trace));
        }

        #[test]
        fn any_octets_are_read_or_refused(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Trace::decode(&octets);
            let _ = Trace::decode(&[&[VERSION], octets.as_slice()].concat());
        }
    }
}
