//! What a correction must not say (incident.md 6.3 and 6.5): blame somewhere else, an apology with an "if", passives that nobody
//! did, promises nobody can keep, threats, loud subjects, money nobody has approved, and above all what slipped through. Every
//! language is looked for in every text: people mix them.

use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Serialize;

use super::texts;
use crate::base::fold::{self, Folded};
use crate::base::{Language, text};
use crate::people::Fingerprints;

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// It says again what slipped through.
    Leak,
    /// It threatens, or takes a footer for a contract.
    Threat,
    /// It offers money or admits liability, and nobody has approved that.
    Money,
    /// Its subject makes people look.
    Loud,
    /// It blames a tool or somebody else.
    Blame,
    /// It is sorry only if.
    Conditional,
    /// Something was done, by nobody.
    NoActor,
    /// It promises what nobody can promise.
    Promise,
    /// It says for a fact that nothing will happen.
    Reassurance,
    /// It is longer than anybody reads.
    Long,
}

impl Fault {
    /// The word of texts and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Fault::Leak => "leak",
            Fault::Threat => "threat",
            Fault::Money => "money",
            Fault::Loud => "loud",
            Fault::Blame => "blame",
            Fault::Conditional => "conditional",
            Fault::NoActor => "no-actor",
            Fault::Promise => "promise",
            Fault::Reassurance => "reassurance",
            Fault::Long => "long",
        }
    }

    /// Whether it may not leave like that.
    pub fn is_grave(self) -> bool {
        matches!(self, Fault::Leak | Fault::Threat | Fault::Money)
    }
}

/// Something that should be written otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Objection {
    /// What is wrong.
    pub fault: Fault,
    /// The words, as they stand there.
    pub words: String,
}

impl Objection {
    /// The same as a sentence with its repair.
    pub fn told(&self, language: Language) -> String {
        texts::say(language).a(&format!("lint-{}", self.fault.word()), "words", &self.words)
    }
}

/// What a text is held against.
#[derive(Clone, Copy, Debug, Default)]
pub struct LintContext<'a> {
    /// The subject it will have.
    pub subject: &'a str,
    /// What slipped through, where it is known.
    pub leaked: Option<&'a Fingerprints>,
    /// Names that may not stand in it: the subject and the files of what slipped through.
    pub names: &'a [String],
    /// The most words it may have.
    pub most_words: Option<usize>,
    /// Whether money and liability may be spoken of: boss and insurer have agreed.
    pub approved: bool,
}

/// Everything that should be written otherwise, the gravest first.
pub fn lint(body: &str, context: &LintContext<'_>) -> Vec<Objection> {
    let mut found: Vec<Objection> = Vec::new();
    for part in [context.subject, body] {
        found.extend(told_again(part, context));
        let folded = Folded::new(part);
        for (fault, pattern) in &*PATTERNS {
            if *fault == Fault::Money && context.approved {
                continue;
            }
            for hit in pattern.find_iter(folded.text()) {
                if *fault == Fault::NoActor && has_actor(folded.text(), hit.range()) {
                    continue;
                }
                let written = folded.origin(part, hit.start())..folded.origin(part, hit.end());
                let words = text::one_line(part.get(written).unwrap_or_default().trim(), 60);
                found.push(Objection { fault: *fault, words });
            }
        }
    }
    if is_loud(context.subject) {
        found.push(Objection { fault: Fault::Loud, words: text::one_line(context.subject, 60) });
    }
    let words = body.split_whitespace().count();
    if context.most_words.is_some_and(|most| words > most) {
        found.push(Objection { fault: Fault::Long, words: words.to_string() });
    }
    found.sort_by_key(|objection| objection.fault);
    found.dedup();
    found
}

/// Whether `text` speaks of mail that went wrong, in any language.
pub fn speaks_of_a_mistake(text: &str) -> bool {
    MISTAKE.is_match(&fold::folded(text))
}

