//! The attributes of a tag, read as browsers read them (HTML 13.2.5.32 and what follows).

use super::small::Small;

/// Attributes of one tag that are looked at.
const MOST: usize = 64;

/// Names and values, in order.
pub(super) struct Attributes<'s> {
    rest: &'s str,
    left: usize,
}

/// The attributes in `text`, which stands between the name of the element and the `>`.
pub(super) fn of(text: &str) -> Attributes<'_> {
    Attributes { rest: text, left: MOST }
}

impl<'s> Iterator for Attributes<'s> {
    type Item = (Small, &'s str);

    fn next(&mut self) -> Option<(Small, &'s str)> {
        self.left = self.left.checked_sub(1)?;
        let rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        // An `=` in the first place belongs to the name.
        let end = rest.bytes().skip(1).position(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'/'));
        let (name, behind) = rest.split_at_checked(end.map_or(rest.len(), |at| at + 1))?;
        let name = Small::lower(name);
        let Some(value) = behind.trim_ascii_start().strip_prefix('=') else {
            self.rest = behind;
            return Some((name, ""));
        };
        let value = value.trim_ascii_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, behind) = match quote {
            Some(quote) => value.get(1..)?.split_once(quote).unwrap_or((value.get(1..)?, "")),
            None => value.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((value, "")),
        };
        self.rest = behind;
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_read_as_browsers_read_them() {
        let read = |text: &str| of(text).map(|(n, v)| format!("{}={v}", n.as_str())).collect::<Vec<_>>();
        assert_eq!(read(" Class=a id = 'b c' hidden/"), ["class=a", "id=b c", "hidden="]);
        assert_eq!(read(" a=\"x > y\"b=c"), ["a=x > y", "b=c"]);
        assert_eq!(read(" = =x 'ü=1"), ["==x", "'ü=1"]);
        assert_eq!(read("a=\"open"), ["a=open"]);
        assert!(read(&" a".repeat(1000)).len() <= MOST);
    }
}
