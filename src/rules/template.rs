//! Headlines and details of packs, with their fill-ins.

/// A sentence with fill-ins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template(String);

impl Template {
    /// The fill-ins there are.
    pub(super) const NAMES: [&str; 6] = ["word", "recipient", "where", "count", "title", "why"];

    pub(super) fn new(text: String) -> Template {
        Template(text)
    }

    /// The first fill-in that does not exist.
    pub(super) fn unknown(&self) -> Option<String> {
        let mut pieces = self.0.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        pieces.find(|(name, _)| !Template::NAMES.contains(name)).map(|(name, _)| name.to_owned())
    }

    /// The sentence with `fill` in place; one pass, so that what is filled in is never read as a fill-in.
    pub(super) fn filled(&self, fill: impl Fn(&str) -> Option<String>) -> String {
        let mut out = String::with_capacity(self.0.len() + 40);
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            match after.split_once('}').and_then(|(name, tail)| fill(name).map(|value| (value, tail))) {
                Some((value, tail)) => {
                    out.push_str(&value);
                    rest = tail;
                }
                None => {
                    out.push('{');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        let template = Template::new("“{word}” goes to {recipient} {x".to_owned());
        let filled = template.filled(|name| Some(if name == "word" { "{recipient}" } else { "Kita" }.to_owned()));
        assert_eq!(filled, "“{recipient}” goes to Kita {x");
        assert_eq!(Template::new("{wrod}".to_owned()).unknown().as_deref(), Some("wrod"));
    }
}
