//! Terms in all scripts, and words that were disguised (rows T2 and T4 of the reliability yardstick).

use proptest::prelude::*;

use super::disguise;
use super::lexicon::{Hit, Lexicon, WINDOW};
use super::terms::{Builder, TermError};
use crate::base::fold::Folded;

fn lexicon(terms: &[&str]) -> Lexicon {
    let mut builder = Builder::default();
    for term in terms {
        builder.words(term).unwrap();
    }
    builder.build().unwrap()
}

/// The hits in `text`, also the disguised ones, as places in the original.
fn hits(lexicon: &Lexicon, text: &str) -> Vec<Hit> {
    let folded = Folded::new(text);
    let mut hits = lexicon.scan(folded.text()).hits;
    if lexicon.scan(folded.text()).may_hide {
        let written = |start, end| text[folded.origin(text, start)..folded.origin(text, end)].to_owned();
        hits.extend(disguise::scan(folded.text(), lexicon, written));
    }
    hits.iter_mut().for_each(|hit| {
        (hit.start, hit.end) = (folded.origin(text, hit.start), folded.origin(text, hit.end));
    });
    hits
}

/// The words of `text` in which `term` stands, if it does.
fn found<'t>(term: &str, text: &'t str) -> Option<&'t str> {
    hits(&lexicon(&[term]), text).first().map(|hit| &text[hit.start..hit.end])
}

