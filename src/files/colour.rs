//! Colours as office files write them.

/// Whether `colour` cannot be told from white paper: `FFFFFF`, `#ffffff`, `FFFFFFFF` with its opacity first, or nearly so.
pub(super) fn is_white(colour: &str) -> bool {
    let hex = colour.trim().trim_start_matches('#');
    let rgb = if hex.len() == 8 { hex.get(2..).unwrap_or_default() } else { hex };
    let channel = |at: usize| rgb.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    rgb.len() == 6 && [0, 2, 4].into_iter().all(|at| channel(at).is_some_and(|level| level >= 0xf0))
}

#[cfg(test)]
mod tests {
    use super::is_white;

    #[test]
    fn nearly_white_is_white() {
        assert!(["FFFFFF", "#ffffff", "FFFFFFFF", "FEFEFE", "#f5F5f0"].into_iter().all(is_white));
        assert!(!["auto", "", "FFFF00", "FF000000", "EEEEEE", "FFF", "ßßß"].into_iter().any(is_white));
    }
}
