//! Texts made to break the search or to slow it.

// The same clock as the tests from outside have.
#[path = "../../../../tests/it/support/cpu.rs"]
mod cpu;

use proptest::prelude::*;

use super::super::find;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_finding_panic(text in "(\\PC|[0-9]{1,6}|[-+./ :@<=\n\t]|[A-Z]{1,4}|password|sk_live_|-----BEGIN |PRIVATE KEY-----|://|eyJ|P<UTO<<|geb\\.|IBAN|AKIA|sig=|é|٣){0,60}") {
        let found = find(&text);
        prop_assert!(found.iter().all(|one| !one.number.is_empty()));
    }
}

/// Texts that make a careless search slow: much that looks like a beginning.
#[test]
fn hostile_texts_take_linear_time() {
    for piece in [
        "1 ",
        "12 ",
        "1-",
        "9999 ",
        "4111 ",
        "DE89",
        "+1",
        "a@",
        "@",
        "<<",
        "P<< ",
        "A< <",
        "-----BEGIN ",
        "PuTTY-User-Key-File-",
        "eyJ.",
        "eyJ ",
        "password: ",
        "pin 1",
        "AKIA",
        "sig=",
        "twilio ",
        "://a:b",
        "tel 1234567 ",
        "SSN,1\n",
        "bic ",
        "geb. 1.1.1980 ",
        "9\n",
        "é1",
    ] {
        let text = piece.repeat((1 << 17) / piece.len());
        let (time, _) = cpu::of(|| find(&text));
        assert!(time < cpu::BOUNDED, "{piece:?}: {time:?}");
    }
}
