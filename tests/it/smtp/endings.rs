//! End of data: every way to write `line end, dot, line end` other than CRLF.CRLF, in `DATA` and in `BDAT`. Exactly one
//! message or a refusal, never a second envelope, and the dialogue in step afterwards.

use super::peer::{Client, Running, smtp};

/// What one program or another takes for a line end (SEC Consult 2023, smtpsmug, and what line splitting of common
/// languages adds).
const ENDS: [&[u8]; 14] = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\r\n",
    b"\n\r",
    b"\r\n\0",
    b"\0\r\n",
    b"\n\n",
    b"\x0b",
    b"\x0c",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b" \r\n",
    b"\x85",
];

/// A second transaction as an attacker would hide it.
const HIDDEN: &[u8] = b"MAIL FROM:<evil@evil.test>\r\nRCPT TO:<victim@kita.example>\r\nDATA\r\nhidden\r\n";

/// Whether `before`, a dot and `after` contain the real end of data.
fn is_real(before: &[u8], after: &[u8]) -> bool {
    [b"x", before, b".", after].concat().windows(5).any(|five| five == b"\r\n.\r\n")
}

async fn begin(client: &mut Client, verb: &str) {
    client.ask("MAIL FROM:<anna@firm.example>", "250").await;
    client.ask("RCPT TO:<kim@kita.example>", "250").await;
    if verb == "DATA" {
        client.ask("DATA", "354").await;
    }
}

/// Sends one message with a false end in it, then a good one; gives what reached the gate of the first.
async fn attempt(before: &[u8], after: &[u8], piece: usize) -> Option<Vec<u8>> {
    let running = Running::with(smtp()).await;
    let mut client = running.greeted().await;
    begin(&mut client, "DATA").await;
    let octets = [b"Subject: x\r\n\r\ntext", before, b".", after, HIDDEN, b".\r\n"].concat();
    for piece in octets.chunks(piece) {
        client.send(piece).await;
        tokio::task::yield_now().await;
    }
    let reply = client.reply().await.expect("the dialogue stays in step");
    assert!(reply.starts_with("250 2.0.0 taken") || reply.starts_with("550 5.6.11"), "{reply}");
    client.ask("NOOP", "250 2.0.0 ok").await;
    client.submit("good").await;
    let mut got = running.got();
    assert_eq!(got.pop().expect("the good message").2, b"good\r\n");
    assert!(
        got.iter().all(|(sender, recipients, _)| sender == "anna@firm.example" && recipients == &["kim@kita.example"])
    );
    assert_eq!(reply.starts_with("250"), got.len() == 1, "taken and handed over are one");
    got.pop().map(|(_, _, message)| message)
}

#[tokio::test]
async fn no_false_end_of_data_ends_a_message() {
    let mut tried = 0;
    for (i, before) in ENDS.iter().enumerate() {
        for (j, after) in ENDS.iter().enumerate() {
            if is_real(before, after) {
                continue;
            }
            tried += 1;
            let piece = if (i * ENDS.len() + j).is_multiple_of(9) { 1 } else { usize::MAX };
            if let Some(message) = attempt(before, after, piece).await {
                let place = format!("{} . {}", before.escape_ascii(), after.escape_ascii());
                assert!(message.ends_with(b"DATA\r\nhidden\r\n"), "{place}: all of it is content");
                assert_eq!(stray_octets(&message), 0, "{place}: nothing a laxer server takes for a line end");
            }
        }
    }
    assert!(tried > 180, "{tried}");
}

/// Octets that make a laxer server see other lines than we do.
fn stray_octets(message: &[u8]) -> usize {
    let text = message.to_vec();
    let crlf = text.windows(2).filter(|two| two == b"\r\n").count();
    let count = |octet: u8| text.iter().filter(|b| **b == octet).count();
    count(b'\r') - crlf + count(b'\n') - crlf + count(0)
}

#[tokio::test]
async fn the_real_end_may_come_octet_by_octet() {
    let running = Running::with(smtp()).await;
    let mut client = running.greeted().await;
    begin(&mut client, "DATA").await;
    for octet in b"text\r\n.\r\n" {
        client.send(&[*octet]).await;
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    client.expect("250 2.0.0 taken").await;
    assert_eq!(running.got()[0].2, b"text\r\n");
}

#[tokio::test]
async fn stray_octets_in_a_chunk_are_refused_and_the_dialogue_stays_in_step() {
    for (before, after) in [(&b"\n"[..], &b"\n"[..]), (b"\r\n", b"\n"), (b"\r", b"\r\n"), (b"\r\n\0", b"\r\n")] {
        let running = Running::with(smtp()).await;
        let mut client = running.greeted().await;
        begin(&mut client, "BDAT").await;
        let octets = [b"text", before, b".", after, HIDDEN].concat();
        client.ask(&format!("BDAT {} LAST\r\n{}", octets.len(), String::from_utf8_lossy(&octets)), "550 5.6.11").await;
    }
}

#[tokio::test]
async fn content_may_hold_what_is_no_line_end_anywhere_in_mail() {
    for text in ["a\u{85}b", "a\u{2028}b", "a\u{b}b\u{c}", "a \r\n\t.\r\n . "] {
        let running = Running::with(smtp()).await;
        let mut client = running.greeted().await;
        client.submit(text).await;
        assert_eq!(running.got()[0].2, format!("{text}\r\n").into_bytes(), "byte for byte");
    }
}

#[tokio::test]
async fn a_connection_cut_inside_a_message_leaves_nothing() {
    let beginnings: [&[u8]; 6] = [b"", b"text", b"text\r\n", b"text\r\n.", b"text\r\n.\r", b"text\r\n.\n"];
    let running = Running::with(smtp()).await;
    for beginning in beginnings {
        let mut client = running.greeted().await;
        begin(&mut client, "DATA").await;
        client.send(beginning).await;
        tokio::io::AsyncWriteExt::shutdown(&mut client.stream).await.unwrap();
        client.expect_closed().await;
    }
    let mut client = running.greeted().await;
    begin(&mut client, "BDAT").await;
    client.send(b"BDAT 100 LAST\r\ntext\r\n").await;
    tokio::io::AsyncWriteExt::shutdown(&mut client.stream).await.unwrap();
    client.expect_closed().await;
    assert_eq!(running.got(), []);
}
