//! Parameters of `MAIL` and `RCPT`: SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), RET, ENVID, NOTIFY and ORCPT
//! (RFC 3461), AUTH (RFC 4954 §5, read and ignored). Each at most once, values checked, anything else refused.

use crate::message::{Body, Ret};

/// Why a parameter is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterFault {
    /// A keyword this server did not offer.
    #[error("unknown parameter")]
    Unknown,
    /// A value that is missing, malformed or too long, or a parameter given twice.
    #[error("malformed or repeated parameter")]
    Value,
    /// `BODY=BINARYMIME`, which is not offered.
    #[error("BINARYMIME is not offered")]
    Binary,
}

/// Parameters of `MAIL`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailParameters {
    /// `SIZE`: octets the message will have.
    pub size: Option<u64>,
    /// `BODY`
    pub body: Option<Body>,
    /// `SMTPUTF8`
    pub smtputf8: bool,
    /// `RET`
    pub ret: Option<Ret>,
    /// `ENVID`, decoded
    pub envid: Option<String>,
    auth: bool,
}

/// Parameters of `RCPT`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RcptParameters {
    /// `NOTIFY`, upper case
    pub notify: Option<String>,
    /// `ORCPT`, decoded: `type;address`
    pub orcpt: Option<String>,
}

impl MailParameters {
    /// Reads what follows the path.
    ///
    /// # Errors
    /// For the first parameter that is unknown, malformed or repeated.
    pub fn parse(text: &str) -> Result<MailParameters, ParameterFault> {
        let mut parameters = MailParameters::default();
        for (keyword, value) in words(text) {
            match keyword.as_str() {
                "SIZE" => once(&mut parameters.size, size(required(value)?)?)?,
                "BODY" => once(&mut parameters.body, body(required(value)?)?)?,
                "RET" => once(&mut parameters.ret, ret(required(value)?)?)?,
                "ENVID" => once(&mut parameters.envid, xtext(required(value)?, 100)?)?,
                "SMTPUTF8" if value.is_none() => flag(&mut parameters.smtputf8)?,
                "AUTH" => {
                    xtext(required(value)?, 500)?;
                    flag(&mut parameters.auth)?;
                }
                "SMTPUTF8" => return Err(ParameterFault::Value),
                _ => return Err(ParameterFault::Unknown),
            }
        }
        Ok(parameters)
    }

    /// Whether any parameter was given; only `EHLO` sessions may (RFC 5321 §4.1.1.2).
    pub fn is_empty(&self) -> bool {
        *self == MailParameters::default()
    }
}

impl RcptParameters {
    /// Reads what follows the path.
    ///
    /// # Errors
    /// For the first parameter that is unknown, malformed or repeated.
    pub fn parse(text: &str) -> Result<RcptParameters, ParameterFault> {
        let mut parameters = RcptParameters::default();
        for (keyword, value) in words(text) {
            match keyword.as_str() {
                "NOTIFY" => once(&mut parameters.notify, notify(required(value)?)?)?,
                "ORCPT" => once(&mut parameters.orcpt, orcpt(required(value)?)?)?,
                _ => return Err(ParameterFault::Unknown),
            }
        }
        Ok(parameters)
    }

    /// Whether any parameter was given.
    pub fn is_empty(&self) -> bool {
        *self == RcptParameters::default()
    }
}

/// `KEYWORD` or `KEYWORD=value`, separated by spaces; keywords in upper case.
fn words(text: &str) -> impl Iterator<Item = (String, Option<&str>)> {
    text.split(' ').filter(|word| !word.is_empty()).map(|word| match word.split_once('=') {
        Some((keyword, value)) => (keyword.to_ascii_uppercase(), Some(value)),
        None => (word.to_ascii_uppercase(), None),
    })
}

fn required(value: Option<&str>) -> Result<&str, ParameterFault> {
    value.filter(|value| !value.is_empty()).ok_or(ParameterFault::Value)
}

fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), ParameterFault> {
    if slot.replace(value).is_some() { Err(ParameterFault::Value) } else { Ok(()) }
}

fn flag(slot: &mut bool) -> Result<(), ParameterFault> {
    if std::mem::replace(slot, true) { Err(ParameterFault::Value) } else { Ok(()) }
}

/// RFC 1870 §4: 1 to 20 digits; what exceeds 64 bits is as good as the largest number.
fn size(value: &str) -> Result<u64, ParameterFault> {
    let legal = value.len() <= 20 && value.bytes().all(|b| b.is_ascii_digit());
    if legal { Ok(value.parse().unwrap_or(u64::MAX)) } else { Err(ParameterFault::Value) }
}

/// `BODY` (RFC 6152).
///
/// # Errors
/// For anything but the two there are.
pub fn body(value: &str) -> Result<Body, ParameterFault> {
    match value.to_ascii_uppercase().as_str() {
        "7BIT" => Ok(Body::SevenBit),
        "8BITMIME" => Ok(Body::EightBitMime),
        "BINARYMIME" => Err(ParameterFault::Binary),
        _ => Err(ParameterFault::Value),
    }
}

