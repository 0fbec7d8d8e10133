//! Right numbers of cards, accounts and the states of Europe, by arithmetic written anew.

use super::arithmetic::{CAPITALS, DIGITS, Generator, by_sum, completed, dot, luhn, one_of};
use super::random::{Random, grouped};

fn card(random: &mut Random) -> String {
    let (prefix, length, layout): (_, usize, &[usize]) = match random.below(5) {
        0 => ("4", 16, &[4, 4, 4, 4]),
        1 => ("53", 16, &[4, 4, 4, 4]),
        2 => ("2300", 16, &[4, 4, 4, 4]),
        3 => ("37", 15, &[4, 6, 5]),
        _ => ("6011", 16, &[4, 4, 4, 4]),
    };
    let number = completed(random, DIGITS, |r| prefix.to_owned() + &r.digits(length - 1 - prefix.len()), luhn);
    one_of(random, &number, &[(layout, " "), (layout, "-"), (layout, "\u{a0}")])
}

fn iban(random: &mut Random) -> String {
    let (country, length) =
        [("DE", 18), ("ES", 20), ("NL", 14), ("GB", 18), ("FR", 23), ("NO", 11)][random.below(6) as usize];
    let letters = match country {
        "NL" | "GB" => random.of(CAPITALS, 4),
        _ => String::new(),
    };
    let account = letters.clone() + &random.digits(length - letters.len());
    let spelled: String = format!("{account}{country}").chars().map(|c| c.to_digit(36).unwrap().to_string()).collect();
    let rest = (spelled + "00").chars().fold(0, |rest, c| (rest * 10 + c.to_digit(10).unwrap()) % 97);
    let number = format!("{country}{:02}{account}", 98 - rest);
    let groups: Vec<usize> = (0..number.len()).step_by(4).map(|i| 4.min(number.len() - i)).collect();
    one_of(random, &number, &[(&groups, " "), (&groups, "\u{a0}")])
}

fn de_tax_id(random: &mut Random) -> String {
    let body = |random: &mut Random| loop {
        let mut all: Vec<char> = DIGITS.chars().collect();
        let (twice, gone) = (random.below(10) as usize, random.below(10) as usize);
        all[gone] = char::from_digit(twice as u32, 10).unwrap();
        for i in (1..10).rev() {
            all.swap(i, random.below(i as u64 + 1) as usize);
        }
        if twice != gone && all[0] != '0' {
            return all.into_iter().collect::<String>();
        }
    };
    let right = |number: &str| {
        let mut p = 10;
        for c in number[..10].chars() {
            p = (p + c.to_digit(10).unwrap()) % 10;
            p = 2 * (if p == 0 { 10 } else { p }) % 11;
        }
        (p + number[10..].parse::<u32>().unwrap()) % 10 == 1
    };
    let number = completed(random, DIGITS, body, right);
    one_of(random, &number, &[(&[2, 3, 3, 3], " ")])
}

fn de_social(random: &mut Random) -> String {
    let letter = random.of(CAPITALS, 1);
    let place = CAPITALS.find(&letter).unwrap() + 1;
    let serial = random.digits(2);
    let head = format!("{:02}{}", 2 + random.below(88), random.ddmmyy());
    let spelled = format!("{head}{place:02}{serial}");
    let crossed: i64 = spelled
        .chars()
        .zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1])
        .map(|(c, w)| c.to_digit(10).unwrap() as i64 * w)
        .map(|product| product / 10 + product % 10)
        .sum();
    let number = format!("{head}{letter}{serial}{}", crossed % 10);
    one_of(random, &number, &[(&[2, 6, 1, 3], " ")])
}

/// The letter of Spain for a number.
fn es_letter(number: u64) -> char {
    "TRWAGMYFPDXBNJZSQVHLCKE".chars().nth((number % 23) as usize).unwrap()
}

fn es_dni(random: &mut Random) -> String {
    let number = 1 + random.below(99_999_999);
    let letter = es_letter(number);
    match random.below(3) {
        0 => format!("{number:08}{letter}"),
        1 => format!("{number:08}-{letter}"),
        _ => format!("{}-{letter}", grouped(&format!("{number:08}"), &[2, 3, 3], ".")),
    }
}

