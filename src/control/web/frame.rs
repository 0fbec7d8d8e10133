//! What every page has around it: language, theme, who is signed in, the token of its forms.

use axum::http::{HeaderMap, header};
use jiff::Timestamp;

use super::assets;
use super::caller::{Caller, cookie};
use super::form;
use super::texts;
use crate::base::{Language, Say};
use crate::control::ops::Ops;
use crate::release::Actor;

/// The name of the cookie that says how pages look: `de.dark`, `.light`, `es.`.
pub(super) const LOOK: &str = "outguard-look";

/// What every page has around it.
#[derive(Clone)]
pub(super) struct Frame {
    /// The sentences, in the reader's language.
    pub say: Say,
    /// The title of the page.
    pub title: String,
    /// `light`, `dark`, or empty for the system's.
    pub theme: String,
    /// Who is signed in; empty = nobody.
    pub who: String,
    /// The token of its forms.
    pub token: String,
    /// Where choosing a language or a theme leads back to.
    pub back: String,
}

impl Frame {
    /// Around a page for `caller`, made at `now`.
    pub(super) fn of(caller: &Caller, title: &str, now: Timestamp) -> Frame {
        let say = texts::say(caller.language);
        Frame {
            title: say.t(title),
            say,
            theme: caller.theme.clone(),
            who: caller.ops.actor().who.to_string(),
            token: caller.secret.as_ref().map(|secret| form::token(secret, now)).unwrap_or_default(),
            back: caller.back.clone(),
        }
    }

    /// The style sheet's address.
    pub(super) fn style(&self) -> &'static str {
        &assets::STYLE.path
    }

    /// The script's address.
    pub(super) fn script(&self) -> &'static str {
        &assets::SCRIPT.path
    }

    /// The languages there are, each in its own words.
    pub(super) fn languages(&self) -> [(&'static str, &'static str, bool); 3] {
        let mine = self.say.language();
        [(Language::En, "English"), (Language::De, "Deutsch"), (Language::Es, "Español")]
            .map(|(language, name)| (language.tag(), name, language == mine))
    }

    /// Around a page for somebody who is not signed in.
    pub(super) fn of_stranger(headers: &HeaderMap, fallback: Language, title: &str) -> Frame {
        let (chosen, theme) = chosen(headers);
        let say = texts::say(chosen.or_else(|| accepted(headers)).unwrap_or(fallback));
        Frame { title: say.t(title), say, theme, who: String::new(), token: String::new(), back: "/".into() }
    }
}

/// The language and the theme: what they chose, what the directory says of them, what their browser asks for, what the
/// organisation speaks.
pub(super) fn look(headers: &HeaderMap, ops: &Ops, actor: &Actor) -> (Language, String) {
    let (language, theme) = chosen(headers);
    let language = language
        .or_else(|| ops.language_of(actor))
        .or_else(|| accepted(headers))
        .unwrap_or_else(|| ops.organisation_language());
    (language, theme)
}

fn chosen(headers: &HeaderMap) -> (Option<Language>, String) {
    let look = cookie(headers, LOOK).unwrap_or_default();
    let (language, theme) = look.split_once('.').unwrap_or((&look, ""));
    let theme = if matches!(theme, "light" | "dark") { theme } else { "" };
    (Language::parse(language), theme.to_owned())
}

/// The first language of `Accept-Language` there is here, by its weight (RFC 9110 §12.5.4).
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let wanted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut ranked: Vec<(f32, Language)> = wanted
        .split(',')
        .filter_map(|item| {
            let (tag, weight) = item.split_once(';').unwrap_or((item, ""));
            let weight = weight.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse).ok()?;
            Some((weight, Language::parse(tag)?)).filter(|(weight, _)| *weight > 0.0)
        })
        .collect();
    // Stable: of equal weights the first named stays first.
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.first().map(|(_, language)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(text: &str) -> Option<Language> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, text.parse().unwrap());
        accepted(&headers)
    }

    #[test]
    fn the_heaviest_language_there_is_wins() {
        assert_eq!(asking("ja, de-AT;q=0.8, en;q=0.5"), Some(Language::De));
        assert_eq!(asking("es;q=0.2, en;q=0.9"), Some(Language::En));
        assert_eq!(asking("es,en"), Some(Language::Es));
        assert_eq!(asking("de;q=0, fr"), None);
        assert_eq!(asking("*"), None);
    }
}
