//! Gzip files (RFC 1952): one file, or several members that programs join.

use flate2::bufread::GzDecoder;

use super::budget::{Budget, damaged};
use super::contents::{Contents, Feature};
use super::{Kind, within};
use crate::parse;

/// Members joined; real files have one.
const MOST_MEMBERS: usize = 1_000;

/// Reads the file within; `name` is what the packed file is called.
pub(super) fn read(octets: &[u8], name: &str, budget: &mut Budget) -> Contents {
    let mut contents = Contents { kind: Kind::Gzip, ..Contents::default() };
    let opened = budget.open(octets, |budget| {
        budget.entry()?;
        let (unpacked, packed_name, unread, odd) = members(octets, budget);
        let names =
            [packed_name, Some(unpacked_name(name))].into_iter().flatten().filter(|name| !name.is_empty()).collect();
        if odd {
            contents.features.push(Feature::Contradictory);
        }
        contents.inner.push(within::partly(names, &unpacked, unread, budget));
        Ok(())
    });
    match opened {
        Ok(Some(Err(unread))) | Err(unread) => contents.unread.push(unread),
        Ok(_) => {}
    }
    contents
}

type Members = (Vec<u8>, Option<String>, Option<super::Unread>, bool);

/// What all members hold together, the name of the first, what went wrong, and whether something else stands behind.
fn members(octets: &[u8], budget: &mut Budget) -> Members {
    let (mut unpacked, mut name, mut rest) = (Vec::new(), None, octets);
    for _ in 0..MOST_MEMBERS {
        let mut decoder = GzDecoder::new(rest);
        let (some, unread) = budget.expand_partly(&mut decoder, rest.len() as u64);
        unpacked.extend_from_slice(&some);
        if name.is_none() {
            // Latin 1 by the standard (2.3.1), UTF-8 in life.
            name = decoder.header().and_then(|header| header.filename()).map(|name| parse::decoded(name, None));
        }
        if unread.is_some() {
            return (unpacked, name, unread, false);
        }
        rest = decoder.into_inner();
        if !rest.starts_with(&[0x1f, 0x8b]) {
            let is_padding = rest.iter().all(|octet| *octet == 0);
            return (unpacked, name, None, !is_padding);
        }
    }
    (unpacked, name, Some(damaged()), false)
}

/// What programs call the file when they unpack it (gzip(1)).
fn unpacked_name(name: &str) -> String {
    let cut = |ending: &str, new: &str| {
        let (stem, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
        end.eq_ignore_ascii_case(ending).then(|| format!("{stem}{new}"))
    };
    cut(".tgz", ".tar").or_else(|| cut(".gz", "")).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::files::{Limits, UnreadKind};

    fn packed(name: &str, text: &[u8]) -> Vec<u8> {
        let mut builder = flate2::GzBuilder::new();
        if !name.is_empty() {
            builder = builder.filename(name);
        }
        let mut writer = builder.write(Vec::new(), flate2::Compression::fast());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn contents(octets: &[u8], name: &str) -> Contents {
        read(octets, name, &mut Budget::new(&Limits::default()))
    }

    #[test]
    fn the_file_has_the_name_of_its_header_or_the_one_without_gz() {
        let contents = |packed: &[u8], name| contents(packed, name).inner.remove(0);
        let inner = contents(&packed("plan.txt", b"the plan"), "x.gz");
        assert_eq!(
            (inner.names.as_slice(), inner.contents.text.as_str()),
            (["plan.txt".to_owned(), "x".to_owned()].as_slice(), "the plan")
        );
        assert_eq!(contents(&packed("", b"x"), "Plans.TGZ").names, ["Plans.tar"]);
    }

    #[test]
    fn members_are_joined_and_what_stands_behind_is_told() {
        let both = [packed("", b"one "), packed("", b"two")].concat();
        assert_eq!(contents(&both, "").inner[0].contents.text, "one two");
        assert_eq!(contents(&[both, b"more".to_vec()].concat(), "").features, [Feature::Contradictory]);
    }

    #[test]
    fn a_cut_file_is_damaged_and_its_beginning_read() {
        let whole = packed("", &b"Salaries of everybody in the team. ".repeat(200));
        let inner = contents(&whole[..whole.len() - 6], "").inner.remove(0);
        assert_eq!(inner.contents.unread[0].kind, UnreadKind::Damaged);
        assert!(inner.contents.text.starts_with("Salaries"));
    }
}
