//! Who does what the command line asks for: the daemon, over its control socket, or this process, when none runs that
//! speaks as we do. Both answer the same API, so a new verb needs its route and one line in `act`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::http::{Method, Uri};
use hyper::body::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::answer::About;
use super::super::ops::{self, Ops};
use super::super::web::{Local, socket_beside};
use crate::app::failure::{Failure, exit};
use crate::base::{Clock, killpoint};
use crate::config::Config;
use crate::http::{Answer, Call, Url};

/// How long a daemon may take to say what it is.
const GREETING: Duration = Duration::from_secs(2);

/// How long it may take for an answer: a message full of files is read for a while.
const PATIENCE: Duration = Duration::from_secs(300);

/// The largest answer, in octets: a message, or a list of all there ever was.
const MOST: usize = 1 << 30;

/// Who does it.
pub(super) enum Hands {
    /// The daemon that listens at this socket.
    Daemon(PathBuf),
    /// This process, on the store itself.
    Here(Local),
}

impl Hands {
    /// The daemon, if it is of this version and goes by this configuration; else this process.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub(super) async fn reach(config: &Config) -> Result<Hands, Failure> {
        let socket = socket_beside(&config.store.path);
        // A process that is to die where it decides must be the one that decides.
        if !killpoint::is_armed() && goes_by(&socket, config).await {
            return Ok(Hands::Daemon(socket));
        }
        Ok(Hands::Here(Local::new(Ops::open(config, Clock::system())?, Clock::system())))
    }

    /// Looks at something.
    pub(super) async fn get<T: DeserializeOwned>(&self, target: &str) -> Result<T, Failure> {
        object(&self.ask(Method::GET, target, Bytes::new()).await?)
    }

    /// Does something, as `asked` says.
    pub(super) async fn post<T: DeserializeOwned>(&self, target: &str, asked: &impl Serialize) -> Result<T, Failure> {
        let body = serde_json::to_vec(asked).map_err(|e| Failure::new("json", exit::SOFTWARE, e))?;
        self.post_bytes(target, body).await
    }

    /// Does something with these octets.
    pub(super) async fn post_bytes<T: DeserializeOwned>(&self, target: &str, body: Vec<u8>) -> Result<T, Failure> {
        object(&self.ask(Method::POST, target, body.into()).await?)
    }

    /// The octets of something.
    pub(super) async fn bytes(&self, target: &str) -> Result<Vec<u8>, Failure> {
        Ok(self.ask(Method::GET, target, Bytes::new()).await?.body.to_vec())
    }

    /// The answer to `target` below `/api/v1`, if it is none of refusal.
    async fn ask(&self, method: Method, target: &str, body: Bytes) -> Result<Answer, Failure> {
        let target = format!("/api/v1{target}");
        let answer = match self {
            Hands::Daemon(socket) => {
                let call = Call::new(method, &Url::on_socket(&target), body).socket(socket);
                call.patience(PATIENCE).limit(MOST).send().await.map_err(|error| {
                    let words = format!("the daemon was asked and did not answer: {error}");
                    Failure::new(NO_ANSWER, exit::TEMPFAIL, words).hint("outguard list    what has become of it")
                })?
            }
            Hands::Here(local) => {
                let target: Uri = target.parse().map_err(|e| Failure::new("usage", exit::USAGE, e))?;
                local.answer(method, &target, body).await?
            }
        };
        if answer.is_success() { Ok(answer) } else { Err(refused(&answer)) }
    }
}

/// The code of a failure that says that the daemon went away.
pub(super) const NO_ANSWER: &str = "no_answer";

/// Whether a daemon listens there that would do just what this process would.
async fn goes_by(socket: &Path, config: &Config) -> bool {
    let call = Call::get(&Url::on_socket("/api/v1/about")).socket(socket).patience(GREETING);
    let Ok(answer) = call.send().await else { return false };
    let about = object::<About>(&answer).ok().filter(|_| answer.is_success());
    about.is_some_and(|about| {
        about.version == env!("CARGO_PKG_VERSION") && about.configuration == ops::fingerprint(config)
    })
}

fn object<T: DeserializeOwned>(answer: &Answer) -> Result<T, Failure> {
    serde_json::from_slice(&answer.body).map_err(|error| {
        Failure::new("answer", exit::SOFTWARE, format!("the answer of the daemon cannot be read: {error}"))
    })
}

fn refused(answer: &Answer) -> Failure {
    #[derive(serde::Deserialize)]
    struct Refused {
        error: Failure,
    }
    let unclear = || Failure::new("answer", exit::SOFTWARE, format!("the daemon answered {}", answer.status));
    serde_json::from_slice(&answer.body).map_or_else(|_| unclear(), |refused: Refused| refused.error)
}