fn told_again(part: &str, context: &LintContext<'_>) -> Vec<Objection> {
    let folded = fold::folded(part);
    let named = |name: &&String| {
        let name = fold::folded(name);
        // `Hello` is everybody's subject.
        (name.contains(' ') || name.contains('.')) && folded.contains(name.trim())
    };
    let mut words: Vec<String> = context.names.iter().filter(named).cloned().collect();
    if let Some(leaked) = context.leaked {
        words.extend(leaked.told_in(part));
        words.extend((leaked.quoted_in(part) > 0).then(|| "…".to_owned()));
        words.extend(leaked.is_subject(part).then(|| part.to_owned()));
    }
    words.iter().map(|words| Objection { fault: Fault::Leak, words: text::one_line(words, 60) }).collect()
}

/// Whether the sentence around `at` says who did it.
fn has_actor(text: &str, at: std::ops::Range<usize>) -> bool {
    let end = |c: char| matches!(c, '.' | '!' | '?');
    let from = text[..at.start].rfind(end).map_or(0, |i| i + 1);
    let to = text[at.end..].find(end).map_or(text.len(), |i| at.end + i);
    ACTOR.is_match(&text[from..to])
}

fn is_loud(subject: &str) -> bool {
    let letters: Vec<char> = subject.chars().filter(|c| c.is_alphabetic()).collect();
    let shouted = letters.len() > 6 && letters.iter().filter(|c| c.is_uppercase()).count() * 2 > letters.len();
    shouted || subject.contains("!!") || LOUD.is_match(&fold::folded(subject))
}

static LOUD: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(urgent\w*|confidential\w*|please delete|delete (this|immediately)|dringend\w*|vertraulich\w*|bitte (sofort )?loschen|sofort loschen|urgente\w*|confidencial\w*|(borrar|borre|elimine|eliminar) (esto|inmediatamente|urgente\w*))\b",
    )
});

static ACTOR: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(by (me|us|our|my|the|one of)|(von|durch) (mir|mich|uns|unser\w*|mein\w*|ein\w*)|mir|por (mi|nosotros|nuestr\w+|uno|una))\b",
    )
});

static MISTAKE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(by mistake|my mistake|in error|mistakenly|accidentally|wrong (recipient|person|address)|not meant for you|please (delete|disregard|ignore)|versehentlich\w*|irrtumlich\w*|aus versehen|fehlgeleitet\w*|falsche[nrms]? (empfanger|adresse|person)|nicht fur sie (bestimmt|gedacht)|bitte (loschen|ignorieren)|por error|por equivocacion|equivocad[oa]s?|no (era|iba) para usted|(borre|elimine|ignore)n?)\b",
    )
});

static PATTERNS: LazyLock<Vec<(Fault, Regex)>> =
    LazyLock::new(|| WORDS.iter().map(|(fault, pattern)| (*fault, compiled(pattern))).collect());

fn compiled(pattern: &str) -> Regex {
    // Only the patterns of this file come here, and its tests run all of them.
    Regex::new(&format!("(?i){pattern}")).expect("it can be read")
}

