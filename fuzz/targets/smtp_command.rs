//! Command lines: an address that was taken is an address still, holds no line end and fits the wire.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outguard::base::Address;
use outguard::intake::smtp::command::{Command, parse};

fuzz_target!(|line: &[u8]| {
    let Ok(command) = parse(line) else { return };
    match &command {
        Command::Mail(Some(address), _) | Command::Rcpt(address, _) => {
            assert!(!address.as_str().contains(['\r', '\n', '\0']));
            let again: Address = address.as_str().parse().expect("what was taken can be written and read again");
            assert_eq!(&again, address);
        }
        Command::Ehlo(name) | Command::Helo(name) => assert!(name.chars().all(|c| c.is_ascii_graphic())),
        _ => {}
    }
    let mut ended = line.to_vec();
    ended.extend_from_slice(b"\r\nRCPT TO:<b@example.com>");
    assert!(parse(&ended).is_err(), "a line end inside a command is never legal");
});
