//! Line ends as they travel (RFC 5321 §2.3.8): files and pipes have bare LF, the wire has CRLF and nothing else.

/// `bytes` with every bare LF as CRLF; what ends with CRLF already stays.
pub fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 40);
    let mut copied = 0;
    for at in memchr::memchr_iter(b'\n', bytes) {
        if at == 0 || bytes[at - 1] != b'\r' {
            out.extend_from_slice(&bytes[copied..at]);
            out.push(b'\r');
            copied = at;
        }
    }
    out.extend_from_slice(&bytes[copied..]);
    out
}

/// Whether there is a CR without LF or an LF without CR. A next server that takes one for a line end would see another
/// message behind it ("SMTP smuggling").
pub fn has_stray_line_end(message: &[u8]) -> bool {
    let mut before = b'\n';
    let mut stray = false;
    for byte in message {
        stray |= (*byte == b'\n') != (before == b'\r');
        before = *byte;
    }
    stray | (before == b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_line_feeds_become_line_ends_and_real_ones_stay() {
        assert_eq!(with_crlf(b"\na\r\nb\n\n"), b"\r\na\r\nb\r\n\r\n");
        assert_eq!(with_crlf(b"no end"), b"no end");
    }

    #[test]
    fn only_crlf_ends_a_line() {
        for whole in ["", "a", "a\r\n", "\r\n", "\r\n\r\n.\r\n", "a\r\n.b"] {
            assert!(!has_stray_line_end(whole.as_bytes()), "{whole:?}");
        }
        for stray in ["\n", "\r", "a\nb", "a\rb", "\r\r\n", "\r\n\n", "a\r\n\r", "\n.\r\n"] {
            assert!(has_stray_line_end(stray.as_bytes()), "{stray:?}");
        }
    }
}
