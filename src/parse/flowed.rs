//! `format=flowed` (RFC 3676).

/// Joins the lines (§4): one that ends in a blank goes on in the next of the same quote depth; `delsp` takes that blank
/// away.
pub(super) fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let stuffed = line.get(depth..).unwrap_or_default();
        let content = stuffed.strip_prefix(' ').unwrap_or(stuffed);
        if open != Some(depth) {
            if !out.is_empty() {
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        let flows = content.ends_with(' ') && content != "-- ";
        out.push_str(if flows && delsp { content.strip_suffix(' ').unwrap_or(content) } else { content });
        open = flows.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_are_joined() {
        assert_eq!(unflow("one \ntwo\n> a \n> b\n-- \nAnna", false), "one two\n> a b\n-- \nAnna");
        assert_eq!(unflow("con \nfidential", true), "confidential");
    }
}
