//! Messages nobody would think of: made from a seed, always the same ones, legal on the wire and odd in every other way.

/// SplitMix64: small, seeded, good enough to make messages.
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall the same way for one `seed`.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn one_of<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// A message with its envelope.
#[derive(Debug)]
pub struct Generated {
    /// `MAIL FROM`, of this message alone.
    pub sender: String,
    /// `RCPT TO`.
    pub recipients: Vec<String>,
    /// The message.
    pub bytes: Vec<u8>,
}

/// The `n`-th message of a seed; `large` octets at least.
pub fn message(seed: u64, n: usize, large: usize) -> Generated {
    let mut dice = Dice::new(seed ^ (n as u64) << 32);
    let utf8 = dice.below(8) == 0;
    let sender = if utf8 { format!("änne-{n}@firm.example") } else { format!("anna-{n}@firm.example") };
    let recipients = recipients(&mut dice, utf8);
    let mut bytes = headers(&mut dice, n, &sender, &recipients);
    match dice.below(6) {
        0 => bytes.extend_from_slice(&multipart(&mut dice, n)),
        1 => bytes.extend_from_slice(&broken_mime(&mut dice)),
        2 => {}
        _ => {
            bytes.extend_from_slice(b"\r\n");
            text(&mut dice, &mut bytes);
        }
    }
    if large > 0 {
        let line = format!("{}\r\n", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo".repeat(2));
        bytes.reserve(large + line.len());
        while bytes.len() < large {
            bytes.extend_from_slice(line.as_bytes());
            if bytes.len().is_multiple_of(7) {
                bytes.extend_from_slice(b".\r\n..\r\n");
            }
        }
    }
    Generated { sender, recipients, bytes }
}

/// Insiders, so that it passes whatever it says.
fn recipients(dice: &mut Dice, utf8: bool) -> Vec<String> {
    let count = [1, 1, 1, 2, 3, 7, 40][dice.below(7)];
    let mut recipients: Vec<String> = (0..count)
        .map(|i| match dice.below(6) {
            0 => format!("\"odd {i} name\"@firm.example"),
            1 => format!("tom+tag{i}@sub.firm.example"),
            2 if utf8 => format!("jürgen{i}@firm.example"),
            3 => format!("TOM{i}@FIRM.example"),
            _ => format!("tom.{i}@firm.example"),
        })
        .collect();
    recipients.sort();
    recipients.dedup();
    recipients
}

fn headers(dice: &mut Dice, n: usize, sender: &str, recipients: &[String]) -> Vec<u8> {
    let mut lines = vec![format!("From: Anna <{sender}>"), format!("Message-ID: <{n}@firm.example>")];
    match dice.below(5) {
        0 => lines.push(format!("To: {}", recipients.join(",\r\n\t"))),
        1 => lines.push("To: undisclosed-recipients:;".to_owned()),
        2 => lines.push(format!("to:{}\r\nTO : {}", recipients[0], recipients.join(" , "))),
        _ => lines.push(format!("To: {}\r\nCc: (a comment) {}", recipients[0], recipients.join(", "))),
    }
    let odd = [
        "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?utf-8?B?8J+YgA==?=",
        "Subject: Grüße aus der Küche",
        "SUBJECT:    spaces   and\ttabs   stay   ",
        "Subject:\r\n folded\r\n\tand folded again",
        "Received: from elsewhere ([192.0.2.9]) by mx.firm.example; Mon, 16 Nov 2026 09:00:00 +0000",
        "Received: from a\r\n\tby b (Outguard) with ESMTP id K7Q2;\r\n\tMon, 16 Nov 2026 09:00:00 +0000",
        "DKIM-Signature: v=1; a=ed25519-sha256; c=simple/simple; d=firm.example; s=k;\r\n\tbh=AAAA; b=BBBB\r\n CCCC",
        "X-Empty:",
        "X-Empty: ",
        "no colon at all",
        ": no name",
        "X-Dots: .\r\n .\r\n ..",
        "Content-Type: text/plain; charset=\"koi8-r\"",
        "Content-Transfer-Encoding: quoted-printable",
        "Bcc: hidden@firm.example",
        "MIME-Version: (produced by nobody) 1.0",
    ];
    for _ in 0..dice.below(6) {
        let at = dice.below(lines.len() + 1);
        lines.insert(at, (*dice.one_of(&odd.each_ref().map(|line| *line))).to_owned());
    }
    if dice.below(10) == 0 {
        lines.push(format!("X-Long: {}", "x".repeat(900 + dice.below(9000))));
    }
    (lines.join("\r\n") + "\r\n").into_bytes()
}

fn text(dice: &mut Dice, bytes: &mut Vec<u8>) {
    for _ in 0..dice.below(60) {
        match dice.below(11) {
            0 => bytes.extend_from_slice(b"."),
            1 => bytes.extend(std::iter::repeat_n(b'.', dice.below(5))),
            2 => bytes.extend_from_slice(b".leading dot"),
            3 => bytes.extend((0..dice.below(200)).map(|i| 0x80 | (i as u8))),
            4 => bytes.extend(std::iter::repeat_n(b'l', 990 + dice.below(20))),
            5 => bytes.extend(std::iter::repeat_n(b'L', dice.below(70_000))),
            6 => bytes.extend_from_slice("Größe, naïve, 日本語, 🙂, \u{200b}\u{2028}".as_bytes()),
            7 => bytes.extend_from_slice(b"From the start of a line"),
            8 => bytes.extend_from_slice(b"\x01\x02\x1b[2J\x7f\x0b\x0c trailing space \t "),
            9 => {}
            _ => bytes.extend_from_slice(b"An ordinary line."),
        }
        bytes.extend_from_slice(b"\r\n");
    }
}

fn multipart(dice: &mut Dice, n: usize) -> Vec<u8> {
    let boundary = dice.one_of(&["b", "=_odd ( ) boundary?", ".dots.", "--dashes--"]);
    let mut out =
        format!("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\npreamble\r\n")
            .into_bytes();
    for _ in 0..1 + dice.below(4) {
        out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        let head = dice.one_of(&[
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n",
            "Content-Type: application/octet-stream; name*0*=utf-8''%C3%BC; name*1=\".bin\"\r\n",
            "Content-Type: message/rfc822\r\n",
            "content-disposition: ATTACHMENT; filename=\"..\\\\x.exe\"\r\n",
            "",
        ]);
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(b"\r\n");
        text(dice, &mut out);
    }
    // Sometimes the end is missing.
    if dice.below(3) > 0 {
        out.extend_from_slice(format!("--{boundary}--\r\nepilogue {n}\r\n.\r\n").as_bytes());
    }
    out
}

fn broken_mime(dice: &mut Dice) -> Vec<u8> {
    let kind = dice.one_of(&[
        "Content-Type: multipart/mixed\r\n",
        "Content-Type: multipart/mixed; boundary=\"\"\r\n",
        "Content-Type: text/html; charset=nonsense\r\nContent-Transfer-Encoding: base65\r\n",
        "Content-Type: ;;;\r\nContent-Type: text/plain; =?\r\n",
        "Content-Type: text/plain; charset=utf-7\r\nContent-Transfer-Encoding: base64\r\n",
    ]);
    let mut out = kind.as_bytes().to_vec();
    out.extend_from_slice(b"\r\n");
    text(dice, &mut out);
    out
}
