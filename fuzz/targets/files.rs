//! Files: reading never fails, whatever they are called, keeps to its limits, and the same octets read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outguard::files::{Contents, Job, Limits, read};

const LIMITS: Limits = Limits { depth: 3, entries: 50, expanded: 1 << 20, ratio: 100, text: 1 << 16 };
const NAMES: &[&str] = &["", "a.txt", "a.zip", "winmail.dat", "a.eml", "a.msg", "a.docx", "a.tgz"];

fn size(contents: &Contents) -> (usize, usize) {
    let within = contents.inner.iter().map(|inner| size(&inner.contents));
    within.fold((contents.inner.len(), contents.text.len()), |all, one| (all.0 + one.0, all.1 + one.1))
}

fuzz_target!(|input: &[u8]| {
    let Some((first, octets)) = input.split_first() else { return };
    let name = NAMES.get(usize::from(*first) % NAMES.len()).copied().unwrap_or_default();
    let job = Job { name, media_type: "", charset: None, octets };
    let contents = read(&job, &LIMITS);
    assert_eq!(contents, read(&job, &LIMITS));
    let (files, text) = size(&contents);
    assert!(files <= 4 * LIMITS.entries && text <= LIMITS.text);
});
