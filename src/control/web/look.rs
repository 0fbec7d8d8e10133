//! How pages look: the language and the theme somebody chooses, kept in a cookie that says nothing else.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::caller::cookie;
use super::frame::LOOK;
use crate::base::Language;

/// A year.
const KEPT: u32 = 365 * 24 * 60 * 60;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Chosen {
    /// `en`, `de`, `es`; empty = as it is.
    language: String,
    /// `light`, `dark`, `system`; empty = as it is.
    theme: String,
    /// Where to go back to.
    back: String,
}

/// Keeps what was chosen, and goes back.
pub(super) async fn choose(headers: HeaderMap, body: String) -> Response {
    let chosen: Chosen = serde_urlencoded::from_str(&body).unwrap_or_default();
    let before = cookie(&headers, LOOK).unwrap_or_default();
    let (language, theme) = before.split_once('.').unwrap_or((&before, ""));
    let language = Language::parse(&chosen.language).or_else(|| Language::parse(language)).map_or("", Language::tag);
    let theme = if chosen.theme.is_empty() { theme } else { &chosen.theme };
    let theme = if matches!(theme, "light" | "dark") { theme } else { "" };
    let kept = format!("{LOOK}={language}.{theme}; Path=/; Max-Age={KEPT}; HttpOnly; SameSite=Strict");
    ([(header::SET_COOKIE, kept)], Redirect::to(within(&chosen.back))).into_response()
}

/// An address of ours; everything else is the first page.
fn within(back: &str) -> &str {
    let ours = |c: char| c.is_ascii_alphanumeric() || "/-_?=&%.".contains(c);
    let is_local = back.starts_with('/') && !back.starts_with("//") && back.chars().all(ours);
    if is_local { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(within("/K7Q2"), "/K7Q2");
        assert_eq!(within("/done?q=kita&page=2"), "/done?q=kita&page=2");
        for elsewhere in ["", "https://evil.example/", "//evil.example", "/\\evil.example", "/a\r\nb", "javascript:x"] {
            assert_eq!(within(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
