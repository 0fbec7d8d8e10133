//! The program's own log on standard error; what happened to mail is in the journal, not here.

use std::io::{self, Write};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::base::text::one_line;
use crate::config::Log;

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// `OUTGUARD_LOG` or `log.level` is neither a level nor a list of directives.
    #[error("`{0}` is no log level; write error, warn, info, debug or trace, or directives such as `outguard=debug`")]
    Level(String),
    /// There is a log already.
    #[error("the log was started twice")]
    Twice,
}

/// Starts the log for the whole process: text or JSON on standard error, at the level of `OUTGUARD_LOG`, else of the
/// configuration. Libraries are heard from `warn` up.
///
/// # Errors
/// [`LogError`].
pub fn init(log: &Log) -> Result<(), LogError> {
    let named = std::env::var("OUTGUARD_LOG").ok().filter(|level| !level.is_empty());
    let filter = filter(named.as_deref().unwrap_or(&log.level))?;
    subscriber(filter, log.json, io::stderr).try_init().map_err(|_| LogError::Twice)
}

/// A bare level is meant for this program; anything else is taken as directives.
fn filter(level: &str) -> Result<EnvFilter, LogError> {
    let directives = match level.parse::<LevelFilter>() {
        Ok(level) => format!("{},outguard={level}", level.min(LevelFilter::WARN)),
        Err(_) => level.to_owned(),
    };
    EnvFilter::try_new(directives).map_err(|_| LogError::Level(one_line(level, 80)))
}

fn subscriber<W>(filter: EnvFilter, json: bool, out: W) -> Box<dyn tracing::Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(OneLine(out));
    if json { Box::new(builder.json().flatten_event(true).finish()) } else { Box::new(builder.finish()) }
}

/// Writes every event as one line without control characters: what strangers put into an address or a reply cannot
/// forge a second entry or move a terminal's cursor.
struct OneLine<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for OneLine<W> {
    type Writer = OneLine<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        OneLine(self.0.make_writer())
    }
}

impl<W: Write> Write for OneLine<W> {
    /// `event` is one whole event: tracing-subscriber writes each in one go.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let mut line = one_line(text.trim_end_matches('\n'), usize::MAX);
        line.push('\n');
        self.0.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(octets);
            Ok(octets.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is written while `work` runs.
    fn logged(level: &str, json: bool, work: impl FnOnce()) -> String {
        let page = Page::default();
        let out = page.clone();
        tracing::subscriber::with_default(subscriber(filter(level).unwrap(), json, move || out.clone()), work);
        let octets = page.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        String::from_utf8(octets).unwrap()
    }

    const FORGED: &str = "a@b.test\r\n2026-01-01 ERROR forged\u{1b}[2J\u{202e}";

    #[test]
    fn an_event_is_one_line_whatever_is_in_it() {
        for json in [false, true] {
            let text = logged("info", json, || {
                tracing::info!(reply = %FORGED, "{FORGED}");
                tracing::info!(target: "outguard", "second");
            });
            assert_eq!(text.lines().count(), 2, "{text}");
            assert!(!text.contains(['\r', '\u{1b}', '\u{202e}']), "{text:?}");
        }
    }

    #[test]
    fn json_is_one_object_a_line() {
        let text = logged("info", true, || tracing::warn!(id = "K7Q2", reply = %FORGED, "held"));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((value["id"].as_str(), value["message"].as_str()), (Some("K7Q2"), Some("held")));
    }

    #[test]
    fn a_level_is_for_this_program_and_libraries_are_heard_from_warn_up() {
        let text = logged("debug", false, || {
            tracing::debug!(target: "outguard::intake", "ours");
            tracing::info!(target: "notify", "theirs");
            tracing::warn!(target: "notify", "their warning");
        });
        assert!(text.contains("ours") && text.contains("their warning") && !text.contains("theirs"), "{text}");
        assert_eq!(logged("error", false, || tracing::warn!("quiet")), "");
    }

    #[test]
    fn directives_are_taken_as_they_are_and_nonsense_is_refused() {
        let text = logged("notify=info", false, || tracing::info!(target: "notify", "theirs"));
        assert!(text.contains("theirs"));
        assert!(filter("outguard=loud").is_err());
    }
}
