//! Messages one after the other in a file (RFC 4155), as Thunderbird and most programs of Unix keep them.

use std::fs::File;
use std::io::{self, BufRead, Read as _, Seek as _, SeekFrom};
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt as _;

use super::separator::{self, begins};
use super::{At, Damage, Each, Item, Mail, Position, buffered, message};

/// The longest piece of a line that is looked at; a longer one is read in pieces and never held as a whole.
const LONGEST_LINE: u64 = 64 * 1024;

/// How Thunderbird marks in a header what is deleted and still there: `X-Mozilla-Status` with this bit.
const EXPUNGED: u32 = 0x0008;

/// Octets that tell whether a message begins somewhere.
const GLANCE: usize = 256;

/// Where the messages of a stream stand.
pub(super) struct Stream<'a> {
    /// The file in an archive; empty where it is none.
    pub(super) entry: &'a str,
    /// Its number.
    pub(super) number: u64,
    /// Whether it lies in a folder of sent mail.
    pub(super) sent: bool,
    /// Octets of every message that are wanted.
    pub(super) most: usize,
}

/// Reads an mbox file from octet `offset` on; from the beginning, when no message begins there any more.
pub(super) fn file(
    file: File,
    offset: u64,
    most: usize,
    sent: bool,
    each: &mut Each<'_>,
) -> io::Result<ControlFlow<()>> {
    let glance = file.try_clone()?;
    let mut reader = buffered(file);
    let mut start = reader.seek(SeekFrom::Start(offset))?;
    if start > 0 && !reader.fill_buf()?.is_empty() && !begins(reader.fill_buf()?) {
        start = reader.seek(SeekFrom::Start(0))?;
    }
    let stream = Stream { entry: "", number: 0, sent, most };
    let mut each = |item: Item<'_>, at: At<'_>| each(item, At { done: at.next.offset, ..at });
    Ok(messages(&mut reader, start, &stream, &|at| is_end(&glance, at).unwrap_or(false), &mut each))
}

/// Where the first message begins at or behind octet `offset` of an mbox file; `None` where none does.
pub(super) fn next(file: File, offset: u64) -> io::Result<Option<u64>> {
    let mut reader = buffered(file);
    let mut at = reader.seek(SeekFrom::Start(offset))?;
    let (mut line, mut after_empty) = (Vec::new(), offset == 0);
    loop {
        line.clear();
        let octets = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? as u64;
        if octets == 0 {
            return Ok(None);
        }
        if begins(&line) && (after_empty || separator::is_full(&line)) {
            return Ok(Some(at));
        }
        after_empty = matches!(&line[..], b"\n" | b"\r\n");
        at += octets;
    }
}

/// Whether a message ends at this octet of a file: the file ends there, or the next one begins, maybe behind an empty line.
fn is_end(file: &File, at: u64) -> io::Result<bool> {
    if at > file.metadata()?.len() {
        return Ok(false);
    }
    let mut octets = [0; GLANCE];
    let read = file.read_at(&mut octets, at)?;
    let behind = &octets[..read];
    let next = behind.strip_prefix(b"\r\n").or_else(|| behind.strip_prefix(b"\n")).unwrap_or(behind);
    Ok(next.is_empty() || begins(next))
}

/// Where a message stands that is being read.
struct Begun {
    /// The octet its line begins at.
    at: u64,
    /// When that says the message was kept.
    kept: Option<jiff::Timestamp>,
    /// Whether its header is still being read.
    in_header: bool,
    /// Where it ends, when it says that (`Content-Length`).
    says: Option<u64>,
    /// The same where it is so: what looks like another message before is none.
    until: Option<u64>,
}

/// The lines of a stream; long ones in pieces.
struct Lines<'a, R> {
    reader: &'a mut R,
    /// The next one, where it was looked at.
    ahead: Option<io::Result<Vec<u8>>>,
}

