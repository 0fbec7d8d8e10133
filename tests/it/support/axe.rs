//! axe-core, which finds what people with impairments would stumble over, run in the page a browser shows.

use serde_json::{Value, json};

use super::browser::{Browser, target};

/// The version scripts/test-axe fetches.
const VERSION: &str = "4.14.1";

/// WCAG 2.2 at level AA, which contains the levels before it.
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// Fails with a list of what is wrong on the page `browser` shows.
pub async fn finds_nothing(browser: &Browser, page: &str) {
    let told: Vec<String> = violations(browser).await.iter().map(told).collect();
    assert!(told.is_empty(), "{page}:\n{}", told.join("\n"));
}

/// What is wrong on the page `browser` shows, as axe-core tells it.
pub async fn violations(browser: &Browser) -> Vec<Value> {
    if browser.script("return typeof axe", vec![]).await != json!("object") {
        let path = target().join(format!("tools/axe-core-{VERSION}/axe.min.js"));
        let axe = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{path:?} is not here: scripts/test-tools"));
        browser.script(&axe, vec![]).await;
    }
    // What is in a sandboxed frame is the mail's own, and no script reaches it.
    let how = json!({ "runOnly": { "type": "tag", "values": TAGS }, "resultTypes": ["violations"], "iframes": false });
    let found = browser.promise("return await axe.run(document, arguments[0])", vec![how]).await;
    let violations = found["violations"].as_array().unwrap_or_else(|| panic!("axe did not run: {found}"));
    assert!(!violations.is_empty() || !found["passes"].as_array().unwrap().is_empty(), "axe looked at nothing");
    violations.clone()
}

fn told(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().unwrap();
    let nodes: Vec<String> = nodes
        .iter()
        .map(|node| format!("    {}\n      {}", node["html"], node["failureSummary"].as_str().unwrap_or_default()))
        .collect();
    format!("  {}: {}\n{}", violation["id"], violation["help"], nodes.join("\n"))
}