#[test]
fn terms_are_words_in_all_scripts() {
    for (term, text) in [
        ("увольнение", "Тема: УВОЛЬНЕНИЕ сотрудников"),
        ("секретн*", "Совершенно секретно!"),
        ("Ёлка", "наша елка"),
        ("απόρρητο", "ΑΠΟΡΡΗΤΟ έγγραφο"),
        ("σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("סודי", "(סודי) בהחלט"),
        ("سري", "الملف سِرِّيّ جدا"),
        ("機密", "この機密情報を"),
        ("ความลับ", "นี่คือความลับมาก"),
        ("급여*", "올해 급여는 얼마"),
        ("गोपनीय", "यह गोपनीय है"),
        ("kıdem tazminatı", "KIDEM TAZMINATI"),
        ("Straße 12", "STRASSE ١٢"),
        ("§ 203", "nach § 203 StGB"),
        ("Gehälter", "Geha\u{308}lter"),
        ("Geha\u{308}lter", "Gehaelter"),
        ("top secret", "Top\r\n   SECRET"),
        ("project falcon", "project_falcon.docx"),
        ("Vorstandsvergütungsangelegenheiten intern", "die VORSTANDSVERGUETUNGSANGELEGENHEITEN  intern."),
    ] {
        assert!(found(term, text).is_some(), "{term} in {text}");
    }
    for (term, text) in [
        ("план", "планета и аэроплан"),
        ("секрет", "секретно"),
        ("σχεδιο", "σχεδιου"),
        ("plan", "planет plane xplan plan1"),
        ("급여", "급여는"),
        ("राज", "राजा"),
        ("かき", "かがき、がき"),
        ("Vorstandsvergütungsangelegenheiten intern", "Vorstandsvergütungsangelegenheiten interna"),
    ] {
        assert_eq!(found(term, text), None, "{term} in {text}");
    }
}

#[test]
fn what_shows_nothing_or_looks_alike_hides_no_word() {
    for disguised in [
        "con\u{200b}fi\u{200d}den\u{2060}t\u{feff}ial",
        "confi\u{ad}den\u{ad}tial",
        "c\u{336}o\u{336}n\u{336}f\u{301}idential",
        "c\u{fe0f}onfiden\u{fe0e}tial",
        "confi\u{e0064}\u{e0065}dential",
        "\u{202d}confi\u{2067}dential\u{202c}",
        "ｃｏｎｆｉｄｅｎｔｉａｌ",
        "𝒄𝒐𝒏𝒇𝒊𝒅𝒆𝒏𝒕𝒊𝒂𝒍",
        "ⓒⓞⓝⓕⓘⓓⓔⓝⓣⓘⓐⓛ",
        "соnfidential",
        "СОNFIDENТIАL",
        "cοnfιdential",
        "confidentiаl",
        "cᴏɴfidential",
        "c o n f i d e n t i a l",
        "C.O.N.F.I.D.E.N.T.I.A.L",
        "c-o-n-f-i-d-e-n-t-i-a-l",
        "c·o·n·f·i·d·e·n·t·i·a·l",
        "c*o*n*f*i*d*e*n*t*i*a*l",
        "с о n f i d e n t i a l",
        "c_o_n_f_i_d_e_n_t_i_a_l",
    ] {
        let text = format!("Ärger: this is strictly {disguised}, please");
        let shown = found("confidential", &text).unwrap_or_default();
        let core: String = disguised.chars().filter(|c| c.is_alphanumeric()).collect();
        let got: String = shown.chars().filter(|c| c.is_alphanumeric()).collect();
        assert_eq!(got, core, "{disguised}");
        assert!(found("strictly confidential", &text).is_some(), "{disguised} behind another word");
        let long = format!("{}{text}", "много слов, viele Wörter; ".repeat(100));
        assert_eq!(found("confidential", &long), Some(shown), "{disguised} far behind");
    }
    assert_eq!(found("конфиденциально", "строго кoнфидeнциальнo"), Some("кoнфидeнциальнo"));
    assert_eq!(
        found("streng vertraulich", "S T R E N G   V E R T R A U L I C H"),
        Some("S T R E N G   V E R T R A U L I C H")
    );
}

#[test]
fn nothing_is_read_into_what_is_not_disguised() {
    for (term, text) in [
        ("abcd", "a b c d"),
        ("plan", "p.l.a.n"),
        ("secret", "s e c r e t s"),
        ("secret", "s.e-c.r-e.t"),
        ("сор", "cop"),
        ("cop", "сор"),
        ("confidential", "соnfidentially"),
        ("usage", "u s a g e2"),
    ] {
        assert_eq!(found(term, text), None, "{term} in {text}");
    }
}

#[test]
fn what_can_never_match_or_always_would_is_refused() {
    let words = |term: &str| Builder::default().words(term).err();
    let regex = |regex: &str| Builder::default().regex(regex).err();
    assert_eq!(words(&"long ".repeat(60)), Some(TermError::TooLong));
    assert_eq!(words(&"a".repeat(WINDOW)), None);
    assert_eq!(regex(&format!("a{{{}}}", WINDOW + 1)), Some(TermError::TooLong));
    for all in [r"\w+", ".+", r"\b[a-z]{2,}", r"\d+", r"[^ ]+"] {
        assert_eq!(regex(all), Some(TermError::MatchesAll), "{all}");
    }
    for some in [r"\d{3}-\d{3}", r"[A-Z]\d{7}", r"\w+@\w+", r"\d{4}", r"(foo)?bar"] {
        assert_eq!(regex(some), None, "{some}");
    }
}

#[test]
fn a_term_asked_for_twice_is_one_pattern() {
    let mut builder = Builder::default();
    assert_eq!(builder.words("Gehälter"), builder.words(" gehälter "));
    assert_ne!(builder.words("gehalt"), builder.words("gehalt*"));
    assert_eq!(builder.regex("a[bc]d"), builder.regex("a[bc]d"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_words_of_every_hit_fold_to_what_was_looked_for(
        text in "(?s)((strictly|STRENG|vertraulich\u{ad}e|Gehälter|geha\u{308}lter|Gehaelter|план|機密|.{0,9}|[ ,\r\n]{1,3}){1,12})",
        before in "(?s).{0,700}",
    ) {
        let terms = ["strictly", "streng", "vertraulich*", "gehälter", "план", "機密"];
        let lexicon = lexicon(&terms);
        let text = format!("{before} {text}");
        let folded = Folded::new(&text);
        for hit in lexicon.scan(folded.text()).hits {
            let (start, end) = (folded.origin(&text, hit.start), folded.origin(&text, hit.end));
            let alone = crate::base::fold::folded(&text[start..end]);
            let said = folded.text()[hit.start..hit.end].to_ascii_lowercase();
            prop_assert_eq!(alone.trim(), said.trim(), "{:?}", &text[start..end]);
            prop_assert!(super::pattern::spellings(terms[hit.pattern].trim_end_matches('*')).iter().any(|s| said.starts_with(s)));
        }
    }

    #[test]
    fn no_text_makes_the_second_look_fail(text in "(?s)([a-e ._-]{0,40}|[а-дa-d ]{0,20}|.{0,20}){0,12}") {
        for hit in hits(&lexicon(&["abcde", "a*", "б*", "ab cd*"]), &text) {
            prop_assert!(hit.start <= hit.end && text.get(hit.start..hit.end).is_some());
        }
    }
}
