//! Failures as HTTP: the status, and one sentence with the way out, as a page or as the JSON of `--json`.

use askama::Template;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::frame::Frame;
use super::guard::Denied;
use crate::app::failure::{Failure, exit};

/// A refusal, told as what was asked for.
pub(super) struct Refusal {
    failure: Failure,
    frame: Option<Box<Frame>>,
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    f: Frame,
    failure: Failure,
}

impl Refusal {
    /// To a program.
    pub(super) fn api(failure: Failure) -> Refusal {
        Refusal { failure, frame: None }
    }

    /// To a reader.
    pub(super) fn page(failure: Failure, frame: Frame) -> Refusal {
        Refusal { failure, frame: Some(Box::new(frame)) }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Refusal {
        Refusal::api(failure)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = status(&self.failure);
        let denied = self.failure.denied.map(Denied);
        let mut response = match self.frame {
            None => (status, Json(serde_json::json!({ "error": self.failure }))).into_response(),
            Some(frame) => (status, html(&FailurePage { f: *frame, failure: self.failure })).into_response(),
        };
        // Whoever knows who asks writes it into the journal (`caller.rs`).
        if let Some(denied) = denied {
            response.extensions_mut().insert(denied);
        }
        response
    }
}

/// The page a template makes.
pub(super) fn html(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn status(failure: &Failure) -> StatusCode {
    match (&*failure.code, failure.exit) {
        ("too_large", _) => StatusCode::PAYLOAD_TOO_LARGE,
        ("method", _) => StatusCode::METHOD_NOT_ALLOWED,
        ("not_signed_in", _) => StatusCode::UNAUTHORIZED,
        ("not_confirmed", _) => StatusCode::UNPROCESSABLE_ENTITY,
        ("not_now" | "outdated" | "changed" | "not_offered" | "not_eased" | "no_message", _) => StatusCode::CONFLICT,
        (_, exit::NOINPUT) => StatusCode::NOT_FOUND,
        (_, exit::NOPERM) => StatusCode::FORBIDDEN,
        (_, exit::USAGE | exit::DATAERR) => StatusCode::BAD_REQUEST,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}
