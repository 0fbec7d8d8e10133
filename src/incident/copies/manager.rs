//! The copy for the manager: the questions of a just culture (E19) and the review with the fields others use. It is about an
//! employee and goes to nobody else; it names the classes there are and never puts a person into one.

use super::internal::response;
use super::page::Page;
use super::{Account, facts, timeline};
use crate::incident::json::veris;
use crate::incident::question::Copy;
use crate::report::{CalloutKind, Document, Fact, Words};

/// E19, and E20 with the fields of SRE, NIST and VERIS.
pub fn manager_copy(account: &Account<'_>) -> Document {
    let mut page = Page::new(account, false);
    page.callout(CalloutKind::Warning, "manager-apart");
    page.element("E19");
    let answers = page.answers("E19", Copy::Manager);
    page.facts(answers);
    let guard = response(&page).split_off(3);
    page.facts(guard);
    page.sentence("manager-outcome");
    let classes = ["culture-error", "culture-risk", "culture-reckless"].iter().map(|id| page.t(id)).collect();
    page.bullets(classes);
    page.sentence("culture-words");
    page.element("E20");
    page.sentence("review-rule");
    review(&mut page);
    let title = page.t("element-e16");
    page.under(title);
    timeline::timeline(&mut page);
    page.finish("copy-manager", "class-manager")
}

fn review(page: &mut Page<'_>) {
    let title = page.t("review-title");
    page.under(title);
    let incident = page.account.incident;
    let see = |element: &str| page.say.a("see-element", "element", element);
    let answer = |id: &str| page.or_unknown(page.answered(id));
    let causes = [answer("mechanism"), answer("conditions")].join("; ");
    let actions: Vec<String> = incident.actions.iter().map(|action| page.written(&action.text)).collect();
    let actions = if actions.is_empty() { page.t("nothing-yet") } else { actions.join("; ") };
    let band = page.word("band", page.account.assessment.severity.band.word());
    let impact = format!("{} {}", page.say.a("severity-band", "band", band), facts::held(page).join(" "));
    let rows: [(&str, String); 18] = [
        ("review-summary", facts::statement(page)),
        ("review-impact", impact),
        ("review-causes", causes),
        ("review-trigger", answer("mechanism")),
        ("review-detection", answer("noticed_how")),
        ("review-resolution", [answer("interim_fix"), answer("final_fix")].join("; ")),
        ("review-actions", actions),
        ("review-well", answer("went_well")),
        ("review-wrong", answer("went_wrong")),
        ("review-lucky", answer("lucky")),
        ("review-response", answer("response")),
        ("review-elsewhere", answer("elsewhere")),
        ("review-declared", page.time(incident.opened_at)),
        ("review-analysis", see("E16, E24")),
        ("review-reporting", see("E11, E12")),
        ("review-mitigation", see("E07")),
        ("review-recovery", see("E23")),
        ("review-improvement", see("E21")),
    ];
    let mut facts: Vec<Fact> = rows.into_iter().map(|(id, text)| page.fact(id, text)).collect();
    facts.extend(response(page).into_iter().take(3));
    page.facts(facts);
    let title = page.t("veris-title");
    page.under(title);
    let fields = veris(incident, page.account.assessment).fields();
    let rows = fields.into_iter().map(|(name, value)| vec![Words::default().code(name), value.into()]).collect();
    page.table(&["column-field", "column-value"], rows, &[5, 5]);
}
