//! What is counted, in the text format of OpenMetrics, which Prometheus reads. Names end in their unit, counters in `_total`;
//! labels are words of ours, ids of rules and codes of replies, never anything from a message.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder, NoLabelSet, text};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use crate::base::Timings;
use crate::control::ops::Measured;
use crate::store::{self, DECISION_BOUNDS};

/// What [`text`] writes.
pub(super) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Writes everything down.
///
/// # Errors
/// When the encoder refuses.
pub(super) fn text(measured: Measured, scans: &Arc<Timings>) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix("outguard");
    registry.register_collector(Box::new(Told { measured, scans: Arc::clone(scans) }));
    let mut written = String::new();
    text::encode(&mut written, &registry)?;
    Ok(written)
}

#[derive(Debug)]
struct Told {
    measured: Measured,
    scans: Arc<Timings>,
}

/// A counter of the store, and how it is told.
struct Listed {
    name: &'static str,
    help: &'static str,
    counted: &'static str,
    labels: &'static [&'static str],
}

/// What comes from the store's counters.
#[rustfmt::skip]
const COUNTED: [Listed; 7] = [
    Listed { name: "messages", help: "Messages handed over, by door and by the step that followed", counted: store::MESSAGES, labels: &["path", "verdict"] },
    Listed { name: "decisions", help: "Holds that were decided, by whom and how they ended", counted: store::DECISIONS, labels: &["by", "outcome"] },
    Listed { name: "rule_fired", help: "Holds a check or rule asked about", counted: store::ASKED, labels: &["rule"] },
    Listed { name: "rule_changed", help: "Those that were changed or withdrawn", counted: store::CHANGED, labels: &["rule"] },
    Listed { name: "quick_decisions", help: "Decisions less than two seconds after the page was made", counted: store::QUICK_DECISIONS, labels: &[] },
    Listed { name: "escalations", help: "Reminders and further rungs of the ladder that a hold reached", counted: store::ESCALATIONS, labels: &["step"] },
    Listed { name: "upstream_failures", help: "Replies of upstreams that were no success, by code", counted: store::UPSTREAM_FAILURES, labels: &["code"] },
];

impl Collector for Told {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        COUNTED.iter().try_for_each(|counter| self.counter(&mut encoder, counter))?;
        let vitals = &self.measured.vitals;
        let mut held =
            encoder.encode_descriptor("held_messages", "Messages that wait, by state", None, MetricType::Gauge)?;
        for (state, count) in &vitals.waiting {
            ConstGauge::new(i64::try_from(*count).unwrap_or(i64::MAX))
                .encode(held.encode_family(&[("state", state.word())])?)?;
        }
        let mut gauge = |name: &str, help: &str, value: f64| {
            ConstGauge::new(value).encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)
        };
        gauge("oldest_held_seconds", "How long the oldest hold has waited", self.measured.oldest_held)?;
        gauge("store_bytes", "Size of the database", vitals.bytes as f64)?;
        if let Some(ratio) = self.measured.ask_ratio {
            gauge("ask_ratio", "Holds per message over seven days", ratio)?;
        }
        let times = self.decision_times();
        times.encode(encoder.encode_descriptor("decision_seconds", TIMES, None, MetricType::Histogram)?)?;
        let scans = Buckets { sum: self.scans.sum(), buckets: self.scans.buckets() };
        scans.encode(encoder.encode_descriptor("scan_seconds", SCANS, None, MetricType::Histogram)?)?;
        let mut build = encoder.encode_descriptor("build_info", "This Outguard", None, MetricType::Gauge)?;
        ConstGauge::new(1_i64).encode(build.encode_family(&[("version", env!("CARGO_PKG_VERSION"))])?)
    }
}

const TIMES: &str = "Time between a hold and its decision";
const SCANS: &str = "Time of judging a message, since the daemon was started";

impl Told {
    fn counter(&self, encoder: &mut DescriptorEncoder<'_>, told: &Listed) -> Result<(), fmt::Error> {
        let mut family = encoder.encode_descriptor(told.name, told.help, None, MetricType::Counter)?;
        let counted = || self.measured.counters.iter().filter(|counter| counter.name == told.counted);
        if told.labels.is_empty() {
            return ConstCounter::new(counted().map(|counter| counter.count).sum::<u64>()).encode(family);
        }
        for counter in counted() {
            let values = [counter.label.as_str(), counter.other.as_str()];
            let labels: Vec<(&str, &str)> = told.labels.iter().copied().zip(values).collect();
            ConstCounter::new(counter.count).encode(family.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn decision_times(&self) -> Buckets {
        let counted = |name: &str, label: &str| {
            let of = |counter: &&store::Counter| counter.name == name && counter.label == label;
            self.measured.counters.iter().find(of).map_or(0, |counter| counter.count)
        };
        let bucket = |bound: &&str| (bound.parse().unwrap_or(f64::INFINITY), counted(store::DECIDED_WITHIN, bound));
        Buckets {
            sum: counted(store::DECISION_SECONDS, "") as f64,
            buckets: DECISION_BOUNDS.iter().map(bucket).collect(),
        }
    }
}

/// A histogram that was counted elsewhere.
struct Buckets {
    sum: f64,
    buckets: Vec<(f64, u64)>,
}

impl EncodeMetric for Buckets {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), fmt::Error> {
        let count = self.buckets.iter().map(|(_, count)| count).sum();
        encoder.encode_histogram::<NoLabelSet>(self.sum, count, &self.buckets, None)
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Histogram
    }
}
