//! What a form of an incident brings along: fields, some of which may stand several times, and files.

use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{StatusCode, header};

use super::super::caller::Caller;
use super::super::{Web, form};
use crate::app::failure::{Failure, exit};
use crate::base::text::one_line;
use crate::store::KeptFile;

/// The fields and files of a form.
#[derive(Debug, Default)]
pub(super) struct Given {
    fields: Vec<(String, String)>,
    files: Vec<(String, KeptFile)>,
}

impl Given {
    /// Reads the form, if it is this caller's.
    ///
    /// # Errors
    /// When it is not, or does not come whole.
    pub(super) async fn read(web: &Web, caller: &Caller, request: Request) -> Result<Given, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let given = if kind.to_ascii_lowercase().starts_with("multipart/form-data") {
            Given::in_parts(request).await?
        } else {
            let body = String::from_request(request, &()).await;
            let body = body.map_err(|error| unclear(error.status(), error.body_text()))?;
            Given { fields: serde_urlencoded::from_str(&body).unwrap_or_default(), files: Vec::new() }
        };
        let none = || Failure::new("token", exit::NOPERM, "no session").denied("token");
        form::made_at(caller.secret.as_ref().ok_or_else(none)?, given.text("token"), web.0.clock.now())?;
        Ok(given)
    }

    async fn in_parts(request: Request) -> Result<Given, Failure> {
        let parts = Multipart::from_request(request, &()).await;
        let mut parts = parts.map_err(|error| unclear(error.status(), error.body_text()))?;
        let mut given = Given::default();
        while let Some(part) = parts.next_field().await.map_err(|error| unclear(error.status(), error.body_text()))? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(|name| one_line(name, 100));
            let bytes = part.bytes().await.map_err(|error| unclear(error.status(), error.body_text()))?;
            match file {
                // A field for a file that was left empty comes without a name.
                Some(file) if !file.is_empty() || !bytes.is_empty() => {
                    given.files.push((name, KeptFile { name: file, bytes: bytes.to_vec() }));
                }
                Some(_) => {}
                None => given.fields.push((name, String::from_utf8_lossy(&bytes).into_owned())),
            }
        }
        Ok(given)
    }

    /// The field `name`, without blanks around it; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every field `name`.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// The file `name`.
    pub(super) fn file(&self, name: &str) -> Option<KeptFile> {
        self.files.iter().find(|(field, _)| field == name).map(|(_, file)| file.clone())
    }
}

#[cfg(test)]
impl Given {
    /// A form with these fields.
    pub(super) fn of(fields: &[(&str, &str)]) -> Given {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Given { fields, files: Vec::new() }
    }
}

fn unclear(status: StatusCode, words: String) -> Failure {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Failure::new("too_large", exit::DATAERR, "that file is too large: nothing was changed");
    }
    Failure::new("form", exit::USAGE, format!("the form did not come whole: {}", one_line(&words, 200)))
}
