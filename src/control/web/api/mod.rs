//! The actions as JSON, for programs and for the command line: the objects of `--json`.

use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};

use super::Web;
use super::caller::Caller;
use super::failure::Refusal;
use crate::app::failure::{Failure, exit};
use crate::base::Id;
use crate::control::view::View;

/// The routes below `/api/v1`.
pub(super) fn router() -> Router<Web> {
    Router::new().route("/holds", get(list)).route("/holds/{id}", get(show))
}

async fn list(caller: Caller) -> Result<Json<Vec<View>>, Refusal> {
    Ok(Json(caller.ops.list(false).await?))
}

async fn show(caller: Caller, Path(id): Path<String>) -> Result<Json<View>, Refusal> {
    let id: Id = id.parse().map_err(|e| Failure::new("unknown", exit::NOINPUT, e))?;
    Ok(Json(caller.ops.show(&id).await?))
}
