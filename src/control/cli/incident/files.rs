//! Letters and reports as files in a folder, readable by their owner alone.

use std::fs;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use super::super::super::ops::Ops;
use super::super::super::ops::incident::Wanted;
use super::super::{owned, print};
use crate::app::failure::{Failure, exit};
use crate::base::Language;
use crate::incident::IncidentId;

/// `outguard incident letters`: on standard output, or as files.
pub(super) async fn letters(
    ops: &Ops,
    id: IncidentId,
    language: Option<Language>,
    to: Option<&Path>,
    as_json: bool,
) -> Result<u8, Failure> {
    let drafts = ops.incident_letters(id, language).await?;
    let case = ops.incident(id).await?;
    if let Some(folder) = to {
        for (n, draft) in drafts.iter().enumerate() {
            let name: String = draft
                .key
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() || "-.@".contains(c) { c } else { '-' })
                .collect();
            let name = format!("{:02}-{name}", n + 1);
            write(folder, &format!("{name}.md"), draft.markdown().as_bytes())?;
            if let Some(bytes) = ops.draft_mail(&case, draft) {
                write(folder, &format!("{name}.eml"), &bytes)?;
            }
        }
        return print::text(&format!("{}\n", folder.display()));
    }
    if as_json {
        return drafts.iter().try_fold(0, |_, draft| print::json(draft));
    }
    let texts: Vec<String> = drafts.iter().map(crate::incident::Draft::markdown).collect();
    print::text(&texts.join("\n"))
}

/// `outguard incident export`.
pub(super) async fn export(
    ops: &Ops,
    id: IncidentId,
    folder: &Path,
    languages: Vec<Language>,
    manager: bool,
    evidence: bool,
) -> Result<u8, Failure> {
    let languages = if languages.is_empty() { vec![ops.incident(id).await?.incident.language] } else { languages };
    let files = ops.export_incident(id, &Wanted { languages, manager, evidence }).await?;
    let mut out = String::new();
    for file in &files {
        write(folder, &file.name, &file.bytes)?;
        out.push_str(&format!("{}\n", folder.join(&file.name).display()));
    }
    print::text(&out)
}

/// Writes `name`, which may name folders, below `folder`.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = folder.join(name);
    let failed = |error| Failure::new("output", exit::CANTCREAT, format!("{}: {error}", path.display()));
    if let Some(parent) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(parent).map_err(failed)?;
    }
    owned::write(&path, bytes).map_err(failed)
}
