//! AUTH: who may send.

use std::time::{Duration, Instant};

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use outguard::config::{Smtp, User};
use outguard::intake::smtp::Settings;

use super::peer::{Client, Recorder, Running, smtp};
use super::tls::{Certificate, with_tls};

fn with_users(smtp: Smtp) -> Smtp {
    let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
    let hash = cheap.hash_password(b"pass word").unwrap().to_string();
    Smtp { users: vec![User { name: "anna".into(), password_hash: hash.into() }], ..smtp }
}

async fn door(smtp: Smtp) -> Running {
    let mut settings = Settings::new(&smtp).unwrap();
    settings.wrong_password_delay = Duration::from_millis(50);
    Running::start(settings, Recorder::default()).await
}

fn plain(name: &str, password: &str) -> String {
    STANDARD.encode(format!("\0{name}\0{password}"))
}

#[tokio::test]
async fn nobody_sends_without_signing_in() {
    let running = door(with_users(smtp())).await;
    let mut client = running.greeted().await;
    for sender in ["<anna@firm.example>", "<>", "<postmaster@firm.example>"] {
        client.ask(&format!("MAIL FROM:{sender}"), "530 5.7.0").await;
        client.ask("RCPT TO:<kim@kita.example>", "503").await;
        client.ask("DATA", "503").await;
    }
}

#[tokio::test]
async fn every_form_of_plain_and_login_signs_in() {
    let base64 = |text: &str| STANDARD.encode(text);
    let forms: [&[(&str, &str)]; 4] = [
        &[(&format!("AUTH PLAIN {}", plain("anna", "pass word")), "235 2.7.0")],
        &[("auth plain", "334"), (&plain("anna", "pass word"), "235")],
        &[("AUTH LOGIN", "334 VXNlcm5hbWU6"), (&base64("anna"), "334 UGFzc3dvcmQ6"), (&base64("pass word"), "235")],
        &[(&format!("AUTH LOGIN {}", base64("anna")), "334 UGFzc3dvcmQ6"), (&base64("pass word"), "235")],
    ];
    let running = door(with_users(smtp())).await;
    for form in forms {
        let mut client = running.greeted().await;
        for (line, reply) in form {
            client.ask(line, reply).await;
        }
        client.ask("AUTH PLAIN", "503").await;
        client.submit("signed").await;
    }
    let got = running.gate.got.lock().unwrap();
    assert!(got.iter().all(|s| s.origin.user.as_deref() == Some("anna") && s.origin.protocol == "ESMTPA"));
}

#[tokio::test]
async fn a_malformed_exchange_is_refused_and_the_dialogue_stays_in_step() {
    let running = door(with_users(smtp())).await;
    let mut client = running.greeted().await;
    for bad in ["AUTH PLAIN !!!", "AUTH PLAIN =", "AUTH PLAIN AAA=", "AUTH", "AUTH PLAIN a b"] {
        client.ask(bad, "501").await;
    }
    client.ask("AUTH CRAM-MD5", "504").await;
    for answer in ["*", "not base64", "AAAA"] {
        client.ask("AUTH PLAIN", "334").await;
        client.ask(answer, "501").await;
    }
    client.ask("NOOP", "250").await;
    let mut client = running.greeted().await;
    client.ask("AUTH LOGIN", "334").await;
    client.ask(&"A".repeat(200_000), "500 5.5.2").await;
    let mut client = running.greeted().await;
    client.ask("AUTH PLAIN", "334").await;
    client.ask(&"A".repeat(12_000), "501").await;
    client.ask("NOOP", "250").await;
}

#[tokio::test]
async fn wrong_passwords_are_slowed_and_cut() {
    let running = door(with_users(smtp())).await;
    for name in ["anna", "nobody"] {
        let mut client = running.greeted().await;
        let begin = Instant::now();
        for _ in 0..2 {
            client.ask(&format!("AUTH PLAIN {}", plain(name, "wrong")), "535 5.7.8").await;
            client.ask("MAIL FROM:<anna@firm.example>", "530").await;
        }
        client.ask(&format!("AUTH PLAIN {}", plain(name, "wrong")), "421 4.7.0").await;
        client.expect_closed().await;
        assert!(begin.elapsed() >= Duration::from_millis(50 + 100 + 200));
    }
}

#[tokio::test]
async fn passwords_wait_for_tls() {
    let certificate = Certificate::new();
    let running = door(with_users(with_tls(&certificate))).await;
    let mut client: Client = running.connect().await;
    client.expect("220").await;
    let extensions = client.ask("EHLO client.example", "250-").await;
    assert!(extensions.contains("STARTTLS") && !extensions.contains("AUTH"), "{extensions}");
    client.ask(&format!("AUTH PLAIN {}", plain("anna", "pass word")), "538 5.7.11").await;
    client.ask("MAIL FROM:<anna@firm.example>", "530").await;
    let mut client = certificate.connect(&running, &["EHLO client.example"]).await;
    assert!(client.ask("EHLO client.example", "250-").await.contains("AUTH PLAIN LOGIN"));
    client.ask(&format!("AUTH PLAIN {}", plain("anna", "pass word")), "235").await;
    client.submit("signed").await;
    assert_eq!(running.gate.got.lock().unwrap()[0].origin.protocol, "ESMTPSA");
}

#[test]
fn a_hash_that_is_none_is_refused_at_the_start() {
    let mut smtp = smtp();
    smtp.users = vec![User { name: "anna".into(), password_hash: "pass word".to_owned().into() }];
    let refused = Settings::new(&smtp).unwrap_err().to_string();
    assert!(refused.contains("`anna`") && !refused.contains("pass word"), "{refused}");
}

#[test]
fn with_tls_and_users_any_address_may_listen() {
    let certificate = Certificate::new();
    let mut smtp = with_users(with_tls(&certificate));
    smtp.listen = vec!["0.0.0.0:5870".parse().unwrap()];
    assert!(Settings::new(&smtp).is_ok());
    smtp.users.clear();
    assert!(Settings::new(&smtp).unwrap_err().to_string().contains("`users`"));
}
