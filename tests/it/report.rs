//! Reports as people see them: pages of the PDF, and the HTML in a browser and on paper. The pictures are kept in
//! `target/shots/report`.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use outguard::base::Language;
use outguard::report::{
    Block, CalloutKind, Chart, Check, CheckState, Countdown, CountdownState, Document, Fact, Series, Shape, Table,
    Words, html, pdf,
};
use serde_json::json;

use crate::support::axe;
use crate::support::browser::{Browser, LAPTOP, PHONE, target};

#[path = "../../src/report/sample.rs"]
mod sample;

fn folder() -> PathBuf {
    let folder = target().join("shots/report");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Keeps a PDF and a picture of each of its pages; how many there are.
fn pictured(octets: &[u8], name: &str) -> usize {
    let pdf = folder().join(format!("{name}.pdf"));
    fs::write(&pdf, octets).unwrap();
    let out = pdf.with_extension("");
    for old in pages_of(&out) {
        fs::remove_file(old).unwrap();
    }
    let output = Command::new("pdftoppm").args(["-r", "80", "-png"]).args([&pdf, &out]).output();
    let output = output.expect("pdftoppm is here (scripts/test-tools)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let pages = pages_of(&out);
    for page in &pages {
        // A page on which nothing is drawn is far smaller.
        assert!(fs::metadata(page).unwrap().len() > 4000, "{} is empty", page.display());
        println!("picture: {}", page.display());
    }
    pages.len()
}

fn pages_of(out: &Path) -> Vec<PathBuf> {
    let begins = format!("{}-", out.file_name().unwrap().to_str().unwrap());
    let files = fs::read_dir(out.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let is_page = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.strip_prefix(&begins).is_some_and(|rest| rest.trim_end_matches(".png").parse::<u32>().is_ok())
    };
    files.filter(is_page).collect()
}

/// Serves a page on loopback.
async fn served(page: String) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().route("/", get(move || async move { Html(page) }));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

#[test]
fn every_page_of_the_pdf_is_drawn() {
    for language in Language::ALL {
        let pages = pictured(&pdf::render(&sample::report(language)).unwrap(), &format!("{}-pdf", language.tag()));
        assert!((2..=3).contains(&pages), "{pages} pages");
    }
    assert!(pictured(&pdf::render(&sample::ledger(60)).unwrap(), "ledger-pdf") > 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_about_the_html_stands_in_the_way() {
    for language in Language::ALL {
        let address = served(html::render(&sample::report(language)).unwrap()).await;
        let browser = Browser::speaking(language.tag()).await;
        browser.open(&format!("http://{address}/")).await;
        for (name, size, scheme) in [("light", LAPTOP, "light"), ("dark", PHONE, "dark"), ("narrow", PHONE, "light")] {
            browser.resize(size).await;
            browser.prefers(&[("prefers-color-scheme", scheme)]).await;
            axe::finds_nothing(&browser, &format!("{} {name}", language.tag())).await;
            browser.shot("report", &format!("html-{name}")).await;
            let over = "const page = document.scrollingElement; return page.scrollWidth - page.clientWidth";
            assert_eq!(browser.script(over, vec![]).await, 0, "{name} is wider than the screen");
        }
        browser.prefers(&[]).await;
        let printed = browser.devtools("Page.printToPDF", json!({ "preferCSSPageSize": true })).await;
        let printed = STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
        assert!((2..=4).contains(&pictured(&printed, &format!("{}-print", language.tag()))));
        let asked = browser.requests().await;
        let own = format!("http://{address}/");
        // The browser's own first page asks for much of its own.
        let within = |url: &String| ["chrome://", "data:", own.as_str()].iter().any(|begin| url.starts_with(begin));
        assert!(asked.iter().all(within), "{asked:?}");
    }
}
