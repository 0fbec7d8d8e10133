//! A disk so small that a test can fill it.

use std::path::PathBuf;
use std::process::Command;

use super::victim::available;

/// A small file system of its own; gone when dropped.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None`, with a printed line, where mounting is not permitted.
    pub fn mount(path: PathBuf) -> Option<SmallDisk> {
        std::fs::create_dir(&path).unwrap();
        let words = path.to_string_lossy().into_owned();
        let mounts = available("mount", &["-t", "tmpfs", "-o", "size=3m,mode=0700", "outguard-test", &words]);
        mounts.then_some(SmallDisk(path))
    }

    /// Leaves no octet free.
    pub fn fill(&self) {
        let _ = Command::new("dd").args(["if=/dev/zero", "bs=1k"]).arg(format!("of={}", self.filler())).output();
    }

    /// Room again.
    pub fn free(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> String {
        self.0.join(".filler").to_string_lossy().into_owned()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}
