//! How attachments are read: ranges, and that what is unpacked fits into the memory.

use std::time::Duration;

use super::Checker;
use crate::config::units::show_size;
use crate::config::written;
use crate::files::Limits;
use crate::reader::Settings;

const MIB: usize = 1 << 20;

/// What the program itself takes, and a file of the usual size.
const LEAST: usize = 256 * MIB;

/// A file is unpacked, its text taken out of it and written down: each a copy, and the message's own octets besides.
const COPIES: usize = 4;

impl Checker<'_> {
    pub(super) fn reading(&mut self, written: &written::Reading) -> Settings {
        let Settings { program, mut processes, mut memory, mut time, limits } = Settings::default();
        let Limits { mut depth, mut entries, expanded, ratio, text } = limits;
        let mut most = usize::try_from(expanded).unwrap_or(usize::MAX);
        self.count(&written.processes, 0..=256, &mut processes);
        self.size(&written.memory, LEAST..=65_536 * MIB, &mut memory);
        self.duration(&written.time, Duration::from_millis(100)..=Duration::from_secs(120), &mut time);
        self.count(&written.depth, 1..=16, &mut depth);
        self.count(&written.entries, 1..=1_000_000, &mut entries);
        self.size(&written.expanded, MIB..=16_384 * MIB, &mut most);
        if most > memory / COPIES
            && memory >= LEAST
            && let Some(span) = written.expanded.as_ref().or(written.memory.as_ref()).map(toml::Spanned::span)
        {
            let message = format!("files that expand to {} do not fit into {}", show_size(most), show_size(memory));
            let hint = format!("memory must be at least {COPIES} times as much as expanded");
            self.problem(span, &message, &hint);
        }
        let expanded = u64::try_from(most).unwrap_or(u64::MAX);
        Settings { program, processes, memory, time, limits: Limits { depth, entries, expanded, ratio, text } }
    }
}
