//! Runs the scripts in `tests/dialogues/*.smtp`, one connection each.
//!
//! | line       | means                                                                                          |
//! |------------|------------------------------------------------------------------------------------------------|
//! | `C: text`  | send the text and CRLF; lines without an `S:` between them go out in one write                 |
//! | `X: text`  | send octets, with escapes `\r \n \t \0 \\ \xHH`, and nothing behind them                       |
//! | `S: text`  | the next reply begins with the text; continuation lines are joined by ` / `                    |
//! | `S:`       | the door closes                                                                                |
//! | `GOT s > r, r : text` | the gate has got this envelope and message (escapes as in `X:`), in this order      |
//! | `# text`   | a remark                                                                                       |
//!
//! A script without `GOT` says that nothing reached the gate.

use std::fs;
use std::path::Path;

use super::peer::{Client, Running, smtp};

#[tokio::test]
async fn every_script_runs_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogues");
    let mut scripts: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    scripts.retain(|path| path.extension().is_some_and(|extension| extension == "smtp"));
    scripts.sort();
    assert!(scripts.len() > 10, "the scripts are there");
    for path in scripts {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        play(&name, &fs::read_to_string(&path).unwrap()).await;
    }
}

async fn play(name: &str, script: &str) {
    let running = Running::with(smtp()).await;
    let mut client = running.connect().await;
    let (mut pending, mut wanted) = (Vec::new(), Vec::new());
    for (number, line) in script.lines().enumerate() {
        let place = format!("{name}:{}", number + 1);
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "C:" => pending.extend_from_slice(format!("{rest}\r\n").as_bytes()),
            "X:" => pending.extend(unescaped(rest)),
            "S:" => {
                client.send(&std::mem::take(&mut pending)).await;
                hear(&mut client, rest, &place).await;
            }
            "GOT" => wanted.push(submission(rest)),
            "#" | "" => {}
            _ => panic!("{place}: not a line of a script: {line}"),
        }
    }
    assert!(pending.is_empty(), "{name}: the last line expects a reply");
    assert_eq!(running.got(), wanted, "{name}: what the gate got");
}

async fn hear(client: &mut Client, wanted: &str, place: &str) {
    match client.reply().await.map(|reply| reply.replace('\n', " / ")) {
        Some(reply) if !wanted.is_empty() => {
            assert!(reply.starts_with(wanted), "{place}: expected {wanted}\n got {reply}");
        }
        Some(reply) => panic!("{place}: expected the door to close\n got {reply}"),
        None => assert!(wanted.is_empty(), "{place}: expected {wanted}\n but the door closed"),
    }
}

fn submission(text: &str) -> (String, Vec<String>, Vec<u8>) {
    let (envelope, message) = text.split_once(" : ").expect("GOT sender > recipients : message");
    let (sender, recipients) = envelope.split_once(" > ").expect("GOT sender > recipients : message");
    let sender = if sender == "<>" { "" } else { sender };
    (sender.to_owned(), recipients.split(", ").map(str::to_owned).collect(), unescaped(message))
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        octets.push(match octet {
            b'\\' => match rest.next() {
                Some(b'r') => b'\r',
                Some(b'n') => b'\n',
                Some(b't') => b'\t',
                Some(b'0') => 0,
                Some(b'x') => {
                    let digits: Vec<u8> = rest.by_ref().take(2).collect();
                    u8::from_str_radix(&String::from_utf8(digits).unwrap(), 16).unwrap()
                }
                Some(other) => other,
                None => panic!("a backslash at the end: {text}"),
            },
            octet => octet,
        });
    }
    octets
}
