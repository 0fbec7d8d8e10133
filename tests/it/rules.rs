//! Packs as people write them: the manual's own, exceptions, ends, overrides, tables of parties, and the schema.

use std::fs;
use std::path::PathBuf;

use outguard::config::{Places, add_parties, check};
use outguard::people::{Directory, PartyKind};
use outguard::rules::{PackSource, Rulebook, Settings, schema};

use crate::support::guard::{FIRM, Guard};

const MANUAL: &str = include_str!("../../docs/rules.md");

/// The manual's blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    MANUAL.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// The manual's own people.
fn directory() -> Directory {
    let places =
        Places { folder: PathBuf::from("/"), state_dir: PathBuf::from("/"), hostname: "guard.firm.example".into() };
    let written = blocks("toml").into_iter().find(|block| block.contains("[[group]]")).unwrap();
    check("rules.md", written, &places).unwrap().config.directory
}

fn compile(text: &str) -> Result<Rulebook, String> {
    let pack = PackSource { name: "x.toml".into(), text: text.into() };
    let lines =
        |errors: Vec<outguard::rules::PackError>| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    Rulebook::compile(&[pack], &Settings::default(), &directory()).map_err(lines)
}

fn wrong(rest: &str) -> String {
    compile(&format!("[pack]\nid = 'x'\n[[rule]]\nid = 'y'\ntitle = 't'\nstep = 'ask'\n{rest}\n")).unwrap_err()
}

#[test]
fn the_manual_s_packs_do_what_they_say() {
    let packs: Vec<&str> = blocks("toml").into_iter().filter(|block| block.contains("[[rule]]")).collect();
    assert!(packs.len() > 1);
    for pack in packs {
        let failures: Vec<String> = compile(pack).unwrap().test().iter().map(ToString::to_string).collect();
        assert_eq!(failures, Vec::<String>::new());
    }
}

#[test]
fn the_manual_s_table_is_read_with_any_separator() {
    let table = blocks("csv")[0];
    for text in [table.to_owned(), format!("\u{feff}{table}"), table.replace(';', ","), table.replace(';', "\t")] {
        let mut directory = Directory::default();
        add_parties("parties.csv", &text, &mut directory).unwrap();
        let kita = &directory.parties[0];
        assert_eq!((kita.name.as_str(), kita.kind, kita.terms.len()), ("Kita Ltd", PartyKind::Client, 2));
        assert_eq!((kita.domains.len(), kita.people.len()), (1, 1));
        assert!(kita.terms[0].until.is_none() && kita.terms[1].until.is_some());
        assert_eq!(directory.walls[0].between, ["Minami", "Kita Ltd"]);
    }
}

