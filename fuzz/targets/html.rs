//! HTML: reading never fails, the same text reads the same, a word in front of everything shows, and no text is made up.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outguard::parse::html_texts;

fuzz_target!(|source: &str| {
    let (shown, hidden) = html_texts(source);
    assert_eq!((&shown, &hidden), (&html_texts(source).0, &html_texts(source).1));
    assert!(shown.len() + hidden.len() <= 8 * source.len() + 64, "an entity is longer than what it stands for");

    let (shown, _) = html_texts(&format!("<p>Tangerine</p>{source}"));
    assert!(shown.contains("Tangerine"), "what stands in front shows");
});
