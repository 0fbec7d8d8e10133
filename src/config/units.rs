//! Durations and sizes as people write them: a number never stands without its unit.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A duration such as `30s`, `1h30m`, `5d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DurationText(pub Duration);

/// A size in octets such as `50MB` or `512MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeText(pub usize);

/// Largest first, as they are written and shown.
const DURATION_UNITS: [(&str, u64); 6] =
    [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

const SIZE_UNITS: [(&str, usize); 7] = [
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("kB", 1000),
    ("B", 1),
];

/// Reads a duration: whole numbers, each with its unit (`ms`, `s`, `m`, `h`, `d`, `w`), added up. A day is 24 hours.
///
/// # Errors
/// Says in words what is missing.
pub fn duration(text: &str) -> Result<Duration, String> {
    let mut total: u64 = 0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err("an empty text is not a duration; write for instance \"30s\" or \"5d\"".to_owned());
    }
    while !rest.is_empty() {
        let (number, unit, behind) = number_and_unit(rest);
        rest = behind;
        if number.is_empty() {
            return Err(format!("`{text}` is not a duration; write for instance \"30s\", \"1h30m\" or \"5d\""));
        }
        if unit.is_empty() {
            return Err(format!(
                "`{text}` has no unit; write \"{number}s\", \"{number}m\", \"{number}h\" or \"{number}d\""
            ));
        }
        let Some((_, millis)) = DURATION_UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(format!("`{unit}` is not a unit of time; there are ms, s, m, h, d and w"));
        };
        let piece = number.parse::<u64>().ok().and_then(|n| n.checked_mul(*millis));
        total = piece.and_then(|p| total.checked_add(p)).ok_or_else(|| format!("`{text}` is too long"))?;
    }
    Ok(Duration::from_millis(total))
}

/// Reads a size: one whole number and `B`, `kB`, `MB`, `GB` (powers of 1000) or `KiB`, `MiB`, `GiB` (of 1024), in any
/// case.
///
/// # Errors
/// Says in words what is missing.
pub fn size(text: &str) -> Result<usize, String> {
    let (number, unit, behind) = number_and_unit(text.trim());
    if number.is_empty() || !behind.is_empty() {
        return Err(format!("`{text}` is not a size; write for instance \"50MB\" or \"512MiB\""));
    }
    if unit.is_empty() {
        return Err(format!("`{text}` has no unit; write \"{number}MB\" or \"{number}kB\""));
    }
    let Some((_, octets)) = SIZE_UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)) else {
        return Err(format!("`{unit}` is not a unit of size; there are B, kB, MB, GB, KiB, MiB and GiB"));
    };
    number.parse::<usize>().ok().and_then(|n| n.checked_mul(*octets)).ok_or_else(|| format!("`{text}` is too large"))
}

/// Splits `1h30m` into `1`, `h` and `30m`; blanks between are passed over.
fn number_and_unit(text: &str) -> (&str, &str, &str) {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(digits);
    let rest = rest.trim_start();
    let letters = rest.find(|c: char| c.is_ascii_digit() || c.is_whitespace()).unwrap_or(rest.len());
    let (unit, behind) = rest.split_at(letters);
    (number, unit, behind.trim_start())
}

/// A duration as [`duration`] reads it, in the largest unit that divides it (`72h` is `3d`).
pub fn show_duration(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    if millis == 0 {
        return "0s".to_owned();
    }
    let unit = DURATION_UNITS.iter().find(|(_, unit)| millis.is_multiple_of(*unit));
    unit.map_or_else(String::new, |(name, unit)| format!("{}{name}", millis / unit))
}

/// A size as [`size`] reads it, in the largest unit that divides it.
pub fn show_size(octets: usize) -> String {
    let unit = SIZE_UNITS.iter().find(|(_, unit)| octets != 0 && octets.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{octets}B"), |(name, unit)| format!("{}{name}", octets / unit))
}

/// Reads a text; a bare number is told to get a unit.
struct WithUnit<T> {
    expecting: &'static str,
    units: [&'static str; 2],
    read: fn(&str) -> Result<T, String>,
}

impl<T> Visitor<'_> for WithUnit<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.read)(text).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        let [first, second] = self.units;
        Err(E::custom(format!("`{number}` has no unit; write \"{number}{first}\" or \"{number}{second}\"")))
    }
}

impl<'de> Deserialize<'de> for DurationText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<DurationText, D::Error> {
        let visitor = WithUnit { expecting: "a duration such as \"30s\"", units: ["s", "m"], read: duration };
        from.deserialize_any(visitor).map(DurationText)
    }
}

impl<'de> Deserialize<'de> for SizeText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<SizeText, D::Error> {
        let visitor = WithUnit { expecting: "a size such as \"50MB\"", units: ["MB", "kB"], read: size };
        from.deserialize_any(visitor).map(SizeText)
    }
}

impl JsonSchema for DurationText {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let pattern = r"^(\s*\d+\s*(ms|s|m|h|d|w))+\s*$";
        json_schema!({ "type": "string", "pattern": pattern, "examples": ["30s", "72h", "5d"] })
    }
}

impl JsonSchema for SizeText {
    fn schema_name() -> Cow<'static, str> {
        "Size".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let pattern = r"^\s*\d+\s*([kKmMgG][iI]?)?[bB]\s*$";
        json_schema!({ "type": "string", "pattern": pattern, "examples": ["50MB", "512MiB"] })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations_add_up() {
        for (text, seconds) in [("30s", 30), ("72h", 259_200), ("5d", 432_000), ("2w", 1_209_600), ("1h 30m", 5400)] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
    }

    #[test]
    fn a_number_without_a_unit_says_so() {
        assert_eq!(duration("30").unwrap_err(), r#"`30` has no unit; write "30s", "30m", "30h" or "30d""#);
        assert_eq!(size("50").unwrap_err(), r#"`50` has no unit; write "50MB" or "50kB""#);
        for bad in ["", " ", "s", "-1s", "1.5h", "1y", "1h30", "99999999999999999999s", "18446744073709551615w"] {
            assert!(duration(bad).is_err(), "{bad:?}");
        }
        for bad in ["", "MB", "-1MB", "1.5MB", "1XB", "1MB2kB", "99999999999999999GB"] {
            assert!(size(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn thousands_and_powers_of_two_are_told_apart() {
        assert_eq!(size("50MB"), Ok(50_000_000));
        assert_eq!(size("512 mib"), Ok(536_870_912));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(millis in 0..u64::MAX, octets: usize) {
            prop_assert_eq!(duration(&show_duration(Duration::from_millis(millis))), Ok(Duration::from_millis(millis)));
            prop_assert_eq!(size(&show_size(octets)), Ok(octets));
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = (duration(&text), size(&text));
        }
    }
}
