//! Addresses: written and read again it is the same address, and what is compared does not depend on how it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outguard::base::Address;

fuzz_target!(|text: &str| {
    let Ok(address) = text.parse::<Address>() else { return };
    assert!(!address.as_str().contains(['\r', '\n', '\0']));
    let again: Address = address.as_str().parse().expect("what was read can be read again");
    assert_eq!(again, address);
    assert_eq!(again.as_str(), address.as_str());
    assert_eq!(again.key(), address.key());
    if let Some(domain) = address.domain() {
        assert!(!domain.to_string().is_empty());
    }
});