impl<R: BufRead> Lines<'_, R> {
    /// Puts the next one into `line`; how many octets it has.
    fn read(&mut self, line: &mut Vec<u8>) -> io::Result<u64> {
        line.clear();
        match self.ahead.take() {
            Some(ahead) => *line = ahead?,
            None => self.piece(line)?,
        }
        Ok(line.len() as u64)
    }

    /// Whether the next one begins with a field of a header.
    fn is_field_next(&mut self) -> bool {
        let mut line = Vec::new();
        let ahead = self.piece(&mut line).map(|()| line);
        let is_field = ahead.as_ref().is_ok_and(|line| message::is_field(line));
        self.ahead = Some(ahead);
        is_field
    }

    fn piece(&mut self, line: &mut Vec<u8>) -> io::Result<()> {
        self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', line).map(drop)
    }
}

/// Reads the messages of `reader`, whose first octet is the one at `start`. Where it fails, the messages end and
/// [`Damage::Unreadable`] is told. `is_end` tells whether a message ends at some octet that is not read yet; `false` where nobody
/// can look ahead.
pub(super) fn messages(
    reader: &mut impl BufRead,
    start: u64,
    stream: &Stream<'_>,
    is_end: &dyn Fn(u64) -> bool,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    let mut message = Vec::new();
    let mut begun: Option<Begun> = None;
    let (mut line, mut length, mut at) = (Vec::new(), 0_usize, start);
    let (mut line_begins, mut after_empty) = (true, true);
    let mut lines = Lines { reader, ahead: None };
    loop {
        let Ok(octets) = lines.read(&mut line) else {
            let next = Position { entry: stream.number, offset: at };
            return each(Item::Damaged(Damage::Unreadable), At { entry: stream.entry, offset: at, next, done: at });
        };
        if at == 0 && separator::without_mark(&line).len() < line.len() {
            line = separator::without_mark(&line).to_vec();
        }
        let may_end = match begun.as_ref().and_then(|begun| begun.until) {
            Some(until) => at == until || (at > until && after_empty),
            None => after_empty,
        };
        // Some programs put no empty line between two messages. A full line with a header below it is no part of a text.
        let is_short = begun.as_ref().and_then(|begun| begun.says).is_some_and(|says| at < says);
        let is_next = |lines: &mut Lines<'_, _>| !is_short && separator::is_full(&line) && lines.is_field_next();
        let separates = line_begins && begins(&line) && (may_end || is_next(&mut lines));
        if octets == 0 || separates {
            if let Some(begun) = &begun {
                tell(&message, length, stream, begun, at, each)?;
            }
            if octets == 0 {
                return ControlFlow::Continue(());
            }
            message.clear();
            begun = Some(Begun { at, kept: separator::kept(&line), in_header: true, says: None, until: None });
            (length, after_empty) = (0, true);
        } else {
            let is_empty = line_begins && matches!(&line[..], b"\n" | b"\r\n");
            let text = if line_begins && is_quoted(&line) { &line[1..] } else { &line };
            let room = stream.most.saturating_sub(message.len()).min(text.len());
            message.extend_from_slice(&text[..room]);
            length += text.len();
            after_empty = is_empty;
            if let Some(begun) = begun.as_mut().filter(|begun| is_empty && begun.in_header) {
                begun.in_header = false;
                let end = content_length(&message).and_then(|octets_left| (at + octets).checked_add(octets_left));
                (begun.says, begun.until) = (end, end.filter(|end| is_end(*end)));
            }
        }
        at += octets;
        line_begins = line.ends_with(b"\n");
    }
}

/// Whether this line began with `From ` before it was put into an mbox.
fn is_quoted(line: &[u8]) -> bool {
    line.iter().position(|octet| *octet != b'>').is_some_and(|at| at > 0 && line[at..].starts_with(b"From "))
}

