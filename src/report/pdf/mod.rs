//! A document as PDF: A4, fonts embedded, headings as bookmarks, tagged for those who hear it (PDF/UA-1). The same document
//! makes the same file.

mod faces;
mod flow;
mod lines;
mod paint;
mod sheet;

use krilla::error::KrillaError;

use super::Document;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A font of ours cannot be read.
    #[error("the fonts of the report cannot be read")]
    Fonts,
    /// What was made is no valid PDF/UA.
    #[error("the report cannot be written as PDF: {0}")]
    Krilla(KrillaError),
}

/// `document` as PDF.
pub fn render(document: &Document) -> Result<Vec<u8>, PdfError> {
    let document = document.tidy();
    let faces = faces::Faces::new().ok_or(PdfError::Fonts)?;
    let laid = flow::lay_out(&document, &faces);
    paint::painted(&document, &faces, laid).map_err(PdfError::Krilla)
}

#[cfg(test)]
mod tests;
