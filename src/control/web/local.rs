//! The API without a socket: while no daemon runs, the command line asks this process itself, by the same routes. Output,
//! exit codes and friction are then the same by construction.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, Uri};
use hyper::body::Bytes;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use super::Web;
use super::socket::Peer;
use crate::app::failure::{Failure, exit};
use crate::base::Clock;
use crate::config::Current;
use crate::control::ops::Ops;
use crate::http::Answer;

/// The API of this process.
#[derive(Clone)]
pub struct Local {
    service: TowerToHyperService<Router>,
    account: String,
}

impl Local {
    /// The API over `ops`, asked by whoever does them.
    pub fn new(ops: Ops, clock: Clock) -> Local {
        let page = ops.config().page.clone();
        let (address, account) = (page.listen, ops.actor().who.to_string());
        let web = Web::new(Arc::new(Current::new(ops)), page, address, Arc::default(), clock);
        Local { service: TowerToHyperService::new(web.socket_router()), account }
    }

    /// Answers one request.
    ///
    /// # Errors
    /// When it cannot be asked for at all.
    pub async fn answer(&self, method: Method, target: &Uri, body: Bytes) -> Result<Answer, Failure> {
        let mut request = Request::new(Body::from(body));
        (*request.method_mut(), *request.uri_mut()) = (method, target.clone());
        request.extensions_mut().insert(ConnectInfo(Peer(Some(self.account.clone()))));
        // Routes do not fail: a refusal is an answer.
        let (head, body) = match self.service.call(request).await {
            Ok(response) => response.into_parts(),
            Err(never) => match never {},
        };
        let body = axum::body::to_bytes(body, usize::MAX).await;
        let body = body.map_err(|error| Failure::new("answer", exit::SOFTWARE, error))?;
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
    }
}
