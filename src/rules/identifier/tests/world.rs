//! Right numbers of the rest of the world, and what stands in lists of people, by arithmetic written anew.

use super::arithmetic::{CAPITALS, DIGITS, Generator, by_sum, completed, dot, luhn, one_of};
use super::random::{Random, grouped};

fn br_cpf(random: &mut Random) -> String {
    let check = |body: &str| {
        let weights: Vec<i64> = (2..=body.len() as i64 + 1).rev().collect();
        dot(body, &weights) * 10 % 11 % 10
    };
    let body = "1".to_owned() + &random.digits(8);
    let ten = format!("{body}{}", check(&body));
    let number = format!("{ten}{}", check(&ten));
    format!("{}-{}", grouped(&number, &[3, 3, 3], "."), &number[9..])
}

fn br_cnpj(random: &mut Random) -> String {
    let check = |body: &str| {
        let weights: Vec<i64> = (0..body.len()).map(|i| ((body.len() - 1 - i) % 8) as i64 + 2).collect();
        dot(body, &weights) * 10 % 11 % 10
    };
    let body = random.digits(8) + "0001";
    let first = format!("{body}{}", check(&body));
    let number = format!("{first}{}", check(&first));
    format!("{}/{}-{}", grouped(&number, &[2, 3, 3], "."), &number[8..12], &number[12..])
}

fn in_aadhaar(random: &mut Random) -> String {
    // The tables as Verhoeff printed them.
    const D: [&str; 10] = [
        "0123456789",
        "1234067895",
        "2340178956",
        "3401289567",
        "4012395678",
        "5987604321",
        "6598710432",
        "7659821043",
        "8765932104",
        "9876543210",
    ];
    const P: [&str; 8] = [
        "0123456789",
        "1576283094",
        "5803796142",
        "8916043527",
        "9453126870",
        "4286573901",
        "2793806415",
        "7046913258",
    ];
    let at = |row: &str, i: usize| row[i..=i].parse::<usize>().unwrap();
    let right = |number: &str| {
        let from_right = number.chars().rev().enumerate();
        from_right.fold(0, |c, (i, digit)| at(D[c], at(P[i % 8], digit.to_digit(10).unwrap() as usize))) == 0
    };
    let number = completed(random, DIGITS, |r| r.of("23456789", 1) + &r.digits(10), right);
    one_of(random, &number, &[(&[4, 4, 4], " ")])
}

fn mx_curp(random: &mut Random) -> String {
    const ORDER: &str = "0123456789ABCDEFGHIJKLMN?OPQRSTUVWXYZ";
    let body = |r: &mut Random| {
        r.of(CAPITALS, 4) + &r.yymmdd() + &r.of("HM", 1) + "DF" + &r.of("BCDFGHJKLM", 3) + &r.of("0A", 1)
    };
    completed(random, DIGITS, body, |number| {
        let sum: usize = number.chars().enumerate().map(|(i, c)| ORDER.find(c).unwrap() * (18 - i)).sum();
        // The check digit itself has the weight one.
        sum.is_multiple_of(10)
    })
}

fn phone(random: &mut Random) -> String {
    let rest = random.of("123456789", 7);
    match random.below(5) {
        0 => format!("+49 30 {rest}"),
        1 => format!("030 {rest}"),
        2 => format!("(713) 8{}-{}", &rest[..2], &rest[..4]),
        3 => format!("+34 6{} {}", &rest[..2], grouped(&(rest.clone() + "1"), &[3, 3], " ")),
        _ => format!("713-8{}-{}", &rest[..2], &rest[..4]),
    }
}

fn birth_date(random: &mut Random) -> String {
    let (year, month, day) = random.date();
    match random.below(3) {
        0 => format!("{day}.{month}.19{year}"),
        1 => format!("19{year}-{month}-{day}"),
        _ => format!("{day}. März 19{year}"),
    }
}

/// `body` with the digit that brings a sum by eleven to what `check` says; bodies whose rest has no digit are left out.
fn with_rest(random: &mut Random, body: impl Fn(&mut Random) -> String, check: impl Fn(&str) -> i64) -> String {
    completed(random, DIGITS, body, |number| {
        let (body, last) = number.split_at(number.len() - 1);
        check(body) == last.parse::<i64>().unwrap()
    })
}

