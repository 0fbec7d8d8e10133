//! `outguard ready`: asks the daemon, over its control socket, whether mail can be taken and passed on; for scripts and
//! containers.

use std::time::Duration;

use super::super::ops::{Part, Readiness};
use super::super::web::socket_beside;
use super::print;
use crate::app::failure::{Failure, exit};
use crate::config::Config;
use crate::http::{Call, Url};

/// How often a waiting command asks again.
const ASK_AGAIN: Duration = Duration::from_millis(250);

/// How long the daemon may take; it gives each of its parts five seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// The exit code when a part is not ready.
const NOT_READY: u8 = 1;

/// With `patience`, asks until it is ready or that is over.
pub(super) async fn run(config: &Config, patience: Option<Duration>) -> Result<u8, Failure> {
    let begun = tokio::time::Instant::now();
    loop {
        let asked = ask(config).await;
        let ready = asked.as_ref().is_ok_and(|readiness| readiness.ready);
        if ready || patience.is_none_or(|patience| begun.elapsed() >= patience) {
            let readiness = asked?;
            print::text(&told(&readiness))?;
            return Ok(if readiness.ready { 0 } else { NOT_READY });
        }
        tokio::time::sleep(ASK_AGAIN).await;
    }
}

async fn ask(config: &Config) -> Result<Readiness, Failure> {
    let socket = socket_beside(&config.store.path);
    let call = Call::get(&Url::on_socket("/readyz")).socket(&socket).patience(PATIENCE);
    let answer = call.send().await.map_err(|error| {
        let words = format!("no daemon answers: {error}");
        Failure::new("no_answer", exit::TEMPFAIL, words).hint("outguard run")
    })?;
    serde_json::from_slice(&answer.body).map_err(|error| {
        Failure::new("answer", exit::SOFTWARE, format!("the answer of the daemon cannot be read: {error}"))
    })
}

fn told(readiness: &Readiness) -> String {
    let parts = [("store", &readiness.store), ("rules", &readiness.rules), ("upstream", &readiness.upstream)];
    let line = |(name, Part { ok, why }): (&str, &Part)| {
        let word = if *ok { "ok" } else { "fail" };
        format!("{word:<5}{name:<9} {why}\n")
    };
    parts.into_iter().map(line).collect()
}
