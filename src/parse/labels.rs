//! What the header says of how secret a message is, and where its sender's clock stands.

use jiff::Zoned;
use jiff::fmt::rfc2822;

use super::headers::Fields;
use super::{Label, words};

/// Fields with a label, lower case: RFC 4021 §2.1.55, the Australian protective marking, and what programs that classify
/// mail write.
const FIELDS: &[&str] =
    &["sensitivity", "x-protective-marking", "x-classification", "classification", "x-tlp", "x-sensitivity"];
/// Labels of one message that are kept.
const MOST: usize = 20;
/// Longer values are cut, in octets.
const LONGEST: usize = 500;
/// The longest `Date` that is read, in octets.
const LONGEST_DATE: usize = 100;

/// The labels, in the order of [`FIELDS`].
pub(super) fn labels(fields: &Fields<'_>) -> Vec<Label> {
    let label = |field: &str, value: &str| Label {
        field: field.to_owned(),
        value: value.get(..value.floor_char_boundary(LONGEST)).unwrap_or(value).trim().to_owned(),
    };
    let mut out = Vec::new();
    for name in FIELDS {
        out.extend(fields.all(name).take(MOST).map(|f| label(name, &words::decoded(&f.text()))));
    }
    for field in fields.all("msip_labels").take(MOST) {
        out.extend(names(&field.text()).map(|value| label("msip_labels", value)));
    }
    out.retain(|label| !label.value.is_empty());
    out.truncate(MOST);
    out
}

/// The names in `MSIP_Label_GUID_Enabled=true; MSIP_Label_GUID_Name=Confidential; …`.
fn names(value: &str) -> impl Iterator<Item = &str> {
    value.split(';').filter_map(|pair| {
        let (key, name) = pair.split_once('=')?;
        let key = key.trim();
        (key.get(..11)?.eq_ignore_ascii_case("msip_label_") && key.ends_with("_Name")).then_some(name.trim())
    })
}

/// The offset from UTC in seconds that the `Date` field gives; none where it says that it does not know (`-0000`, RFC 5322
/// §3.3).
pub(super) fn utc_offset(fields: &Fields<'_>) -> Option<i32> {
    let knows = fields.first("date").is_some_and(|date| !date.contains("-0000"));
    written(fields).filter(|_| knows).map(|zoned| zoned.offset().seconds())
}

/// When it was written, as the `Date` field says.
pub(super) fn written(fields: &Fields<'_>) -> Option<Zoned> {
    let date = fields.first("date").filter(|date| date.len() <= LONGEST_DATE)?;
    static PARSER: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    PARSER.parse_zoned(date.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::super::anomaly::Anomalies;
    use super::*;

    fn with<T>(header: &str, read: impl FnOnce(&Fields<'_>) -> T) -> T {
        read(&Fields::read(header.as_bytes(), &mut Anomalies::default()).0)
    }

    #[test]
    fn labels_are_read_decoded() {
        let header = "Sensitivity: Company-Confidential\r\nX-Classification: =?utf-8?q?Streng_geheim_=C3=BC?=\r\n\
                      MSIP_Labels: MSIP_Label_1234_Enabled=true;\r\n MSIP_Label_1234_Name=Highly Confidential; \
                      MSIP_Label_1234_SiteId=9\r\nX-TLP:\r\n\r\n";
        let labels = with(header, labels);
        let shown: Vec<_> = labels.iter().map(|l| (l.field.as_str(), l.value.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("sensitivity", "Company-Confidential"),
                ("x-classification", "Streng geheim ü"),
                ("msip_labels", "Highly Confidential")
            ]
        );
    }

    #[test]
    fn the_offset_is_the_senders() {
        for (date, offset) in [
            ("Tue, 3 Nov 2026 10:12:00 +0100", Some(3600)),
            ("Mon, 3 Nov 2026 10:12:00 -0330 (NST)", Some(-12600)),
            ("3 Nov 2026 10:12 GMT", Some(0)),
            ("Tue, 3 Nov 2026 10:12:00 -0000", None),
            ("yesterday", None),
        ] {
            assert_eq!(with(&format!("Date: {date}\r\n\r\n"), utc_offset), offset, "{date}");
        }
    }
}
