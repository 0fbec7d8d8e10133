//! The name of a file, and every other name that other programs would show for it (RFC 2183, RFC 2231, RFC 2047).

use super::content_type::Typed;
use super::words;
use crate::base::letters::is_ignorable;

/// Other names that are kept.
const MOST: usize = 16;

/// The names of one part.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// What most programs show; empty if there is none.
    pub(super) name: String,
    /// What others show, without repeats.
    pub(super) others: Vec<String>,
    /// Whether two of them have different endings: another ending is another kind of file.
    pub(super) contradict: bool,
}

/// The names in `Content-Disposition` and `Content-Type`.
pub(super) fn read(typed: &Typed, disposition: &Typed) -> Names {
    let decoded = |name: &str| words::decoded(name.trim()).into_owned();
    let readings: Vec<String> =
        disposition.readings("filename").chain(typed.readings("name")).map(decoded).filter(|n| !n.is_empty()).collect();
    let Some(name) = readings.first().cloned() else { return Names::default() };
    let ends: Vec<Option<String>> = readings.iter().map(|n| ending(n)).collect();
    let mut names =
        Names { contradict: ends.windows(2).any(|w| matches!(w, [a, b] if a != b)), name, others: Vec::new() };
    for reading in &readings {
        names.add(reading.clone());
        for other in derived(reading) {
            names.add(other);
        }
    }
    names
}

impl Names {
    fn add(&mut self, name: String) {
        if !name.is_empty() && name != self.name && !self.others.contains(&name) && self.others.len() < MOST {
            self.others.push(name);
        }
    }
}

/// What programs make of a name before they write a file: nothing that turns letters round, no folders, nothing behind a
/// NUL, no dots and blanks at the end.
fn derived(name: &str) -> [String; 4] {
    let seen: String = name.chars().filter(|c| !is_ignorable(*c)).collect();
    let bare = seen.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let cut = bare.split('\0').next().unwrap_or_default().to_owned();
    let trimmed = cut.trim_end_matches(['.', ' ', '\u{a0}']).to_owned();
    [seen, bare, cut, trimmed]
}

fn ending(name: &str) -> Option<String> {
    name.trim().rsplit_once('.').map(|(_, ending)| ending.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M10 of the requirements.
    #[test]
    fn every_reading_of_a_name_is_kept() {
        for (disposition, name, others) in [
            ("attachment; filename=\"plan.pdf\"", "plan.pdf", &[][..]),
            ("attachment; filename=\"U.pdf\"; filename*=utf-8''%C3%9C.pdf", "Ü.pdf", &["U.pdf"]),
            ("attachment; filename=a.pdf; filename=b.exe", "a.pdf", &["b.exe"]),
            ("attachment; filename*0=\"pl\"; filename*1=\"an.exe\"; filename=x.pdf", "plan.exe", &["x.pdf"]),
            ("attachment; filename=\"=?utf-8?q?=C3=9C.pdf?=\"", "Ü.pdf", &[]),
            ("attachment; filename=\"plan.exe. \"", "plan.exe.", &["plan.exe"]),
            ("attachment; filename=\"plan.pdf\u{0}.exe\"", "plan.pdf\0.exe", &["plan.pdf"]),
            ("attachment; filename=\"plan\u{202e}fdp.exe\"", "plan\u{202e}fdp.exe", &["planfdp.exe"]),
            ("attachment; filename=\"..\\\\..\\\\plan.exe\"", "..\\..\\plan.exe", &["plan.exe"]),
            ("attachment; filename*=utf-8'en-us'x.exe", "x.exe", &[]),
        ] {
            let names = read(&Typed::default(), &Typed::read(disposition));
            assert_eq!(names.name, name, "{disposition}");
            assert_eq!(names.others, others, "{disposition}");
        }
        let names = read(&Typed::read("a/b; name=x.exe"), &Typed::read("attachment; filename=x.pdf"));
        assert!(names.contradict && names.name == "x.pdf" && names.others == ["x.exe"]);
    }
}
