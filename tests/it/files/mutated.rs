//! Archives cut and changed at random: reading never fails, and an archive that lost a file is never clean.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

const SMALL: Limits = Limits { depth: 3, entries: 100, expanded: 1 << 20, ratio: 100, text: 1 << 16 };

/// Each of these ends in a list or a mark, so that nothing can be cut from it unseen.
const ARCHIVES: &[&str] = &[
    "zip-by-info-zip.zip",
    "zip-streamed-by-info-zip.zip",
    "zip-zip64-by-info-zip.zip",
    "zip-encrypted-by-info-zip.zip",
    "7z-lzma2-by-7zip.7z",
    "7z-stored-by-7zip.7z",
    "gz-by-gzip.gz",
    "tar-pax-long-name.tgz",
];
const OTHERS: &[&str] = &[
    "tar-by-gnu-tar.tar",
    "zip-quine.zip",
    "7z-encrypted-by-7zip.7z",
    "docx-encrypted.docx",
    "doc-by-libreoffice.doc",
    "smime-detached.p7s",
];

static FIXTURES: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(|| {
    let made = [("mail.msg", mail::msg(true)), ("winmail.dat", mail::winmail())];
    ARCHIVES.iter().chain(OTHERS).map(|name| (*name, fixture(name))).chain(made).collect()
});

/// Names and texts of the files within, which is what a reader would get.
fn files(contents: &Contents) -> Vec<(String, String)> {
    all(contents).into_iter().map(|inner| (inner.names.join("/"), inner.contents.text.clone())).collect()
}

fn is_clean(contents: &Contents) -> bool {
    unread(contents).is_empty() && !contradicts(contents)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_cut_archive_is_never_clean(which in 0..ARCHIVES.len(), cut in 0.0..1.0f64) {
        let (name, octets) = &FIXTURES[which];
        // Less than its first octets is no archive of that kind any more.
        let end = 8 + ((octets.len() - 8) as f64 * cut) as usize;
        let contents = within(name, &octets[..end], &SMALL);
        prop_assert!(!is_clean(&contents), "{name} cut at {end}: {contents:#?}");
    }

    #[test]
    fn a_changed_archive_is_read_or_told(which in 0..ARCHIVES.len(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let (name, octets) = &FIXTURES[which];
        let mut changed = octets.clone();
        let at = at.index(changed.len());
        changed[at] ^= 1 << bit;
        let (before, after) = (within(name, octets, &SMALL), within(name, &changed, &SMALL));
        let lost = files(&before).into_iter().any(|(_, text)| !text.is_empty() && !texts(&after).contains(&text));
        prop_assert!(!lost || !is_clean(&after), "{name} changed at {at}: {after:#?}");
    }

    #[test]
    fn nothing_fails_whatever_is_changed(
        which in 0..ARCHIVES.len() + OTHERS.len() + 2,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        doubled in any::<bool>(),
    ) {
        let (name, octets) = &FIXTURES[which];
        let mut changed = octets.clone();
        for (at, octet) in changes {
            let at = at.index(changed.len());
            changed[at] = octet;
        }
        if doubled {
            changed.extend_from_slice(octets);
        }
        let contents = within(name, &changed, &SMALL);
        prop_assert!(all(&contents).len() <= 2 * SMALL.entries);
        prop_assert!(texts(&contents).len() <= SMALL.text + 10_000);
    }
}
