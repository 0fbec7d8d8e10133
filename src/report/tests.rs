//! The sample report in each language and form.

use super::{html, markdown, plain, sample};
use crate::base::Language;

#[test]
fn the_sample_as_markdown() {
    for language in Language::ALL {
        insta::assert_snapshot!(format!("markdown_{}", language.tag()), markdown::render(&sample::report(language)));
    }
}

#[test]
fn the_sample_as_html() {
    for language in Language::ALL {
        let page = html::render(&sample::report(language)).unwrap();
        let body = page.split_once("</style>").unwrap().1;
        insta::assert_snapshot!(format!("html_{}", language.tag()), body);
    }
}

#[test]
fn the_sample_as_plain_text() {
    insta::assert_snapshot!(plain::render(&sample::report(Language::Es)));
}

#[test]
fn html_loads_nothing_and_runs_nothing() {
    let page = html::render(&sample::report(Language::En)).unwrap();
    for not in ["<script", " src=", "url(", "@import", "javascript:alert(1)\"", "\u{202e}", "\u{1b}", "onerror="] {
        assert!(!page.contains(not), "{not}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_long_table_has_all_its_rows() {
    let ledger = sample::ledger(400);
    let written = markdown::render(&ledger);
    assert_eq!(written.lines().filter(|line| line.starts_with("| `person.")).count(), 400);
    assert_eq!(html::render(&ledger).unwrap().matches("<tr>").count(), 401);
}
