//! The case it is all about, by somebody who has a telephone's width and a keyboard: the mail that autocomplete sends to the
//! client Martin Kellner is found, understood, repaired and released without a mouse, in each language.

use fantoccini::key::Key;

use super::mails::{BOSS, KELLNER, TOM, costs, firm, hold_costs};
use crate::support::browser::{Browser, PHONE};
use crate::support::guard::until;

/// What is read on the way, in the reader's language.
struct Sentences {
    waits: &'static str,
    not_sent: &'static str,
    written: &'static str,
    known: &'static str,
    reach: &'static str,
    instead: &'static str,
    leaves: &'static str,
    stop: &'static str,
    sent: &'static str,
    folder: &'static str,
}

async fn with_the_keyboard_alone(language: &str, say: Sentences) {
    let (fake, guard) = firm().await;
    let id = hold_costs(&guard, language);
    let path = format!("/{id}");
    let browser = Browser::speaking(language).await;
    browser.resize(PHONE).await;

    // Found: from the link on the terminal to the mail.
    browser.follow_link(&guard).await;
    browser.tab_to("it.tagName === 'BUTTON' && it.closest('main')").await;
    browser.press(Key::Enter).await;
    browser.until_text(say.waits).await;
    browser.shot("keller", "1-list").await;
    browser.types("j").await;
    assert_eq!(browser.focused().await, format!("{path} "), "j leads to the mail");
    browser.press(Key::Enter).await;

    // Understood: what is the case, who is odd, whom they resemble, what would reach them.
    browser.until_text(say.not_sent).await;
    browser.until("the headline has the focus", "return document.activeElement.tagName === 'H1'").await;
    let text = browser.text().await;
    let mut rest = text.as_str();
    for seen in [say.not_sent, say.written, KELLNER, say.known, BOSS, say.reach, say.instead] {
        rest = rest.split_once(seen).unwrap_or_else(|| panic!("{seen:?} does not follow on\n{text}")).1;
    }
    let marked =
        browser.script("return [...document.querySelectorAll('mark')].map(it => it.innerText).join('')", vec![]).await;
    assert!(!marked.as_str().unwrap().is_empty(), "what differs is marked");
    browser.shot("keller", "2-held").await;

    // Repaired and released, with ten seconds to think better of it.
    browser.types("r").await;
    assert_eq!(browser.focused().await, format!(" {}", say.instead));
    assert_eq!(guard.state_of(&id), "held", "r goes to the repair and does not press it");
    browser.press(Key::Enter).await;
    browser.until_text(say.leaves).await;
    assert!(browser.text().await.contains(say.stop));
    browser.shot("keller", "3-leaves").await;
    guard.until_state(&id, "sent");
    browser.until_text(say.sent).await;
    assert!(browser.text().await.contains(say.folder));
    browser.shot("keller", "4-sent").await;

    until("upstream has it", || fake.messages().len() == 1);
    let taken = &fake.messages()[0];
    assert_eq!(taken.recipients(), [TOM, BOSS]);
    let expected = costs(language, &format!("\"Martin Keller\" <{BOSS}>"));
    assert_eq!(String::from_utf8_lossy(taken.data_without_trace()), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_english() {
    with_the_keyboard_alone(
        "en",
        Sentences {
            waits: "1 mail needs your decision.",
            not_sent: "Not sent yet.",
            written: "You wrote",
            known: "In the directory",
            reach: "What would reach them",
            instead: "Send to martin.keller@firm.example instead",
            leaves: "Leaves now, to 2 people.",
            stop: "Stop it",
            sent: "Sent.",
            folder: "Your mail program’s Sent folder still shows the old list of recipients",
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_german() {
    with_the_keyboard_alone(
        "de",
        Sentences {
            waits: "1 Nachricht braucht Ihre Entscheidung.",
            not_sent: "Noch nicht gesendet.",
            written: "Sie schrieben",
            known: "Im Verzeichnis",
            reach: "Was dort ankäme",
            instead: "Stattdessen an martin.keller@firm.example senden",
            leaves: "Geht jetzt an 2 Personen hinaus.",
            stop: "Aufhalten",
            sent: "Gesendet.",
            folder: "Der Ordner „Gesendet“ Ihres Mailprogramms zeigt weiter die alten Empfänger",
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_spanish() {
    with_the_keyboard_alone(
        "es",
        Sentences {
            waits: "1 mensaje necesita su decisión.",
            not_sent: "Aún no se ha enviado.",
            written: "Usted escribió",
            known: "En el directorio",
            reach: "Lo que llegaría",
            instead: "Enviar a martin.keller@firm.example en su lugar",
            leaves: "Sale ahora, a 2 personas.",
            stop: "Detenerlo",
            sent: "Enviado.",
            folder: "La carpeta de enviados de su programa de correo sigue mostrando los destinatarios anteriores",
        },
    )
    .await;
}