#[test]
fn every_wrong_line_of_a_table_is_told_with_its_number() {
    let text = "name,kind,domain,term,until\nKita,cliennt,,,\n,client,,,\nKita,client,kita.example,,\n\
                Minami,client,kita.example,,\nKita,,,x,\nKita,,,Falcon,soon\nKita,,,,2027-01-31\nKita,partner,,,\na,b,c,d,e,f\n";
    let problems = add_parties("p.csv", text, &mut Directory::default()).unwrap_err();
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(said.join("\n"), @"
    p.csv:2:1: `cliennt` is no kind of party; did you mean `client`?
    p.csv:3:1: this line names no party; fill the column name
    p.csv:5:1: `kita.example` already belongs to Kita; keep it in one place
    p.csv:6:1: `x`: one letter is in every mail; write a longer one
    p.csv:7:1: `soon` is no day; write such as 2027-03-31
    p.csv:8:1: `until` stands alone; it ends a term, matter, file or wall of the same line
    p.csv:9:1: Kita is of kind `client` already; give a party one kind
    p.csv:10:1: this line has 6 cells, the header 5
    ");
    let header = add_parties("p.csv", "nane,kind\n", &mut Directory::default()).unwrap_err();
    assert_eq!(header[0].to_string(), "p.csv:1:1: there is no column `nane`; did you mean `name`?");
    assert!(add_parties("p.csv", "", &mut Directory::default()).is_err());
}

#[test]
fn what_can_never_hold_is_told() {
    for (rest, said) in [
        ("any = [{ to = ['client'], at_least = 3, at_most = 2 }]", "nothing is at least 3 and at most 2"),
        ("any = [{ to = [] }]", "this list is empty"),
        ("any = [{ any = [] }]", "this list is empty"),
        ("any = [{ from = ['group:bord'] }]", "there is no group `bord`; did you mean `board`?"),
        ("any = [{ to = ['Kitta Ltd'] }]", "did you mean `Kita Ltd`?"),
        ("any = [{ from = ['client'] }]", "`client` is a kind of recipient"),
        ("any = [{ type = ['xlsxx'] }]", "`xlsxx` is no type of file; did you mean `xlsx`?"),
        ("any = [{ feature = ['hiden-sheet'] }]", "did you mean `hidden-sheet`?"),
        ("any = [{ hours = '20:00' }]", "`20:00` is no span of hours"),
        ("any = [{ hours = '20:00-20:00' }]", "begins when it ends"),
        ("any = [{ days = ['sun', 'mond'] }]", "`mond` is no day; did you mean `mon`?"),
        ("any = [{ size = { over = '10' } }]", "a size has a unit"),
        ("any = [{ size = { over = '10 MB', under = '1 MB' } }]", "nothing is over the one and under the other"),
        ("any = [{ mixture = ['client'] }]", "at least two sides"),
        (
            "any = [{ hours = '20:00-06:00', days = ['sun'] }]",
            "x.toml:7:8: a condition is either `hours` or `days`; for both",
        ),
        ("any = [{ label = ['a'], at_least = 1 }]", "`label` has no `at_least`"),
        ("any = [{ words = 'alpha', in = ['subjct'] }]", "did you mean `subject`?"),
        ("any = [\n'alpha',\n'Alpha']", "x.toml:9:1: `Alpha` stands twice in this list"),
        ("any = ['public tender']\nnot = ['tender']", "`public tender` can never count"),
        ("any = [{ regex = '\\w+' }]", "would match nearly every mail"),
        ("any = ['a']", "stands in nearly every mail"),
        ("any = ['alpha']\nsince = 2027-02-01\nuntil = 2027-01-31", "it ends before it begins"),
        ("any = ['alpha']\nuntil = 'soon'", "`soon` is no day"),
        ("any = ['alpha']\n[[except]]\nreason = 'r'", "this exception has no condition"),
        ("any = ['alpha']\n[[except]]\nrules = ['z']\nall = ['beta']\nreason = 'r'", "the pack `x` has no rule `z`"),
        ("any = ['alpha']\n[[except]]\nrules = ['o/z']\nall = ['beta']\nreason = 'r'", "a rule of another pack"),
    ] {
        let message = wrong(rest);
        assert!(message.contains(said), "{rest}\n is: {message}\nnot: {said}");
    }
}

#[test]
fn schema_and_loader_know_the_same_forms() {
    let schema = schema();
    let forms = schema["$defs"]["ConditionFile"]["anyOf"].as_array().unwrap();
    let mut heads = 0;
    for form in forms.iter().filter_map(|form| form["$ref"].as_str()) {
        let form = &schema["$defs"][form.trim_start_matches("#/$defs/")];
        assert_eq!(form["additionalProperties"], false, "{form}");
        let head = form["required"][0].as_str().unwrap();
        // A key that no form has is refused with the list of what may stand beside the head.
        for key in form["properties"].as_object().unwrap().keys().filter(|key| *key != head) {
            let message = wrong(&format!("any = [{{ {head} = 1, {key} = 1 }}]"));
            assert!(!message.contains(&format!("has no `{key}`")), "{message}");
        }
        assert!(!wrong(&format!("any = [{{ {head} = 1 }}]")).contains("a condition has no"), "{head}");
        heads += 1;
    }
    assert_eq!(heads, 21);
    assert!(wrong("any = [{ zzz = 1 }]").contains("a condition has no `zzz`"));
}

const LOCAL: &str = "[pack]\nid = \"own\"\n\n[[rule]]\nid = \"falcon\"\ntitle = \"A project\"\nto = [\"outside\"]\n\
                     any = [\"falcon\"]\nstep = \"ask\"\n\n[[rule]]\nid = \"gone\"\ntitle = \"Over\"\nany = [\"heron\"]\n\
                     step = \"ask\"\nuntil = 2020-01-31\n\n[[except]]\nrules = [\"falcon\"]\nto = [\"kita.example\"]\n\
                     reason = \"it is their project\"\n\n";
const MAIL: &str = "From: anna@firm.example\nTo: eva@kita.example\nSubject: x\n\nthe falcon and the heron\n";

#[test]
fn exceptions_ends_and_overrides_are_told() {
    let guard = Guard::new("", &format!("{FIRM}[rules]\npaths = [\"packs\"]\n"));
    fs::create_dir(guard.path("packs")).unwrap();
    fs::write(guard.path("packs/own.toml"), LOCAL).unwrap();
    let other =
        "[pack]\nid = 'confidential-en'\n[[rule]]\nid = 'marking'\ntitle = 't'\nany = ['zebra']\nstep = 'note'\n";
    fs::write(guard.path("packs/shipped.toml"), other).unwrap();
    let explained = guard.ops_with(&["explain", "-"], MAIL.as_bytes()).ok();
    for part in [
        "silent   own/falcon: excepted because it is their project",
        "silent   own/gone: it expired on 2020-01-31",
        "in place of rules/confidential-en.toml",
    ] {
        assert!(explained.contains(part), "{part}: {explained}");
    }
    let strange = guard.ops_with(&["explain", "-", "--to", "x@minami.example"], MAIL.as_bytes()).ok();
    assert!(strange.contains("FIRED    own/falcon"), "{strange}");
    let listed = guard.ops(&["rules", "list"]).ok();
    let gone = listed.lines().find(|line| line.starts_with("own/gone")).unwrap();
    assert!(gone.contains("expired") && gone.contains("unknown") && gone.contains("own.toml:11"), "{gone}");
    let checked = guard.ops(&["rules", "check"]);
    assert!(checked.code == 0 && checked.err.contains("own/gone ended on 2020-01-31"), "{checked:#?}");
    assert!(checked.err.contains("own/falcon has no example"), "{checked:#?}");
}

/// A person who only reads what `scan` prints sees what programs see, and `explain` leaves nothing out.
#[test]
fn scan_tells_what_can_be_done_and_explain_tells_all() {
    let guard = Guard::new(
        "",
        &format!("{FIRM}[[person]]\naddress = \"martin.keller@firm.example\"\nname = \"Martin Keller\"\n"),
    );
    let to = format!("Martin Kellner {} <martin.kellner@kita.example>", "of the very long department ".repeat(2));
    let mail = MAIL.replace("eva@kita.example", &to);
    let scanned = guard.ops_with(&["scan", "-"], mail.as_bytes()).out;
    let repairs = [
        "    repair: replace martin.kellner@kita.example with martin.keller@firm.example\n",
        "    repair: remove martin.kellner@kita.example\n",
    ];
    assert!(repairs.iter().all(|repair| scanned.contains(repair)), "{scanned}");
    let explained = guard.ops_with(&["explain", "-"], mail.as_bytes()).ok();
    let words = explained.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("like martin.keller@firm.example: the names differ by one letter"), "{explained}");
    assert!(explained.lines().all(|line| !line.ends_with('…')), "{explained}");
}

#[test]
fn a_table_of_parties_is_judged_by_and_its_mistakes_are_told() {
    let guard = Guard::new("", &format!("{FIRM}[parties]\nfile = \"parties.csv\"\n"));
    fs::write(guard.path("parties.csv"), blocks("csv")[0]).unwrap();
    let mail = MAIL.replace("eva@kita.example", "eva@kita.example, tom@minami.example");
    let explained = guard.ops_with(&["explain", "-"], mail.as_bytes()).ok();
    assert!(explained.contains("FIRED    client-wall"), "{explained}");
    fs::write(guard.path("parties.csv"), "name,wall\nKita,Minamy\nMinami,\n").unwrap();
    let wrong = guard.ops(&["config", "check"]);
    assert!(wrong.code == 78 && wrong.err.contains("did you mean `Minami`?"), "{wrong:#?}");
    fs::remove_file(guard.path("parties.csv")).unwrap();
    assert_eq!(guard.ops(&["config", "check"]).code, 78, "a table that is not there guards nobody");
}
