//! What folders are called in which mail was sent, and those whose mail nobody meant to send or to read; and the marks that
//! names of a Maildir's files carry.

use std::borrow::Cow;
use std::path::{Component, Path};

use crate::base::fold::folded;

/// How names of folders of sent mail begin, word by word, folded; `*` ends a word that may go on.
const SENT: &[&str] = &[
    "sent",
    "sentmail",
    "sentitems",
    "gesendet*",
    "enviad*",
    "elementos enviad*",
    "mensajes enviad*",
    "correo* enviad*",
    "mensagens enviad*",
    "itens enviad*",
    "envoye*",
    "elements envoye*",
    "messages envoye*",
    "objets envoye*",
    "courrier* envoye*",
    "inviat*",
    "posta inviata",
    "elementi inviati",
    "messaggi inviati",
    "verzonden",
];

/// The same of folders that are left out; a name that ends with `$` has no word more.
const LEFT_OUT: &[&str] = &[
    // English.
    "junk",
    "spam",
    "bulk$",
    "bulk mail$",
    "trash",
    "bin$",
    "draft$",
    "drafts",
    "template$",
    "templates",
    "unsent",
    "outbox",
    "deleted",
    "postponed$",
    // German.
    "entwurf*",
    "vorlage*",
    "papierkorb",
    "geloscht*",
    "postausgang",
    "unerwunscht*",
    // Spanish.
    "borrador*",
    "plantilla*",
    "papelera",
    "correo* no deseado*",
    "no deseado*",
    "eliminad*",
    "elementos eliminad*",
    "mensajes eliminad*",
    "correo* eliminado*",
    "bandeja de salida",
    // French.
    "brouillon*",
    "corbeille",
    "supprime*",
    "elements supprime*",
    "messages supprime*",
    "indesirable*",
    "courrier* indesirable*",
    "pourriel*",
    "modele*",
    "boite d envoi",
    // Italian.
    "bozz*",
    "cestino",
    "eliminat*",
    "posta eliminata",
    "elementi eliminati",
    "posta indesiderata",
    "indesiderat*",
    "modelli",
    "posta in uscita",
    // Portuguese.
    "rascunho*",
    "lixeira",
    "lixo*",
    "excluid*",
    "itens excluid*",
    "itens eliminad*",
    "caixa de saida",
    "modelos",
    // Dutch.
    "concepten",
    "prullenbak",
    "verwijderd*",
    "ongewenst*",
    "sjablonen",
    "postvak uit",
];

/// Names of a path that are looked at, the last ones.
const LOOKED_AT: usize = 4;

/// Whether a folder or file of this path is named like sent mail.
pub(super) fn is_sent(path: &Path) -> bool {
    names(path).any(|name| is_one_of(&name, SENT))
}

/// Whether what lies at this path is mail that nobody meant to send or to read.
pub(super) fn is_left_out(path: &Path) -> bool {
    is_marked(path) || names(path).any(|name| is_one_of(&name, LEFT_OUT))
}

/// Whether this name begins as one of `listed` does.
fn is_one_of(name: &str, listed: &[&str]) -> bool {
    let name = folded(&decoded(name));
    // In names that begin so a dot stands between a folder and one in it (Maildir++).
    let is_nested = name.starts_with('.') || name.starts_with("inbox.");
    let mut folders = name.split('.').filter(|_| is_nested).chain([name.as_str()].into_iter().filter(|_| !is_nested));
    folders.any(|folder| {
        let words: Vec<&str> = folder.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        listed.iter().any(|listed| begins(&words, listed))
    })
}

fn begins(words: &[&str], listed: &str) -> bool {
    let (listed, is_whole) = listed.strip_suffix('$').map_or((listed, false), |listed| (listed, true));
    let mut left = words.iter();
    let all = listed.split(' ').all(|listed| {
        left.next().is_some_and(|word| match listed.strip_suffix('*') {
            Some(stem) => word.starts_with(stem),
            None => *word == listed,
        })
    });
    all && (!is_whole || left.next().is_none())
}

/// The last names of a path, but for the name of a file that is one message: that is a subject, or a number.
fn names(path: &Path) -> impl Iterator<Item = Cow<'_, str>> {
    let components = path.components().rev().take(LOOKED_AT).skip(usize::from(is_message(path)));
    components.filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    })
}

/// Whether a file of this name is one message: of a Maildir, or saved by somebody.
fn is_message(path: &Path) -> bool {
    is_in_maildir(path) || path.extension().is_some_and(|end| end.eq_ignore_ascii_case("eml"))
}

fn is_in_maildir(path: &Path) -> bool {
    path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "cur" || folder == "new")
}

/// Whether the name of a Maildir's file marks it as a draft or as deleted.
fn is_marked(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let marks = name.rsplit_once(":2,").map(|(_, marks)| marks).unwrap_or_default();
    is_in_maildir(path) && marks.bytes().all(|mark| mark.is_ascii_alphabetic()) && marks.contains(['D', 'T'])
}

