//! The labels of a message in Gmail, as its export (Takeout) writes them above each: `X-Gmail-Labels: Gesendet,"Kita, Lido"`.
//! There one mbox holds all mail, and its drafts and its trash are told from the rest by their labels alone.

use std::path::Path;

use super::names;

/// What the labels of a message say of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Whether it is mail that somebody sent.
    pub sent: bool,
    /// Whether it is mail that nobody meant to send or to read.
    pub left_out: bool,
}

impl Labels {
    /// The field they stand in, in lower case.
    pub const FIELD: &str = "x-gmail-labels";

    /// Those in the values of that field, their encoded words decoded. A label is read as a folder of that name is; `/` stands
    /// between one and what is in it.
    pub fn of(values: &[String]) -> Labels {
        let labels: Vec<String> = values.iter().flat_map(|value| split(value)).collect();
        let any = |is: fn(&Path) -> bool| labels.iter().any(|label| is(Path::new(label)));
        Labels { sent: any(|label| names::is_sent(label) == Some(true)), left_out: any(names::is_left_out) }
    }
}

/// The labels in a list with commas between them; one that has a comma itself is quoted.
fn split(list: &str) -> Vec<String> {
    let mut labels = vec![String::new()];
    let mut is_quoted = false;
    for c in list.chars() {
        match (c, labels.last_mut()) {
            ('"', _) => is_quoted = !is_quoted,
            (',', _) if !is_quoted => labels.push(String::new()),
            (_, Some(label)) if !label.is_empty() || !c.is_whitespace() => label.push(c),
            _ => {}
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(labels: &str) -> Labels {
        Labels::of(&[labels.to_owned()])
    }

    #[test]
    fn drafts_trash_and_spam_are_left_out_in_every_language_of_folders() {
        for labels in [
            "Entwürfe",
            "Wichtig,Entwürfe,Geöffnet",
            "Trash,Drafts",
            "Papierkorb",
            "Opened, Spam",
            "\"Kita, Lido\",\"Trash\"",
            "[Gmail]/Bin",
            "Brouillons",
            "Bozze",
            "Lixeira",
            "Concepten",
            "Papelera",
        ] {
            assert!(of(labels).left_out, "{labels}");
        }
        for labels in ["Inbox,Important", "Gesendet", "\"Offers, Trash and all\"", "Draft horses", ""] {
            assert!(!of(labels).left_out, "{labels}");
        }
        assert_eq!(Labels::of(&[]), Labels::default());
    }

    #[test]
    fn sent_mail_is_labelled_so() {
        for labels in ["Sent", "Gesendet,Wichtig", "Geöffnet,Messages envoyés", "Inbox,Sent"] {
            assert!(of(labels).sent, "{labels}");
        }
        for labels in ["Inbox", "Sentences", ""] {
            assert!(!of(labels).sent, "{labels}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_too_odd(list in "[\", A-Za-zü/=?-]{0,40}") {
            let _ = of(&list);
        }
    }
}
