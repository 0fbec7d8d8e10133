//! Looks at what is short to tell: how a submission stands, what holds here.

use sha2::{Digest as _, Sha256};

use super::Ops;
use crate::app::failure::Failure;
use crate::base::Id;
use crate::config;
use crate::control::answer::Standing;
use crate::release::Sight;

impl Ops {
    /// How a submission stands.
    ///
    /// # Errors
    /// When there is none of that id.
    pub async fn standing(&self, asked: &Id) -> Result<Standing, Failure> {
        let summary = self.seen(asked, Sight::Metadata).await?.summary;
        Ok(Standing { id: summary.id.to_string(), state: summary.state, outcome: summary.outcome })
    }

    /// The digest of the configuration these actions go by, in hex. Secrets are not in it, only where they are read from.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.config)
    }

    /// The largest message the doors take, in octets.
    pub fn largest_message(&self) -> usize {
        self.config.smtp.limits.message_size
    }
}

/// The digest of a configuration, in hex.
pub fn fingerprint(config: &config::Config) -> String {
    Sha256::digest(config::show(config)).iter().map(|octet| format!("{octet:02x}")).collect()
}
