//! The engine seen from outside: packs in, findings out.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::base::Step;
use crate::people::PartyKind;

static SHIPPED: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::shipped(&Settings::default()).expect("shipped packs load"));

fn pack(text: &str) -> PackSource {
    PackSource { name: "rules/x.toml".into(), text: text.into() }
}

fn compile(text: &str) -> Result<Rulebook, Vec<PackError>> {
    Rulebook::compile(&[pack(text)], &Settings::default(), &directory())
}

/// Two clients, and the board.
fn directory() -> Directory {
    let party = |name: &str, domain: &str| crate::people::Party {
        name: name.into(),
        kind: PartyKind::Client,
        domains: domain.parse().into_iter().collect(),
        people: Vec::new(),
        terms: Vec::new(),
    };
    let boss = "martin.keller@firm.example".parse().unwrap();
    Directory {
        parties: vec![party("Kita Ltd", "kita.example"), party("Minami Ltd", "minami.example")],
        groups: vec![crate::people::Group {
            name: "board".into(),
            members: vec![crate::people::Member::Address(boss)],
        }],
        ..Directory::default()
    }
}

/// A pack with one rule whose lines are `rule`.
fn one(rule: &str) -> String {
    format!("[pack]\nid = \"x\"\n[[rule]]\nid = \"y\"\ntitle = \"t\"\nstep = \"ask\"\n{rule}\n")
}

