//! What upstream answers, taken out of lettre's results.

use std::error::Error as _;
use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Response;

use crate::base::reply::Enhanced;
use crate::base::{Reply, text};

/// There was no reply, or none that can be read: the connection is of no further use. Says why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Lost(pub(super) String);

/// A reply of whatever code, or none.
pub(super) type Answer = Result<Reply, Lost>;

/// Waits for `answer` at most `limit`.
pub(super) async fn within(
    limit: Duration,
    what: &str,
    answer: impl Future<Output = Result<Response, Error>>,
) -> Answer {
    match tokio::time::timeout(limit, answer).await {
        Ok(result) => answered(result),
        Err(_) => Err(Lost(format!("no reply to {what} within {} seconds", limit.as_secs_f32()))),
    }
}

/// lettre reports 4xx and 5xx as errors, besides those of the connection.
pub(super) fn answered(result: Result<Response, Error>) -> Answer {
    match result {
        Ok(response) => Ok(reply(response.code().into(), &response.message().collect::<Vec<_>>().join("\n"))),
        Err(error) => match error.status() {
            Some(code) => Ok(reply(code.into(), &error.source().map(ToString::to_string).unwrap_or_default())),
            None => Err(Lost(text::one_line(&error.to_string(), 200))),
        },
    }
}

/// Upstream's code and text as a [`Reply`]. The enhanced code counts only when it agrees with the code (RFC 2034 §4).
pub(super) fn reply(code: u16, text: &str) -> Reply {
    match split_enhanced(code, text) {
        Some((enhanced, rest)) => {
            let repeated = format!("{}.{}.{} ", code / 100, enhanced.0, enhanced.1);
            let lines: Vec<&str> = rest.lines().map(|line| line.strip_prefix(&repeated).unwrap_or(line)).collect();
            Reply::new(code, enhanced, &lines.join("\n"))
        }
        None => Reply::plain(code, text),
    }
}

fn split_enhanced(code: u16, text: &str) -> Option<(Enhanced, &str)> {
    let (word, rest) = text.split_once([' ', '\n']).unwrap_or((text, ""));
    let mut numbers = word.split('.');
    let class: u16 = numbers.next()?.parse().ok()?;
    let enhanced = Enhanced(numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    let agrees = class == code / 100 && matches!(class, 2 | 4 | 5) && numbers.next().is_none() && enhanced.1 < 1000;
    agrees.then_some((enhanced, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_enhanced_code_counts_when_it_agrees() {
        assert_eq!(reply(550, "5.1.1 no such user").to_string(), "550 5.1.1 no such user");
        assert_eq!(reply(550, "5.1.1 no\n5.1.1 such user").text(), "no such user");
        assert_eq!(reply(550, "4.1.1 odd").enhanced(), None);
        assert_eq!(reply(550, "10.0.0.1 is blocked").enhanced(), None);
        assert_eq!(reply(550, "5.1.1.1 odd").enhanced(), None);
        assert_eq!(reply(250, "2.0.0").to_string(), "250 2.0.0 ");
        assert_eq!(reply(421, "").enhanced(), None);
    }
}
