//! What upstream offers in its reply to EHLO (RFC 5321 §4.1.1.1).

/// The extensions of an upstream that we use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Offers {
    /// `PIPELINING` (RFC 2920)
    pub(super) pipelining: bool,
    /// `8BITMIME` (RFC 6152)
    pub(super) eight_bit: bool,
    /// `SMTPUTF8` (RFC 6531)
    pub(super) smtputf8: bool,
    /// `DSN` (RFC 3461)
    pub(super) dsn: bool,
    /// `STARTTLS` (RFC 3207)
    pub(super) starttls: bool,
    /// `SIZE` (RFC 1870)
    pub(super) size: bool,
    /// The largest message in octets, where one is named.
    pub(super) size_limit: Option<u64>,
    /// The mechanisms of `AUTH` (RFC 4954), upper case.
    pub(super) auth: Vec<String>,
}

impl Offers {
    /// Reads the lines of a reply to EHLO, without their codes. Keywords count whatever their case; the first line is
    /// the greeting.
    pub(super) fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Offers {
        let mut offers = Offers::default();
        for line in lines.skip(1) {
            // `AUTH=LOGIN` is how some servers wrote it before RFC 2554.
            let line = line.to_ascii_uppercase().replacen("AUTH=", "AUTH ", 1);
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("PIPELINING") => offers.pipelining = true,
                Some("8BITMIME") => offers.eight_bit = true,
                Some("SMTPUTF8") => offers.smtputf8 = true,
                Some("DSN") => offers.dsn = true,
                Some("STARTTLS") => offers.starttls = true,
                Some("SIZE") => {
                    offers.size = true;
                    // RFC 1870 §3: 0 means that no limit is in force.
                    offers.size_limit = words.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0);
                }
                Some("AUTH") => offers.auth.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        offers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_count_whatever_their_case() {
        let lines = ["mx.example SIZE 1", "size 1000", "Pipelining", "8bitmime", "AUTH=login", "AUTH PLAIN xoauth2"];
        let offers = Offers::read(lines.into_iter());
        assert_eq!(offers.size_limit, Some(1000));
        assert!(offers.pipelining && offers.eight_bit && !offers.dsn);
        assert_eq!(offers.auth, ["LOGIN", "PLAIN", "XOAUTH2"]);
    }

    #[test]
    fn a_size_of_zero_or_without_a_number_is_no_limit() {
        for line in ["SIZE", "SIZE 0", "SIZE many", "SIZE -1"] {
            let offers = Offers::read(["mx", line].into_iter());
            assert_eq!((offers.size, offers.size_limit), (true, None), "{line}");
        }
    }
}
