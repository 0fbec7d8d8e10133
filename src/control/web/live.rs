//! Lists that stay up to date: one watcher of the journal for all readers, and for each of them a stream of server-sent events
//! that says when something of theirs has changed. What has changed they fetch as the page they see. The streams end with the
//! daemon, and with the session they belong to.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use futures_util::stream;
use serde::Serialize;
use tokio::sync::{broadcast, watch};

use super::caller::Caller;
use super::failure::Refusal;
use super::{Web, texts};
use crate::app::failure::Failure;
use crate::base::Secret;
use crate::control::ops::Ops;

/// News a slow reader may be behind; one that is further behind looks for itself.
const BACKLOG: usize = 64;

/// How long news are gathered, by the watcher and for each reader: a busy queue is no reason to count a hundred times a
/// second.
const GATHER: Duration = Duration::from_millis(500);

/// Whom news concern, by the compared form of their address.
type News = Arc<BTreeSet<String>>;

/// Tells readers that something has changed.
pub(super) struct Live {
    news: broadcast::Sender<News>,
    ended: watch::Sender<bool>,
}

impl Live {
    pub(super) fn new() -> Live {
        Live { news: broadcast::Sender::new(BACKLOG), ended: watch::Sender::new(false) }
    }
}

/// How many stand in each of the reader's lists.
#[derive(Serialize)]
struct Told {
    waiting: usize,
    others: usize,
    leaving: usize,
    assigned: usize,
    /// The sentence that is read out.
    said: String,
}

/// The routes of live lists.
pub(super) fn routes() -> Router<Web> {
    Router::new().route("/live", get(live))
}

impl Web {
    /// Tells readers what the journal says from now on, as `news` tells how far it has grown; until `stop` is true.
    pub async fn watch(self, mut news: watch::Receiver<i64>, mut stop: watch::Receiver<bool>) {
        let watched = async {
            let mut seen = *news.borrow_and_update();
            while news.changed().await.is_ok() {
                let last = *news.borrow_and_update();
                seen = self.tell_since(seen, last).await;
                tokio::time::sleep(GATHER).await;
            }
        };
        tokio::select! {
            () = watched => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
        self.0.live.ended.send_replace(true);
    }

    /// Tells whom the journal's lines from `seen` to `last` concern. The answer is how far it came.
    async fn tell_since(&self, mut seen: i64, last: i64) -> i64 {
        while seen < last {
            if self.0.live.news.receiver_count() == 0 {
                return last;
            }
            match self.0.ops.get().concerned(seen).await {
                Ok((people, upto)) => {
                    seen = upto;
                    if !people.is_empty() {
                        // An error means that the last reader has just gone.
                        let _ = self.0.live.news.send(Arc::new(people));
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "readers are not told what has changed");
                    return seen;
                }
            }
        }
        seen
    }
}

/// A reader's stream.
struct Reader {
    web: Web,
    caller: Caller,
    news: broadcast::Receiver<News>,
    ended: watch::Receiver<bool>,
    /// Whether they have been told the numbers they begin with.
    has_begun: bool,
}

async fn live(State(web): State<Web>, caller: Caller) -> Result<Response, Refusal> {
    let (news, ended) = (web.0.live.news.subscribe(), web.0.live.ended.subscribe());
    let reader = Reader { web, caller, news, ended, has_begun: false };
    let events = stream::unfold(reader, |mut reader| async {
        let event = reader.next().await?;
        Some((Ok::<Event, Infallible>(event), reader))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

impl Reader {
    /// The next event; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        let name = if self.has_begun { "news" } else { "counts" };
        if self.has_begun && !self.concerned().await {
            return None;
        }
        self.has_begun = true;
        match self.told().await {
            Ok(Some(told)) => Event::default().event(name).json_data(told).ok(),
            Ok(None) => None,
            Err(error) => {
                tracing::error!(%error, "a reader is not told what has changed");
                None
            }
        }
    }

    /// Waits until something of theirs may have changed; `false` when the stream is over.
    async fn concerned(&mut self) -> bool {
        loop {
            let news = tokio::select! {
                news = self.news.recv() => news,
                _ = self.ended.wait_for(|ended| *ended) => return false,
            };
            match news {
                Ok(people) if !self.caller.ops.is_concerned(&people) => {}
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => break,
                Err(broadcast::error::RecvError::Closed) => return false,
            }
        }
        tokio::select! {
            () = tokio::time::sleep(GATHER) => {}
            _ = self.ended.wait_for(|ended| *ended) => return false,
        }
        // What came meanwhile is told with it.
        while !matches!(
            self.news.try_recv(),
            Err(broadcast::error::TryRecvError::Empty | broadcast::error::TryRecvError::Closed)
        ) {}
        true
    }

    /// The numbers now; `None` when they are no longer signed in.
    async fn told(&mut self) -> Result<Option<Told>, Failure> {
        let Some(ops) = self.signed_in().await? else { return Ok(None) };
        self.caller.ops = ops;
        let counts = self.caller.ops.counts().await?;
        Ok(Some(Told {
            waiting: counts.waiting,
            others: counts.others,
            leaving: counts.leaving,
            assigned: counts.assigned,
            said: texts::say(self.caller.language).n("list-news", counts.waiting),
        }))
    }

    /// The actions as theirs, by the roles they have now.
    async fn signed_in(&self) -> Result<Option<Ops>, Failure> {
        let ops = self.web.0.ops.get();
        let secret: Option<&Secret> = self.caller.secret.as_ref();
        let session = match secret {
            Some(secret) => ops.session(secret).await?,
            None => None,
        };
        let whence = self.caller.ops.actor().whence.clone();
        Ok(session.map(|session| ops.done_by(ops.actor_of(session.who, whence))))
    }
}
