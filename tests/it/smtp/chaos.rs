//! Random dialogues out of a narrow alphabet: whatever is sent, in whatever pieces, the door neither breaks nor takes
//! content for an envelope, and a client that ends its mess properly is understood again.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::peer::{Running, smtp};

const WORDS: [&[u8]; 20] = [
    b"EHLO c.example\r\n",
    b"MAIL FROM:<good@firm.example>\r\n",
    b"RCPT TO:<good@kita.example>\r\n",
    b"DATA\r\n",
    b"BDAT 4\r\n",
    b"BDAT 3 LAST\r\n",
    b"BDAT 0 LAST\r\n",
    b"RSET\r\n",
    b"\r\n",
    b"\r\n.\r\n",
    b"\n.\n",
    b"\r\n.\r",
    b"..\r\n",
    b"\r",
    b"\n",
    b".",
    b"\0",
    b"x",
    b"\nMAIL FROM:<evil@evil.test>\nRCPT TO:<evil@evil.test>\n",
    b"\rMAIL FROM:<evil@evil.test>\rDATA\r",
];

/// Sends the words in pieces of `size` octets, then what ends a chunk, a faulty line and a message, then a good one.
async fn dialogue(words: &[usize], size: usize) {
    let mut smtp = smtp();
    smtp.limits.errors = 1000;
    let running = Running::with(smtp).await;
    let mut client = running.greeted().await;
    let octets: Vec<u8> = words.iter().flat_map(|word| WORDS[*word]).copied().collect();
    for piece in octets.chunks(size) {
        client.send(piece).await;
        tokio::task::yield_now().await;
    }
    client.send(b"\r\n\r\n.\r\nRSET\r\nVRFY resync\r\n").await;
    let in_step = loop {
        match client.reply().await {
            Some(reply) if reply.starts_with("252") => break true,
            Some(_) => {}
            None => break false,
        }
    };
    assert!(in_step || octets.contains(&0), "only a NUL in a command ends the session");
    if in_step {
        client.submit("good").await;
    }
    let got = running.got();
    assert!(!in_step || got.last().unwrap().2 == b"good\r\n");
    for (sender, recipients, message) in &got {
        assert!(!sender.contains("evil") && !recipients.iter().any(|to| to.contains("evil")));
        let stray = message.windows(2).any(|two| (two[0] == b'\r') != (two[1] == b'\n'));
        assert!(!stray && !message.contains(&0), "{}", message.escape_ascii());
    }
}

#[test]
fn the_door_survives_any_dialogue_and_stays_in_step() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let strategy = (prop::collection::vec(0..WORDS.len(), 0..25), 1usize..40);
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    runner
        .run(&strategy, |(words, size)| {
            runtime.block_on(dialogue(&words, size));
            Ok(())
        })
        .unwrap();
}
