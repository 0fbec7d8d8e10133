//! Who has a file open for writing, as far as this account may know: processes of its own, and all of them for root.

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Those of `files` (device and inode) that some process has open for writing.
pub(super) fn written_now(files: &HashSet<(u64, u64)>) -> HashSet<(u64, u64)> {
    let mut written = HashSet::new();
    if files.is_empty() {
        return written;
    }
    let numbered = |path: &Path| path.file_name().is_some_and(|name| name.to_str().is_some_and(is_number));
    for process in fs::read_dir("/proc").into_iter().flatten().flatten().map(|entry| entry.path()) {
        if !numbered(&process) {
            continue;
        }
        for open in fs::read_dir(process.join("fd")).into_iter().flatten().flatten().map(|entry| entry.path()) {
            let Ok(file) = fs::metadata(&open) else { continue };
            let file = (file.dev(), file.ino());
            if files.contains(&file) && !written.contains(&file) && may_write(&process, &open) {
                written.insert(file);
            }
        }
    }
    written
}

fn is_number(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_digit())
}

/// By the flags it was opened with; who cannot be asked counts as a writer.
fn may_write(process: &Path, open: &Path) -> bool {
    let Some(number) = open.file_name() else { return true };
    let told = fs::read_to_string(process.join("fdinfo").join(number)).unwrap_or_default();
    let flags = told.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    flags.is_none_or(|flags| flags & 0o3 != 0)
}