fn baltic(random: &mut Random) -> String {
    with_rest(
        random,
        |r| r.of("3456", 1) + &r.yymmdd() + &r.digits(3),
        |body| {
            let first = dot(body, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
            if first < 10 { first } else { dot(body, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10 }
        },
    )
}

fn tr_tckn(random: &mut Random) -> String {
    let body = random.of("123456789", 1) + &random.digits(8);
    let (odd, even) = (dot(&body, &[1, 0, 1, 0, 1, 0, 1, 0, 1]), dot(&body, &[0, 1, 0, 1, 0, 1, 0, 1]));
    let tenth = (odd * 7 - even).rem_euclid(10);
    format!("{body}{tenth}{}", (odd + even + tenth) % 10)
}

fn cl_rut(random: &mut Random) -> String {
    let body = random.of("12", 1) + &random.digits(7);
    let check = (0..11).find(|check| (dot(&body, &[3, 2, 7, 6, 5, 4, 3, 2]) + check) % 11 == 0).unwrap();
    let check = if check == 10 { "K".to_owned() } else { check.to_string() };
    format!("{}-{check}", grouped(&body, &[2, 3, 3], "."))
}

fn tw_id(random: &mut Random) -> String {
    // Letters in the order of their codes, from 10 on.
    let code = random.below(8) as i64;
    let letter = &"ABCDEFGH"[code as usize..=code as usize];
    let (tens, ones) = ((10 + code) / 10, (10 + code) % 10);
    let number = completed(
        random,
        DIGITS,
        |r| r.of("12", 1) + &r.digits(7),
        |number| (tens + ones * 9 + dot(number, &[8, 7, 6, 5, 4, 3, 2, 1, 1])) % 10 == 0,
    );
    format!("{letter}{number}")
}

fn hk_id(random: &mut Random) -> String {
    let letter = random.of(CAPITALS, 1);
    let value = CAPITALS.find(&letter).unwrap() as i64 + 10;
    let number = completed(
        random,
        "0123456789A",
        |r| r.digits(6),
        |number| {
            let check = i64::from(number[6..].chars().next().unwrap().to_digit(11).unwrap());
            (36 * 9 + value * 8 + dot(&number[..6], &[7, 6, 5, 4, 3, 2]) + check) % 11 == 0
        },
    );
    format!("{letter}{}({})", &number[..6], &number[6..])
}

fn sg_nric(random: &mut Random) -> String {
    let series = random.pick(&["S", "T", "F", "G"]).to_owned();
    let body = random.digits(7);
    let rest = (dot(&body, &[2, 7, 6, 5, 4, 3, 2]) + if "TG".contains(&series) { 4 } else { 0 }) % 11;
    let letters = if "ST".contains(&series) { "JZIHGFEDCBA" } else { "XWUTRQPNMLK" };
    format!("{series}{body}{}", &letters[rest as usize..=rest as usize])
}

fn cn_ric(random: &mut Random) -> String {
    let body = format!("110105{}{}{}", random.pick(&["19", "20"]), random.yymmdd(), random.digits(3));
    // The weights are the powers of two by eleven.
    let weights: Vec<i64> = (0..17).map(|i| (1 << (17 - i)) % 11).collect();
    let check = (0..11).find(|check| (dot(&body, &weights) + check) % 11 == 1).unwrap();
    if check == 10 { body + "X" } else { format!("{body}{check}") }
}

fn passport(random: &mut Random) -> String {
    let value = |c: char| i64::from(c.to_digit(36).unwrap_or(0));
    let check = |field: &str| {
        let sum: i64 = field.chars().enumerate().map(|(i, c)| value(c) * [7, 3, 1][i % 3]).sum();
        format!("{field}{}", sum % 10)
    };
    let number = check(&(random.of("CFGHJK", 1) + &random.of("0123456789CFGHJK", 8)));
    let (birth, expiry) = (check(&random.yymmdd()), check(&random.yymmdd()));
    let optional = check("<<<<<<<<<<<<<<");
    let composite = check(&format!("{number}{birth}{expiry}{optional}"));
    let last = &composite[composite.len() - 1..];
    let sign = random.pick(&["\n", " ", "\r\n> "]);
    format!("P<D<<BERG<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<{sign}{number}D<<{birth}F{expiry}{optional}{last}")
}

/// Numbers of the rest of the world, and what stands in lists of people.
pub(super) const WORLD: &[Generator] = &[
    ("br-cpf", "", br_cpf),
    ("br-cnpj", "", br_cnpj),
    ("ca-sin", "SIN: ", |r| {
        grouped(&completed(r, DIGITS, |r| r.of("1234567", 1) + &r.digits(7), luhn), &[3, 3, 3], r.pick(&[" ", "-"]))
    }),
    ("au-tfn", "TFN ", |r| grouped(&by_sum(r, "1,4", &[1, 4, 3, 7, 5, 8, 6, 9, 10], 11), &[3, 3, 3], " ")),
    ("in-aadhaar", "Aadhaar ", in_aadhaar),
    ("in-pan", "PAN ", |r| r.of(CAPITALS, 3) + "P" + &r.of(CAPITALS, 1) + &r.of("123456789", 4) + &r.of(CAPITALS, 1)),
    ("mx-curp", "", mx_curp),
    ("phone", "", phone),
    ("email", "", |r| format!("{}.{}@firm.example", r.of("abcdefgh", 5), r.of("klmnop", 6))),
    ("birth-date", "Geburtsdatum: ", birth_date),
    ("passport", "", passport),
    ("bic", "BIC: ", |r| r.of("BCDGHK", 4) + r.pick(&["DE", "ES", "FR", "US"]) + &r.of("FHKM2", 1) + &r.of("FGH1", 1)),
    ("ee-isikukood", "Isikukood ", baltic),
    ("lt-asmens-kodas", "Asmens kodas ", baltic),
    ("is-kennitala", "", |r| {
        let number =
            with_rest(r, |r| r.ddmmyy() + &r.digits(2), |body| (11 - dot(body, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11);
        format!("{}9", grouped(&number, &[6, 3], "-"))
    }),
    ("hu-taj", "TAJ ", |r| with_rest(r, |r| r.digits(8), |body| dot(body, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10)),
    ("ro-cnp", "CNP ", |r| {
        let body = |r: &mut Random| r.of("1256", 1) + &r.yymmdd() + &r.digits(5);
        with_rest(r, body, |body| match dot(body, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 {
            10 => 1,
            rest => rest,
        })
    }),
    ("bg-egn", "EGN ", |r| {
        with_rest(r, |r| r.yymmdd() + &r.digits(3), |body| dot(body, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10)
    }),
    ("si-emso", "EMSO ", |r| {
        let body = |r: &mut Random| r.ddmmyy()[..4].to_owned() + "9" + &r.digits(2) + "50" + &r.digits(3);
        by_sum_of(r, body, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11)
    }),
    ("gr-amka", "AMKA ", |r| completed(r, DIGITS, |r| r.ddmmyy() + &r.digits(4), luhn)),
    ("tr-tckn", "TC Kimlik No: ", tr_tckn),
    ("ar-cuit", "", |r| {
        let number = by_sum_of(
            r,
            |r| r.pick(&["20", "27", "30"]).to_owned() + &r.digits(8),
            &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1],
            11,
        );
        grouped(&number, &[2, 8, 1], "-")
    }),
    ("cl-rut", "", cl_rut),
    ("nz-ird", "IRD number ", |r| {
        by_sum_of(r, |r| "0".to_owned() + &r.of("1456789", 1) + &r.digits(6), &[3, 2, 7, 6, 5, 4, 3, 2, 1], 11)
    }),
    ("za-id", "ID number ", |r| completed(r, DIGITS, |r| r.yymmdd() + &r.digits(4) + &r.of("01", 1) + "8", luhn)),
    ("il-id", "Teudat Zehut ", |r| completed(r, DIGITS, |r| r.of("123", 1) + &r.digits(7), luhn)),
    ("tw-id", "", tw_id),
    ("hk-id", "", hk_id),
    ("sg-nric", "", sg_nric),
    ("cn-ric", "", cn_ric),
    ("kr-rrn", "", |r| {
        let body = |r: &mut Random| r.yymmdd() + &r.of("1234", 1) + &r.digits(5);
        let number = with_rest(r, body, |body| (11 - dot(body, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11) % 10);
        grouped(&number, &[6, 7], "-")
    }),
    ("jp-my-number", "My Number ", |r| {
        let weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
        with_rest(
            r,
            |r| r.digits(11),
            |body| match dot(body, &weights) % 11 {
                0 | 1 => 0,
                rest => 11 - rest,
            },
        )
    }),
    ("th-pin", "", |r| {
        let body = |r: &mut Random| r.of("12345", 1) + &r.digits(11);
        let number = with_rest(r, body, |body| (11 - dot(body, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10);
        grouped(&number, &[1, 4, 5, 2, 1], "-")
    }),
];

/// `body` with the digit that makes the weighted sum a multiple of `modulus`.
fn by_sum_of(random: &mut Random, body: impl Fn(&mut Random) -> String, weights: &[i64], modulus: i64) -> String {
    completed(random, DIGITS, body, |number| dot(number, weights) % modulus == 0)
}
