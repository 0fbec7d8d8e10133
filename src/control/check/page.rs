//! The ways to a decision: the address people are given, and the socket of the command line.

use std::time::Duration;

use super::{Line, Scene};
use crate::control::web::socket_beside;
use crate::deliver::client_config;
use crate::http::{Call, HttpError, Url};

/// The name of the lines about `page.public_url`.
const PUBLIC: &str = "public-url";

/// How long the public address may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest path of a socket, in octets, without the NUL behind it (unix(7)).
const LONGEST_SOCKET: usize = 107;

/// Whether links lead somewhere: asked from here, where people may not be, so trouble is no failure.
pub(super) async fn public(scene: &Scene<'_>) -> Vec<Line> {
    let Some(written) = &scene.config().page.public_url else { return Vec::new() };
    let Ok(url) = format!("{written}/sign-in").parse::<Url>() else {
        let fix = format!("correct page.public_url in {}", scene.file());
        return vec![Line::fail(PUBLIC, format!("{written} is no address on the web"), fix)];
    };
    let call = Call::get(&url).patience(PATIENCE);
    let call = match client_config(None, scene.clock.clone()) {
        Ok(tls) => call.tls(tls),
        Err(_) => call,
    };
    vec![match call.send().await {
        Ok(answer) if answer.is_success() => Line::ok(PUBLIC, format!("{written} leads to the page")),
        Ok(answer) if !scene.survey.daemon => {
            let words = format!("{written} answers {}, and the daemon does not run", answer.status);
            Line::ok(PUBLIC, words)
        }
        Ok(answer) => {
            let words = format!("{written} answers {} where the page should", answer.status);
            let listen = scene.config().page.listen.map(|address| address.to_string()).unwrap_or_default();
            Line::warn(PUBLIC, words, format!("let the proxy pass it on to http://{listen}, with its Host as it came"))
        }
        Err(error) => Line::warn(PUBLIC, error.to_string(), fix(&url, &error)),
    }]
}

fn fix(url: &Url, error: &HttpError) -> String {
    let authority = url.authority();
    match error {
        HttpError::Resolve(..) => format!("see whether the name is found: getent hosts {}", url.host),
        HttpError::Tls(..) => format!("look at its certificate: openssl s_client -connect {}:{}", url.host, url.port),
        _ => format!("see who answers at {authority}: curl -i {url}"),
    }
}

/// Whether the command line can ask the daemon.
pub(super) fn socket(scene: &Scene<'_>) -> Vec<Line> {
    let path = socket_beside(&scene.config().store.path);
    let length = path.as_os_str().len();
    if length <= LONGEST_SOCKET {
        return Vec::new();
    }
    let words = format!("{} has {length} octets, and a socket's path at most {LONGEST_SOCKET}", path.display());
    let fix = format!("a shorter store.path in {}; until then commands work on the store themselves", scene.file());
    vec![Line::warn("socket", words, fix)]
}
