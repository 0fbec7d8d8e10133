//! Outguard stands between pressing *Send* and the world: it reads each outgoing message, notices when it is about to
//! reach the wrong person, and gives the sender the chance to stop or repair it.
//!
//! The modules, in reading order; an arrow goes down only (`tests/it/layers.rs` holds it):

// Layer 0: words everyone uses: addresses, the clock, ids, replies, events, text made safe to show.
pub mod base;
// Layer 1: what arrived, untouched: envelope, bytes and digest, submission.
pub mod message;
// Layer 1: bytes to structure; never fails, what it cannot read is an anomaly.
pub mod parse;
// Layer 1: what the files of a message say, and what is hidden or unreadable in them.
pub mod files;
// Layer 2: parties, the directory, who is known to whom, look-alikes.
pub mod people;
// Layer 2: structure and people joined to plain statements that rules may ask about.
pub mod facts;
// Layer 3: packs and checks: facts to findings.
pub mod rules;
// Layer 3: findings to one step of the ladder.
pub mod verdict;
// Layer 3: parse, facts, rules and verdict as one function.
pub mod judge;
// Layer 3: the permission to send, as a value.
pub mod clearance;
// Layer 3: after something slipped through: exposure, severity, duties, steps, letters.
pub mod incident;
// Layer 3: documents made of blocks, as Markdown, HTML and PDF; calendars; bundles of files.
pub mod report;
// Layer 3: mail of before judged once more with what was known then: how often it asks, what it catches.
pub mod backtest;
// Layer 4: the processes that read what strangers wrote; when one dies, a part is unreadable and nothing else happens.
pub mod reader;
// Layer 4: mail that was kept in files, in whatever way: read as a stream of messages.
pub mod archive;
// Layer 4: the configuration as written, checked, and reloaded.
pub mod config;
// Layer 4: everything that is kept; the only module that knows SQL.
pub mod store;
// Layer 4: decisions: who may, with which friction, until when, and who is told.
pub mod release;
// Layer 4: cleared bytes to upstream; knows nothing of rules.
pub mod deliver;
// Layer 4: one HTTP request to one server: the daemon, a webhook, where a domain keeps its mail settings.
pub mod http;
// Layer 5: the doors, and the one pipeline behind them.
pub mod intake;
// Layer 5: wiring: the daemon, its order of start and shutdown, its log, and failures at the edge.
pub mod app;
// Layer 5: what people touch: every action once, and the command line that calls it.
pub mod control;
