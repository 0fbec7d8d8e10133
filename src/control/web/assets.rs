//! The style sheet and the script, under names that change with what they say, so that browsers may keep them for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

/// A file that travels with the program.
pub(super) struct Asset {
    /// Its address.
    pub(super) path: String,
    media_type: &'static str,
    text: &'static str,
}

/// How pages look.
pub(super) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let text = concat!(include_str!("assets/style.css"), include_str!("assets/list.css"));
    Asset::new("style", "css", "text/css; charset=utf-8", text)
});

/// What a browser with scripts adds; every page works without.
pub(super) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let text = concat!(include_str!("assets/page.js"), include_str!("assets/live.js"));
    Asset::new("page", "js", "text/javascript; charset=utf-8", text)
});

impl Asset {
    fn new(name: &str, ending: &str, media_type: &'static str, text: &'static str) -> Asset {
        let hash: String = Sha256::digest(text).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Asset { path: format!("/assets/{name}.{hash}.{ending}"), media_type, text }
    }
}

/// The file of this name; one of an older or newer program is not there.
pub(super) async fn asset(Path(name): Path<String>) -> Response {
    let path = format!("/assets/{name}");
    match [&*STYLE, &*SCRIPT].into_iter().find(|asset| asset.path == path) {
        Some(asset) => {
            let kept = "public, max-age=31536000, immutable";
            ([(header::CONTENT_TYPE, asset.media_type), (header::CACHE_CONTROL, kept)], asset.text).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
