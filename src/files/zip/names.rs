//! The names of a file in a zip archive: every one that some program would show.

use super::records::Said;

/// The upper half of code page 437, in which names are unless they say they are UTF-8 (APPNOTE.TXT, appendix D).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The names, the likeliest first, and whether programs would see different files in them.
pub(super) fn all<'s>(said: impl Iterator<Item = &'s Said>) -> (Vec<String>, bool) {
    let (mut names, mut differ) = (Vec::new(), false);
    for said in said {
        let decoded = decoded(said);
        if let Some(unicode) = &said.unicode {
            // An ASCII name needs no other spelling, and no spelling changes the ending.
            let ending = |name: &str| name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
            let is_other = !decoded.contains(unicode);
            differ |= is_other && said.name.is_ascii() && !said.name.contains(&b'?');
            differ |= decoded.first().is_some_and(|name| ending(name) != ending(unicode));
            push(&mut names, unicode.clone());
        }
        for name in decoded {
            differ |= is_odd(&name);
            // Programs in C end a name at its first NUL.
            if let Some((cut, _)) = name.split_once('\0') {
                push(&mut names, cut.to_owned());
            }
            push(&mut names, name);
        }
    }
    (names, differ)
}

fn push(names: &mut Vec<String>, name: String) {
    if !names.contains(&name) {
        names.push(name);
    }
}

/// UTF-8 where it says so or is so; otherwise, and beside it, code page 437.
fn decoded(said: &Said) -> Vec<String> {
    let utf8 = std::str::from_utf8(&said.name).ok().map(str::to_owned);
    match utf8 {
        Some(name) if said.is_utf8() || name.is_ascii() => vec![name],
        Some(name) => vec![name, cp437(&said.name)],
        None if said.is_utf8() => vec![String::from_utf8_lossy(&said.name).into_owned(), cp437(&said.name)],
        None => vec![cp437(&said.name)],
    }
}

fn cp437(name: &[u8]) -> String {
    let upper = |octet: u8| CP437.chars().nth(usize::from(octet & 0x7f)).unwrap_or('\u{fffd}');
    name.iter().map(|octet| if octet.is_ascii() { char::from(*octet) } else { upper(*octet) }).collect()
}

/// Names that lead elsewhere, or that programs cut or turn: `../`, absolute, with a drive, a backslash or a NUL.
pub(in crate::files) fn is_odd(name: &str) -> bool {
    let has_drive = name.as_bytes().get(1) == Some(&b':') && name.starts_with(|c: char| c.is_ascii_alphabetic());
    name.starts_with('/') || has_drive || name.contains(['\\', '\0']) || name.split('/').any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_name_is_told() {
        let said = |name: &[u8], flags, unicode: Option<&str>| Said {
            name: name.to_vec(),
            flags,
            unicode: unicode.map(str::to_owned),
            ..Said::default()
        };
        assert_eq!(all([&said(b"a.txt", 0, None)].into_iter()), (vec!["a.txt".to_owned()], false));
        assert_eq!(all([&said(b"\x81ber.txt", 0, None)].into_iter()), (vec!["über.txt".to_owned()], false));
        assert_eq!(all([&said("ü.txt".as_bytes(), 1 << 11, None)].into_iter()), (vec!["ü.txt".to_owned()], false));
        let (names, differ) = all([&said(b"list.txt", 0, Some("salaries.exe"))].into_iter());
        assert_eq!((names.as_slice(), differ), (["salaries.exe".to_owned(), "list.txt".to_owned()].as_slice(), true));
        let (names, differ) = all([&said(b"a.txt\0.exe", 0, None)].into_iter());
        assert_eq!((names.len(), differ), (2, true));
    }

    #[test]
    fn names_that_lead_elsewhere_are_odd() {
        for name in ["../x", "a/../../x", "/etc/passwd", "C:x", "a\\b", "a\0b"] {
            assert!(is_odd(name), "{name:?}");
        }
        assert!(!is_odd("a/b..c/d.txt"));
    }
}
