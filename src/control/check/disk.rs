//! Room for what is held.

use super::{Line, Scene, quoted};

const NAME: &str = "disk";
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Room on the disk of the state directory.
struct Room {
    free: u64,
    size: u64,
    free_files: u64,
    files: u64,
}

pub(super) fn room(scene: &Scene<'_>) -> Vec<Line> {
    let folder = &scene.survey.folder;
    let Some(there) = folder.ancestors().find(|ancestor| ancestor.exists()) else { return Vec::new() };
    let path = quoted(there);
    match rustix::fs::statvfs(there) {
        Ok(disk) => {
            let (free, size) =
                (disk.f_bavail.saturating_mul(disk.f_frsize), disk.f_blocks.saturating_mul(disk.f_frsize));
            judged(&Room { free, size, free_files: disk.f_favail, files: disk.f_files }, &path)
        }
        Err(e) => {
            vec![Line::warn(NAME, format!("nobody can say how much room there is: {e}"), format!("df -h {path}"))]
        }
    }
}

fn judged(room: &Room, path: &str) -> Vec<Line> {
    let Room { free, size, free_files, files } = *room;
    let percent = free.saturating_mul(100).checked_div(size).unwrap_or(100);
    let words = format!("{} free ({percent} %)", shown(free));
    // A tenth of a large disk is enough for years.
    let line = if free < 100 * MIB {
        Line::fail(NAME, format!("{words}: soon no mail can be taken"), format!("make room: df -h {path}"))
    } else if free < GIB || percent < 10 && free < 20 * GIB {
        Line::warn(NAME, words, format!("make room: df -h {path}"))
    } else {
        Line::ok(NAME, words)
    };
    let mut lines = vec![line];
    // Some file systems do not count files.
    if files > 0 && free_files < 100 {
        lines.push(Line::fail(
            NAME,
            format!("room for {free_files} more files only"),
            format!("remove files: df -i {path}"),
        ));
    }
    lines
}

fn shown(octets: u64) -> String {
    if octets >= GIB { format!("{} GiB", octets / GIB) } else { format!("{} MiB", octets / MIB) }
}

#[cfg(test)]
mod tests {
    use super::super::Mark;
    use super::*;

    #[test]
    fn little_room_is_told_before_there_is_none() {
        let mark = |free, size| judged(&Room { free, size, free_files: 1000, files: 2000 }, "/")[0].state;
        assert_eq!(mark(99 * MIB, 10 * GIB), Mark::Fail);
        assert_eq!(mark(500 * MIB, GIB), Mark::Warn);
        assert_eq!(mark(5 * GIB, 100 * GIB), Mark::Warn, "less than a tenth");
        assert_eq!(mark(50 * GIB, 1000 * GIB), Mark::Ok, "less than a tenth of much");
        assert_eq!(mark(5 * GIB, 10 * GIB), Mark::Ok);
        let files = |free_files, files| judged(&Room { free: 5 * GIB, size: 10 * GIB, free_files, files }, "/").len();
        assert_eq!((files(10, 1000), files(0, 0), files(500, 1000)), (2, 1, 1));
    }
}
