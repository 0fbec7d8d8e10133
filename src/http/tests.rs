//! Against real servers: axum over TCP and a Unix socket, and bytes as a bad server writes them.

use axum::Router;
use axum::http::HeaderMap as Fields;
use axum::response::Redirect;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixListener};

use super::*;

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn routes() -> Router {
    Router::new()
        .route("/echo", post(async |fields: Fields, body: String| format!("{:?} {body}", fields["x-what"])))
        .route("/host", get(async |fields: Fields| fields["host"].to_str().unwrap().to_owned()))
        .route("/large", get(async || "x".repeat(1000)))
        .route("/moved", get(async || Redirect::temporary("/host?a=b")))
}

async fn served() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, routes()).into_future());
    format!("http://{address}")
}

/// A server that reads a request and writes `answer`, then closes, or keeps the connection when that is empty.
async fn odd(answer: &'static [u8]) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = [0; 4096];
        let _ = stream.read(&mut asked).await;
        stream.write_all(answer).await.unwrap();
        if answer.is_empty() {
            std::future::pending::<()>().await;
        }
    });
    url(&format!("http://{address}/"))
}

#[tokio::test]
async fn a_request_arrives_with_its_fields_and_body() {
    let base = served().await;
    let answer = Call::post(&url(&format!("{base}/echo")), "words").header("x-what", "a b").send().await.unwrap();
    assert!(answer.is_success());
    assert_eq!(&answer.body[..], b"\"a b\" words");
    let answer = Call::get(&url(&format!("{base}/nowhere"))).send().await.unwrap();
    assert_eq!((answer.status, answer.is_success()), (404, false));
}

#[tokio::test]
async fn the_socket_of_a_daemon_is_spoken_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("control.sock");
    let listener = UnixListener::bind(&path).unwrap();
    tokio::spawn(axum::serve(listener, routes()).into_future());
    let answer = Call::get(&Url::on_socket("/host")).socket(&path).send().await.unwrap();
    assert_eq!(&answer.body[..], b"localhost");
    let gone = folder.path().join("gone.sock");
    let refused = Call::get(&Url::on_socket("/host")).socket(&gone).send().await;
    assert!(matches!(refused, Err(HttpError::Connect(..))), "{refused:?}");
}

#[tokio::test]
async fn the_addresses_a_caller_chose_are_used_for_the_host_of_the_url() {
    let base = url(&served().await);
    let named = Url { host: "hooks.firm.example".into(), target: "/host".into(), ..base.clone() };
    let addresses = base.addresses().await.unwrap();
    let answer = Call::get(&named).at(addresses).send().await.unwrap();
    assert_eq!(answer.body, format!("hooks.firm.example:{}", base.port).as_bytes());
    let none = Call::get(&named).at(Vec::new()).send().await;
    assert!(matches!(none, Err(HttpError::Connect(..))), "{none:?}");
}

#[tokio::test]
async fn a_redirect_is_told_not_followed() {
    let base = served().await;
    let asked = url(&format!("{base}/moved"));
    let answer = Call::get(&asked).send().await.unwrap();
    assert_eq!(answer.status, 307);
    assert_eq!(asked.follow(answer.location().unwrap()), Some(url(&format!("{base}/host?a=b"))));
}

#[tokio::test]
async fn what_is_too_large_too_slow_or_no_http_is_refused() {
    let base = served().await;
    let large = Call::get(&url(&format!("{base}/large")));
    assert!(matches!(large.clone().limit(999).send().await, Err(HttpError::TooLarge(_))));
    assert_eq!(large.limit(1000).send().await.unwrap().body.len(), 1000);
    let slow = Call::get(&odd(b"").await).patience(Duration::from_millis(50)).send().await;
    assert!(matches!(slow, Err(HttpError::Slow(_))), "{slow:?}");
    for bad in [
        &b"220 mail.firm.example ESMTP\r\n"[..],
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\ncut",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ncut",
        b"HTTP/1.1 200 OK\r\nX: \0\r\n\r\n",
    ] {
        let broken = Call::get(&odd(bad).await).send().await;
        assert!(matches!(broken, Err(HttpError::Broken(..))), "{broken:?}");
    }
}

#[tokio::test]
async fn https_is_never_spoken_in_clear() {
    let base = served().await;
    let asked = url(&base.replace("http:", "https:"));
    let refused = Call::get(&asked).send().await;
    assert!(matches!(refused, Err(HttpError::NoTls(_))), "{refused:?}");
    let tls = crate::deliver::client_config(None, crate::base::Clock::system()).unwrap();
    let refused = Call::get(&asked).tls(tls).send().await;
    assert!(matches!(refused, Err(HttpError::Tls(..))), "{refused:?}");
}

#[tokio::test]
async fn no_field_can_be_smuggled_in() {
    let asked = url("http://127.0.0.1:9/");
    for (name, value) in [("x", "a\r\ny: b"), ("x y", "a"), ("", "a")] {
        let refused = Call::get(&asked).header(name, value).send().await;
        assert!(matches!(refused, Err(HttpError::Request(_))), "{refused:?}");
    }
}

#[test]
fn urls_are_read_and_written() {
    for (written, shown) in [
        ("https://firm.example", "https://firm.example/"),
        ("HTTPS://Firm.Example:443/x?a=b", "https://firm.example/x?a=b"),
        ("http://127.0.0.1:5880?x", "http://127.0.0.1:5880/?x"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("https://[2001:db8::1]:8443/y", "https://[2001:db8::1]:8443/y"),
    ] {
        assert_eq!(url(written).to_string(), shown);
    }
    assert_eq!(url("http://[::1]/").ip(), Some("::1".parse().unwrap()));
    assert_eq!(url("http://firm.example/").ip(), None);
    for bad in [
        "",
        "firm.example",
        "ftp://firm.example/",
        "https:///x",
        "https://a b/",
        "https://u@firm.example/",
        "https://firm.example:99999/",
        "https://firm.example:0/",
        "https://firm.example/x y",
        "https://firm.example/#x",
        "https://firm.example/\r\nX: y",
        "https://[::1/",
        "https://::1/",
        "https://f\u{fc}rm.example/",
    ] {
        assert_eq!(Url::from_str(bad), Err(NotAUrl), "{bad}");
    }
}

#[test]
fn nothing_leads_from_tls_into_the_clear() {
    let here = Url::https("firm.example", "/x");
    assert_eq!(here.follow("/y"), Some(Url::https("firm.example", "/y")));
    assert_eq!(here.follow("https://other.example"), Some(Url::https("other.example", "/")));
    for bad in ["http://firm.example/", "//other.example/", "https:///x", "/a b", "/a\r\nX: y", "ftp://x/", "y"] {
        assert_eq!(here.follow(bad), None, "{bad}");
    }
    assert!(url("http://firm.example/").follow("http://other.example/").is_some());
}

proptest::proptest! {
    #[test]
    fn no_url_is_too_odd(text: String, location: String) {
        let _ = Url::from_str(&text);
        let _ = Url::https("firm.example", "/").follow(&location);
    }
}