fn es_nie(random: &mut Random) -> String {
    let (first, body) = (random.below(3), random.digits(7));
    let letter = es_letter(format!("{first}{body}").parse().unwrap());
    let head = ["X", "Y", "Z"][first as usize];
    [format!("{head}{body}{letter}"), format!("{head}-{body}-{letter}")][random.below(2) as usize].clone()
}

fn es_cif(random: &mut Random) -> String {
    let body = completed(random, DIGITS, |r| r.digits(7), luhn);
    random.of("ABEH", 1) + &body
}

fn uk_nino(random: &mut Random) -> String {
    let number = random.pick(&["AB", "CE", "JR", "PX", "WM"]).to_owned() + &random.digits(6) + &random.of("ABCD", 1);
    grouped(&number, &[2, 2, 2, 2, 1], " ")
}

fn uk_nhs(random: &mut Random) -> String {
    let number = by_sum(random, "4,6,7", &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11);
    one_of(random, &number, &[(&[3, 3, 4], " "), (&[3, 3, 4], "-")])
}

fn us_ssn(random: &mut Random) -> String {
    let number = format!("{:03}{:02}{:04}", 1 + random.below(665), 1 + random.below(99), 1 + random.below(9999));
    grouped(&number, &[3, 2, 4], "-")
}

fn fr_nir(random: &mut Random) -> String {
    let (year, month, _) = random.date();
    let body = format!("{}{year}{month}{:02}{}", 1 + random.below(2), 1 + random.below(95), random.digits(6));
    let number = format!("{body}{:02}", 97 - body.parse::<u64>().unwrap() % 97);
    one_of(random, &number, &[(&[1, 2, 2, 2, 3, 3, 2], " "), (&[13, 2], " ")])
}

fn it_codice_fiscale(random: &mut Random) -> String {
    let (year, _, day) = random.date();
    let body = random.of("BCDFGLMNPRSTV", 6)
        + &year
        + &random.of("ABCDEHLMPRST", 1)
        + &day
        + &random.of("ABCDEFGHL", 1)
        + &random.digits(3);
    // The values of characters in odd places, as the decree prints them: the order in which 0 to 25 come.
    const ODD: &str = "BAKPLCQDREVOSFTGUHMINJWZYX";
    let sum: usize = body
        .chars()
        .enumerate()
        .map(|(i, c)| {
            let plain = c.to_digit(10).map_or_else(|| CAPITALS.find(c).unwrap(), |d| d as usize);
            let letter = CAPITALS.chars().nth(plain).unwrap();
            if i % 2 == 0 { ODD.find(letter).unwrap() } else { plain }
        })
        .sum();
    body + &CAPITALS[sum % 26..=sum % 26]
}

fn be_rrn(random: &mut Random) -> String {
    let body = random.yymmdd() + &format!("{:03}", 1 + random.below(997));
    let check = 97 - body.parse::<u64>().unwrap() % 97;
    let number = format!("{body}{check:02}");
    format!("{}-{}.{}", grouped(&number, &[2, 2, 2], "."), &number[6..9], &number[9..])
}

fn se_personnummer(random: &mut Random) -> String {
    let number = completed(random, DIGITS, |r| r.yymmdd() + &r.digits(3), luhn);
    let century = random.pick(&["", "19"]);
    format!("{century}{}", grouped(&number, &[6, 4], "-"))
}

