//! Packs of duties as people write them, and what `outguard rules` says of them.

use std::fs;

use serde_json::Value;

use crate::support::guard::{FIRM, Guard};

const MANUAL: &str = include_str!("../../docs/rules.md");

fn manual() -> &'static str {
    let blocks = MANUAL.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.into_iter().find(|block| block.contains("[[duty]]")).unwrap()
}

fn listed(guard: &Guard) -> Vec<Value> {
    let lines = guard.ops(&["rules", "duties", "--json"]).ok();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn duties_are_listed_with_their_day_and_state() {
    let guard = Guard::new("", FIRM);
    let duties = listed(&guard);
    let of = |id: &str| duties.iter().find(|duty| duty["id"] == id).unwrap();
    assert_eq!(
        (&of("eu.gdpr.33")["checked_on"], &of("eu.gdpr.33")["since"]),
        (&"2026-11-20".into(), &"2018-05-25".into())
    );
    assert_eq!(of("eu.proposal.digital_omnibus")["state"], "proposal");
    let text = guard.ops(&["rules", "duties"]);
    assert_eq!(text.out.lines().count(), duties.len() + 1, "a line of headings");
    assert!(text.err.contains("legal advice"), "{text:#?}");
}

#[test]
fn the_manual_s_pack_takes_the_place_of_a_shipped_duty_and_mistakes_are_told() {
    let guard = Guard::new("", &format!("{FIRM}[rules]\npaths = [\"packs\"]\n"));
    let shipped = listed(&guard).len();
    fs::create_dir_all(guard.path("packs/duties")).unwrap();
    fs::write(guard.path("packs/duties/own.toml"), manual()).unwrap();
    let duties = listed(&guard);
    assert_eq!(duties.len(), shipped + 1, "one of two is new");
    let contract = duties.iter().find(|duty| duty["id"] == "contract.nda").unwrap();
    assert_eq!(contract["replaces"], "rules/duties/contracts.toml");
    assert_eq!(guard.ops(&["rules", "test"]).code, 0);

    let write =
        |from: &str, to: &str| fs::write(guard.path("packs/duties/own.toml"), manual().replace(from, to)).unwrap();
    write("expect = \"triggered\"", "expect = \"not\"");
    let failed = guard.ops(&["rules", "test"]);
    assert!(failed.code == 65 && failed.err.contains("expected not, came triggered"), "{failed:#?}");
    write("trigger =", "triger =");
    for verb in ["check", "test", "list", "duties"] {
        let wrong = guard.ops(&["rules", verb]);
        assert!(wrong.code == 78 && wrong.err.contains("own.toml:"), "{verb}: {wrong:#?}");
        assert!(wrong.err.contains("did you mean `trigger`?"), "{verb}: {wrong:#?}");
    }
}

#[test]
fn the_schema_of_duties_is_a_json_schema() {
    let guard = Guard::new("", FIRM);
    let schema: Value = serde_json::from_str(&guard.ops(&["rules", "schema", "--duties"]).ok()).unwrap();
    assert!(schema["$schema"].as_str().unwrap().contains("json-schema.org"));
    assert!(schema["properties"]["duty"].is_object() && schema["properties"]["calendar"].is_object());
}
