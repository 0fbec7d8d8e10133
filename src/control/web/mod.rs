//! The page where decisions are made, and the same actions as JSON. Rendered on the server, usable without JavaScript; every
//! action is one of [`super::ops`].
//!
//! Two ways in: the page's port, where a cookie says who it is (`caller.rs`, `sign_in.rs`) and every request is looked at
//! before any route is (`guard.rs`); and the control socket beside the store, where the kernel says which account it is, for
//! the command line. **A GET never changes anything**: mail scanners follow links.

mod api;
mod approval;
mod assets;
mod caller;
mod failure;
mod form;
mod frame;
mod guard;
mod health;
mod held;
mod incidents;
mod limits;
mod list;
mod live;
mod local;
mod look;
mod metrics;
mod patience;
mod serve;
mod settings;
mod sign_in;
mod socket;
pub mod texts;
pub mod tls;
mod tune;
mod when;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::ops::Ops;
use crate::base::{Clock, Timings};
use crate::config::{Current, Page};
pub use api::document as api_document;
pub use local::Local;
pub use sign_in::new_link;
pub use socket::{ControlSocket, socket_beside};

/// What all requests share.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

struct Shared {
    /// The actions, by the configuration that holds now.
    ops: Arc<Current<Ops>>,
    page: Page,
    /// Where the page listens.
    address: Option<SocketAddr>,
    /// How long judging has taken.
    scans: Arc<Timings>,
    /// What trying the upstreams has shown last.
    tried: health::Tried,
    limits: limits::Limits,
    live: live::Live,
    clock: Clock,
}

impl Web {
    /// A page over `ops`, as `page` says, listening on `address`; it tells of `scans` as metrics.
    pub fn new(
        ops: Arc<Current<Ops>>,
        page: Page,
        address: Option<SocketAddr>,
        scans: Arc<Timings>,
        clock: Clock,
    ) -> Web {
        let limits = limits::Limits::new(&clock);
        let (live, tried) = (live::Live::new(), health::Tried::default());
        Web(Arc::new(Shared { ops, page, address, scans, tried, limits, live, clock }))
    }

    /// Whether people reach it by https, by our own certificate or a proxy's.
    fn is_secure(&self) -> bool {
        self.url().starts_with("https://")
    }

    /// The name of the cookie of a session. With https it begins with what keeps other hosts of the domain from setting
    /// one of this name (RFC 6265bis §4.1.3.2).
    fn cookie(&self) -> &'static str {
        if self.is_secure() { "__Host-outguard" } else { caller::COOKIE }
    }

    /// The address links begin with.
    pub fn url(&self) -> String {
        url(&self.0.page, self.0.address)
    }

    /// Answers on `listener` until `stop` is true (or its sender is gone); behind `tls` where there is a certificate.
    pub async fn run(self, listener: TcpListener, tls: Option<TlsAcceptor>, stop: watch::Receiver<bool>) {
        let proxies = self.0.page.proxies.clone();
        serve::Server::new(self.page_router(), tls, proxies).run(listener, stop).await;
    }

    /// Answers the command line on `socket` until `stop` is true (or its sender is gone).
    pub async fn run_socket(self, socket: ControlSocket, stop: watch::Receiver<bool>) {
        let service = self.socket_router().into_make_service_with_connect_info::<socket::Peer>();
        let (listener, _file) = socket.into_parts();
        let served = axum::serve(listener, service).with_graceful_shutdown(told_to(stop)).await;
        if let Err(error) = served {
            tracing::error!(%error, "the control socket has ended");
        }
    }

    fn page_router(&self) -> Router {
        let signed_in = Router::new()
            .merge(approval::routes())
            .merge(list::routes())
            .merge(live::routes())
            .route("/sign-out", post(sign_in::sign_out))
            .merge(settings::routes())
            .merge(held::routes())
            .merge(incidents::routes())
            .merge(tune::routes())
            .nest("/api/v1", api::router(self))
            .layer(middleware::from_fn_with_state(self.clone(), caller::by_cookie));
        Router::new()
            .route("/sign-in", get(sign_in::ask).post(sign_in::sign_in))
            .route("/sign-in/mail", post(sign_in::mail))
            .route("/look", post(look::choose))
            .route("/assets/{name}", get(assets::asset))
            .merge(health::routes(self))
            .merge(signed_in)
            .layer(DefaultBodyLimit::max(limits::BODY))
            .layer(middleware::from_fn_with_state(self.clone(), guard::guard))
            .with_state(self.clone())
    }

    fn socket_router(&self) -> Router {
        Router::new()
            .nest("/api/v1", api::router(self))
            .layer(middleware::from_fn_with_state(self.clone(), caller::by_account))
            .merge(health::open_routes())
            .with_state(self.clone())
    }
}

/// The address links begin with, for a page at `address`.
pub fn url(page: &Page, address: Option<SocketAddr>) -> String {
    let scheme = if page.tls.is_some() { "https" } else { "http" };
    match (&page.public_url, address) {
        (Some(url), _) => url.clone(),
        (None, Some(address)) => format!("{scheme}://{address}"),
        (None, None) => String::new(),
    }
}

async fn told_to(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
