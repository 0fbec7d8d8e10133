//! Encoded words in header fields (RFC 2047, RFC 2231 §5).

use std::borrow::Cow;

use super::charset;
use super::transfer::{base64, quoted_printable};

/// An encoded word may have 75 characters (RFC 2047 §2); programs write and read longer ones, but not endless ones.
const LONGEST_WORD: usize = 4_096;

/// `text` with its encoded words decoded (RFC 2047); blanks between two of them vanish, and octets of neighbours in
/// the same charset are joined before decoding, since programs split characters.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains("=?") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut rest = text;
    while let Some(start) = rest.find("=?") {
        let (before, from) = rest.split_at(start);
        let Some((word, after)) = encoded_word(from) else {
            flush(&mut out, &mut pending);
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        let adjacent = pending.is_some() && before.trim().is_empty();
        match &mut pending {
            Some((charset, bytes)) if adjacent && charset.eq_ignore_ascii_case(&word.0) => bytes.extend(word.1),
            _ => {
                flush(&mut out, &mut pending);
                if !adjacent {
                    out.push_str(before);
                }
                pending = Some(word);
            }
        }
        rest = after;
    }
    flush(&mut out, &mut pending);
    out.push_str(rest);
    Cow::Owned(out)
}

fn flush(out: &mut String, pending: &mut Option<(String, Vec<u8>)>) {
    if let Some((charset, bytes)) = pending.take() {
        out.push_str(&charset::text(&bytes, Some(&charset)).value);
    }
}

/// The charset and octets of the encoded word at the start of `text`, and what follows it.
fn encoded_word(text: &str) -> Option<((String, Vec<u8>), &str)> {
    let near = text.get(..text.floor_char_boundary(LONGEST_WORD)).unwrap_or(text);
    let inner = near.strip_prefix("=?")?;
    let (charset, coded) = inner.split_at(inner.bytes().take(64).position(|b| b == b'?')?);
    let coded = coded.strip_prefix('?')?;
    let (kind, content) = (coded.as_bytes().first()?, coded.get(1..)?.strip_prefix('?')?);
    // A `?` in the content is forbidden but seen; the word ends at `?=`.
    let end = content.find("?=")?;
    let content = content.get(..end)?;
    let octets = match kind {
        b'B' | b'b' => base64(content.as_bytes()).value,
        b'Q' | b'q' => quoted_printable(content.replace('_', " ").as_bytes()).value,
        _ => return None,
    };
    // RFC 2231 §5 puts a language behind the charset.
    let charset = charset.split('*').next().unwrap_or_default().to_owned();
    let word = near.len() - coded.len() + "q?".len() + end + "?=".len();
    Some(((charset, octets), text.get(word..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_read_as_programs_show_them() {
        for (coded, plain) in [
            ("=?utf-8?Q?K=C3=BCndigung_Anna?=", "Kündigung Anna"),
            ("=?UTF-8?B?S8O8bmRpZ3VuZw==?= now", "Kündigung now"),
            ("=?utf-8?q?a?= =?utf-8?q?b?= c", "ab c"),
            ("=?utf-8?B?w7w=?=\t=?utf-8?B?w7w=?=", "üü"),
            ("=?utf-8?q?=C3?= =?utf-8?q?=BC?=", "ü"),
            ("=?iso-8859-1?q?M=FCller?=", "Müller"),
            ("=?utf-8*de?q?x?=", "x"),
            ("=?utf-8?x?y?= =? =?=", "=?utf-8?x?y?= =? =?="),
            ("plain", "plain"),
        ] {
            assert_eq!(decoded(coded), plain, "{coded}");
        }
    }
}
