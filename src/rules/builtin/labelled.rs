//! **What**: mail or a file that carries a label for the inside goes outside.
//! **Why**: somebody has said already that it must not leave; a label is set by hand or by policy and is seldom wrong.
//! **Fires on**: header fields and files' properties whose label says confidential, internal, private or more ([`CLOSED`]; RFC
//! 4021 `Sensitivity`, protective markings, labels of Microsoft Purview, the traffic light protocol), with an outsider
//! among the recipients, at `ask`.
//! **Stays silent on**: labels that say public or nothing ([`OPEN`]), and mail to insiders.
//! **Options**: none.

use crate::base::{Step, fold, text};

use super::{Case, FILES, Outcome, Reason, whole, words};

/// Words of labels for the inside; compared folded, punctuation as spaces.
const CLOSED: [&str; 25] = [
    "confidential",
    "internal",
    "private",
    "personal",
    "restricted",
    "secret",
    "sensitive",
    "protected",
    "proprietary",
    "cui",
    "vertraulich",
    "intern",
    "geheim",
    "verschlusssache",
    "vs nfd",
    "dienstgebrauch",
    "confidencial",
    "interno",
    "interna",
    "restringido",
    "restringida",
    "reservado",
    "secreto",
    "tlp red",
    "tlp amber",
];

/// Labels in which a word of [`CLOSED`] says the opposite.
const OPEN: [&str; 7] = [
    "non confidential",
    "not confidential",
    "not sensitive",
    "not protectively marked",
    "nicht vertraulich",
    "no confidencial",
    "unclassified",
];

pub(super) fn judge(case: &Case) -> Outcome {
    if case.outsiders().is_empty() {
        return Outcome::silent("nobody outside gets it");
    }
    let fields = case.facts.labels.iter().filter_map(|label| closed(&label.value));
    let message = fields.take(1).map(|label| Reason::new("labelled").with("label", label));
    let files = case.facts.attachments.iter().filter_map(|file| {
        let labels = file.properties.iter().filter(|property| property.name == "label");
        let label = labels.filter_map(|property| closed(&property.value)).next()?;
        Some(Reason::new("labelled-file").with("file", words::file(file)).with("label", label))
    });
    let findings = message
        .chain(files.take(FILES))
        .map(|reason| whole("labelled", Step::Ask, reason.with("recipient", case.outsiders_shown())));
    Outcome::of(findings.collect(), "no label says that it stays inside")
}

/// The label as it is shown, when it is one for the inside.
fn closed(value: &str) -> Option<String> {
    let named = name_within(value);
    let words: Vec<String> = fold::folded(named)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let line = format!(" {} ", words.join(" "));
    let holds = |list: &[&str]| list.iter().any(|words| line.contains(&format!(" {words} ")));
    (holds(&CLOSED) && !holds(&OPEN)).then(|| text::one_line(named.trim(), 40))
}

/// The label's name in a value of several statements: `MSIP_Label_…_Name=Confidential; …` of Microsoft, and
/// `VER=2018.4, NS=gov.au, SEC=PROTECTED` of Australia's protective marking.
fn name_within(value: &str) -> &str {
    let statements = value.split([';', ',']).filter_map(|statement| statement.split_once('='));
    let mut named = statements.filter(|(key, _)| {
        let key = key.trim().to_ascii_lowercase();
        key == "sec" || key.ends_with("_name")
    });
    named.next().map_or(value, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_for_the_inside_are_told_from_others() {
        for (value, shown) in [
            ("Company-Confidential", Some("Company-Confidential")),
            ("Personal", Some("Personal")),
            ("VER=2018.4, NS=gov.au, SEC=PROTECTED, ORIGIN=a@firm.example", Some("PROTECTED")),
            ("MSIP_Label_1f_Enabled=true; MSIP_Label_1f_Name=Streng vertraulich; MSIP_Label_1f_SiteId=2", {
                Some("Streng vertraulich")
            }),
            ("TLP:AMBER+STRICT", Some("TLP:AMBER+STRICT")),
            ("VS-NfD", Some("VS-NfD")),
            ("Restringido", Some("Restringido")),
            ("MSIP_Label_1f_Name=General", None),
            ("TLP:CLEAR", None),
            ("Public", None),
            ("Non-Confidential", None),
            ("International", None),
        ] {
            assert_eq!(closed(value).as_deref(), shown, "{value}");
        }
    }
}
