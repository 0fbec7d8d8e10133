//! How serious it is (E06), with every part of the numbers shown.

use super::page::Page;
use crate::base::Language;
use crate::incident::Enisa;
use crate::report::{Block, CalloutKind, Fact, Words};

/// The band, the guard against making too much of it, and the parts both scores are made of.
pub(super) fn severity(page: &mut Page<'_>) {
    let severity = &page.account.assessment.severity;
    let band = page.word("band", severity.band.word());
    let band = page.say.a("severity-band", "band", band);
    page.push(Block::paragraph(Words::default().strong(band)));
    let guard = match page.account.assessment.exposure.nobody_has_it {
        true => "guard-nobody".to_owned(),
        false => format!("guard-{}", severity.band.word()),
    };
    page.callout(CalloutKind::Notice, &guard);
    match &severity.enisa {
        Some(enisa) => people(page, enisa),
        None => page.sentence("severity-no-people"),
    }
    business(page);
    page.sentence("severity-aid");
}

fn people(page: &mut Page<'_>, enisa: &Enisa) {
    let title = page.t("severity-people");
    page.under(title);
    let number = |value: f64| decimal(value, page.language());
    let mut dpc = vec![format!("{}: {}", page.word("word", enisa.kind), enisa.base)];
    dpc.extend(enisa.adjusted.iter().map(|(part, by)| format!("{}: {by:+}", page.word("part", part))));
    let circumstances = enisa.circumstances.iter();
    let cb: Vec<String> =
        circumstances.map(|(part, by)| format!("{}: +{}", page.word("part", part), number(*by))).collect();
    let detail = |total: String, parts: Vec<String>| match parts.is_empty() {
        true => total,
        false => format!("{total} ({})", parts.join("; ")),
    };
    let sum = format!(
        "{} × {} + {} = {} ({})",
        enisa.dpc,
        number(enisa.ei),
        number(enisa.cb),
        number(enisa.score),
        page.word("enisa", enisa.band.word())
    );
    let facts = vec![
        page.fact("label-dpc", detail(enisa.dpc.to_string(), dpc)),
        page.fact("label-ei", number(enisa.ei)),
        page.fact("label-cb", detail(number(enisa.cb), cb)),
        page.fact("label-score", Words::default().strong(sum)),
        page.fact("label-over-100", page.yes_no(enisa.over_100)),
        page.fact("label-unintelligible", page.yes_no(enisa.unintelligible)),
    ];
    page.facts(facts);
}

fn business(page: &mut Page<'_>) {
    let title = page.t("severity-business");
    page.under(title);
    let business = &page.account.assessment.severity.business;
    let fact = |label: &str, value: u8| page.fact(label, value.to_string());
    let facts: Vec<Fact> = vec![
        fact("label-relation", business.relation),
        fact("label-marking", business.marking),
        fact("label-trust", business.trust),
        fact("label-reversibility", business.reversibility),
        fact("label-reach", business.reach),
        page.fact(
            "label-sum",
            Words::default().strong(format!("{} ({})", business.sum, page.word("band", business.band.word()))),
        ),
    ];
    page.facts(facts);
}

/// A number with as many places as it has, up to two: `2.25`, `2,25`.
fn decimal(value: f64, language: Language) -> String {
    let shown = format!("{value:.2}");
    let shown = shown.trim_end_matches('0').trim_end_matches('.');
    match language {
        Language::En => shown.to_owned(),
        Language::De | Language::Es => shown.replace('.', ","),
    }
}
