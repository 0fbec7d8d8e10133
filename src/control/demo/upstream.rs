//! The pretend upstream: our own SMTP door with a gate behind it that keeps every message as a file.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::failure::{Failure, exit};
use crate::base::reply::Enhanced;
use crate::base::{Clock, Reply};
use crate::config::Config;
use crate::intake::smtp::{Server, Settings};
use crate::intake::{Answer, Gate};
use crate::message::Submission;
use crate::parse;

/// One message that arrived.
#[derive(Clone, Debug)]
pub(super) struct Arrived {
    /// The envelope sender.
    pub(super) sender: String,
    /// The envelope recipients.
    pub(super) recipients: Vec<String>,
    /// The decoded subject.
    pub(super) subject: String,
}

/// A pretend upstream.
pub(super) struct Pretend {
    /// Where it listens.
    pub(super) address: SocketAddr,
    keeper: Arc<Keeper>,
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

struct Keeper {
    folder: PathBuf,
    arrived: Mutex<Vec<Arrived>>,
}

impl Pretend {
    /// Starts on a free port and keeps messages in `folder`.
    pub(super) async fn start(folder: &Path) -> Result<Arc<Pretend>, Failure> {
        let failed =
            |e: &dyn std::fmt::Display| Failure::new("demo", exit::CANTCREAT, format!("the pretend upstream: {e}"));
        std::fs::create_dir_all(folder).map_err(|e| failed(&e))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|e| failed(&e))?;
        let address = listener.local_addr().map_err(|e| failed(&e))?;
        let settings = Settings::new(&Config::default().smtp).map_err(|e| failed(&e))?;
        let keeper = Arc::new(Keeper { folder: folder.to_owned(), arrived: Mutex::default() });
        let server = Server::new(Arc::new(settings), Arc::clone(&keeper), Clock::system());
        let (stop, stopping) = watch::channel(false);
        let task = tokio::spawn(async move { server.run(listener, stopping).await });
        Ok(Arc::new(Pretend { address, keeper, stop, task: Mutex::new(Some(task)) }))
    }

    /// What has arrived, in order.
    pub(super) fn arrived(&self) -> Vec<Arrived> {
        self.keeper.arrived.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends it.
    pub(super) async fn stop(&self) {
        let _ = self.stop.send(true);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

impl Gate for Keeper {
    async fn submit(&self, submission: Submission) -> Answer {
        let n = self.arrived.lock().unwrap_or_else(PoisonError::into_inner).len() + 1;
        let file = self.folder.join(format!("{n}.eml"));
        if let Err(e) = std::fs::write(&file, &submission.message[..]) {
            let reply = Reply::new(451, Enhanced(3, 0), "the pretend upstream cannot write").because(e);
            return Answer::unkept(reply);
        }
        let envelope = &submission.envelope;
        let arrived = Arrived {
            sender: envelope.sender.as_ref().map_or("<>".into(), ToString::to_string),
            recipients: envelope.recipients.iter().map(|r| r.address.to_string()).collect(),
            subject: parse::parse(&submission.message).subject,
        };
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).push(arrived);
        Answer::unkept(Reply::new(250, Enhanced(0, 0), &format!("kept as {n}.eml")))
    }
}
