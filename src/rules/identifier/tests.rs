//! What is found and what is not, in words; the measurements are in `measured`.

mod arithmetic;
mod europe;
mod hostile;
mod measured;
mod random;
mod secrets;
mod world;

use super::{IdentifierKind, find};

fn numbers(text: &str, word: &str) -> Vec<String> {
    let kind = IdentifierKind::parse(word).expect("a known word");
    find(text).into_iter().filter(|found| kind.includes(found.kind)).map(|found| found.number).collect()
}

#[test]
fn cards_and_accounts_are_found_as_people_write_them() {
    for (text, number) in [
        ("card 4111 1111 1111 1111, exp 12/27", "4111111111111111"),
        ("4111 1111 1111 1111 123", "4111111111111111"),
        ("(3782-822463-10005)", "378282246310005"),
        ("3056 930902 5904", "30569309025904"),
        ("5555555555554444", "5555555555554444"),
        ("card 4111 1111\n1111 1111", "4111111111111111"),
        ("٤١١١ ١١١١ ١١١١ ١١١١", "4111111111111111"),
        ("4111\u{a0}1111\u{a0}1111\u{a0}1111", "4111111111111111"),
        ("IBAN: DE89 3704 0044 0532 0130 00.", "DE89370400440532013000"),
        ("gb82west12345698765432", "GB82WEST12345698765432"),
        ("ＩＢＡＮ ＤＥ８９ ３７０４ ００４４ ０５３２ ０１３０ ００", "DE89370400440532013000"),
        ("DE89 3704 0044\r\n0532 0130 00", "DE89370400440532013000"),
        ("Rechnung_DE89370400440532013000.pdf", "DE89370400440532013000"),
    ] {
        assert_eq!(numbers(text, "payment"), [number], "{text}");
    }
}

#[test]
fn one_number_twice_is_one_number() {
    assert_eq!(numbers("DE89370400440532013000 DE89 3704 0044 0532 0130 00", "iban").len(), 1);
    assert_eq!(numbers("+49 (0)30 901820, 0049 30 90 18 20", "phone"), ["+4930901820"]);
    assert_eq!(numbers("Anna@firm.example <anna@firm.example>", "email"), ["anna@firm.example"]);
}

