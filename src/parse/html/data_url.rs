//! Files within HTML, as `data:` URLs (RFC 2397).

use crate::parse::transfer;

/// Files of one page that are taken out; more are no pictures in a text any more.
pub(super) const MOST_FILES: usize = 50;

/// A file within a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::parse) struct Embedded {
    /// The media type, lower case.
    pub(in crate::parse) media: String,
    /// The decoded octets.
    pub(in crate::parse) octets: Vec<u8>,
}

/// The file in the value of an attribute: the whole of it, or within `url(…)`.
pub(super) fn read(value: &str) -> Option<Embedded> {
    let url = [value.trim(), in_css(value)].into_iter().find(|url| is_data(url))?;
    let (head, data) = url.get("data:".len()..)?.split_once(',')?;
    let (head, is_base64) = match head.rsplit_once(';') {
        Some((head, last)) if last.trim().eq_ignore_ascii_case("base64") => (head, true),
        _ => (head, false),
    };
    let mut octets = Vec::with_capacity(data.len());
    transfer::percent(data, &mut octets);
    if is_base64 {
        octets = transfer::base64(&octets).value;
    }
    let media = head.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let media = if media.is_empty() { "text/plain".to_owned() } else { media };
    (!octets.is_empty()).then_some(Embedded { media, octets })
}

/// Whether a URL holds its file.
pub(super) fn is_data(url: &str) -> bool {
    url.get(.."data:".len()).is_some_and(|head| head.eq_ignore_ascii_case("data:"))
}

/// What stands between `url(` and `)`.
fn in_css(value: &str) -> &str {
    let inner = value.split_once("url(").map(|(_, rest)| rest).unwrap_or_default();
    inner.split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_decoded() {
        for (url, media, octets) in [
            ("data:image/png;base64,aGFsbG8=", "image/png", "hallo"),
            ("DATA:text/html;charset=utf-8,%3Cb%3Ex", "text/html", "<b>x"),
            ("data:,a%20b", "text/plain", "a b"),
            ("background:url('data:image/gif;base64,aGFs%62G8=')", "image/gif", "hallo"),
        ] {
            let file = read(url).unwrap();
            assert_eq!((file.media.as_str(), file.octets.as_slice()), (media, octets.as_bytes()), "{url}");
        }
        for url in ["https://firm.example/data:,x", "data:", "data:,", "cid:x"] {
            assert_eq!(read(url), None, "{url}");
        }
    }
}
