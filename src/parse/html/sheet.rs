//! `<style>` elements: rules for one class, id or element, which is how mail hides text; what is more than that is
//! skipped, and its text counts as shown.

use std::collections::HashMap;

use super::small::Small;
use super::style::Declared;

/// More rules than this are not kept.
const MOST_RULES: usize = 1_000;
/// Classes of one element that are looked at.
const MOST_CLASSES: usize = 16;

/// The rules, by `element`, `.class`, `#id`, `element.class` and `element#id`, in lower case.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: HashMap<String, Declared>,
    /// What was found for the last few kinds of element: they come again and again.
    known: [(Small, String, String, Declared); 4],
    turn: usize,
    /// Texts that rules put into the page (`content: "…"`).
    pub(super) texts: Vec<String>,
}

impl Sheet {
    /// Adds the rules of one element. What is in `@media` counts only where it is for every screen: the others make
    /// mail fit telephones.
    pub(super) fn add(&mut self, css: &str) {
        self.known = Default::default();
        let mut rest = css;
        while let Some((selectors, behind)) = rest.split_once('{') {
            let selectors = selectors.rsplit(['}', ';', '>']).next().unwrap_or_default();
            let selectors = selectors.rsplit("*/").next().unwrap_or_default().trim();
            if selectors.starts_with('@') {
                rest = if is_for_all(selectors) { behind } else { behind_block(behind) };
                continue;
            }
            let (block, behind) = behind.split_once('}').unwrap_or((behind, ""));
            self.rule(selectors, block);
            rest = behind;
        }
    }

    fn rule(&mut self, selectors: &str, block: &str) {
        self.text(block);
        let declared = Declared::read(block);
        if !declared.says_something() {
            return;
        }
        for selector in selectors.split(',').map(str::trim) {
            let is_simple = selector.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '#' | '-' | '_'));
            if is_simple && !selector.is_empty() && self.rules.len() < MOST_RULES {
                let rule = self.rules.entry(selector.to_ascii_lowercase()).or_default();
                *rule = rule.under(declared);
            }
        }
    }

    /// `content: "…"`; bullets are written as escapes.
    fn text(&mut self, block: &str) {
        let Some((_, value)) = block.split_once("content:") else { return };
        let mut quoted = value.trim_start().splitn(3, ['"', '\'']);
        if let (Some(""), Some(text)) = (quoted.next(), quoted.next())
            && !text.starts_with('\\')
            && text.chars().any(char::is_alphanumeric)
            && self.texts.len() < MOST_RULES
        {
            self.texts.push(text.to_owned());
        }
    }

    /// What the rules say of an element.
    pub(super) fn of(&mut self, element: Small, class: &str, id: &str) -> Declared {
        if self.rules.is_empty() {
            return Declared::default();
        }
        if let Some(known) = self.known.iter().find(|k| k.0 == element && k.1 == class && k.2 == id) {
            return known.3;
        }
        let declared = self.look_up(element, class, id);
        self.turn = (self.turn + 1) % self.known.len();
        if let Some(known) = self.known.get_mut(self.turn) {
            *known = (element, class.to_owned(), id.to_owned(), declared);
        }
        declared
    }

    fn look_up(&self, element: Small, class: &str, id: &str) -> Declared {
        let mut declared = Declared::default();
        let mut key = String::with_capacity(64);
        let mut take = |parts: [&str; 3]| {
            key.clear();
            parts.iter().for_each(|part| key.push_str(part));
            key.make_ascii_lowercase();
            if let Some(rule) = self.rules.get(&key) {
                declared = declared.under(*rule);
            }
        };
        take([element.as_str(), "", ""]);
        for class in class.split_ascii_whitespace().take(MOST_CLASSES) {
            take([".", class, ""]);
            take([element.as_str(), ".", class]);
        }
        if !id.is_empty() {
            take(["#", id, ""]);
            take([element.as_str(), "#", id]);
        }
        declared
    }
}

fn is_for_all(selector: &str) -> bool {
    let kind = selector.trim_start_matches("@media").trim();
    selector.starts_with("@media") && (kind.eq_ignore_ascii_case("screen") || kind.eq_ignore_ascii_case("all"))
}

/// What follows the block whose `{` stands before `css`.
fn behind_block(css: &str) -> &str {
    let mut depth = 1_usize;
    for (at, c) in css.bytes().enumerate() {
        match c {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return css.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::super::style::Look;
    use super::*;

    fn hides(css: &str, element: &str, class: &str, id: &str) -> bool {
        let mut sheet = Sheet::default();
        sheet.add(css);
        Look::default().within(&sheet.of(Small::lower(element), class, id)).is_hidden()
    }

    #[test]
    fn simple_rules_are_kept() {
        let css = "<!-- /* Fonts */ p.x, .Pre{display:none} #h { color:#ffffff } i{font-size:0} @media screen{ .s{opacity:0}}-->";
        for (element, class, id) in [("p", "x", ""), ("td", "a pre", ""), ("b", "", "H"), ("i", "", ""), ("b", "s", "")]
        {
            assert!(hides(css, element, class, id), "{element} {class} {id}");
        }
        assert!(!hides(css, "td", "x", ""));
    }

    #[test]
    fn rules_for_telephones_and_paper_do_not_count() {
        for css in [
            "@media only screen and (max-width:600px){ .x{display:none} } p{margin:0}",
            "@media print { .x {display:none} .y{color:red} }",
            "@font-face{font-family:x}",
            "div .x{display:none}",
        ] {
            assert!(!hides(css, "p", "x", ""), "{css}");
        }
    }

    #[test]
    fn texts_that_rules_write_are_read() {
        let mut sheet = Sheet::default();
        sheet.add(".a:before{content:\"layoffs\"} .b{content:''} .c{content:'\\2022'}");
        assert_eq!(sheet.texts, ["layoffs"]);
    }
}
