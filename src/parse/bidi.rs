//! Text that is stored one way and shown the other: behind U+202E a person reads the letters backwards (UAX 9, 2.2).

/// What overridden runs of `text` look like to a person, one a line; empty where there are none.
pub(super) fn turned(text: &str) -> String {
    let mut out = String::new();
    for piece in text.split('\u{202e}').skip(1) {
        let run = piece.split(['\u{202c}', '\u{202d}', '\n']).next().unwrap_or_default();
        if run.chars().filter(|c| c.is_alphanumeric()).nth(1).is_some() {
            out.extend(run.chars().rev());
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_as_shown() {
        assert_eq!(turned("a \u{202e}laitnedifnoc\u{202c} b\n\u{202e}x"), "confidential\n");
        assert_eq!(turned("plain"), "");
    }
}