/// `RET` (RFC 3461 §4.3).
///
/// # Errors
/// For anything but the two there are.
pub fn ret(value: &str) -> Result<Ret, ParameterFault> {
    match value.to_ascii_uppercase().as_str() {
        "FULL" => Ok(Ret::Full),
        "HDRS" => Ok(Ret::Hdrs),
        _ => Err(ParameterFault::Value),
    }
}

/// `NOTIFY` (RFC 3461 §4.1) in upper case: `NEVER` alone, or some of the other three.
///
/// # Errors
/// For anything else.
pub fn notify(value: &str) -> Result<String, ParameterFault> {
    let value = value.to_ascii_uppercase();
    let words: Vec<&str> = value.split(',').collect();
    let known = words.iter().all(|word| ["SUCCESS", "FAILURE", "DELAY"].contains(word));
    let repeated = words.iter().enumerate().any(|(i, word)| words[..i].contains(word));
    if value == "NEVER" || known && !repeated { Ok(value) } else { Err(ParameterFault::Value) }
}

/// RFC 3461 §4.2: an address type, `;`, and an address in xtext; at most 500 characters.
fn orcpt(value: &str) -> Result<String, ParameterFault> {
    let (kind, address) = value.split_once(';').ok_or(ParameterFault::Value)?;
    let legal = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let address = xtext(address, 500)?;
    if legal && value.len() <= 500 && !address.is_empty() {
        Ok(format!("{kind};{address}"))
    } else {
        Err(ParameterFault::Value)
    }
}

/// Decodes xtext (RFC 3461 §4) of at most `max` characters. Only printable ASCII may come out: `+0D+0A` would end a
/// line wherever the value is written later.
fn xtext(value: &str, max: usize) -> Result<String, ParameterFault> {
    let mut decoded = String::with_capacity(value.len());
    let mut octets = value.bytes();
    while let Some(octet) = octets.next() {
        let octet = match octet {
            b'+' => hex(octets.next())? << 4 | hex(octets.next())?,
            b'=' => return Err(ParameterFault::Value),
            octet => octet,
        };
        if !(b' '..=b'~').contains(&octet) {
            return Err(ParameterFault::Value);
        }
        decoded.push(char::from(octet));
    }
    if value.len() <= max { Ok(decoded) } else { Err(ParameterFault::Value) }
}

/// One digit of xtext's hexchar: upper case only.
fn hex(octet: Option<u8>) -> Result<u8, ParameterFault> {
    match octet {
        Some(digit @ b'0'..=b'9') => Ok(digit - b'0'),
        Some(letter @ b'A'..=b'F') => Ok(letter - b'A' + 10),
        _ => Err(ParameterFault::Value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_read() {
        let mail = MailParameters::parse(" SIZE=10 body=8bitmime SMTPUTF8 RET=HDRS ENVID=a+20b AUTH=<>").unwrap();
        assert_eq!((mail.size, mail.body, mail.smtputf8), (Some(10), Some(Body::EightBitMime), true));
        assert_eq!((mail.ret, mail.envid.as_deref()), (Some(Ret::Hdrs), Some("a b")));
        let rcpt = RcptParameters::parse(" NOTIFY=success,DELAY ORCPT=rfc822;a+2Bb@c.test").unwrap();
        assert_eq!(rcpt.notify.as_deref(), Some("SUCCESS,DELAY"));
        assert_eq!(rcpt.orcpt.as_deref(), Some("rfc822;a+b@c.test"));
    }

    #[test]
    fn wrong_values_are_refused() {
        for bad in [
            "SIZE",
            "SIZE=",
            "SIZE=-1",
            "SIZE=1x",
            "SIZE=1 SIZE=1",
            "SIZE=12345678901234567890123456",
            "BODY=9BIT",
            "SMTPUTF8=1",
            "SMTPUTF8 SMTPUTF8",
            "RET=SOME",
            "ENVID=ab+0D+0AX",
            "ENVID=+2b",
            "ENVID=a=b",
            "ENVID=+",
            "ENVID=ü",
            "AUTH=+0D+0A",
            "AUTH=<> AUTH=<>",
        ] {
            assert_eq!(MailParameters::parse(bad).err(), Some(ParameterFault::Value), "{bad}");
        }
        for bad in [
            "NOTIFY=NEVER,DELAY",
            "NOTIFY=",
            "NOTIFY=DELAY,DELAY",
            "ORCPT=a@b.test",
            "ORCPT=rfc822;+0A",
            "ORCPT=rfc822;",
        ] {
            assert_eq!(RcptParameters::parse(bad).err(), Some(ParameterFault::Value), "{bad}");
        }
        assert_eq!(MailParameters::parse("SIZE=99999999999999999999").unwrap().size, Some(u64::MAX));
    }

    #[test]
    fn unknown_parameters_are_refused() {
        for bad in ["FOO", "FOO=BAR", "X".repeat(900).as_str(), "=", "NOTIFY=NEVER", "<c@d.test>"] {
            assert_eq!(MailParameters::parse(bad).err(), Some(ParameterFault::Unknown), "{bad}");
        }
        assert_eq!(RcptParameters::parse("SIZE=1").err(), Some(ParameterFault::Unknown));
        assert_eq!(MailParameters::parse("BODY=BINARYMIME").err(), Some(ParameterFault::Binary));
    }
}
