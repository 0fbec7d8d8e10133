//! Sentences in three languages: one Fluent file a language, read once. Rules, notices and pages have a catalogue each.

#[cfg(test)]
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use super::Language;

/// One language's sentences.
type Bundle = FluentBundle<FluentResource>;

/// How they are read when they are first asked for.
type Reader = Box<dyn FnOnce() -> Bundle + Send>;

/// The sentences of one area.
pub struct Catalogue([LazyLock<Bundle, Reader>; 3]);

impl Catalogue {
    /// The catalogue whose files are `sources`, in the order of [`Language::ALL`]. A file that cannot be read to its end is
    /// used as far as it can; a test reads them all.
    pub fn new(sources: [&'static str; 3]) -> Catalogue {
        let [en, de, es] = sources;
        let lazily = |language: Language, source: &'static str| {
            let read: Reader = Box::new(move || bundle(language, source));
            LazyLock::new(read)
        };
        Catalogue([lazily(Language::En, en), lazily(Language::De, de), lazily(Language::Es, es)])
    }

    /// The sentence `id` in `language`, or its `.attribute`; `None` when there is none.
    pub fn say(
        &self,
        language: Language,
        id: &str,
        attribute: Option<&str>,
        args: Option<&FluentArgs<'_>>,
    ) -> Option<String> {
        let bundle = self.bundle(language);
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, args, &mut errors).into_owned())
    }

    /// Whether there is a sentence `id`.
    pub fn has(&self, language: Language, id: &str) -> bool {
        self.bundle(language).has_message(id)
    }

    fn bundle(&self, language: Language) -> &Bundle {
        let [en, de, es] = &self.0;
        match language {
            Language::En => en,
            Language::De => de,
            Language::Es => es,
        }
    }
}

/// Speaks one language out of one catalogue; what notices and templates call. A sentence that is not there is shown as its
/// id, and a test finds it.
#[derive(Clone, Copy)]
pub struct Say {
    catalogue: &'static Catalogue,
    language: Language,
}

impl Say {
    /// In `language`, out of `catalogue`.
    pub fn new(catalogue: &'static Catalogue, language: Language) -> Say {
        Say { catalogue, language }
    }

    /// The tag for `lang=`.
    pub fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence `id`.
    pub fn t(&self, id: &str) -> String {
        self.catalogue.say(self.language, id, None, None).unwrap_or_else(|| id.to_owned())
    }

    /// The sentence `id` about `value`.
    pub fn a(&self, id: &str, name: &str, value: impl ToString) -> String {
        self.all(id, &[(name, value.to_string())])
    }

    /// The sentence `id` about `count` things: decides between one and many.
    pub fn n(&self, id: &str, count: usize) -> String {
        self.counted(id, count, &[])
    }

    /// The sentence `id` about several things.
    pub fn all(&self, id: &str, values: &[(&str, String)]) -> String {
        let args: FluentArgs = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.catalogue.say(self.language, id, None, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// The sentence `id` about `count` of something, and about several things.
    pub fn counted(&self, id: &str, count: usize, values: &[(&str, String)]) -> String {
        let mut args: FluentArgs = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        args.set("count", u32::try_from(count).unwrap_or(u32::MAX));
        self.catalogue.say(self.language, id, None, Some(&args)).unwrap_or_else(|| id.to_owned())
    }
}

fn bundle(language: Language, source: &str) -> Bundle {
    let id = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Marks of direction around arguments would end up in SMTP replies and terminals.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The sentences of a file, each with the arguments it and its attributes take, for the tests of whoever has a catalogue: each
/// language must have the same.
///
/// # Panics
/// When the file cannot be read to its end, or a sentence stands in it twice.
#[cfg(test)]
pub(crate) fn sentences(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let read = FluentResource::try_new(source.to_owned());
    assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
    let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut last = "";
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((id, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            last = id;
            assert!(said.insert(id, BTreeSet::new()).is_none(), "{id} stands twice");
        }
        let named = line.split('$').skip(1).filter_map(|rest| rest.split([' ', '}']).next());
        said.entry(last).or_default().extend(named);
    }
    said.remove("");
    said
}