/// A name as people see it where it is written in modified UTF-7 (RFC 3501 §5.1.3), as IMAP does: `Entw&APw-rfe`.
fn decoded(name: &str) -> Cow<'_, str> {
    if name.contains('&') { from_utf7(name).map_or(Cow::Borrowed(name), Cow::Owned) } else { Cow::Borrowed(name) }
}

/// `None` for what is no modified UTF-7.
fn from_utf7(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((plain, shifted)) = rest.split_once('&') {
        out.push_str(plain);
        let (coded, behind) = shifted.split_once('-')?;
        rest = behind;
        if coded.is_empty() {
            out.push('&');
            continue;
        }
        let (mut bits, mut held) = (0_u32, 0_u32);
        let mut units = Vec::with_capacity(coded.len());
        for octet in coded.bytes() {
            bits = bits << 6 | six_bits(octet)?;
            held += 6;
            if held >= 16 {
                held -= 16;
                units.push(u16::try_from(bits >> held & 0xffff).ok()?);
                bits &= (1 << held) - 1;
            }
        }
        if held >= 6 || bits != 0 {
            return None;
        }
        out.extend(char::decode_utf16(units).collect::<Result<Vec<char>, _>>().ok()?);
    }
    out.push_str(rest);
    Some(out)
}

/// What a character of modified base64 means.
fn six_bits(octet: u8) -> Option<u32> {
    let value = match octet {
        b'A'..=b'Z' => octet - b'A',
        b'a'..=b'z' => octet - b'a' + 26,
        b'0'..=b'9' => octet - b'0' + 52,
        b'+' => 62,
        b',' => 63,
        _ => return None,
    };
    Some(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_imap_are_read() {
        for (name, expected) in [
            ("Entw&APw-rfe", "Entwürfe"),
            ("Gel&APY-schte Elemente", "Gelöschte Elemente"),
            ("&AMk-l&AOk-ments envoy&AOk-s", "Éléments envoyés"),
            ("R&-D", "R&D"),
            ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
            ("&2D3eAA-", "😀"),
            ("Sent", "Sent"),
        ] {
            assert_eq!(decoded(name), expected);
        }
        for wrong in ["R&D", "a&AP-", "a&APx-", "&2D0-", "&A-", "&ü-", "&////-"] {
            assert_eq!(decoded(wrong), wrong, "no UTF-7 is left as it is");
        }
    }

    #[test]
    fn drafts_trash_and_junk_are_left_out_however_their_folders_are_called() {
        for name in [
            "Drafts",
            ".Drafts",
            ".INBOX.Drafts",
            "INBOX.Trash",
            ".Work.Trash",
            "Entw&APw-rfe",
            ".Entw&APw-rfe",
            "Entwu\u{308}rfe",
            "Gel&APY-schte Elemente",
            "Gelöschte Objekte",
            "Elementos eliminados",
            "Correo no deseado",
            "Brouillons",
            "Éléments supprimés",
            "Bozze",
            "Posta indesiderata",
            "Itens Excluídos",
            "Rascunhos",
            "Outbox",
            "Postausgang",
            "Bandeja de salida",
            "Junk-E-Mail",
            "Bulk Mail",
            "Deleted Messages",
            "Trash.mbox",
            "[Gmail]/Bin",
            "Drafts/cur/1.x:2,S",
            "Drafts/2026/hello.eml",
            "Sent/cur/1.x:2,DS",
            "Sent/cur/1.x:2,ST",
        ] {
            assert!(is_left_out(Path::new(name)), "{name}");
        }
        for name in [
            "Sent",
            "INBOX",
            "Bulk orders",
            "Binders",
            "Templar",
            "Salida",
            "Deletedness",
            "Sent/cur/1.trash.host:2,RS",
            "saved/Draft.eml",
            "saved/deleted scenes.eml",
            "notes:2,DT",
            "R&D",
        ] {
            assert!(!is_left_out(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn folders_of_sent_mail_are_known_in_many_languages() {
        for name in [
            "Sent",
            "Sent-1",
            "sent-mail-2025",
            ".INBOX.Sent Items",
            "Sent.mbox",
            "Gesendet",
            "Gesendete Elemente",
            "Elementos enviados",
            "Enviados",
            "&AMk-l&AOk-ments envoy&AOk-s",
            "Messages envoyés",
            "Posta inviata",
            "Itens enviados",
            "Verzonden items",
            "Sent/2026/12 offer.eml",
        ] {
            assert!(is_sent(Path::new(name)), "{name}");
        }
        for name in ["Sentences", "INBOX", "Elementos", "saved/Sent invoices.eml", "Representation", "new/sent"] {
            assert!(!is_sent(Path::new(name)), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_too_odd(name in "[&A-Za-z0-9+,ü-]{0,30}") {
            let _ = (decoded(&name), is_sent(Path::new(&name)), is_left_out(Path::new(&name)));
        }
    }
}