fn wrong(text: &str) -> String {
    compile(text).err().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn client_mail(own_text: &str) -> Facts {
    let mut facts = examples::empty();
    facts.recipients.extend(examples::recipient("eva@kita.example", PartyKind::Client));
    facts.own_text = own_text.to_owned();
    facts
}

fn fired(book: &Rulebook, facts: &Facts) -> Vec<String> {
    book.judge(facts).into_iter().map(|finding| finding.check).collect()
}

#[test]
fn the_shipped_rules_do_what_their_examples_say() {
    let failures: Vec<String> = SHIPPED.test().iter().map(ToString::to_string).collect();
    assert_eq!(failures, Vec::<String>::new());
}

#[test]
fn a_known_footer_is_read_by_what_refuses_or_wants_a_second_person() {
    let mut facts = client_mail("Hello, see below.");
    facts.footer_text = "Our purchase price is to be paid to DE89370400440532013000.".into();
    let rule = |step: &str, lines: &str| one(lines).replace("\"ask\"", &format!("\"{step}\""));
    for condition in ["'purchase price'", "{ identifier = 'iban' }", "{ words = 'purchase price', in = ['own-text'] }"]
    {
        for (step, reads) in [("ask", false), ("type", false), ("approve", true), ("refuse", true)] {
            let book = compile(&rule(step, &format!("any = [{condition}]"))).unwrap();
            assert_eq!(!fired(&book, &facts).is_empty(), reads, "{step} {condition}");
        }
    }
    let book = compile(&rule("refuse", "in = ['subject']\nany = ['purchase price']")).unwrap();
    assert!(fired(&book, &facts).is_empty());
}

#[test]
fn ids_are_unique() {
    let mut ids: Vec<String> = SHIPPED.rules().into_iter().map(|rule| rule.id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn headlines_of_packs_are_short() {
    for text in SHIPPED.rules.iter().filter_map(|rule| rule.headline.as_ref()).flat_map(Localised::all) {
        let filled = template::Template::new(text.to_owned()).filled(|_| Some("three words here".into()));
        assert!(filled.split_whitespace().count() <= 14, "{filled}");
    }
}

#[test]
fn what_shipped_packs_say_is_said_in_every_language() {
    for rule in &SHIPPED.rules {
        for text in rule.headline.iter().chain(&rule.detail) {
            let said = Language::ALL.map(|language| text.text(language));
            assert!(said[0] != said[1] && said[0] != said[2] && said[1] != said[2], "{}: {said:?}", rule.id);
        }
    }
}

#[test]
fn words_are_found_whatever_their_case_accents_and_line_breaks() {
    let book = compile(&one("to = ['outside']\nany = ['streng vertraulich*', 'gehälter']")).unwrap();
    for text in [
        "STRENG\r\nVERTRAULICHE Zahlen",
        "ｓｔｒｅｎｇ vertraulich",
        "str\u{ad}eng\u{a0}vertraulich",
        "Gehaelter",
        "GEHÄLTER",
        "gehalter",
    ] {
        assert_eq!(fired(&book, &client_mail(text)), ["x/y"], "{text}");
    }
    for text in ["strengvertraulich", "streng und vertraulich", "xgehälter", "gehälterx"] {
        assert!(book.judge(&client_mail(text)).is_empty(), "{text}");
    }
}

#[test]
fn capitals_count_where_a_pattern_says_so() {
    let book = compile(&one("to = ['client']\nany = [{ regex = '(?-i:ERE|ERTE)s?' }]")).unwrap();
    assert_eq!(book.judge(&client_mail("el ERE de mayo")).len(), 1);
    assert!(book.judge(&client_mail("before we were here, ere long")).is_empty());
}

#[test]
fn a_pattern_without_a_beginning_is_found_all_the_same() {
    let book = compile(&one(r"to = ['client']
any = [{ regex = '\d{3}-\d{3}' }]"))
    .unwrap();
    assert_eq!(book.judge(&client_mail("ref 123-456.")).len(), 1);
    assert!(book.judge(&client_mail("ref 123-4567")).is_empty());
}

#[test]
fn all_any_and_not_are_composed() {
    let book =
        compile(&one("to = ['client']\nall = ['alpha', 'beta']\nany = ['gamma', 'delta']\nnot = ['omega']")).unwrap();
    assert_eq!(book.judge(&client_mail("beta alpha delta")).len(), 1);
    for text in ["alpha gamma", "alpha beta", "alpha beta gamma omega"] {
        assert!(book.judge(&client_mail(text)).is_empty(), "{text}");
    }
}

#[test]
fn weights_add_up_and_a_term_counts_once() {
    let book =
        compile(&one("to = ['client']\nstrong = ['ss']\nmedium = ['m1', 'm2', 'm3']\nweak = ['w1', 'w2']")).unwrap();
    for text in ["ss", "m1 m2 m3", "m1 m2 w1 w2"] {
        assert_eq!(book.judge(&client_mail(text)).len(), 1, "{text}");
    }
    for text in ["m1 m1 m1 m1", "m1 m2 w1", "w1 w2"] {
        assert!(book.judge(&client_mail(text)).is_empty(), "{text}");
        assert!(matches!(book.explain(&client_mail(text)).last().unwrap().outcome, Outcome::Nearly(_)));
    }
}

#[test]
fn whom_a_rule_is_about_is_met_on_label_borders() {
    let book = compile(&one("to = ['kita.example', 'Minami Ltd', 'tom@c.example']\nany = ['aa']")).unwrap();
    let to = |address: &str, party: Option<&str>| {
        let mut facts = client_mail("aa");
        facts.recipients[0].address = address.parse().unwrap();
        facts.recipients[0].party = party.map(str::to_owned);
        book.judge(&facts).len()
    };
    for (address, party) in [
        ("a@kita.example", None),
        ("a@x.kita.example", None),
        ("TOM@c.example", None),
        ("b@d.example", Some("MINAMI Ltd")),
    ] {
        assert_eq!(to(address, party), 1, "{address}");
    }
    for (address, party) in [("a@evilkita.example", None), ("tim@c.example", None), ("b@d.example", Some("Minami"))] {
        assert_eq!(to(address, party), 0, "{address}");
    }
}

#[test]
fn quotes_are_read_only_where_a_rule_says_so() {
    let default = compile(&one("to = ['client']\nany = ['alpha']")).unwrap();
    let quoted = compile(&one("to = ['client']\nin = ['quoted']\nany = ['alpha']")).unwrap();
    let mut facts = client_mail("");
    facts.quoted_text = "alpha".into();
    assert!(default.judge(&facts).is_empty());
    assert_eq!(quoted.judge(&facts).len(), 1);
}

#[test]
fn numbers_are_masked_in_findings() {
    let findings = SHIPPED.judge(&client_mail("The card is 4111 1111 1111 1111"));
    assert_eq!(findings.len(), 1);
    let shown = format!("{findings:?}");
    assert!(shown.contains("4111…1111") && !shown.contains("1111 1111"), "{shown}");
}

#[test]
fn evidence_is_the_sender_s_own_words_and_short() {
    let text =
        format!("{} Bitte STRENG\u{ad} vertraulich behandeln, Ärger droht{}", "ä".repeat(500), " weit".repeat(100));
    let finding = SHIPPED.judge(&client_mail(&text)).remove(0);
    assert!(finding.evidence[0].contains("STRENG"), "{:?}", finding.evidence);
    assert!(finding.evidence[0].chars().count() <= 60, "{:?}", finding.evidence);
}

#[test]
fn a_local_pack_takes_the_place_of_a_shipped_rule() {
    let local = "[pack]\nid = 'confidential-en'\n[[rule]]\nid = 'marking'\ntitle = 't'\nto = ['client']\nany = ['zebra']\nstep = 'approve'\n";
    let packs = [shipped_packs(), vec![pack(local)]].concat();
    let book = Rulebook::compile(&packs, &Settings::default(), &Directory::default()).unwrap();
    assert!(book.judge(&client_mail("strictly confidential")).is_empty());
    assert_eq!(book.judge(&client_mail("zebra"))[0].step, Step::Approve);
    assert_eq!(book.rules().len(), SHIPPED.rules().len());
}

#[test]
fn what_is_switched_off_says_nothing() {
    for off in ["confidential-en/marking", "confidential-en"] {
        let settings = Settings { off: vec![off.into()], ..Settings::default() };
        let book = Rulebook::shipped(&settings).unwrap();
        assert!(book.judge(&client_mail("strictly confidential")).is_empty(), "{off}");
        assert!(book.explain(&client_mail("")).iter().any(|explained| explained.outcome == Outcome::Off));
    }
    let settings = Settings { off: vec!["many-visibel".into()], ..Settings::default() };
    let errors = Rulebook::shipped(&settings).unwrap_err();
    let said = "rules.off: there is no check, rule or pack `many-visibel`; did you mean `many-visible`?";
    assert_eq!(errors[0].to_string(), said);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (rule, said) in [
        ("to = []\nany = ['aa']", "rules/x.toml:7:6: `to` is empty, so this rule could never fire"),
        (
            "to = ['cliennt']\nany = ['aa']",
            "rules/x.toml:7:7: `cliennt` is no kind of party, and no party of the configuration; did you mean `client`?",
        ),
        ("to = ['client']\nany = []", "rules/x.toml:8:7: this list is empty; leave it out, or name what to look for"),
        (
            "to = ['client']",
            "rules/x.toml:4:6: this rule has nothing to look for: give it `any`, `all` or `strong` terms",
        ),
        (
            "to = ['client']\nnot = ['a']",
            "rules/x.toml:4:6: this rule has nothing to look for: give it `any`, `all` or `strong` terms",
        ),
        ("to = ['client']\nmedium = ['aa', 'bb']\nweak = ['cc']", "rules/x.toml:4:6: this rule could never fire"),
        ("to = ['client']\nany = ['aa', ' ']", "rules/x.toml:8:14: this term is empty"),
        ("to = ['client']\nany = ['?!']", "rules/x.toml:8:8: this term can never match: it has no letter or digit"),
        (
            "to = ['client']\nany = [{ regex = 'a*' }]",
            "rules/x.toml:8:18: this pattern matches the empty text, so it would match every mail",
        ),
        (
            "to = ['client']\nany = [{ regex = 'a{1,1000}{1,1000}' }]",
            "rules/x.toml:8:18: this pattern is too big; write fewer or shorter repetitions",
        ),
        (
            "to = ['client']\nany = [{ regex = '(a' }]",
            "rules/x.toml:8:18: this is not a regular expression: unclosed group",
        ),
        (
            "to = ['client']\nany = [{ regex = 'a)|(b' }]",
            "rules/x.toml:8:18: this is not a regular expression: unopened group",
        ),
        (
            "to = ['client']\nany = [{ regx = 'a' }]",
            "rules/x.toml:8:8: a condition has no `regx`; did you mean `regex`?",
        ),
        (
            "to = ['client']\nany = [{ identifier = 'ibam' }]",
            "rules/x.toml:8:23: `ibam` is no identifier; did you mean `iban`?",
        ),
        (
            "to = ['client']\nany = [{ identifier = 'iban', at_least = 0 }]",
            "rules/x.toml:8:42: `at_least` is a number from 1",
        ),
        ("to = ['client']\nany = [7]", "rules/x.toml:8:8: a condition is words, or a table such as `{ regex = '…' }`"),
        ("to = ['client']\nin = ['body']\nany = ['aa']", "rules/x.toml:8:7: `body` is no place in a message"),
        ("to = ['client']\nin = []\nany = ['aa']", "rules/x.toml:8:6: `in` is empty, so this rule could never fire"),
        ("to = ['client']\nayn = ['a']", "rules/x.toml:8:1: unknown field `ayn`"),
        (
            "to = ['client']\nany = ['aa']\nheadline = '{wrod}'",
            "rules/x.toml:9:12: there is no fill-in `{wrod}`; did you mean `word`?",
        ),
        ("to = ['client']\nany = ['aa'", "rules/x.toml:"),
    ] {
        let message = wrong(&one(rule));
        assert!(message.starts_with(said), "{rule}\n is: {message}\nnot: {said}");
    }
    assert!(wrong(&one("to = ['client']\nayn = ['a']")).ends_with("did you mean `any`?"));
    let twice = one(
        "to = ['client']\nany = ['aa']\n[[rule]]\nid = 'y'\ntitle = 't'\nstep = 'ask'\nto = ['client']\nany = ['bb']",
    );
    assert_eq!(wrong(&twice), "rules/x.toml:10:6: `x/y` stands twice in this pack");
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let errors = compile(&one("to = []\nin = ['x']\nany = []")).unwrap_err();
    assert_eq!(errors.len(), 3);
}

#[test]
fn a_wrong_example_is_named() {
    let book = compile(&one("to = ['client']\nany = ['aa']\n[[rule.example]]\ntext = 'bb'\nexpect = 'ask'")).unwrap();
    let said: Vec<String> = book.test().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "rules/x.toml:9: x/y: expected `ask`, it stayed silent: none of its words stands there",
            "rules/x.toml:3: x/y: it needs an example that fires and one that stays silent",
        ]
    );
}

#[test]
fn the_schema_knows_every_key() {
    let schema = schema().to_string();
    for key in ["\"in\"", "\"any\"", "\"strong\"", "\"at_least\"", "\"expect\"", "\"topic\""] {
        assert!(schema.contains(key), "{key}");
    }
}

/// The sanity lines of the vocabularies' own source.
#[test]
fn the_vocabularies_pass_their_sanity_lines() {
    let leak = "Das darf nicht aus diesen Mauern: wir müssen Leute versetzen und Ausgaben optimieren";
    let checks = fired(&SHIPPED, &client_mail(leak));
    assert_eq!(checks, ["confidential-de/marking", "inside-de/finance"]);
    for text in [
        "wir haben uns daran gehalten; Salzgehalt; Vergleich der Angebote",
        "darse de baja de este boletín; tratamiento de datos; clave del éxito",
        "git merge … privileged to announce",
        "This e-mail is confidential and may contain privileged information.",
        "Diese Nachricht ist vertraulich.",
        "Este mensaje es confidencial.",
    ] {
        assert!(SHIPPED.judge(&client_mail(text)).is_empty(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_loading_panic(text in r#"(?s)(\[pack\]\nid = "a"\n)?(\[\[rule\]\]\n)?.{0,200}"#) {
        let _ = compile(&text);
    }

    #[test]
    fn no_term_makes_loading_or_judging_panic(term in r"\PC{0,20}", regex: bool, text in r"\PC{0,80}") {
        let quoted = toml::Value::String(term.clone()).to_string();
        let list = if regex { format!("[{{ regex = {quoted} }}]") } else { format!("[{quoted}]") };
        if let Ok(book) = compile(&one(&format!("to = ['client']\nany = {list}"))) {
            book.judge(&client_mail(&text));
            if !regex {
                let stem = term.trim().strip_suffix('*').unwrap_or(term.trim());
                prop_assert_eq!(book.judge(&client_mail(&format!("- {stem} -"))).len(), 1, "a term matches itself");
            }
        }
    }

    #[test]
    fn words_are_found_and_quoted_in_any_surroundings(before in r"(?s).{0,900}", behind in r"(?s).{0,80}") {
        let finding = SHIPPED.judge(&client_mail(&format!("{before} STRICTLY\u{ad}  confidential {behind}")));
        let finding = finding.into_iter().find(|finding| finding.check == "confidential-en/marking");
        let evidence = finding.map(|finding| finding.evidence[0].clone()).unwrap_or_default();
        prop_assert!(evidence.contains("STRICTLY") && evidence.contains("confidential"), "{}", evidence);
        prop_assert!(evidence.chars().count() <= 60, "{}", evidence);
    }

    #[test]
    fn no_text_makes_judging_panic(subject in r"\PC{0,80}", text in r"(?s).{0,400}") {
        let mut facts = client_mail(&text);
        facts.subject = subject;
        SHIPPED.judge(&facts);
    }
}
