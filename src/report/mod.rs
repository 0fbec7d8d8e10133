//! Documents made of blocks (charts among them), rendered as Markdown, HTML, PDF and plain text; calendars; bundles of files. Knows nothing of incidents:
//! whoever has something to report fills a [`Document`].

pub mod bundle;
pub mod calendar;
mod chart;
pub mod document;
pub mod html;
pub mod markdown;
pub mod pdf;
pub mod plain;
mod texts;
pub mod when;

pub use chart::{Chart, Series, Shape, decimal};
pub use document::{
    Block, CalloutKind, Check, CheckState, Countdown, CountdownState, Document, Fact, Span, Table, Words,
};

#[cfg(test)]
use {crate::base::Language, jiff::tz::TimeZone};

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

impl CheckState {
    /// The id of its word.
    fn word(self) -> &'static str {
        match self {
            CheckState::Open => "check-open",
            CheckState::Done => "check-done",
            CheckState::Skipped => "check-skipped",
            CheckState::Overdue => "check-overdue",
        }
    }
}

impl CalloutKind {
    /// The id of its word.
    fn word(self) -> &'static str {
        match self {
            CalloutKind::Notice => "callout-notice",
            CalloutKind::Warning => "callout-warning",
            CalloutKind::Overdue => "callout-overdue",
        }
    }
}

impl CountdownState {
    /// The id of its word.
    fn word(self) -> &'static str {
        match self {
            CountdownState::Running => "clock-running",
            CountdownState::Soon => "clock-soon",
            CountdownState::Overdue => "clock-overdue",
            CountdownState::Met => "clock-met",
            CountdownState::Unknown => "clock-unknown",
        }
    }
}
