//! Configurations: legal, or what is wrong is told in words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outguard::config::{Places, check};

fuzz_target!(|text: &str| {
    let places = Places {
        folder: "/etc/outguard".into(),
        state_dir: "/var/lib/outguard".into(),
        hostname: "mail.firm.example".to_owned(),
    };
    match check("config.toml", text, &places) {
        Ok(checked) => {
            let _ = format!("{:?}", checked.config);
        }
        Err(problems) => assert!(!problems.is_empty() && problems.iter().all(|p| !p.to_string().is_empty())),
    }
});
