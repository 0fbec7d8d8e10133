//! The child's side: shuts itself in, says so, and reads one file after the other until its parent hangs up.

use std::ffi::OsString;
use std::io::{self, Read, Stdin, Write};

use rustix::io::Errno;

use super::frame::{self, Answer, Hello, Question};
use super::sandbox;
use crate::files::{self, Contents, Job, Limits, UnreadKind};

/// Reads files for the parent at the other end of standard input until it hangs up; `arguments` are the octets of memory and
/// the seconds of processor time this process may take. The answer is the exit code.
///
/// A panic ends the process: to the parent that is one unreadable file, and a process that stumbled over a file reads no
/// other.
pub fn serve(arguments: impl Iterator<Item = OsString>) -> u8 {
    let numbers: Vec<u64> = arguments.filter_map(|text| text.to_str()?.parse().ok()).collect();
    let &[memory, seconds] = numbers.as_slice() else { return 64 };
    match converse(&mut Wire(io::stdin()), memory, seconds) {
        Ok(()) => 0,
        Err(_) => 70,
    }
}

fn converse(wire: &mut Wire, memory: u64, seconds: u64) -> io::Result<()> {
    match sandbox::enter(memory, seconds) {
        Ok(landlock) => frame::write(wire, &Hello::Ready { landlock }, &[])?,
        Err(why) => return frame::write(wire, &Hello::Refused(why), &[]),
    }
    // The parent is believed about the length of a file; RLIMIT_AS ends what it should not have sent.
    while let Some((question, octets)) = frame::read::<Question>(wire, usize::MAX)? {
        let job = Job {
            name: &question.name,
            media_type: &question.media_type,
            charset: question.charset.as_deref(),
            octets: &octets,
        };
        let body = told(&read(&job, &question.limits))?;
        frame::write(wire, &Answer { number: question.number }, &body)?;
    }
    Ok(())
}

fn read(job: &Job<'_>, limits: &Limits) -> Contents {
    #[cfg(debug_assertions)]
    if let Some(contents) = super::provoked::read(job) {
        return contents;
    }
    files::read(job, limits)
}

/// `contents` in JSON; what is too much for an answer is left out, and said to be.
fn told(contents: &Contents) -> io::Result<Vec<u8>> {
    let body = serde_json::to_vec(contents)?;
    if body.len() <= frame::MOST_ANSWER {
        return Ok(body);
    }
    let much = Contents::unread(contents.kind, UnreadKind::Limit, "there is more in it than is looked through");
    Ok(serde_json::to_vec(&much)?)
}

/// Standard input, a socket: the sandbox lets no other descriptor be read.
struct Wire(Stdin);

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        rustix::io::read(&self.0, buffer).map_err(Errno::into)
    }
}

impl Write for Wire {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        rustix::io::write(&self.0, octets).map_err(Errno::into)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
