//! Which command may come when (RFC 5321 §4.1.4), in one table.

use super::command::Verb;

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// No `EHLO` or `HELO` yet, or TLS has just begun (RFC 3207 §4.2).
    Connected,
    /// Greeted, no transaction.
    Greeted,
    /// `MAIL` was taken.
    Sender,
    /// At least one `RCPT` was taken.
    Recipients,
    /// A `BDAT` that was not the last was taken.
    Chunks,
}

/// `None` when `verb` is legal at `stage`, else what the client has to do first.
///
/// | verb                                  | Connected | Greeted | Sender | Recipients | Chunks |
/// |---------------------------------------|-----------|---------|--------|------------|--------|
/// | EHLO HELO RSET NOOP QUIT VRFY HELP    | yes       | yes     | yes    | yes        | yes    |
/// | STARTTLS                              |           | yes     | yes    | yes        | yes    |
/// | AUTH (RFC 4954 §4)                    |           | yes     |        |            |        |
/// | MAIL                                  |           | yes     |        |            |        |
/// | RCPT                                  |           |         | yes    | yes        |        |
/// | DATA                                  |           |         |        | yes        |        |
/// | BDAT (RFC 3030 §2)                    |           |         |        | yes        | yes    |
pub fn missing(verb: Verb, stage: Stage) -> Option<&'static str> {
    use Stage::{Chunks, Connected, Greeted, Recipients, Sender};
    use Verb::{Auth, Bdat, Data, Ehlo, Helo, Help, Mail, Noop, Quit, Rcpt, Rset, Starttls, Vrfy};
    match (verb, stage) {
        (Ehlo | Helo | Rset | Noop | Quit | Vrfy | Help, _) => None,
        (_, Connected) => Some("EHLO first"),
        (Starttls, _) | (Auth | Mail, Greeted) | (Rcpt, Sender | Recipients) => None,
        (Data, Recipients) | (Bdat, Recipients | Chunks) => None,
        (Auth | Mail, _) => Some("a transaction is open; RSET first"),
        (_, Greeted) => Some("MAIL first"),
        (_, Sender) => Some("no valid recipients"),
        (_, Chunks) => Some("BDAT has begun; go on with BDAT, or RSET"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_goes_forward_only() {
        use Stage::*;
        let legal = |verb| [Connected, Greeted, Sender, Recipients, Chunks].map(|stage| missing(verb, stage).is_none());
        assert_eq!(legal(Verb::Mail), [false, true, false, false, false]);
        assert_eq!(legal(Verb::Rcpt), [false, false, true, true, false]);
        assert_eq!(legal(Verb::Data), [false, false, false, true, false]);
        assert_eq!(legal(Verb::Bdat), [false, false, false, true, true]);
        assert_eq!(legal(Verb::Auth), [false, true, false, false, false]);
        assert_eq!(legal(Verb::Starttls), [false, true, true, true, true]);
        for verb in [Verb::Ehlo, Verb::Helo, Verb::Rset, Verb::Noop, Verb::Quit, Verb::Vrfy, Verb::Help] {
            assert_eq!(legal(verb), [true; 5], "{verb:?}");
        }
    }
}