/// What the header of a message says its body has of octets, as programs of Unix System V count them.
fn content_length(header: &[u8]) -> Option<u64> {
    let mut lines = header.split(|octet| *octet == b'\n');
    let value = lines.find_map(|line| {
        let (name, value) = line.split_at_checked(b"Content-Length:".len())?;
        name.eq_ignore_ascii_case(b"Content-Length:").then_some(value)
    })?;
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

fn tell(
    message: &[u8],
    length: usize,
    stream: &Stream<'_>,
    begun: &Begun,
    at: u64,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    let place =
        At { entry: stream.entry, offset: begun.at, next: Position { entry: stream.number, offset: at }, done: at };
    if is_expunged(message) {
        return ControlFlow::Continue(());
    }
    // The empty line before the next one is none of its own.
    let bytes = match message {
        [rest @ .., b'\r', b'\n', b'\r', b'\n'] if message.len() == length => &message[..rest.len() + 2],
        [rest @ .., b'\n', b'\n'] if message.len() == length => &message[..rest.len() + 1],
        whole => whole,
    };
    let mut each = |item: Item<'_>, at: At<'_>| match item {
        Item::Mail(mail) => each(Item::Mail(Mail { kept: begun.kept, ..mail }), at),
        damaged => each(damaged, at),
    };
    message::tell(bytes, message.len() == length, stream.sent, place, &mut each)
}

fn is_expunged(message: &[u8]) -> bool {
    let lines = message.split(|octet| *octet == b'\n').take(8).take_while(|line| line.len() > 1);
    let mut status = lines.filter_map(|line| line.strip_prefix(b"X-Mozilla-Status: "));
    let number = status.next().and_then(|value| u32::from_str_radix(std::str::from_utf8(value).ok()?.trim(), 16).ok());
    number.is_some_and(|bits| bits & EXPUNGED != 0)
}

/// The same for a file in an archive, which cannot be sought in.
pub(super) fn packed(
    reader: &mut impl BufRead,
    from: u64,
    stream: &Stream<'_>,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    // Where the rest cannot be read either, the messages say so.
    let skipped = io::copy(&mut reader.by_ref().take(from), &mut io::sink()).unwrap_or_default();
    messages(reader, skipped, stream, &|_| false, each)
}

#[cfg(test)]
mod tests {
    use super::super::Mail;
    use super::*;

    /// The texts of all messages of `octets`, and where they stand.
    fn texts(octets: &[u8], most: usize) -> Vec<String> {
        let mut texts = Vec::new();
        let stream = Stream { entry: "", number: 0, sent: false, most };
        let is_end = |at: u64| {
            let behind = usize::try_from(at).ok().and_then(|at| octets.get(at..));
            behind.is_some_and(|behind| {
                let next = behind.strip_prefix(b"\n").unwrap_or(behind);
                next.is_empty() || begins(next)
            })
        };
        let _ = messages(&mut &octets[..], 0, &stream, &is_end, &mut |item, at| {
            let text = match item {
                Item::Mail(Mail { bytes, whole, .. }) => {
                    format!("{}{}", String::from_utf8_lossy(bytes), if whole { "" } else { "…" })
                }
                Item::Damaged(damage) => damage.to_string(),
            };
            texts.push(format!("{}-{} {text}", at.offset, at.next.offset));
            ControlFlow::Continue(())
        });
        texts
    }

    #[test]
    fn messages_are_told_apart_by_the_line_before_them() {
        let mbox = "From - Mon Nov 16 09:30:00 2026\nTo: a@x.example\n\n>From here on\n\nFrom here on\n\n\
                    From anna@firm.example Tue Nov 17 10:00:00 2026\r\nTo: b@x.example\r\n\r\nHi\r\n\r\n";
        assert_eq!(
            texts(mbox.as_bytes(), 1000),
            ["0-78 To: a@x.example\n\nFrom here on\n\nFrom here on\n", "78-152 To: b@x.example\r\n\r\nHi\r\n",]
        );
    }

    #[test]
    fn messages_without_an_empty_line_between_them_are_told_apart() {
        let mbox = "From anna@firm.example Mon Nov 16 09:30:00 2026\nTo: a@x.example\n\nHi\n\
                    From here on\nTo: nobody\n\
                    From ken@kita.example Mon Nov 16 09:40:00 2026\nhe wrote\n\
                    >From ken@kita.example Mon Nov 16 09:40:00 2026\nTo: nobody\n\
                    From anna@firm.example Tue Nov 17 10:00:00 2026\nTo: b@x.example\n\
                    From - Wed, 18 Nov 2026 10:00:00 +0000\r\nTo: c@x.example\r\n\r\nHi\r\n";
        let texts = texts(mbox.as_bytes(), 1000);
        assert_eq!(texts.len(), 3, "{texts:#?}");
        assert!(
            texts[0].ends_with("he wrote\nFrom ken@kita.example Mon Nov 16 09:40:00 2026\nTo: nobody\n"),
            "{texts:#?}"
        );
        assert!(texts[1].ends_with(" To: b@x.example\n") && texts[2].ends_with("\r\n\r\nHi\r\n"), "{texts:#?}");
    }

    #[test]
    fn what_a_message_quotes_within_its_length_is_its_own_though_nobody_can_look_ahead() {
        let body = "see below\nFrom anna@firm.example Mon Nov 16 10:00:00 2026\nTo: b@x.example\n\nlate\n";
        let mbox = format!(
            "From - Mon Nov 16 09:30:00 2026\nContent-Length: {}\n\n{body}From - Tue Nov 17 10:00:00 2026\nTo: c@x.example\n\nHi\n",
            body.len()
        );
        let mut told = 0;
        let stream = Stream { entry: "", number: 0, sent: false, most: 1000 };
        let _ = packed(&mut mbox.as_bytes(), 0, &stream, &mut |_, _| {
            told += 1;
            ControlFlow::Continue(())
        });
        assert_eq!(told, 2);
    }

    #[test]
    fn a_long_message_is_cut_and_what_is_deleted_is_passed_over() {
        let mbox = format!(
            "From - 1\nTo: a@x.example\n\n{}\nFrom - 2\nX-Mozilla-Status: 0009\nTo: b@x.example\n\nHi\n\n\
             From - 3\nX-Mozilla-Status: 0001\nTo: c@x.example\n\nHi\n",
            "a".repeat(300_000) + "\n"
        );
        let texts = texts(mbox.as_bytes(), 40);
        let expected = ["To: a@x.example\n\naaaaaaaaaaaaaaaaaaaaaaa…", "X-Mozilla-Status: 0001\nTo: c@x.example\n\n…"];
        let shown: Vec<&str> = texts.iter().filter_map(|text| text.split_once(' ')).map(|(_, text)| text).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_has_no_header_is_damaged() {
        assert_eq!(texts(b"From - 1\nno header here\n\nFrom - 2\n\n", 100), ["0-25 no header", "25-35 no header"]);
    }

    #[test]
    fn what_a_message_says_of_its_length_holds_where_it_is_so() {
        let body = "see below\n\nFrom anna@firm.example Mon Nov 16 10:00:00 2026\nit was late\n";
        let next = "From - Tue Nov 17 10:00:00 2026\nTo: b@x.example\n\nHi\n";
        let mbox = |length: usize, between: &str| {
            format!(
                "From - Mon Nov 16 09:30:00 2026\nTo: a@x.example\nContent-Length: {length}\n\n{body}{between}{next}"
            )
        };
        for between in ["", "\n"] {
            let told = texts(mbox(body.len(), between).as_bytes(), 1000);
            assert!(told.len() == 2 && told[0].contains("it was late"), "{told:?}");
            let wrong = texts(mbox(body.len() + 5, "\n").as_bytes(), 1000);
            assert_eq!(wrong.len(), 3, "a length that is not so says nothing: {wrong:?}");
        }
        let last = format!("From - Mon Nov 16 09:30:00 2026\nContent-Length: {}\n\n{body}", body.len());
        assert_eq!(texts(last.as_bytes(), 1000).len(), 1);
        let long = format!("From - Mon Nov 16 09:30:00 2026\nContent-Length: {}\n\n{body}", u64::MAX);
        assert_eq!(texts(long.as_bytes(), 1000).len(), 2);
    }

    #[test]
    fn drafts_are_passed_over_and_marks_before_the_file_too() {
        let mbox = "\u{feff}\nFrom - Mon Nov 16 09:30:00 2026\nX-Mozilla-Draft-Info: internal/draft\nTo: a@x.example\n\nHi\n\n\
                    From - Tue Nov 17 10:00:00 2026\nTo: b@x.example\n\nHi\n";
        assert_eq!(texts(mbox.as_bytes(), 1000).len(), 1);
        let plain = format!("\u{feff}{}", "From - Tue Nov 17 10:00:00 2026\nTo: b@x.example\n\nHi\n");
        assert_eq!(texts(plain.as_bytes(), 1000), ["0-55 To: b@x.example\n\nHi\n"]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_too_odd(octets: Vec<u8>, most in 0_usize..50) {
            let mut mbox = b"From - x\n".to_vec();
            mbox.extend(octets);
            proptest::prop_assert!(texts(&mbox, most).len() <= mbox.len());
        }
    }
}
