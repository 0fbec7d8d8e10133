//! The watched folders: whether the daemon could take files out of them.

use super::{Line, Scene};
use crate::intake::outbox;

const NAME: &str = "outbox";

/// Each `[[outbox]]`, looked at without taking anything.
pub(super) fn folders(scene: &Scene<'_>) -> Vec<Line> {
    let outboxes = scene.config().outboxes.iter();
    let examined = outboxes.map(|config| match outbox::check(config) {
        Ok(()) => Line::ok(NAME, format!("{} can be watched", config.path.display())),
        Err(error) => Line::fail(NAME, error.to_string(), error.repair),
    });
    examined.collect()
}