/// On folded text: without accents, one space between words.
const WORDS: &[(Fault, &str)] = &[
    // English.
    (
        Fault::Blame,
        r"\bunfortunately,? (the|our) (system|program|software|server)|\b(the system|autocomplete|outlook|the (mail )?(program|software)|the server) (sent|chose|picked|decided|added|did|has|made)\b",
    ),
    (
        Fault::Blame,
        r"\b(due to|because of) (a|an|the|our) (technical|system|computer|software|it)\b|\bmy (colleague|assistant|secretary|boss) (sent|forgot|has|did|gave)\b|\bnot (my|our) fault\b|\byou should(n't| not)? have\b|\b(a|the) virus\b|\btest (mail|message|e-mail)\b",
    ),
    (
        Fault::Conditional,
        r"\b(sorry|apologi[sz]e|apolog(y|ies)|regret\w*|forgive \w+)\b[^.!?]{0,30}\b(if|should you|in case|but)\b|\bany (inconvenience|offen[cs]e|confusion)\b|\bsorry (that )?you feel\b",
    ),
    (
        Fault::NoActor,
        r"\bmistakes? (was|were|has been|have been) made\b|\b(was|were|has been|have been) (\w+ly )?(sent|forwarded|disclosed|misdirected|attached|copied)\b",
    ),
    (
        Fault::Promise,
        r"\b(will|can|shall) (never|not) (ever )?happen (again|any more)|\bnever happen again|\bguarantee\w*|\bno consequences\b|\bi (can )?promise\b|\byou (will|have) (have )?nothing to fear",
    ),
    (
        Fault::Threat,
        r"\blegal (action|steps|proceedings)\b|\byou are (hereby |legally )*(obliged|required|bound|prohibited)\b|\b(strictly )?prohibited\b|\bhold you (liable|responsible)\b|\bfailure to comply\b|\bdisclaimer\b|\bprosecut\w+|\breserves? (all |the |our |any )?rights?\b",
    ),
    (
        Fault::Money,
        r"\bcompensat\w+|\brefund\w*|\bdiscounts?\b|\bvouchers?\b|\breimburs\w+|\bfree of charge\b|\b(we|i) (are|am) liable\b|\b(accept|admit)s? (full |legal |all )?liability\b",
    ),
    (
        Fault::Reassurance,
        r"\bno ?(one|body) (has |have |had )?(seen|read|opened)\b|\b(is|are) (completely |perfectly )?safe\b|\bno (reason|need) to worry\b|\bthere is no (risk|danger)\b|\bno harm\b|\bnothing to worry\b",
    ),
    // Deutsch.
    (
        Fault::Blame,
        r"\bleider hat (das|unser|der|die)\b|\b(das system|das programm|outlook|die autovervollstandigung|der server) (hat|wahlte|schickte|versandte)\b|\btechnische[rnms]? (fehler\w*|problem\w*|defekt\w*|panne\w*|storung\w*|grunde\w*)|\b(mein|meine|unser|unsere) (kolleg\w+|mitarbeiter\w*|assisten\w+|chef\w*) (hat|haben|vergass)\b",
    ),
    (
        Fault::Blame,
        r"\bnicht (mein|unser)e? (schuld|fehler)\b|\bsie hatten\b[^.!?]{0,40}\b(sollen|mussen|konnen)\b|\b(ein|durch einen) virus\b|\btest-?(mail|nachricht)\b",
    ),
    (
        Fault::Conditional,
        r"\b(leid|entschuldig\w+|bedaure\w*|verzeih\w*)\b[^.!?]{0,30}\b(falls|wenn|sofern|sollte|sollten|aber)\b|\b(falls|sofern|sollten?)\b[^.!?]{0,80}\b(leid|entschuldig\w+|bedaure\w*)\b|\betwaige\w* (unannehmlichkeit|irritation)\w*",
    ),
    (
        Fault::NoActor,
        r"\bfehler (gemacht|passiert|unterlaufen|geschehen)\b|\b(wurde|wurden|worden)\b[^.!?]{0,60}\b(gesendet|versendet|verschickt|geschickt|ubermittelt|weitergeleitet|offengelegt)\b|\b(gesendet|versendet|verschickt|geschickt|weitergeleitet) (wurde|wurden|worden)\b",
    ),
    (
        Fault::Promise,
        r"\b(nie|niemals|nicht|nie wieder) (wieder |mehr )?(vorkommen|passieren|geschehen|wiederholen)\b|\bgarantier\w+|\bkeinerlei (folgen|nachteile|konsequenzen)\b|\bversprechen wir\b|\bverspreche ich\b|\bnichts zu befurchten\b",
    ),
    (
        Fault::Threat,
        r"\b(rechtliche|gerichtliche|juristische) (schritte|massnahmen)\b|\bstrafbar\b|\bstrafanzeige\b|\bsind sie (gesetzlich |rechtlich )?verpflichtet\b|\bsie sind (gesetzlich |rechtlich )?verpflichtet\b|\b(untersagt|verboten)\b|\bhaftbar\b|\bbehalten? (uns|ich mir|wir uns)\b[^.!?]{0,40}\bvor\b",
    ),
    (
        Fault::Money,
        r"\bentschadig\w+|\brabatt\w*|\bgutschein\w*|\bschaden(s)?ersatz\w*|\bpreisnachlass\w*|\berstatt(en|ung)\b|\bkostenlos\w*|\b(wir|ich) hafte[nt]?\b|\bunsere haftung\b",
    ),
    (
        Fault::Reassurance,
        r"\bniemand hat\b[^.!?]{0,30}\b(gelesen|gesehen|geoffnet)\b|\b(daten|informationen) sind (weiterhin )?sicher\b|\bkein(en)? (grund zur|anlass zur) (sorge|beunruhigung)\b|\bbesteht keine? (risiko|gefahr)\b|\bkein schaden (entstanden|entstehen)\b",
    ),
    // Español.
    (
        Fault::Blame,
        r"\b(lamentablemente|desgraciadamente),? (el|nuestro) (sistema|programa|servidor)|\b(el sistema|el programa|outlook|el autocompletado|el servidor) (ha|envio|eligio|anadio)\b|\b(error|fallo|problema)s? (tecnico|informatico|del sistema)s?\b|\bmi (colega|companer[oa]|asistente|secretari[oa]|jef[ea]) (ha|envio|olvido)\b",
    ),
    (
        Fault::Blame,
        r"\bno (ha sido|fue|es) (mi|nuestra) culpa\b|\bdeberia (usted )?haber\b|\bun virus\b|\b(correo|mensaje) de prueba\b",
    ),
    (
        Fault::Conditional,
        r"\b(lament\w+|siento|sentimos|disculp\w+|perdon\w*)\b[^.!?]{0,30}\b(si|en caso de|pero)\b|\b(cualquier|posibles?) (molestia|inconveniente|malentendido)s?\b",
    ),
    (
        Fault::NoActor,
        r"\bse (ha|han) (cometido|enviado|producido|remitido|reenviado|adjuntado)\b|\bse (envio|cometio|produjo|remitio|reenvio)\b|\b(fue|fueron|ha sido|han sido) (enviad|remitid|reenviad|divulgad)[oa]s?\b",
    ),
    (
        Fault::Promise,
        r"\bno (se )?(volvera|vuelve|vaya|va) (nunca )?a (ocurrir|suceder|pasar|repetirse)|\bno se repetira\b|\bnunca (mas|volvera)\b|\bgarantiz\w+|\bno (habra|tendra) (ninguna )?consecuencias?\b|\ble prometo\b|\ble prometemos\b",
    ),
    (
        Fault::Threat,
        r"\b(acciones|medidas) (legales|judiciales)\b|\b(esta|queda) (usted )?(legalmente )?obligad[oa]\b|\bprohibid[oa]s?\b|\bnos reservamos\b|\bdenunci(ar|aremos)\b|\bincurri\w+ en\b",
    ),
    (
        Fault::Money,
        r"\bindemniz\w+|\bdescuentos?\b|\bcompensa(r|cion|remos)\b|\breembols\w+|\bgratuit\w+|\bresponsabilidad (civil|legal|penal)\b|\bvales? de\b",
    ),
    (
        Fault::Reassurance,
        r"\bnadie (lo |la |los |las )?ha (leido|visto|abierto)\b|\bdatos (estan|siguen) (seguros|a salvo)\b|\bno se preocupe\b|\bno (hay|existe) (ningun )?(riesgo|peligro|motivo)\b",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(body: &str) -> Vec<Fault> {
        let mut faults: Vec<Fault> =
            lint(body, &LintContext::default()).into_iter().map(|objection| objection.fault).collect();
        faults.dedup();
        faults
    }

    #[test]
    fn what_should_be_written_otherwise_is_found_in_every_language() {
        let cases: [(Fault, [&str; 3]); 8] = [
            (
                Fault::Blame,
                [
                    "Unfortunately the system picked your address.",
                    "Leider hat das System Ihre Adresse gewählt.",
                    "Lamentablemente el sistema eligió su dirección.",
                ],
            ),
            (
                Fault::Conditional,
                [
                    "We are sorry if this caused you trouble.",
                    "Es tut uns leid, falls Ihnen dadurch Mühe entstanden ist.",
                    "Lamentamos si esto le ha causado molestias.",
                ],
            ),
            (
                Fault::NoActor,
                [
                    "Mistakes were made.",
                    "Die E-Mail wurde versehentlich an Sie gesendet.",
                    "Se ha enviado un correo a su dirección.",
                ],
            ),
            (
                Fault::Promise,
                ["This will never happen again.", "Das wird nie wieder vorkommen.", "Esto no volverá a ocurrir."],
            ),
            (
                Fault::Threat,
                ["Any use is prohibited.", "Die Weitergabe ist untersagt.", "Queda prohibida su divulgación."],
            ),
            (
                Fault::Money,
                ["We offer you a discount.", "Wir bieten Ihnen einen Rabatt an.", "Le ofrecemos un descuento."],
            ),
            (Fault::Reassurance, ["Your data are safe.", "Ihre Daten sind sicher.", "Sus datos están a salvo."]),
            (
                Fault::Conditional,
                [
                    "I apologise for any inconvenience.",
                    "Wir bitten, etwaige Unannehmlichkeiten zu entschuldigen.",
                    "Perdone las posibles molestias.",
                ],
            ),
        ];
        for (fault, texts) in cases {
            for text in texts {
                assert_eq!(faults(text), [fault], "{text}");
            }
        }
    }

    #[test]
    fn a_plain_apology_passes() {
        for text in [
            "I sent you an e-mail that was not meant for you. It is my mistake, and I am sorry.",
            "Ich habe Ihnen eine E-Mail geschickt, die nicht für Sie bestimmt war. Das war mein Fehler, und es tut mir leid.",
            "Le envié un correo que no era para usted. Fue un error mío y lo siento.",
            "The mail was sent to you by me.",
            "Mir ist ein Fehler unterlaufen.",
        ] {
            assert_eq!(faults(text), [], "{text}");
            let about = speaks_of_a_mistake(text);
            assert_eq!(
                about,
                text.contains("not meant") || text.contains("nicht für") || text.contains("no era"),
                "{text}"
            );
        }
    }

    #[test]
    fn what_slipped_through_is_not_said_again() {
        let mut leaked = Fingerprints { subject: Fingerprints::subject_of("Saving costs"), ..Fingerprints::default() };
        leaked.tell(["lay-offs"]);
        let names = ["Saving costs".to_owned(), "plan.xlsx".to_owned()];
        let context =
            LintContext { subject: "Re: Saving costs", leaked: Some(&leaked), names: &names, ..Default::default() };
        let said = lint("Please delete Plan.xlsx and forget the Lay-Offs.", &context);
        let words: Vec<&str> = said.iter().map(|objection| objection.words.as_str()).collect();
        assert_eq!(words, ["Saving costs", "Re: Saving costs", "plan.xlsx", "lay offs"]);
        assert!(said.iter().all(|objection| objection.fault.is_grave()));
    }

    #[test]
    fn loud_subjects_and_long_texts_are_named() {
        for subject in ["URGENT: please read", "Vertraulich!", "ELIMINAR POR FAVOR", "Please delete", "Read this!!"] {
            assert!(is_loud(subject), "{subject}");
        }
        assert!(!is_loud("An e-mail that was not meant for you") && !is_loud("DPO"));
        let long = lint(&"word ".repeat(151), &LintContext { most_words: Some(150), ..Default::default() });
        assert_eq!(long, [Objection { fault: Fault::Long, words: "151".into() }]);
        assert!(long[0].told(Language::De).contains("151"));
    }

    #[test]
    fn money_may_be_spoken_of_once_it_is_approved() {
        let approved = LintContext { approved: true, ..LintContext::default() };
        assert_eq!(lint("We offer you a discount.", &approved), []);
    }
}
