//! The watched folders: whether the daemon could take files out of them.

use super::{Line, Scene};
use crate::intake::outbox;

const NAME: &str = "outbox";

/// Each `[[outbox]]`, claimed as the daemon would and let go again; one that the daemon has is well.
pub(super) fn folders(scene: &Scene<'_>) -> Vec<Line> {
    let outboxes = scene.config().outboxes.iter();
    let examined = outboxes.map(|config| match outbox::try_to_claim(config) {
        Ok(()) => Line::ok(NAME, format!("{} can be watched", config.path.display())),
        Err(error) if error.is_busy() && scene.survey.daemon => {
            Line::ok(NAME, format!("{} is watched", config.path.display()))
        }
        Err(error) => Line::fail(NAME, error.to_string(), error.repair),
    });
    examined.collect()
}
