//! What folders are called in which mail was sent or received, and those whose mail nobody meant to send or to read; and the
//! marks that names of a Maildir's files carry.

use std::path::Path;

use super::utf7::decoded;
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

/// The same of folders of received mail; a name of sent mail that goes on so (`Sent and received`) is one of neither.
const RECEIVED: &[&str] = &[
    "inbox",
    "received",
    "posteingang",
    "eingang",
    "empfangen*",
    "bandeja de entrada",
    "recibid*",
    "boite de reception",
    "recus",
    "messages recus",
    "posta in arrivo",
    "in arrivo",
    "posta ricevuta",
    "caixa de entrada",
    "recebid*",
    "postvak in",
    "ontvangen",
];

/// The same of folders that are left out; a name that ends with `$` has no word more, but for numbers and what programs append.
/// Words that begin other names, too, end so: people are called `deleted-users`, and papers *Vorlage* or *Entwurf*.
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
    "outbox$",
    "deleted$",
    "deleted item*",
    "deleted mail*",
    "deleted message*",
    "deleted object*",
    "postponed$",
    // German.
    "entwurf$",
    "entwurfe",
    "vorlage$",
    "vorlagen",
    "papierkorb",
    "geloscht$",
    "geloschte$",
    "geloschte element*",
    "geloschte mail*",
    "geloschte e mail*",
    "geloschte nachricht*",
    "geloschte objekt*",
    "postausgang",
    "unerwunscht*",
    // Spanish.
    "borrador$",
    "borradores",
    "plantilla$",
    "plantillas",
    "papelera",
    "correo* no deseado*",
    "no deseado*",
    "eliminad*$",
    "elementos eliminad*",
    "mensajes eliminad*",
    "correo* eliminado*",
    "bandeja de salida",
    // French.
    "brouillon$",
    "brouillons",
    "corbeille",
    "supprime*$",
    "elements supprime*",
    "messages supprime*",
    "indesirable*",
    "courrier* indesirable*",
    "pourriel*",
    "modele$",
    "modeles",
    "boite d envoi",
    // Italian.
    "bozza$",
    "bozze",
    "cestino",
    "eliminat*$",
    "posta eliminata",
    "elementi eliminati",
    "posta indesiderata",
    "indesiderat*",
    "modelli",
    "posta in uscita",
    // Portuguese.
    "rascunho$",
    "rascunhos",
    "lixeira",
    "lixo*",
    "excluid*$",
    "itens excluid*",
    "itens eliminad*",
    "caixa de saida",
    "modelos",
    // Dutch.
    "concepten",
    "prullenbak",
    "verwijderd*$",
    "verwijderde bericht*",
    "verwijderde item*",
    "ongewenst*",
    "sjablonen",
    "postvak uit",
];

/// What programs append to the names of folders.
const APPENDED: [&str; 2] = ["mbox", "sbd"];

/// What the folder of somebody's mailbox is called. Those around it are of people, whatever they are called.
pub(super) const MAILBOX: &str = "Maildir";

/// How names of files end that are one message: as most programs save it, as Apple Mail keeps it, and as Outlook saves it.
const MESSAGES: [&str; 3] = ["eml", "emlx", "msg"];

/// Whether a file of this name is mail, if it is what it seems to be: named like a message, or delivered into a Maildir. `new` is
/// also what people call a folder; there names begin with the time of delivery.
pub(super) fn is_mail_by_name(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    // What begins with a dot is a program's own: of mail clients, and of systems that keep more of a file than it holds (`._1.eml`).
    !name.starts_with(b".")
        && (is_saved(path) || folder == "cur" || (folder == "new" && name.first().is_some_and(u8::is_ascii_digit)))
}

/// The nearest file or folder of this path whose name says whether mail in it was sent, and what it says.
pub(super) fn nearest(path: &Path) -> Option<(&Path, bool)> {
    named(path).find_map(|at| Some((at, says_sent(&at.file_name()?.to_string_lossy())?)))
}

/// Whether mail at this path was sent, by the nearest name that says it.
pub(super) fn is_sent(path: &Path) -> Option<bool> {
    nearest(path).map(|(_, sent)| sent)
}

/// Whether what lies at this path is mail that nobody meant to send or to read.
pub(super) fn is_left_out(path: &Path) -> bool {
    let names = named(path).filter_map(Path::file_name).take_while(|name| *name != MAILBOX);
    is_marked(path) || names.flat_map(|name| folders(&name.to_string_lossy())).any(|words| is_one_of(&words, LEFT_OUT))
}

/// What a name says of the mail in it.
fn says_sent(name: &str) -> Option<bool> {
    folders(name).into_iter().rev().find_map(|words| {
        let is_received = |from: usize| is_one_of(&words[from..], RECEIVED);
        if is_one_of(&words, SENT) {
            (!(1..words.len()).any(is_received)).then_some(true)
        } else {
            is_received(0).then_some(false)
        }
    })
}