fn no_fnr(random: &mut Random) -> String {
    let nine = |random: &mut Random| random.ddmmyy() + &random.digits(3);
    let ten =
        |random: &mut Random| completed(random, DIGITS, nine, |n| dot(n, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0);
    let number = completed(random, DIGITS, ten, |n| dot(n, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0);
    grouped(&number, &[6, 5], " ")
}

fn fi_hetu(random: &mut Random) -> String {
    let (date, serial) = (random.ddmmyy(), 2 + random.below(898));
    let rest = format!("{date}{serial:03}").parse::<usize>().unwrap() % 31;
    format!("{date}{}{serial:03}{}", random.pick(&["-", "A"]), &"0123456789ABCDEFHJKLMNPRSTUVWXY"[rest..=rest])
}

/// Cards, accounts, and numbers of Europe.
pub(super) const EUROPE: &[Generator] = &[
    ("card", "", card),
    ("iban", "", iban),
    ("de-tax-id", "Steuer-ID ", de_tax_id),
    ("de-social", "", de_social),
    ("at-svnr", "", |r| {
        let (date, serial) = (r.ddmmyy(), r.of("123456789", 1) + &r.digits(2));
        let rest = dot(&format!("{serial}0{date}"), &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11;
        // A rest of ten is not issued.
        if rest == 10 { "1237 010180".to_owned() } else { format!("{serial}{rest} {date}") }
    }),
    ("ch-ahv", "", |r| grouped(&by_sum(r, "756", &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], 10), &[3, 4, 4, 2], ".")),
    ("es-dni", "", es_dni),
    ("es-nie", "", es_nie),
    ("es-cif", "CIF: ", es_cif),
    ("es-nss", "", |r| {
        let (province, body) = (1 + r.below(50), 10_000_000 + r.below(89_999_999));
        format!("{province:02}/{body}/{:02}", (province * 100_000_000 + body) % 97)
    }),
    ("uk-utr", "UTR ", |r| {
        let body = r.digits(9);
        let rest = dot(&body, &[6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11;
        format!("{}{body}", [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1][rest as usize])
    }),
    ("uk-nino", "", uk_nino),
    ("uk-nhs", "NHS number ", uk_nhs),
    ("us-ssn", "", us_ssn),
    ("us-itin", "", |r| format!("9{}-7{}-{}", r.digits(2), r.digits(1), r.digits(4))),
    ("us-ein", "EIN ", |r| format!("{}-{}", r.pick(&["12", "20", "45", "83"]), r.digits(7))),
    ("fr-nir", "", fr_nir),
    ("it-codice-fiscale", "", it_codice_fiscale),
    ("nl-bsn", "BSN: ", |r| by_sum(r, "1,2", &[9, 8, 7, 6, 5, 4, 3, 2, -1], 11)),
    ("be-rrn", "", be_rrn),
    ("ie-pps", "PPS number ", |r| {
        completed(
            r,
            "ABCDEFGHIJKLMNOPQRSTUVW",
            |r| r.digits(7),
            |n| dot(&n[..7], &[8, 7, 6, 5, 4, 3, 2]) % 23 == (CAPITALS.find(&n[7..]).unwrap() as i64 + 1) % 23,
        )
    }),
    ("pt-nif", "NIF ", |r| by_sum(r, "1,2,5", &[9, 8, 7, 6, 5, 4, 3, 2, 1], 11)),
    ("se-personnummer", "", se_personnummer),
    ("dk-cpr", "CPR-nr. ", |r| format!("{}-{}", r.ddmmyy(), r.digits(4))),
    ("no-fnr", "", no_fnr),
    ("fi-hetu", "", fi_hetu),
    ("pl-pesel", "PESEL ", |r| {
        completed(r, DIGITS, |r| r.yymmdd() + &r.digits(4), |n| dot(n, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0)
    }),
    ("cz-rodne-cislo", "", |r| {
        let number = completed(r, DIGITS, |r| r.yymmdd() + &r.digits(3), |n| n.parse::<u64>().unwrap() % 11 == 0);
        grouped(&number, &[6, 4], "/")
    }),
    ("hr-oib", "OIB ", |r| {
        completed(
            r,
            DIGITS,
            |r| r.digits(10),
            |n| {
                let p = n[..10].chars().fold(10, |p, c| {
                    let s = (p + c.to_digit(10).unwrap()) % 10;
                    (if s == 0 { 10 } else { s }) * 2 % 11
                });
                (p + n[10..].parse::<u32>().unwrap()) % 10 == 1
            },
        )
    }),
];
