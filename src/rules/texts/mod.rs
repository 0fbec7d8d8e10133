//! What findings say, in three languages: fact, comparison, consequence.
//!
//! A check gives a [`Reason`], an id with arguments; the sentences stand in one Fluent file a language. So a finding can be
//! told in the guard's language now and in a reader's own later.

mod localised;
mod reason;

#[cfg(test)]
mod tests;

pub use localised::Localised;
pub use reason::{Arg, Reason};

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language findings are told in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// Spanish.
    Es,
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 3] = [Language::En, Language::De, Language::Es];

    /// The tag in the configuration and in packs (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::De => "de",
            Language::Es => "es",
        }
    }

    fn source(self) -> &'static str {
        match self {
            Language::En => include_str!("en.ftl"),
            Language::De => include_str!("de.ftl"),
            Language::Es => include_str!("es.ftl"),
        }
    }

    fn texts(self) -> &'static Texts {
        static TEXTS: [LazyLock<Texts>; 3] = [
            LazyLock::new(|| Texts::of(Language::En)),
            LazyLock::new(|| Texts::of(Language::De)),
            LazyLock::new(|| Texts::of(Language::Es)),
        ];
        match self {
            Language::En => &TEXTS[0],
            Language::De => &TEXTS[1],
            Language::Es => &TEXTS[2],
        }
    }
}

/// One language's sentences.
struct Texts(FluentBundle<FluentResource>);

impl Texts {
    /// A test reads all three files; a sentence that cannot be read is shown as its id.
    fn of(language: Language) -> Texts {
        let id = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Marks of direction around arguments would end up in SMTP replies and terminals.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
        Texts(bundle)
    }

    /// The sentence `id`, or its `.attribute`; `None` when there is none.
    fn say(&self, id: &str, attribute: Option<&str>, args: &FluentArgs<'_>) -> Option<String> {
        let message = self.0.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        Some(self.0.format_pattern(pattern, Some(args), &mut errors).into_owned())
    }
}
