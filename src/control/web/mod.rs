//! The page where decisions are made, and the same actions as JSON. Rendered on the server, usable without JavaScript; every
//! action is one of [`super::ops`].
//!
//! Two ways in: the page's port, where a cookie says who it is (`caller.rs`, `sign_in.rs`) and every request is looked at
//! before any route is (`guard.rs`); and the control socket beside the store, where the kernel says which account it is, for
//! the command line. **A GET never changes anything**: mail scanners follow links.

mod api;
mod approval;
mod caller;
mod failure;
mod form;
mod frame;
mod guard;
mod held;
mod limits;
mod list;
mod live;
mod local;
mod patience;
mod serve;
mod settings;
mod sign_in;
mod socket;
pub mod texts;
pub mod tls;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::ops::Ops;
use crate::base::Clock;
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
    limits: limits::Limits,
    live: live::Live,
    clock: Clock,
}

impl Web {
    /// A page over `ops`, as `page` says, listening on `address`.
    pub fn new(ops: Arc<Current<Ops>>, page: Page, address: Option<SocketAddr>, clock: Clock) -> Web {
        let limits = limits::Limits::new(&clock);
        Web(Arc::new(Shared { ops, page, address, limits, live: live::Live::new(), clock }))
    }

    /// Whether people reach it by https, by our own certificate or a proxy's.
    fn is_secure(&self) -> bool {
        self.url().starts_with("https://")
    }

    /// The name of the cookie of a session. With https it begins with what keeps other hosts of the domain from setting
    /// one of this name (RFC 6265bis §4.1.3.2).
    fn cookie(&self) -> &'static str {
        if self.is_secure() { "__Host-outguard" } else { "outguard" }
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
            .route("/{id}", get(held::show))
            .route("/{id}/release", post(held::release))
            .route("/{id}/cancel", post(held::cancel))
            .route("/{id}/remove", post(held::remove))
            .route("/{id}/replace", post(held::replace))
            .route("/{id}/bcc", post(held::bcc))
            .nest("/api/v1", api::router(self))
            .layer(middleware::from_fn_with_state(self.clone(), caller::by_cookie));
        Router::new()
            .route("/sign-in", get(sign_in::ask).post(sign_in::sign_in))
            .route("/sign-in/mail", post(sign_in::mail))
            .route("/assets/style.css", get(style))
            .route("/assets/page.js", get(script))
            .merge(signed_in)
            .layer(DefaultBodyLimit::max(limits::BODY))
            .layer(middleware::from_fn_with_state(self.clone(), guard::guard))
            .with_state(self.clone())
    }

    fn socket_router(&self) -> Router {
        Router::new()
            .nest("/api/v1", api::router(self))
            .layer(middleware::from_fn_with_state(self.clone(), caller::by_account))
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

async fn style() -> Response {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        concat!(include_str!("assets/style.css"), include_str!("assets/list.css")),
    )
        .into_response()
}

async fn script() -> Response {
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        concat!(include_str!("assets/page.js"), include_str!("assets/live.js")),
    )
        .into_response()
}