#[test]
fn other_numbers_are_not_taken_for_cards_or_accounts() {
    for text in [
        "4111 1111 1111 1112",
        "order 41111111111111110",
        "tel +49 30 901820",
        "2026-11-21 10 20 30 40 50",
        "DE89370400440532013001",
        "DE89 3704 0044",
        "XDE89370400440532013000",
        "1234567890123456",
        "invoice 2026 0001 0002 0003",
        "4111.1111.1111.1111",
        "Room 3889, 713-853-3982",
        "3889 713-853-3982",
        "3889 713 853 3982",
        "4111 1111-1111 1111",
        "4111 1111 1111 1111a",
        "4111\n1111\n1111\n1111",
    ] {
        assert_eq!(numbers(text, "payment"), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_issuers_own_examples_are_found() {
    for (word, text, number) in [
        ("de-tax-id", "36 574 261 809", "36574261809"),
        ("de-tax-id", "Steuer-ID: 36574261809", "36574261809"),
        ("de-social", "15 070649 C 103", "15070649C103"),
        ("de-social", "15 070649 C 104", ""),
        ("at-svnr", "1237 010180", "1237010180"),
        ("ch-ahv", "756.9217.0769.85", "7569217076985"),
        ("es-dni", "12345678Z", "12345678Z"),
        ("es-nie", "X-1234567-L", "X1234567L"),
        ("es-cif", "CIF A58818501", "A58818501"),
        ("es-nss", "28/12345678/40", "281234567840"),
        ("uk-utr", "UTR 1955839661", "1955839661"),
        ("uk-nino", "QQ 12 34 56 C", ""),
        ("uk-nino", "AB 12 34 56 C", "AB123456C"),
        ("uk-nhs", "NHS no. 943 476 5919", "9434765919"),
        ("us-ssn", "219-09-9998", "219099998"),
        ("us-ssn", "000-12-3456", ""),
        ("us-itin", "912-90-3456", "912903456"),
        ("fr-nir", "2 95 10 99 126 111 93", "295109912611193"),
        ("fr-nir", "253072A07300443", "253072A07300443"),
        ("it-codice-fiscale", "RCCMNL83S18D969H", "RCCMNL83S18D969H"),
        ("nl-bsn", "BSN 111222333", "111222333"),
        ("be-rrn", "85.07.30-033.28", "85073003328"),
        ("be-rrn", "17.07.30-033.84", "17073003384"),
        ("ie-pps", "PPS 6433435OA", "6433435OA"),
        ("pt-nif", "NIF 501964843", "501964843"),
        ("se-personnummer", "880320-0016", "8803200016"),
        ("dk-cpr", "CPR 211062-5629", "2110625629"),
        ("no-fnr", "151086 95088", "15108695088"),
        ("fi-hetu", "131052-308T", "131052308T"),
        ("pl-pesel", "PESEL 44051401359", "44051401359"),
        ("cz-rodne-cislo", "710319/2745", "7103192745"),
        ("br-cpf", "390.533.447-05", "39053344705"),
        ("br-cnpj", "16.727.230/0001-97", "16727230000197"),
        ("ca-sin", "SIN 123 456 782", "123456782"),
        ("au-tfn", "TFN 123 456 782", "123456782"),
        ("in-aadhaar", "Aadhaar 2341 2341 2346", "234123412346"),
        ("in-pan", "PAN ACUPA7085R", "ACUPA7085R"),
        ("mx-curp", "BOXW310820HNERXN09", "BOXW310820HNERXN09"),
        ("cl-rut", "12.531.909-2", "125319092"),
        ("tw-id", "A123456789", "A123456789"),
        ("sg-nric", "S1234567D", "S1234567D"),
        ("hk-id", "A123456(3)", "A1234563"),
        ("cn-ric", "11010519491231002X", "11010519491231002X"),
        ("tr-tckn", "TC Kimlik No 17291716060", "17291716060"),
    ] {
        let expected: Vec<&str> = [number].into_iter().filter(|number| !number.is_empty()).collect();
        assert_eq!(numbers(text, word), expected, "{word} {text}");
    }
}

#[test]
fn weak_numbers_count_near_their_word_or_below_it() {
    assert!(numbers("order 943 476 5919", "uk-nhs").is_empty());
    assert!(numbers(&format!("NHS {} 943 476 5919", "and so on ".repeat(7)), "uk-nhs").is_empty());
    assert_eq!(numbers("943 476 5919 is his NHS number", "uk-nhs").len(), 1);
    let rows: String = (0..40)
        .map(|i| format!("Person {i};some town far away from here and longer than sixty;{};x\n", 9434765919_u64))
        .collect();
    assert_eq!(numbers(&format!("Name;Town;NHS number;Remark\n{rows}"), "uk-nhs"), ["9434765919"]);
    assert!(numbers(&format!("Name;NHS number;Town;Remark\n{}", &rows[rows.len() / 2..]), "uk-nhs").is_empty());
}

#[test]
fn dates_of_birth_need_their_word() {
    for text in [
        "geb. 31.12.1980",
        "geboren am 31. Dezember 1980",
        "date of birth: 12/31/1980",
        "born on December 31, 1980",
        "DOB 1980-12-31",
        "fecha de nacimiento: 31 de diciembre de 1980",
    ] {
        assert_eq!(numbers(text, "birth-date"), ["1980-12-31"], "{text}");
    }
    let table = "Name\tGeburtsdatum\tEintritt\nEva\t01.02.1970\t01.01.2000\nTom\t03.04.1971\t01.01.2001\nIda\t05.06.1972\t01.01.2002\n";
    let far: String = table.lines().map(|line| format!("{line}\t{}\n", "x".repeat(70))).collect();
    assert_eq!(numbers(&far, "birth-date"), ["1970-02-01", "1971-04-03", "1972-06-05"]);
    assert!(numbers("Meeting on 31.12.1980; due 1980-12-31", "birth-date").is_empty());
    assert!(numbers("geboren 31.13.1980, 32.12.1980, 31.12.2026", "birth-date").is_empty());
}

#[test]
fn telephone_numbers_are_grouped_as_people_group_them() {
    for text in [
        "+49 30 901820",
        "030 901820-15",
        "(030) 90 18 20",
        "(713) 853-3982",
        "713-853-3982",
        "+34 612 345 678",
        "0171/1234567",
        "+1 (713) 853-3982",
    ] {
        assert_eq!(numbers(text, "phone").len(), 1, "{text}");
    }
    assert_eq!(numbers("Tel. 612 345 678", "phone").len(), 1);
    for text in [
        "612 345 678",
        "01.02.2026 10",
        "2026-11-21",
        "0.123456789",
        "10 000 000",
        "123-456-7890",
        "0-306-40615-2",
        "192.168.100.200",
    ] {
        assert!(numbers(text, "phone").is_empty(), "{text}");
    }
}

#[test]
fn passwords_are_values_beside_their_word() {
    for (text, secret) in [
        ("Password: hunter2!", "hunter2!"),
        ("Das Passwort lautet Sommer2026.", "Sommer2026"),
        ("Passwort für das Portal:\n  aB3$xk9", "aB3$xk9"),
        ("la contraseña es Verano26", "Verano26"),
        ("user=anna;pwd=Tr0ub4dor;", "Tr0ub4dor"),
        ("Kennwort = 482913", "482913"),
        ("the password is \"correctHorse7\"", "correctHorse7"),
        ("PIN 4711", "4711"),
        ("Ihre PIN lautet: 4711", "4711"),
        ("WLAN-Schlüssel: 12345678901234", "12345678901234"),
        ("postgres://anna:s3cr3tpw@db.firm.example/pay", "s3cr3tpw"),
    ] {
        assert_eq!(numbers(text, "secret"), [secret], "{text}");
    }
    for text in [
        "password: see below",
        "Password: ********",
        "password: <password>",
        "Passwort: changeme",
        "password is required",
        "Please reset your password: https://firm.example/reset2",
        "Password policy: at least 8 characters",
        "password-protected file: Report2026.zip",
        "Your password expires on 21.11.2026",
        "The password is case-sensitive",
        "clave: la comunicación",
        "password: ${DB_PASSWORD}",
        "pin 4711, spin 1234",
        "postgres://anna:password@db.firm.example/pay",
        "https://firm.example:8080/a@b",
    ] {
        assert!(numbers(text, "secret").is_empty(), "{text}: {:?}", numbers(text, "secret"));
    }
}

#[test]
fn samples_show_no_secret() {
    for (text, sample) in [("Password: hunter2!x", "…"), ("4111 1111 1111 1111", "4111…1111")] {
        assert_eq!(find(text)[0].sample, sample);
    }
    let key =
        format!("-----BEGIN RSA PRIVATE KEY-----\n{}\n", "MIIEpAIBAAKCAQEA7n2kd93jdkw0sLQm1vX5Zt8hYbN4".repeat(2));
    assert_eq!(find(&key)[0].sample, "RSA PRIVATE KEY…");
}

#[test]
fn what_is_alike_to_secrets_is_none() {
    for text in [
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEA7n2kd93jdkw0sLQm1vX5Zt8hYbN4MIIEpAIBAAKCAQEA7n2k",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "AKIAIOSFODNN7EXAMPLE",
        "sk_live_your_key_here",
        "eyJhbGciOiJub25lIn0.notjson.xxxxxxxxxxxxxxxxxxxxxxxx",
        "git commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
    ] {
        assert!(numbers(text, "secret").is_empty(), "{text}");
    }
}

#[test]
fn a_bank_s_code_stands_near_an_account_or_its_word() {
    assert_eq!(numbers("DE89 3704 0044 0532 0130 00, COBADEFFXXX", "bic"), ["COBADEFFXXX"]);
    assert_eq!(numbers("BIC: DEUTDEFF", "bic"), ["DEUTDEFF"]);
    assert!(numbers("DEUTDEFF", "bic").is_empty() && numbers("BIC: COMPUTER", "bic").is_empty());
}