/// The words of a folder's name, folded; of several folders, the outermost first, where names begin as those in which a dot
/// stands between a folder and one in it (Maildir++).
fn folders(name: &str) -> Vec<Vec<String>> {
    let name = folded(&decoded(name));
    let words = |folder: &str| -> Vec<String> {
        folder.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let is_nested = name.starts_with('.') || name.starts_with("inbox.");
    if is_nested { name.split('.').map(words).collect() } else { vec![words(&name)] }
}

/// Whether a name of these words begins as one of `listed` does.
fn is_one_of(words: &[String], listed: &[&str]) -> bool {
    listed.iter().any(|listed| begins(words, listed))
}

fn begins(words: &[String], listed: &str) -> bool {
    let (listed, is_whole) = listed.strip_suffix('$').map_or((listed, false), |listed| (listed, true));
    let mut left = words.iter();
    let all = listed.split(' ').all(|listed| {
        left.next().is_some_and(|word| match listed.strip_suffix('*') {
            Some(stem) => word.starts_with(stem),
            None => *word == listed,
        })
    });
    let is_end = |word: &String| APPENDED.contains(&word.as_str()) || word.bytes().all(|c| c.is_ascii_digit());
    all && (!is_whole || left.all(is_end))
}

/// A path and those above it whose names count: that of a file that is one message is a subject, or a number.
fn named(path: &Path) -> impl Iterator<Item = &Path> {
    path.ancestors().skip(usize::from(is_message(path)))
}

/// Whether a file of this name is one message: of a Maildir, or saved by somebody.
fn is_message(path: &Path) -> bool {
    is_in_maildir(path) || is_saved(path)
}

fn is_saved(path: &Path) -> bool {
    path.extension().is_some_and(|end| MESSAGES.iter().any(|message| end.eq_ignore_ascii_case(message)))
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

#[cfg(test)]
mod tests {
    use super::*;

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
            "Deleted",
            "Deleted-1",
            "Deleted Items",
            "deleted-items.mbox",
            "Deleted Messages",
            "Gelöschte E-Mails",
            "Verwijderde items",
            "Vorlagen",
            "Outbox.mbox",
            "Trash.mbox",
            "[Gmail]/Bin",
            "Drafts/cur/1.x:2,S",
            "Drafts/2026/hello.eml",
            "Sent/cur/1.x:2,DS",
            "Sent/cur/1.x:2,ST",
            "Drafts/2026/Projekt/Kita/Phase1/7.eml",
            "Trash/2025/a/b/c/8.eml",
            "home/rosa/Maildir/.Trash/cur/1.x:2,S",
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
            "deleted-users",
            "deleted-users/rosa/Maildir/.Sent/cur/1.x:2,S",
            "deleted/rosa/Maildir/.Sent/cur/1.x:2,S",
            "Gelöschte Benutzer",
            "Usuarios eliminados",
            "Eliminados 2024 clientes",
            "Outbox team",
            "Vorlage BGH",
            "Vorlagebeschluss",
            "Entwurf Kita",
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
            assert_eq!(is_sent(Path::new(name)), Some(true), "{name}");
        }
        for name in ["Sentences", "Elementos", "saved/Sent invoices.eml", "Representation", "new/sent", ""] {
            assert_eq!(is_sent(Path::new(name)), None, "{name}");
        }
    }

    #[test]
    fn the_nearest_name_says_whether_mail_was_sent() {
        for (name, expected) in [
            ("Sent/INBOX/1.eml", Some(false)),
            ("INBOX/Sent/1.eml", Some(true)),
            ("Inbox.sbd/Sent", Some(true)),
            ("Sent.sbd/2025", Some(true)),
            ("Sent Messages.mbox/0A/Data/1/2/Messages/3.emlx", Some(true)),
            (".INBOX.Sent/cur/1:2,S", Some(true)),
            (".Sent.2025/cur/1:2,S", Some(true)),
            ("Gesendet/Posteingang.mbox", Some(false)),
            ("Mail/Boîte de réception/1.eml", Some(false)),
            ("Sent and received 2026/Kita/1.eml", None),
            ("Gesendet und empfangen.zip", None),
            ("Sent and received/Sent/1.eml", Some(true)),
        ] {
            assert_eq!(is_sent(Path::new(name)), expected, "{name}");
        }
        assert_eq!(nearest(Path::new("/a/Sent/b/1.eml")), Some((Path::new("/a/Sent"), true)));
    }

    #[test]
    fn what_must_be_mail_is_known_by_its_name() {
        for name in ["a.eml", "Messages/3.EMLX", "a.msg", "Sent/cur/x", "Sent/new/1782.x.host"] {
            assert!(is_mail_by_name(Path::new(name)), "{name}");
        }
        for name in ["a.txt", "cur", "new/offer.pdf", "__MACOSX/._1.eml", "Sent/cur/.nfs1", "eml"] {
            assert!(!is_mail_by_name(Path::new(name)), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_too_odd(name in "[&A-Za-z0-9+,ü-]{0,30}") {
            let _ = (is_sent(Path::new(&name)), is_left_out(Path::new(&name)));
        }
    }
}
