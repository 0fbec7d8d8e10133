//! Machine readable zones of passports and identity cards (ICAO 9303 parts 3 to 6), by their check digits. Scanners and
//! mail break the lines and put blanks in, so these are taken out first.

use super::Identifier;
use super::kind::Kind;
use super::source::Source;

/// The most characters of a zone: two lines of 44, or three of 30.
const ZONE: usize = 90;

/// The most octets a zone may take with its blanks.
const SPREAD: usize = 3 * ZONE;

/// Where in a zone a field stands, and where its check digit.
struct Form {
    length: usize,
    /// The letters a zone of this form begins with.
    first: &'static [u8],
    number: (usize, usize),
    birth: (usize, usize),
    expiry: (usize, usize),
    /// What the last check digit is over, and where it stands.
    composite: (&'static [(usize, usize)], usize),
}

const FORMS: [Form; 3] = [
    // TD3, the passport's page (part 4).
    Form {
        length: 88,
        first: b"P",
        number: (44, 53),
        birth: (57, 63),
        expiry: (65, 71),
        composite: (&[(44, 54), (57, 64), (65, 87)], 87),
    },
    // TD1, the card (part 5).
    Form {
        length: 90,
        first: b"IAC",
        number: (5, 14),
        birth: (30, 36),
        expiry: (38, 44),
        composite: (&[(5, 30), (30, 37), (38, 45), (48, 59)], 59),
    },
    // TD2, the larger card (part 6).
    Form {
        length: 72,
        first: b"IACP",
        number: (36, 45),
        birth: (49, 55),
        expiry: (57, 63),
        composite: (&[(36, 46), (49, 56), (57, 71)], 71),
    },
];

/// The longest stretch from a zone's first letter to its first two fillers in a row: the whole first line of a card.
const LEAD: usize = 48;

/// How many letters before fillers are tried as a zone's first, so that hostile text costs no more.
const TRIES: usize = 4;

/// How far apart the fillers must stand that are looked at, likewise.
const APART: usize = 16;

/// The zone around two fillers in a row at `at`; `looked` is where the last one was looked for.
pub(super) fn passport_at(source: &Source, at: usize, looked: &mut usize) -> Option<Identifier> {
    let before = source.octets()[..at].iter().rev().take(3).find(|octet| **octet != b' ');
    if before == Some(&b'<') || (*looked > 0 && at < *looked + APART) {
        return None;
    }
    *looked = at;
    let possible = |start: &usize| b"PIAC".contains(&source.octet(*start)) && source.starts_word(*start);
    let mut starts = (at.saturating_sub(LEAD)..at).filter(possible).take(TRIES);
    starts.find_map(|start| zone_at(source, start))
}

fn zone_at(source: &Source, start: usize) -> Option<Identifier> {
    let mut zone = Vec::with_capacity(ZONE);
    for octet in source.octets()[start..].iter().take(SPREAD) {
        match octet {
            b'A'..=b'Z' | b'0'..=b'9' | b'<' if zone.len() < ZONE => zone.push(*octet),
            b' ' | b'\n' | b'\r' | b'\t' | b'>' | b'|' => {}
            _ => break,
        }
    }
    FORMS.iter().find_map(|form| {
        let chars = zone.get(..form.length)?;
        let field = |(from, to): (usize, usize)| checks(&chars[from..to], chars[to]);
        let all: Vec<u8> = form.composite.0.iter().flat_map(|(from, to)| &chars[*from..*to]).copied().collect();
        let right = form.first.contains(&chars[0])
            && chars[2..5].iter().all(|octet| octet.is_ascii_uppercase() || *octet == b'<')
            // A number of more than nine characters goes on elsewhere and has a filler for its check.
            && (chars[form.number.1] == b'<' || field(form.number))
            && field(form.birth)
            && field(form.expiry)
            && checks(&all, chars[form.composite.1]);
        let number = String::from_utf8_lossy(&chars[form.number.0..form.number.1]).replace('<', "");
        right.then(|| Identifier::masked(Kind::Passport, number, start))
    })
}

/// Whether `check` is the rest by ten of the characters with weights 7, 3, 1; a filler counts nothing (9303-3, 4.9).
fn checks(field: &[u8], check: u8) -> bool {
    let of = |octet: u8| match octet {
        b'0'..=b'9' => u32::from(octet - b'0'),
        b'A'..=b'Z' => u32::from(octet - b'A') + 10,
        _ => 0,
    };
    let sum: u32 = field.iter().zip([7, 3, 1].iter().cycle()).map(|(octet, weight)| of(*octet) * weight).sum();
    check.is_ascii_digit() && sum % 10 == of(check)
}

#[cfg(test)]
mod tests {
    use super::super::find;

    fn numbers(text: &str) -> Vec<String> {
        let passports = find(text).into_iter().filter(|found| found.kind == super::Kind::Passport);
        passports.map(|found| found.number).collect()
    }

    /// The specimens of ICAO 9303 parts 4, 5 and 6.
    #[test]
    fn the_specimens_are_found_however_they_are_broken() {
        let td3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
        let td1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
        let td2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
        for (zone, number) in [(td3, "L898902C3"), (td1, "D23145890"), (td2, "D23145890")] {
            assert_eq!(numbers(zone), [number]);
            assert_eq!(numbers(&format!("Scan:\r\n> {} end", zone.replace('\n', "\r\n> "))), [number]);
            assert_eq!(numbers(&zone.replace('<', "< ")), [number]);
            assert!(numbers(&zone.replace("740812", "740813")).is_empty());
        }
    }
}
