//! The list of what could not be read, without repeats and bounded, so that a hostile message cannot fill it.

use super::{Anomaly, AnomalyKind};

/// More different anomalies than this say nothing new.
const MOST: usize = 40;

/// Anomalies in the order they were seen.
#[derive(Debug, Default)]
pub(super) struct Anomalies(Vec<Anomaly>);

impl Anomalies {
    /// Notes an anomaly once.
    pub(super) fn note(&mut self, kind: AnomalyKind, what: &str) {
        if self.0.len() < MOST && !self.0.iter().any(|a| a.kind == kind && a.what == what) {
            self.0.push(Anomaly { kind, what: what.to_owned() });
        }
    }

    /// Whether one of this kind was noted.
    pub(super) fn has(&self, kind: AnomalyKind) -> bool {
        self.0.iter().any(|anomaly| anomaly.kind == kind)
    }

    /// The list.
    pub(super) fn into_vec(self) -> Vec<Anomaly> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_anomaly_is_told_once_and_the_list_is_bounded() {
        let mut anomalies = Anomalies::default();
        anomalies.note(AnomalyKind::Mime, "x");
        anomalies.note(AnomalyKind::Mime, "x");
        (0..1000).for_each(|i| anomalies.note(AnomalyKind::Header, &i.to_string()));
        assert_eq!(anomalies.into_vec().len(), MOST);
    }
}
