//! Colours as HTML and CSS write them, and whether a person can tell two apart.

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour([u8; 3]);

/// What the colour of a text or a background is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    /// This colour.
    Solid(Colour),
    /// Nothing shows.
    Clear,
    /// A picture, or a way to write colours that is not read here.
    Unknown,
}

/// White, on which mail programs write.
pub(super) const WHITE: Colour = Colour([255; 3]);
/// Black, in which they do.
pub(super) const BLACK: Colour = Colour([0; 3]);

/// Names white and near-white texts are given, and the commonest others.
const NAMES: &[(&str, [u8; 3])] = &[
    ("white", [255, 255, 255]),
    ("black", [0, 0, 0]),
    ("window", [255, 255, 255]),
    ("windowtext", [0, 0, 0]),
    ("canvas", [255, 255, 255]),
    ("canvastext", [0, 0, 0]),
    ("snow", [255, 250, 250]),
    ("ivory", [255, 255, 240]),
    ("ghostwhite", [248, 248, 255]),
    ("floralwhite", [255, 250, 240]),
    ("mintcream", [245, 255, 250]),
    ("azure", [240, 255, 255]),
    ("whitesmoke", [245, 245, 245]),
    ("gray", [128, 128, 128]),
    ("grey", [128, 128, 128]),
    ("silver", [192, 192, 192]),
    ("lightgray", [211, 211, 211]),
    ("lightgrey", [211, 211, 211]),
    ("red", [255, 0, 0]),
    ("blue", [0, 0, 255]),
    ("navy", [0, 0, 128]),
    ("green", [0, 128, 0]),
    ("yellow", [255, 255, 0]),
];

impl Colour {
    /// Whether text in `self` on `other` cannot be seen, or hardly: the channels differ by no more than 48 together,
    /// which is less contrast than 1.15 to 1 (WCAG 2.2 asks 4.5).
    pub(super) fn is_near(self, other: Colour) -> bool {
        self.0.iter().zip(other.0).map(|(a, b)| u32::from(a.abs_diff(b))).sum::<u32>() <= 48
    }
}

/// Reads `#rgb`, `#rrggbb`, `rgb(…)`, `rgba(…)`, a name, or the `rrggbb` of old attributes.
pub(super) fn read(text: &str) -> Paint {
    let text = text.trim().trim_end_matches("!important").trim_end();
    if text.eq_ignore_ascii_case("transparent") {
        return Paint::Clear;
    }
    if let Some((_, rgb)) = NAMES.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)) {
        return Paint::Solid(Colour(*rgb));
    }
    hexadecimal(text).or_else(|| function(text)).unwrap_or(Paint::Unknown)
}

fn hexadecimal(text: &str) -> Option<Paint> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let channel = |shift: u32, mask: u32, times: u32| u8::try_from((value >> shift & mask) * times).unwrap_or(0);
    let short = |shift| channel(shift, 0xf, 17);
    let long = |shift| channel(shift, 0xff, 1);
    match digits.len() {
        3 => Some(Paint::Solid(Colour([short(8), short(4), short(0)]))),
        4 if short(0) == 0 => Some(Paint::Clear),
        4 => Some(Paint::Solid(Colour([short(12), short(8), short(4)]))),
        6 => Some(Paint::Solid(Colour([long(16), long(8), long(0)]))),
        8 if long(0) == 0 => Some(Paint::Clear),
        8 => Some(Paint::Solid(Colour([long(24), long(16), long(8)]))),
        _ => None,
    }
}

fn function(text: &str) -> Option<Paint> {
    let (name, rest) = text.split_once('(')?;
    if !name.trim().eq_ignore_ascii_case("rgb") && !name.trim().eq_ignore_ascii_case("rgba") {
        return None;
    }
    let inner = rest.split(')').next()?;
    let mut numbers = inner.split([',', ' ', '/']).filter(|n| !n.is_empty()).map(|n| match n.strip_suffix('%') {
        Some(percent) => percent.parse::<f32>().map(|p| p * 2.55),
        None => n.parse::<f32>(),
    });
    let mut channel = || numbers.next()?.ok().map(|n| n.clamp(0.0, 255.0) as u8);
    let rgb = [channel()?, channel()?, channel()?];
    match numbers.next() {
        Some(Ok(alpha)) if alpha < 0.05 => Some(Paint::Clear),
        _ => Some(Paint::Solid(Colour(rgb))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_however_written() {
        for text in [
            "#fff",
            "#FFFFFF",
            "white",
            "rgb(255,255,255)",
            "RGB(100%, 100%, 100%)",
            "ffffff",
            "#ffff",
            "White !important",
        ] {
            assert_eq!(read(text), Paint::Solid(WHITE), "{text}");
        }
        for text in ["transparent", "rgba(0,0,0,0)", "rgb(1 2 3 / 0)", "#00000000"] {
            assert_eq!(read(text), Paint::Clear, "{text}");
        }
        for text in ["url(x.png)", "var(--x)", "inherit", "#ggg", "", "rgb(a)", "ü"] {
            assert_eq!(read(text), Paint::Unknown, "{text}");
        }
    }

    #[test]
    fn near_means_that_nobody_sees_it() {
        let of = |text: &str| match read(text) {
            Paint::Solid(colour) => colour,
            other => panic!("{other:?}"),
        };
        assert!(of("#fefefe").is_near(WHITE) && of("whitesmoke").is_near(WHITE) && of("#0a0a0a").is_near(BLACK));
        assert!(!of("#999").is_near(WHITE) && !of("#e0e0e0").is_near(WHITE) && !of("yellow").is_near(WHITE));
    }
}
