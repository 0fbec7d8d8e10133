//! Secrets of every form, drawn at random; checksums written anew.

use super::arithmetic::Generator;
use super::random::{Random, grouped};

const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const HEX: &str = "0123456789abcdef";

/// CRC32 bit by bit (ISO 3309), in six characters of base 62.
fn crc_62(body: &str) -> String {
    let mut crc = u32::MAX;
    for octet in body.bytes() {
        crc ^= u32::from(octet);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let (mut rest, mut out) = (!crc, String::new());
    for _ in 0..6 {
        out.insert(0, BASE62.as_bytes()[(rest % 62) as usize] as char);
        rest /= 62;
    }
    out
}

fn with_checksum(prefix: &str, random: &mut Random) -> String {
    let body = random.of(BASE62, 30);
    format!("{prefix}{body}{}", crc_62(&body))
}

fn jwt(random: &mut Random) -> String {
    // {"alg":"HS256"} and {"sub":"…"} in base64url, written out: three octets are four characters.
    let body = ["eyJzdWIiOiIxMjMifQ", "eyJzdWIiOiJhbm5hIn0"][random.below(2) as usize];
    format!("eyJhbGciOiJIUzI1NiJ9.{body}.{}", random.of(URL, 43))
}

fn password(random: &mut Random) -> String {
    let value = random.of("abcdefghkm", 4) + &random.of("23456789", 3) + &random.of("XYZ", 1);
    let before =
        ["Password: ", "Das Passwort lautet ", "Kennwort = ", "La contraseña es ", "pwd=", "Your password is "];
    format!("{}{value}", random.pick(&before))
}

pub(super) const SECRETS: &[Generator] = &[
    ("github-token", "", |r| with_checksum(["ghp_", "gho_", "ghs_", "ghu_"][r.below(4) as usize], r)),
    ("npm-token", "", |r| with_checksum("npm_", r)),
    ("gitlab-token", "", |r| format!("glpat-{}a", r.of(URL, 19))),
    ("slack-token", "", |r| format!("xoxb-{}-{}-{}", r.digits(12), r.digits(12), r.of(BASE62, 24))),
    ("stripe-key", "", |r| format!("sk_live_{}", r.of(BASE62, 24))),
    ("google-key", "", |r| format!("AIza{}z", r.of(URL, 34))),
    ("pypi-token", "", |r| format!("pypi-AgEIcHlwaS5vcmc{}z", r.of(URL, 120))),
    ("sendgrid-key", "", |r| format!("SG.{}.{}z", r.of(URL, 22), r.of(URL, 42))),
    ("huggingface-token", "", |r| format!("hf_{}", r.of(BASE62, 34))),
    ("anthropic-key", "", |r| format!("sk-ant-api03-{}AA", r.of(URL, 93))),
    ("openai-key", "", |r| format!("sk-{}T3BlbkFJ{}", r.of(BASE62, 20), r.of(BASE62, 20))),
    ("api-token", "", |r| format!("{}{}", ["dapi", "shpat_"][r.below(2) as usize], r.of(HEX, 32))),
    ("twilio-key", "Twilio: ", |r| format!("SK{}", r.of(HEX, 32))),
    ("aws-key", "", |r| format!("AKIA{} / {}a1B", r.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16), r.of(BASE64, 37))),
    ("azure-key", "", |r| format!("DefaultEndpointsProtocol=https;AccountKey={}==", r.of(BASE64, 86))),
    ("private-key", "", |r| {
        let body = grouped(&r.of(BASE64, 256), &[64, 64, 64, 64], "\n");
        format!("-----BEGIN {}PRIVATE KEY-----\n{body}\n-----END", r.pick(&["", "RSA ", "EC ", "OPENSSH "]))
    }),
    ("private-key", "", |r| format!("AGE-SECRET-KEY-1{}", r.of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58))),
    ("jwt", "", jwt),
    ("url-password", "", |r| {
        format!("{}://app:{}@db.firm.example:5432/x", r.pick(&["postgres", "mysql", "mongodb+srv"]), r.of(BASE62, 12))
    }),
    ("password", "", password),
    ("wlan-key", "", |r| format!("WLAN-Schlüssel: {}", r.digits(16))),
    ("pin", "", |r| {
        format!("{}{}", r.pick(&["PIN: ", "Ihre PIN lautet ", "TAN ", "El código de verificación es "]), r.digits(6))
    }),
];
