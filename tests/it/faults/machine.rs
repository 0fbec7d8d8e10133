//! A machine that runs out: of descriptors, of memory for messages.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::support::upstream::{Behaviour, FakeUpstream};
use crate::support::victim::{HANG, Home, KEN, Letter, TOM, Victim, arrivals, available, in_store};

/// Processor time the daemon has used, in ticks of a hundredth of a second (proc(5), fields 14 and 15 of stat).
fn ticks(daemon: &Victim) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", daemon.pid())).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    fields[11..13].iter().map(|field| field.parse::<u64>().unwrap()).sum()
}

/// The most memory the daemon has had, in bytes (proc(5), status).
fn peak(daemon: &Victim) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", daemon.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[tokio::test]
async fn without_descriptors_it_waits_calmly_and_the_queue_goes_on_afterwards() {
    if !available("prlimit", &["--nofile=64:64", "true"]) {
        return;
    }
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let home = Home::new(&fake, "").under(&["prlimit", "--nofile=64:64"]);
    let daemon = home.start("").await.unwrap();
    assert!(Letter::odd("kept").send(daemon.door).await.unwrap().starts_with("250"));

    let mut crowd = Vec::new();
    for _ in 0..120 {
        crowd.push(TcpStream::connect(daemon.door).await.unwrap());
    }
    sleep(Duration::from_millis(500)).await;
    let before = ticks(&daemon);
    sleep(Duration::from_secs(2)).await;
    assert!(ticks(&daemon) - before < 100, "it is busy doing nothing: {}", daemon.log());
    // Who got in is served or told to come back; nobody is dropped without a word.
    let mut word = [0; 3];
    timeout(HANG, crowd[0].read_exact(&mut word)).await.unwrap().unwrap();
    assert!(word == *b"220" || word == *b"421", "{word:?}");

    drop(crowd);
    let id = in_store(&home.all().await, "kept")[0]["id"].as_str().unwrap().to_owned();
    assert!(home.cli("", &["release", &id]).await.status.success());
    timeout(HANG, async {
        while arrivals(&fake, "kept", KEN) == 0 {
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .expect("the queue stands still");
    assert!(Letter::clean("afterwards").send(daemon.door).await.unwrap().starts_with("250"));
    assert_eq!(arrivals(&fake, "afterwards", TOM), 1);
    daemon.kill().await;
}

/// Hands over a message of `octets`; the answer is the reply's code.
async fn big(door: std::net::SocketAddr, octets: usize) -> String {
    let mut stream = TcpStream::connect(door).await.unwrap();
    let mut buffer = vec![0; 4096];
    for line in
        ["", "EHLO a.example\r\n", "MAIL FROM:<anna@firm.example>\r\n", "RCPT TO:<tom@firm.example>\r\n", "DATA\r\n"]
    {
        stream.write_all(line.as_bytes()).await.unwrap();
        let _ = stream.read(&mut buffer).await.unwrap();
    }
    let line = [&[b'x'; 998][..], b"\r\n"].concat();
    let chunk = line.repeat(64);
    stream.write_all(b"Subject: big\r\n\r\n").await.unwrap();
    for _ in 0..octets / chunk.len() {
        stream.write_all(&chunk).await.unwrap();
    }
    stream.write_all(b".\r\n").await.unwrap();
    let n = stream.read(&mut buffer).await.unwrap();
    String::from_utf8_lossy(&buffer[..n.min(3)]).into_owned()
}

#[tokio::test]
async fn many_large_messages_at_once_are_put_off_and_not_kept_in_memory() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    // Twenty clients and upstream share one thread here.
    let home = Home::new(&fake, "[smtp.limits]\nmessage_size = \"16MB\"\nmemory = \"48MB\"\n").waits("2m");
    let daemon = home.start("").await.unwrap();
    let mut sessions = JoinSet::new();
    for _ in 0..20 {
        sessions.spawn(big(daemon.door, 12_000_000));
    }
    let mut replies = Vec::new();
    while let Some(reply) = timeout(HANG, sessions.join_next()).await.expect("a session hangs") {
        replies.push(reply.unwrap());
    }
    let (taken, put_off): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply == "250");
    assert!(put_off.iter().all(|reply| reply == "452"), "{put_off:?}");
    assert_eq!(fake.messages().len(), taken.len());
    assert!(!put_off.is_empty() && peak(&daemon) < 400_000_000, "{} taken, {} octets", taken.len(), peak(&daemon));
    // The memory is given back.
    assert_eq!(big(daemon.door, 12_000_000).await, "250");
    daemon.kill().await;
}
