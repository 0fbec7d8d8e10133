//! Messages: reading never fails, the same octets read the same, and a recipient in a simple `To` in front of anything is found.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outguard::parse::parse;

fuzz_target!(|message: &[u8]| {
    let once = format!("{:?}", parse(message));
    assert_eq!(once, format!("{:?}", parse(message)));

    let mut led = b"To: known@example.com\r\n".to_vec();
    // A first line that begins with white space would continue our field.
    if message.first().is_some_and(|octet| octet.is_ascii_graphic()) {
        led.extend_from_slice(message);
        let found = parse(&led).to.iter().any(|m| m.address.as_ref().is_some_and(|a| a.key() == "known@example.com"));
        assert!(found, "every instance of To is read");
    }
});
