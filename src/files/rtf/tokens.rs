//! Rich text taken apart (RTF 1.9.1, "Conventions of an RTF Reader").

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Begin,
    End,
    /// A control word and its number.
    Word(&'a str, Option<i32>),
    /// A control symbol: one octet that is no letter.
    Symbol(u8),
    /// An octet written as `\'e4`.
    Octet(u8),
    /// Octets as they stand, without line ends.
    Text(&'a [u8]),
}

/// The tokens of a file, one after the other.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(octets: &'a [u8]) -> Tokens<'a> {
        Tokens { rest: octets }
    }

    /// Leaves out octets that are no text (`\bin`).
    pub(super) fn leave_out(&mut self, octets: usize) {
        self.rest = self.rest.get(octets..).unwrap_or_default();
    }

    fn take(&mut self, octets: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(octets.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// What follows a backslash.
    fn control(&mut self) -> Token<'a> {
        let letters = self.rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if letters == 0 {
            return match self.take(1) {
                [b'\''] => Token::Octet(self.hex()),
                [symbol] => Token::Symbol(*symbol),
                _ => Token::Text(b""),
            };
        }
        let word = std::str::from_utf8(self.take(letters)).unwrap_or_default();
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest.iter().skip(sign).take_while(|b| b.is_ascii_digit()).count();
        let number = if digits == 0 { None } else { std::str::from_utf8(self.take(sign + digits)).ok() };
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        Token::Word(word, number.map(|number| number.parse().unwrap_or(0)))
    }

    fn hex(&mut self) -> u8 {
        let digits = self.rest.iter().take(2).take_while(|b| b.is_ascii_hexdigit()).count();
        let digits = std::str::from_utf8(self.take(digits)).unwrap_or_default();
        u8::from_str_radix(digits, 16).unwrap_or(b'?')
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let first = self.rest.first()?;
        Some(match first {
            b'{' => {
                self.take(1);
                Token::Begin
            }
            b'}' => {
                self.take(1);
                Token::End
            }
            b'\\' => {
                self.take(1);
                self.control()
            }
            b'\r' | b'\n' | 0 => {
                let ends = self.rest.iter().take_while(|b| matches!(b, b'\r' | b'\n' | 0)).count();
                self.take(ends);
                Token::Text(b"")
            }
            _ => {
                let text =
                    self.rest.iter().take_while(|b| !matches!(b, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0)).count();
                Token::Text(self.take(text))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_octets() {
        let tokens: Vec<Token<'_>> = Tokens::new(b"{\\b0 a\\'e4\\u-10179?\\~\\par}").collect();
        let expected = [
            Token::Begin,
            Token::Word("b", Some(0)),
            Token::Text(b"a"),
            Token::Octet(0xe4),
            Token::Word("u", Some(-10_179)),
            Token::Text(b"?"),
            Token::Symbol(b'~'),
            Token::Word("par", None),
            Token::End,
        ];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn whatever_is_cut_ends() {
        for source in [&b"\\"[..], b"\\'", b"\\'e", b"\\u-", b"{\\bin99999999999 "] {
            assert!(Tokens::new(source).count() <= 3);
        }
    }
}
