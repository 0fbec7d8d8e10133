//! What a form carries besides its fields: a token only this session could have got, with the time the page was made.

use jiff::Timestamp;
use serde::Deserialize;

use super::caller::Caller;
use crate::app::failure::{Failure, exit};
use crate::base::Secret;
use crate::release::Confirmation;

/// How old a form may be.
const OLDEST: i64 = 12 * 60 * 60 * 1000;

/// A token for the forms of a page made at `now`: the time, and its signature under the session's secret.
pub(super) fn token(secret: &Secret, now: Timestamp) -> String {
    let at = now.as_millisecond();
    let signature: String = secret.sign(format!("form:{at}").as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    format!("{at}.{signature}")
}

/// When the page of this token was made.
///
/// # Errors
/// When it is none of this session's, or too old.
pub(super) fn made_at(secret: &Secret, token: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    let wrong = || {
        let words = "this page was not made for you, or too long ago: nothing was changed";
        Failure::new("token", exit::NOPERM, words).hint("load the page again, and decide there").denied("token")
    };
    let (at, signature) = token.split_once('.').ok_or_else(wrong)?;
    let at: i64 = at.parse().ok().filter(|read: &i64| read.to_string() == at).ok_or_else(wrong)?;
    let signature = hex(signature).ok_or_else(wrong)?;
    let fresh = (0..=OLDEST).contains(&now.as_millisecond().saturating_sub(at));
    if !secret.has_signed(format!("form:{at}").as_bytes(), &signature) || !fresh {
        return Err(wrong());
    }
    Timestamp::from_millisecond(at).map_err(|_| wrong())
}

/// Reads what [`token`] has written, and nothing else that would mean the same.
fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

/// No range of recipients is longer.
const MOST_RECIPIENTS: usize = 10_000;

/// The fields of a decision.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Decision {
    /// The token.
    pub token: String,
    /// The seal of what was shown.
    pub seal: String,
    /// What was ticked and typed.
    pub confirm: Vec<String>,
    /// The reason.
    pub reason: String,
    /// The recipients meant, by number.
    pub n: Vec<usize>,
    /// Who to put in the place of one.
    pub address: String,
    /// Whether a repair is to be followed by sending, as its button says.
    pub then_send: bool,
}

impl Decision {
    /// Reads the fields, some of which may stand several times.
    pub(super) fn read(body: &str) -> Decision {
        let mut decision = Decision::default();
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(body).unwrap_or_default();
        for (key, value) in pairs {
            match key.as_str() {
                "token" => decision.token = value,
                "seal" => decision.seal = value,
                "confirm" if !value.trim().is_empty() => decision.confirm.push(value),
                "reason" => decision.reason = value,
                "n" => decision.n.extend(numbers(&value)),
                "address" => decision.address = value,
                "then" => decision.then_send = value == "send",
                _ => {}
            }
        }
        decision
    }

    /// When the page of this form was made, if it is this caller's.
    pub(super) fn made(&self, caller: &Caller, now: Timestamp) -> Option<Timestamp> {
        made_at(caller.secret.as_ref()?, &self.token, now).ok()
    }

    /// What was given along with the decision, if the form is this caller's.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn confirmation(&self, caller: &Caller, now: Timestamp) -> Result<Confirmation, Failure> {
        let secret =
            caller.secret.as_ref().ok_or_else(|| Failure::new("token", exit::NOPERM, "no session").denied("token"))?;
        let made = made_at(secret, &self.token, now)?;
        let seconds = (now.as_millisecond() - made.as_millisecond()) as f64 / 1000.0;
        let reason = Some(self.reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        Ok(Confirmation {
            confirmed: self.confirm.clone(),
            reason,
            seal: Some(self.seal.clone()),
            seconds: Some(seconds),
        })
    }
}

/// Recipients as buttons name them: `2`, `1-40,43`.
fn numbers(text: &str) -> impl Iterator<Item = usize> {
    text.split(',').flat_map(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let range = first.parse::<usize>().ok().zip(last.parse::<usize>().ok());
        let range = range.filter(|(first, last)| last.saturating_sub(*first) < MOST_RECIPIENTS);
        range.into_iter().flat_map(|(first, last)| first..=last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_its_session_and_half_a_day() {
        let (secret, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        let now: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let made = token(&secret, now);
        assert_eq!(made_at(&secret, &made, now), Ok(now));
        assert!(made_at(&other, &made, now).is_err());
        let later = now + jiff::SignedDuration::from_hours(13);
        assert!(made_at(&secret, &made, later).is_err());
        assert!(made_at(&secret, &made, now - jiff::SignedDuration::from_secs(1)).is_err());
        let (upper, plus) = (made.to_ascii_uppercase(), format!("+{made}"));
        for wrong in
            ["", ".", "1.", "x.00", &made[1..], &made[..made.len() - 2], &made[..made.len() - 1], &upper, &plus]
        {
            assert!(made_at(&secret, wrong, now).is_err(), "{wrong}");
        }
    }

    #[test]
    fn fields_may_stand_several_times() {
        let read = Decision::read("token=t&confirm=2&confirm=kita.example&confirm=&n=3&n=x&n=5-7,9&reason=+agreed+");
        assert_eq!(read.confirm, ["2", "kita.example"]);
        assert_eq!((read.n, read.reason.as_str()), (vec![3, 5, 6, 7, 9], " agreed "));
    }
}
