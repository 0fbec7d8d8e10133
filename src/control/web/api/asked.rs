//! What a request says, read strictly: a name that nobody knows is refused with the nearest one, never passed over, since
//! what was meant by it would silently not happen.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::super::Web;
use super::super::failure::Refusal;
use crate::app::failure::{Failure, exit};
use crate::base::Id;
use crate::base::text::one_line;
use crate::config::unknown;

/// The largest object a request may be, in octets: room for a reason and a thousand ticked recipients.
const MOST: usize = 64 * 1024;

/// The submission of the path.
pub(super) struct Named(pub(super) Id);

impl FromRequestParts<Web> for Named {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Named, Refusal> {
        let Path(text): Path<String> =
            Path::from_request_parts(parts, web).await.map_err(|e| unclear(e.body_text()))?;
        // Whatever it is instead, there is no submission of that name.
        let unknown = |_| Failure::new("unknown", exit::NOINPUT, format!("there is no {}", one_line(&text, 40)));
        Ok(Named(text.parse().map_err(unknown)?))
    }
}

/// The object in the body; an empty body is one without members.
pub(super) struct Given<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Web> for Given<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &Web) -> Result<Given<T>, Refusal> {
        let bytes = whole(request.into_body(), MOST).await?;
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        serde_json::from_slice(text).map(Given).map_err(|error| told(&error.to_string(), "member").into())
    }
}

/// The names in the query.
pub(super) struct Queried<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for Queried<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Queried<T>, Refusal> {
        let query = parts.uri.query().unwrap_or_default();
        serde_urlencoded::from_str(query).map(Queried).map_err(|error| told(&error.to_string(), "name").into())
    }
}

/// A body, as far as it is no longer than `most` octets.
///
/// # Errors
/// When it is longer, or does not come whole.
pub(super) async fn whole(body: Body, most: usize) -> Result<Bytes, Failure> {
    axum::body::to_bytes(body, most).await.map_err(|error| {
        let cut =
            std::error::Error::source(&error).is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
        if cut {
            return Failure::new("too_large", exit::DATAERR, format!("this takes at most {most} octets"));
        }
        unclear(error.to_string())
    })
}

/// What serde says, with the nearest name where one is unknown.
fn told(message: &str, what: &str) -> Failure {
    let near = unknown(message, "unknown field ", what).or_else(|| unknown(message, "unknown variant ", "value"));
    match near {
        Some((message, hint)) => unclear(message).hint(hint),
        None => unclear(one_line(message, 200)),
    }
}

fn unclear(words: impl std::fmt::Display) -> Failure {
    Failure::new("request", exit::USAGE, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(default, deny_unknown_fields)]
    #[derive(Default)]
    struct Asked {
        confirm: Vec<String>,
        reason: String,
    }

    async fn read(body: &str) -> Result<Asked, Failure> {
        let bytes = whole(Body::from(body.to_owned()), 100).await?;
        serde_json::from_slice(&bytes).map_err(|error| told(&error.to_string(), "member"))
    }

    #[tokio::test]
    async fn an_unknown_member_is_refused_with_the_nearest() {
        let asked = read(r#"{"confirm": ["2"], "reason": "agreed"}"#).await.unwrap();
        assert_eq!((asked.confirm, asked.reason.as_str()), (vec!["2".to_owned()], "agreed"));
        let refused = read(r#"{"confrim": ["2"]}"#).await.unwrap_err();
        assert_eq!(refused.message, "unknown member `confrim`");
        assert_eq!(refused.hint, "did you mean `confirm`?");
        let refused = read(r#"{"seconds": 3}"#).await.unwrap_err();
        assert_eq!(refused.hint, "there are confirm, reason");
        assert_eq!(read(r#"{"confirm": "2"}"#).await.unwrap_err().code, "request");
        assert_eq!(read(&"x".repeat(101)).await.unwrap_err().code, "too_large");
    }
}
