//! Disclaimers, told by their shape; and labels, which are meant even where they stand among them.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::own_words::starts_with;
use crate::base::fold::folded;

/// A paragraph longer than this is no disclaimer.
const LONGEST: usize = 4_000;
/// A shorter one is none either.
const SHORTEST: usize = 60;
/// A line this long that has the signals is a disclaimer by itself: HTML has no empty line above it.
pub(super) const LONG_LINE: usize = 90;
/// A longer line is no label and no heading.
const LONGEST_LABEL: usize = 60;

/// What disclaimers say, folded; each entry is one signal, and two of them make a disclaimer.
const SIGNALS: &[&str] = &[
    // en
    "intended recipient",
    "intended solely for",
    "intended only for",
    "intended for the",
    "named recipient",
    "named addressee",
    "addressee",
    "in error",
    "by mistake",
    "notify the sender",
    "notify us",
    "contact the sender",
    "delete this",
    "delete it",
    "delete the",
    "destroy all copies",
    "strictly prohibited",
    "is prohibited",
    "unauthorised",
    "unauthorized",
    "may contain confidential",
    "may contain privileged",
    "contains confidential",
    "confidential and may be",
    "legally privileged",
    "virus",
    "before printing",
    "before you print",
    "registered office",
    "registered in england",
    "company number",
    "views expressed",
    "views or opinions",
    // de
    "nicht der richtige adressat",
    "nicht der beabsichtigte",
    "nicht der richtige empfanger",
    "nicht der vorgesehene",
    "nur fur den adressaten",
    "ausschliesslich fur den",
    "irrtumlich erhalten",
    "irrtumlich zugesandt",
    "informieren sie bitte",
    "informieren sie uns",
    "benachrichtigen sie",
    "den absender",
    "vernichten sie",
    "loschen sie",
    "unerlaubte",
    "unbefugte",
    "vertrauliche und/oder",
    "vertrauliche informationen",
    "rechtlich geschutzte",
    "nicht gestattet",
    "bevor sie diese e-mail",
    "sitz der gesellschaft",
    "registergericht",
    "amtsgericht",
    "handelsregister",
    "geschaftsfuhr",
    "ust-id",
    "hrb ",
    // es
    "destinatario",
    "por error",
    "rogamos",
    "comuniquelo",
    "comunique",
    "notifiquelo",
    "notifique",
    "proceda a su",
    "prohibida su",
    "prohibida la",
    "prohibido",
    "puede contener informacion",
    "contiene informacion confidencial",
    "dirigido exclusivamente",
    "dirigida exclusivamente",
    "va dirigido",
    "uso no autorizado",
    "rgpd",
    "lopdgdd",
    "proteccion de datos",
    "rectificacion",
    "antes de imprimir",
    "registro mercantil",
];

/// Headings that stand above disclaimers, folded.
const HEADINGS: &[&str] = &[
    "disclaimer",
    "legal disclaimer",
    "legal notice",
    "email disclaimer",
    "e-mail disclaimer",
    "important notice",
    "privacy notice",
    "confidentiality notice",
    "confidentiality note",
    "confidentiality statement",
    "confidentiality",
    "haftungsausschluss",
    "rechtlicher hinweis",
    "rechtliche hinweise",
    "wichtiger hinweis",
    "hinweis",
    "vertraulichkeitshinweis",
    "datenschutzhinweis",
    "aviso legal",
    "aviso de confidencialidad",
    "nota de confidencialidad",
    "clausula de confidencialidad",
    "confidencialidad",
    "aviso",
    "proteccion de datos",
];

/// Words of a marking, folded; see [`is_label`].
const MARKINGS: &[&str] = &[
    "confidential",
    "internal",
    "secret",
    "restricted",
    "privileged",
    "sensitive",
    "proprietary",
    "private",
    "embargo",
    "do not forward",
    "not for distribution",
    "tlp:",
    "vertraulich",
    "intern",
    "geheim",
    "verschlusssache",
    "vs-nfd",
    "nur fur",
    "sperrfrist",
    "nicht weiterleiten",
    "confidencial",
    "interno",
    "reservad",
    "restringid",
    "secreto",
    "no difundir",
    "no reenviar",
];

/// How a label begins that a classifying program writes, folded.
const LABELS: &[&str] = &[
    "classification:",
    "sensitivity:",
    "label:",
    "tlp:",
    "klassifizierung:",
    "klassifikation:",
    "einstufung:",
    "vertraulichkeit:",
    "vertraulichkeitsstufe:",
    "clasificacion:",
    "sensibilidad:",
    "etiqueta:",
];

static SIGNAL_FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(SIGNALS).ok());

/// Whether a paragraph has two different signals of a disclaimer.
pub(super) fn is_disclaimer(lines: &[&str]) -> bool {
    let length: usize = lines.iter().map(|l| l.len() + 1).sum();
    if !(SHORTEST..=LONGEST).contains(&length) {
        return false;
    }
    let text = folded(&lines.join(" "));
    let Some(finder) = SIGNAL_FINDER.as_ref() else { return false };
    let mut first = None;
    finder.find_iter(&text).any(|hit| *first.get_or_insert(hit.pattern()) != hit.pattern())
}

/// Whether a line stands above a disclaimer and belongs to it.
pub(super) fn is_heading(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > LONGEST_LABEL {
        return false;
    }
    let bare = folded(line);
    HEADINGS.contains(&bare.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether a short line says how secret the message is: `STRICTLY CONFIDENTIAL`, `Classification: Internal`, `TLP:RED`.
/// Such a line is the sender's word wherever it stands.
pub(super) fn is_label(line: &str) -> bool {
    let line = line.trim();
    if line.len() < 3 || line.len() > LONGEST_LABEL || is_heading(line) {
        return false;
    }
    let bare = folded(line);
    let begins_so = LABELS.iter().any(|label| starts_with(&bare, label));
    let is_upper = || !line.chars().any(char::is_lowercase) && line.chars().any(char::is_uppercase);
    begins_so || (is_upper() && MARKINGS.iter().any(|word| bare.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_headings_and_names() {
        for label in [
            "STRICTLY CONFIDENTIAL",
            "Classification: Internal",
            "TLP:RED",
            "*** INTERN ***",
            "NUR FÜR DEN DIENSTGEBRAUCH",
            "CONFIDENCIAL",
        ] {
            assert!(is_label(label), "{label}");
        }
        for other in ["CONFIDENTIALITY NOTICE", "Confidential", "ANNA BERG", "FIRM GMBH", "Aviso legal:", "X"] {
            assert!(!is_label(other), "{other}");
        }
        assert!(
            is_heading("Confidentiality Notice:") && is_heading("*HAFTUNGSAUSSCHLUSS*") && !is_heading("Confidential")
        );
    }
}
