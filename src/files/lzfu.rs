//! Compressed RTF (MS-OXRTFCP): LZ77 with a window of 4,096 octets that begins filled with common RTF.

use super::Unread;
use super::budget::damaged;

/// What the window holds at first (2.1.2.1).
const FIRST: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;

/// Unpacks `packed`; the result is at most nine times as long. Checksums are not looked at: what unpacks is searched.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, Unread> {
    let header = packed.get(..16).ok_or_else(damaged)?;
    let size = header.get(4..8).and_then(|size| size.first_chunk()).map_or(0, |size| u32::from_le_bytes(*size));
    let data = packed.get(16..).unwrap_or_default();
    match header.get(8..12) {
        Some(b"LZFu") => compressed(data, usize::try_from(size).unwrap_or(usize::MAX)),
        Some(b"MELA") => Ok(data.get(..usize::try_from(size).unwrap_or(usize::MAX)).unwrap_or(data).to_vec()),
        _ => Err(damaged()),
    }
}

fn compressed(data: &[u8], size: usize) -> Result<Vec<u8>, Unread> {
    let mut window = [b' '; WINDOW];
    for (slot, octet) in window.iter_mut().zip(FIRST) {
        *slot = *octet;
    }
    let (mut write, mut out) = (FIRST.len(), Vec::new());
    let mut put = |octet: u8, window: &mut [u8; WINDOW], write: &mut usize| {
        if let Some(slot) = window.get_mut(*write) {
            *slot = octet;
        }
        *write = (*write + 1) % WINDOW;
        out.push(octet);
    };
    let mut input = data.iter().copied();
    'tokens: while let Some(control) = input.next() {
        for bit in 0..8 {
            let Some(first) = input.next() else { break 'tokens };
            if control & 1 << bit == 0 {
                put(first, &mut window, &mut write);
                continue;
            }
            let Some(second) = input.next() else { return Err(damaged()) };
            let pair = usize::from(u16::from_be_bytes([first, second]));
            let (from, length) = (pair >> 4, (pair & 0xf) + 2);
            // A reference to where writing goes on ends the text (2.2.3.1).
            if from == write {
                break 'tokens;
            }
            for step in 0..length {
                let octet = window.get((from + step) % WINDOW).copied().unwrap_or(b' ');
                put(octet, &mut window, &mut write);
            }
        }
    }
    if out.len() < size { Err(damaged()) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard_unpack() {
        // MS-OXRTFCP 3.1.1 and 3.1.2.
        let simple = b"\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0";
        assert_eq!(unpack(simple).unwrap(), b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        let crossing = b"\x1a\x00\x00\x00\x1c\x00\x00\x00\x4c\x5a\x46\x75\xe2\xd4\x4b\x51\x41\x00\x04\x20\x57\x58\x59\x5a\x0d\x6e\x7d\x01\x0e\xb0";
        assert_eq!(unpack(crossing).unwrap(), b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
    }

    #[test]
    fn what_is_cut_is_damaged() {
        assert!(unpack(b"").is_err() && unpack(&[0; 16]).is_err());
        assert!(unpack(b"\x2d\0\0\0\x2b\0\0\0LZFu\0\0\0\0\x03\x00\x0a").is_err());
    }
}
