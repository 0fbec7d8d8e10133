//! Whether a reader process can be started; without one every attachment counts as unreadable.

use super::{Line, Scene};
use crate::reader::Pool;

const NAME: &str = "reader";

pub(super) async fn reader(scene: &Scene<'_>) -> Vec<Line> {
    let settings = scene.config().reading.clone();
    let started = tokio::task::spawn_blocking(move || Pool::new(settings).try_one()).await;
    let why = match started {
        Ok(Ok(())) => return vec![Line::ok(NAME, "a process for attachments starts and shuts itself in")],
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    let words = format!("no process for attachments can be started, they count as unreadable: {why}");
    vec![Line::fail(
        NAME,
        words,
        "mount -t proc proc /proc; allow seccomp and landlock_* in the unit's SystemCallFilter=",
    )]
}
