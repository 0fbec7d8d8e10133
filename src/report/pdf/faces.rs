//! The two fonts of a PDF: how wide their letters are, and which glyph a letter is.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};
use unicode_bidi::{BidiInfo, Level};

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSans-Bold.ttf");

/// Stands where a font has no glyph, so that it is seen that something is missing; copied, it is the letter all the same.
const MISSING: char = '□';

/// How far letters reach above the baseline, and the whole of a line, in sizes of the font.
pub(super) const ASCENT: f32 = 0.928;
pub(super) const HEIGHT: f32 = 1.164;

/// Which of the fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
}

/// The fonts.
pub(super) struct Faces {
    regular: Loaded,
    bold: Loaded,
}

struct Loaded {
    font: Font,
    letters: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    missing: skrifa::GlyphId,
}

impl Loaded {
    fn new(bytes: &'static [u8]) -> Option<Loaded> {
        let font = Font::new(bytes.into(), 0)?;
        let read = FontRef::new(bytes).ok()?;
        let letters = read.charmap();
        // At a size of 1, widths are parts of an em.
        let metrics = read.glyph_metrics(Size::new(1.0), LocationRef::default());
        let missing = letters.map(MISSING)?;
        Some(Loaded { font, letters, metrics, missing })
    }

    fn glyph(&self, c: char) -> skrifa::GlyphId {
        self.letters.map(c).unwrap_or(self.missing)
    }

    fn advance(&self, glyph: skrifa::GlyphId) -> f32 {
        self.metrics.advance_width(glyph).unwrap_or_default()
    }
}

impl Faces {
    /// Reads the fonts.
    pub(super) fn new() -> Option<Faces> {
        Some(Faces { regular: Loaded::new(REGULAR)?, bold: Loaded::new(BOLD)? })
    }

    fn of(&self, face: Face) -> &Loaded {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }

    /// The font itself.
    pub(super) fn font(&self, face: Face) -> Font {
        self.of(face).font.clone()
    }

    /// How wide a letter is, in sizes of the font.
    pub(super) fn width(&self, face: Face, c: char) -> f32 {
        let loaded = self.of(face);
        loaded.advance(loaded.glyph(c))
    }

    /// The glyphs of a text, from left to right: where it is written from right to left, its last letter comes first.
    pub(super) fn glyphs(&self, face: Face, text: &str) -> Vec<KrillaGlyph> {
        let loaded = self.of(face);
        let glyph = |(at, c): (usize, char)| {
            let glyph = loaded.glyph(c);
            let (id, advance) = (GlyphId::new(glyph.to_u32()), loaded.advance(glyph));
            KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None)
        };
        let bidi = BidiInfo::new(text, Some(Level::ltr()));
        let Some(line) = bidi.paragraphs.first().filter(|_| bidi.has_rtl()) else {
            return text.char_indices().map(glyph).collect();
        };
        let (levels, pieces) = bidi.visual_runs(line, line.range.clone());
        let mut glyphs = Vec::new();
        for piece in pieces {
            let begins = glyphs.len();
            glyphs.extend(text[piece.clone()].char_indices().map(|(at, c)| glyph((piece.start + at, c))));
            if levels[piece.start].is_rtl() {
                glyphs[begins..].reverse();
            }
        }
        glyphs
    }
}
