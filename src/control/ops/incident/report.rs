//! Letters and reports, made from the record as files.

use crate::app::failure::{Failure, exit};
use crate::base::{Address, Language};
use crate::incident::copies::{Account, briefing_card, facts_copy, internal_copy, manager_copy, prevention_page};
use crate::incident::{Draft, IncidentId, calendar, json, letters};
use crate::report::bundle::{self, File};
use crate::report::{Document, html, markdown, pdf};

use super::super::Ops;
use super::{Case, Change};

/// What is to be made.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The languages; each gets its own files.
    pub languages: Vec<Language>,
    /// The manager's copy too: about an employee, for the boss alone.
    pub manager: bool,
    /// The evidence too, as an archive with its digests.
    pub evidence: bool,
}

impl Ops {
    /// The drafts of letters that apply, in `language` or in the incident's.
    ///
    /// # Errors
    /// When there is none of that number for them.
    pub async fn incident_letters(&self, id: IncidentId, language: Option<Language>) -> Result<Vec<Draft>, Failure> {
        let case = self.incident(id).await?;
        Ok(self.drafts(&case, language.unwrap_or(case.incident.language)))
    }

    fn drafts(&self, case: &Case, language: Language) -> Vec<Draft> {
        let setting = self.setting(&case.incident.known);
        letters(&case.incident, &case.assessment, &setting.contacts, language, &setting.office.zone)
    }

    /// A draft as a mail to be opened for writing.
    pub fn draft_mail(&self, case: &Case, draft: &Draft) -> Option<Vec<u8>> {
        let sender = case.incident.known.sender.parse::<Address>().ok();
        let from = sender.or_else(|| self.actor.person.clone())?;
        draft.eml(&from, case.at)
    }

    /// The whole report as files: both copies, the card for the boss, calendars, letters, and the object for programs.
    ///
    /// # Errors
    /// When there is none of that number for them, the manager's copy is not theirs, or a file cannot be made.
    pub async fn export_incident(&self, id: IncidentId, wanted: &Wanted) -> Result<Vec<File>, Failure> {
        let case = self.incident(id).await?;
        if wanted.manager && !self.may_judge(&case.incident) {
            let words = "the manager's copy is about an employee: only the boss of whoever sent it gets it";
            return Err(Failure::new("not_yours", exit::NOPERM, words));
        }
        let mut kept = Vec::new();
        if wanted.evidence {
            let evidence = case.incident.evidence.iter().enumerate();
            let named = evidence.map(|(n, kept)| (kept.name.as_str(), archived(n + 1, &kept.name)));
            for (name, archived) in named.chain([(super::MESSAGE, super::MESSAGE.to_owned())]) {
                if let Some(bytes) = self.store.incident_file(id, name).await? {
                    kept.push(File { name: archived, bytes });
                }
            }
        }
        let (ops, options) = (self.clone(), wanted.clone());
        let files = self.work(move || ops.files(&case, &options, &kept)).await??;
        let languages: Vec<&str> = wanted.languages.iter().map(|language| language.tag()).collect();
        let what = format!(
            "{}{}{}",
            languages.join(" "),
            if wanted.manager { " manager" } else { "" },
            if wanted.evidence { " evidence" } else { "" }
        );
        self.change_incident(id, Change::Exported(what)).await?;
        Ok(files)
    }

    fn files(&self, case: &Case, wanted: &Wanted, kept: &[File]) -> Result<Vec<File>, Failure> {
        let Case { incident, assessment, at } = case;
        let setting = self.setting(&incident.known);
        let host = self.config.smtp.hostname.as_str();
        let mut files = Vec::new();
        for language in &wanted.languages {
            let account = Account { incident, assessment, setting: &setting, language: *language, now: *at };
            let folder = if wanted.languages.len() > 1 { format!("{}/", language.tag()) } else { String::new() };
            let mut copies = vec![
                ("facts", facts_copy(&account)),
                ("internal", internal_copy(&account)),
                ("briefing-card", briefing_card(&account)),
                ("prevention", prevention_page(&account)),
            ];
            if wanted.manager {
                copies.push(("manager", manager_copy(&account)));
            }
            for (name, document) in copies {
                rendered(&format!("{folder}{name}"), &document, &mut files)?;
            }
            let calendars = calendar::calendars(incident, assessment, *language, host, *at);
            files.push(file(format!("{folder}followup.ics"), calendars.followup));
            files.push(file(format!("{folder}todo.ics"), calendars.todo));
            for (n, draft) in self.drafts(case, *language).iter().enumerate() {
                let name = format!("{folder}letters/{:02}-{}", n + 1, file_name(&draft.key));
                files.push(file(format!("{name}.md"), draft.markdown()));
                if let Some(bytes) = self.draft_mail(case, draft) {
                    files.push(File { name: format!("{name}.eml"), bytes });
                }
            }
        }
        let object = serde_json::to_string_pretty(&json::export(incident, assessment, *at)).map_err(unmade)?;
        files.push(file("incident.json".to_owned(), object + "\n"));
        if wanted.evidence {
            files.push(File { name: "evidence.zip".to_owned(), bytes: bundle::zip(kept, *at).map_err(unmade)? });
        }
        Ok(files)
    }
}

/// A document in every format.
fn rendered(name: &str, document: &Document, files: &mut Vec<File>) -> Result<(), Failure> {
    files.push(file(format!("{name}.md"), markdown::render(document)));
    files.push(file(format!("{name}.html"), html::render(document).map_err(unmade)?));
    files.push(File { name: format!("{name}.pdf"), bytes: pdf::render(document).map_err(unmade)? });
    Ok(())
}

fn file(name: String, text: String) -> File {
    File { name, bytes: text.into_bytes() }
}

/// `deletion:kellner@kita.example` as a file may be called.
fn file_name(key: &str) -> String {
    key.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '@') { c } else { '-' }).collect()
}

/// The name of the `n`th piece of evidence in the archive, where every system can take it apart: `evidence/02-form.pdf`.
fn archived(n: usize, name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-@+".contains(c) { c } else { '-' }).collect();
    format!("evidence/{n:02}-{}", plain.trim_end_matches('.'))
}

fn unmade(error: impl std::fmt::Display) -> Failure {
    Failure::new("report", exit::SOFTWARE, format!("the report cannot be made: {error}"))
}
