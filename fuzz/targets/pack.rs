//! Packs: a pack is legal or its mistakes are told; a legal one can be compiled again, listed and tested.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outguard::people::Directory;
use outguard::rules::{PackSource, Rulebook, Settings};

fuzz_target!(|text: &str| {
    let pack = PackSource { name: "fuzz.toml".to_owned(), text: text.to_owned() };
    match Rulebook::compile(std::slice::from_ref(&pack), &Settings::default(), &Directory::default()) {
        Ok(rules) => {
            let again = Rulebook::compile(&[pack], &Settings::default(), &Directory::default()).expect("the same text is legal twice");
            assert_eq!(rules.rules().len(), again.rules().len());
            let _ = rules.test();
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            assert!(mistakes.iter().all(|mistake| !mistake.to_string().is_empty()));
        }
    }
});
