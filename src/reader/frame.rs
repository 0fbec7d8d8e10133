//! How parent and child talk: frames of a header in JSON and a body, each with its length before it.
//!
//! ```text
//! 4 octets  length of the header, least significant first
//! 8 octets  length of the body, least significant first
//! header, body
//! ```
//!
//! The child begins with a [`Hello`]. Then each [`Question`], whose body is the file, is answered by an [`Answer`], whose body
//! is the file's `Contents` in JSON. Neither side believes a length: what is longer than the reader of a frame allows ends
//! the conversation.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::files::Limits;

/// Octets of a header: names are bounded by the message's header fields.
pub(super) const MOST_HEADER: usize = 4 << 20;

/// Octets of an answer's body: room for the text [`Limits`] keep of a file, each letter escaped.
pub(super) const MOST_ANSWER: usize = 64 << 20;

/// What the child says first.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Hello {
    /// It is shut in, as far as the kernel knows how to.
    Ready {
        /// How much of the file system and the network landlock keeps away.
        landlock: Landlock,
    },
    /// It could not be shut in and reads nothing.
    Refused(String),
}

/// How much landlock could do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Landlock {
    /// Everything asked for.
    Full,
    /// What an older kernel knows.
    Partial,
    /// Nothing: the kernel has no landlock, or it is switched off.
    None,
}

/// A file to read; its octets are the body.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Question<'a> {
    /// Which one, counted by the parent.
    pub(super) number: u64,
    /// As in `files::Job`.
    pub(super) name: Cow<'a, str>,
    /// As in `files::Job`.
    pub(super) media_type: Cow<'a, str>,
    /// As in `files::Job`.
    pub(super) charset: Option<Cow<'a, str>>,
    /// Where to stop.
    pub(super) limits: Limits,
}

/// What a file says; its `Contents` are the body.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    /// The question's number.
    pub(super) number: u64,
}

/// Writes one frame.
///
/// # Errors
/// Those of `to`; `InvalidInput` for a header longer than [`MOST_HEADER`].
pub(super) fn write(to: &mut impl Write, header: &impl Serialize, body: &[u8]) -> io::Result<()> {
    let header = serde_json::to_vec(header)?;
    let length = u32::try_from(header.len()).ok().filter(|_| header.len() <= MOST_HEADER);
    let length = length.ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "the header is too long"))?;
    let mut head = Vec::with_capacity(header.len() + 12);
    head.extend_from_slice(&length.to_le_bytes());
    head.extend_from_slice(&u64::try_from(body.len()).unwrap_or(u64::MAX).to_le_bytes());
    head.extend_from_slice(&header);
    to.write_all(&head)?;
    to.write_all(body)?;
    to.flush()
}

/// Reads one frame whose body has at most `most` octets; `None` when the other side has hung up before it.
///
/// # Errors
/// Those of `from`; `UnexpectedEof` within a frame; `InvalidData` when it is too long or its header makes no sense.
pub(super) fn read<H: DeserializeOwned>(from: &mut impl Read, most: usize) -> io::Result<Option<(H, Vec<u8>)>> {
    let mut length = [0; 4];
    if !begins(from, &mut length)? {
        return Ok(None);
    }
    let mut body = [0; 8];
    from.read_exact(&mut body)?;
    let header = piece(from, u64::from(u32::from_le_bytes(length)), MOST_HEADER)?;
    let body = piece(from, u64::from_le_bytes(body), most)?;
    Ok(Some((serde_json::from_slice(&header)?, body)))
}

/// Fills `buffer`; `false` when there is not even a first octet.
fn begins(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    let (first, rest) = buffer.split_at_mut(1);
    loop {
        match from.read(first) {
            Ok(0) => return Ok(false),
            Ok(_) => return from.read_exact(rest).map(|()| true),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn piece(from: &mut impl Read, length: u64, most: usize) -> io::Result<Vec<u8>> {
    let too_long = || io::Error::new(ErrorKind::InvalidData, "the frame is too long");
    let fits = usize::try_from(length).ok().filter(|length| *length <= most).ok_or_else(too_long)?;
    let mut octets = Vec::new();
    // Only promised memory: it is not touched before the octets come.
    octets.try_reserve_exact(fits).map_err(|_| io::Error::from(ErrorKind::OutOfMemory))?;
    from.take(length).read_to_end(&mut octets)?;
    if octets.len() == fits { Ok(octets) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one octet at a time.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let take = buffer.len().min(1);
            (&mut self.0).take(take as u64).read(buffer)
        }
    }

    fn framed(number: u64, body: &[u8]) -> Vec<u8> {
        let mut octets = Vec::new();
        write(&mut octets, &Answer { number }, body).unwrap();
        octets
    }

    #[test]
    fn a_frame_is_read_back_however_it_is_cut() {
        let octets = [framed(7, b"\0body\xff"), framed(8, b"")].concat();
        let mut from = Drops(&octets);
        assert_eq!(read(&mut from, 6).unwrap(), Some((Answer { number: 7 }, b"\0body\xff".to_vec())));
        assert_eq!(read(&mut from, 6).unwrap(), Some((Answer { number: 8 }, Vec::new())));
        assert_eq!(read::<Answer>(&mut from, 6).unwrap(), None);
    }

    #[test]
    fn half_a_frame_is_an_error_wherever_it_ends() {
        let octets = framed(7, b"body");
        for end in 1..octets.len() {
            let error = read::<Answer>(&mut &octets[..end], 4).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedEof, "{end}");
        }
    }

    #[test]
    fn a_length_is_not_believed() {
        let kind = |octets: &[u8]| read::<Answer>(&mut &octets[..], 3).unwrap_err().kind();
        assert_eq!(kind(&framed(7, b"body")), ErrorKind::InvalidData, "a body of four octets where three are allowed");
        assert_eq!(kind(&[0xff; 40]), ErrorKind::InvalidData, "lengths of all ones");
        let header = [&[0xff, 0xff, 0x3f, 0][..], &[0; 8], b"{}"].concat();
        assert_eq!(kind(&header), ErrorKind::UnexpectedEof, "a header that never comes");
    }

    proptest::proptest! {
        #[test]
        fn any_octets_are_a_frame_or_an_error(mut octets: Vec<u8>, small: bool) {
            // Lengths that are not absurd come further.
            if small {
                octets.iter_mut().take(12).enumerate().filter(|(n, _)| n % 4 > 0).for_each(|(_, octet)| *octet = 0);
            }
            let _ = read::<Hello>(&mut &octets[..], 1000);
        }
    }

    #[test]
    fn a_header_of_something_else_is_an_error() {
        let mut octets = Vec::new();
        write(&mut octets, &Hello::Ready { landlock: Landlock::Full }, b"").unwrap();
        assert_eq!(read::<Answer>(&mut &octets[..], 0).unwrap_err().kind(), ErrorKind::InvalidData);
    }
}
