//! When it slipped through: the list of incidents, saying that something went wrong, and one incident with all that can be done
//! about it. Nothing is sent from here, no body is shown, and only a POST with the session's own token changes anything.

mod act;
mod fields;
mod files;
mod given;
mod list;
mod new;
mod one;
mod rows;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{Web, limits};
use crate::app::failure::{Failure, exit};
use crate::base::text::one_line;
use crate::incident::IncidentId;

/// The pages and forms of incidents.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/incidents", get(list::show).post(new::open))
        .route("/incidents/new", get(new::ask))
        .route("/incidents/{incident}", get(one::show))
        .route("/incidents/{incident}/questions", get(one::questions))
        .route("/incidents/{incident}/duties", get(one::duties))
        .route("/incidents/{incident}/file/{name}", get(one::file))
        .route("/incidents/{incident}/letter/{key}", get(files::letter))
        .route("/incidents/{incident}/changes", get(files::changes))
        .route("/incidents/{incident}/prevent", post(files::prevent))
        .route("/incidents/{incident}/replay", post(files::replay))
        .route("/incidents/{incident}/export", post(files::export))
        .route("/incidents/{incident}/answer", post(act::answer))
        .route("/incidents/{incident}/step", post(act::step))
        .route("/incidents/{incident}/deletion", post(act::deletion))
        .route("/incidents/{incident}/decide", post(act::decide))
        .route("/incidents/{incident}/log", post(act::log))
        .route("/incidents/{incident}/keep", post(act::keep))
        .route("/incidents/{incident}/close", post(act::close))
        .route("/incidents/{incident}/reopen", post(act::reopen))
        .layer(DefaultBodyLimit::max(limits::UPLOAD))
}

fn read_id(text: &str) -> Result<IncidentId, Failure> {
    // Whatever it is instead, there is no incident of that name.
    let unknown = |_| Failure::new("unknown", exit::NOINPUT, format!("there is no incident {}", one_line(text, 40)));
    text.parse().map_err(unknown)
}
