//! Every piece of advice on recovering from a mistake has its place in what an incident gives to people. The sources are five
//! texts people wrote about it; each row names what one of them says and where it is found.

use std::collections::BTreeMap;

use super::scene::{Report, Scene, list, look, text};
use super::worked::{ANNA, BOSS, KELLNER, KITA, TOM, costs, source_case};

/// One piece of advice.
struct Row {
    source: &'static str,
    says: &'static str,
    element: &'static str,
    /// The file and what stands in it: all of these.
    found: &'static [(&'static str, &'static str)],
}

const fn row(
    source: &'static str,
    says: &'static str,
    element: &'static str,
    found: &'static [(&'static str, &'static str)],
) -> Row {
    Row { source, says, element, found }
}

/// Files of the source case are called by their names; `letter:KEY` is a draft, `grave:`, `small:`, `contract:` and `open:` begin
/// what other cases show.
const ADVICE: &[Row] = &[
    row(
        "000",
        "ask first whether it was honest",
        "E19",
        &[("manager.md", "Was it concealed afterwards?"), ("manager.md", "Human error")],
    ),
    row(
        "000",
        "honest mistakes are the easiest to recover from",
        "E19",
        &[("manager.md", "console, and repair the system"), ("internal.md", "You did the right thing by telling")],
    ),
    row(
        "000",
        "bring ideas along",
        "E10",
        &[("internal.md", "Options and a recommendation"), ("letter:card", "I recommend A")],
    ),
    row("000", "explain what happened", "E02", &[("facts.md", "What happened · E02"), ("facts.md", "Timeline · E16")]),
    row(
        "000",
        "plan together with the boss",
        "E17",
        &[("internal.md", "proposed, to be agreed"), ("internal.md", "agreed with Martin Keller, on the day")],
    ),
    row("000", "who needs to know", "E11", &[("internal.md", "Must know")]),
    row("000", "who is owed an apology", "E11", &[("internal.md", "| Apology |"), ("letter:apology", "I am sorry")]),
    row(
        "000",
        "a timetable of follow-ups",
        "E17",
        &[("internal.md", "Timetable · E17"), ("followup.ics", "BEGIN:VEVENT"), ("todo.ics", "DUE")],
    ),
    row(
        "000",
        "something that holds you to it",
        "E18",
        &[("internal.md", "If I write about somebody, then I read To aloud."), ("prevention.md", "Replayed on")],
    ),
    row(
        "000",
        "act quickly",
        "E06",
        &[("facts.md", "How serious it is, and which clocks run · E06"), ("open:status", "due")],
    ),
    row(
        "000",
        "confess promptly, resolve",
        "E09",
        &[("internal.md", "Tell your boss, in private"), ("internal.md", "Closure and reviews · E26")],
    ),
    row(
        "000",
        "negligence too: come forward",
        "E15",
        &[("internal.md", "Seek advice of your own first"), ("letter:ownership", "I did this; nobody else did.")],
    ),
    row(
        "000",
        "solutions, and be prepared for consequences",
        "E19",
        &[
            ("manager.md", "measures under labour law"),
            ("internal.md", "Decide nothing about your job before next week"),
        ],
    ),
    row(
        "000",
        "ask what restores trust, accept oversight",
        "E23",
        &[
            ("internal.md", "Which oversight was agreed?"),
            ("internal.md", "Until when?"),
            ("internal.md", "A second person looks at such mail for a while"),
        ],
    ),
    row(
        "001",
        "1 assess the damage",
        "E05",
        &[
            ("facts.md", "Does it hit key customers?"),
            ("facts.md", "Have stakeholders outside seen it?"),
            ("facts.md", "Has it derailed important work?"),
            ("facts.md", "Which kinds of data about people were in it?"),
        ],
    ),
    row("001", "know the urgency", "E06", &[("facts.md", "How much is to be done: moderate")]),
    row("001", "do not over-react", "E06", &[("small:plan", "stop contact boss")]),
    row(
        "001",
        "2 calm down first",
        "E08",
        &[("internal.md", "Before any second mail · E08"), ("internal.md", "sixty seconds")],
    ),
    row("001", "3 be humble, point at nobody", "E15", &[("internal.md", "No word about tools, haste or others")]),
    row(
        "001",
        "causes are for later",
        "E20",
        &[
            ("open:internal.md", "Not yet: first everybody who has it is dealt with."),
            ("internal.md", "Look back together, without blame"),
        ],
    ),
    row(
        "001",
        "4 fix fast, then for good",
        "E07",
        &[("facts.md", "What has been done for the moment?"), ("facts.md", "What is the final fix?")],
    ),
    row(
        "001",
        "5 look back with the others",
        "E20",
        &[("internal.md", "How did the response go?"), ("manager.md", "How the response went")],
    ),
    row("001", "6 a plan against it", "E21", &[("prevention.md", "Prevention plan · E21")]),
    row(
        "001 passive",
        "1 accept, do not dwell",
        "E27",
        &[("internal.md", "A note to the sender · E27"), ("internal.md", "Trust comes back in months")],
    ),
    row(
        "001 passive",
        "2 name what can be changed",
        "E20",
        &[("internal.md", "Conditions, not people"), ("internal.md", "Which conditions made it easy?")],
    ),
    row(
        "001 passive",
        "3 ask key people, looking ahead",
        "E23",
        &[
            ("internal.md", "What should we do differently from now on?"),
            ("internal.md", "How would you notice that it is better?"),
            ("internal.md", "What do you need from me until then?"),
        ],
    ),
    row(
        "001 passive",
        "4 a plan on what you control",
        "E21",
        &[("prevention.md", "In my control"), ("prevention.md", "Needs others")],
    ),
    row(
        "001 passive",
        "5 be open about what you change",
        "E11",
        &[("internal.md", "The team"), ("letter:team", "How we address e-mail from now on")],
    ),
    row(
        "001 passive",
        "it takes time",
        "E17",
        &[
            ("internal.md", "Ask boss and client about trust"),
            ("internal.md", "Look whether it works, after a month"),
            ("internal.md", "Look again after three months"),
        ],
    ),
    row(
        "002",
        "1 do not hide it, move fast",
        "E06",
        &[("internal.md", "Stop what can still be stopped"), ("internal.md", "The boss first")],
    ),
    row(
        "002",
        "ask for a private talk on the same day, without alarm",
        "E09",
        &[("letter:meeting", "in private, for 15 minutes"), ("briefing-card.md", "What I did")],
    ),
    row(
        "002",
        "the boss may be a client",
        "E11",
        &[
            ("contract:internal.md", "Tell the client you work for, without undue delay"),
            ("contract:duties", "eu.gdpr.33_2 triggered"),
            ("contract:internal.md", "The client one works for"),
        ],
    ),
    row(
        "002",
        "2 say precisely what, what you did, what follows",
        "E09",
        &[
            ("briefing-card.md", "**What:**"),
            ("briefing-card.md", "**What I did:**"),
            ("briefing-card.md", "**Impact as known:**"),
            ("briefing-card.md", "**Not known:**"),
            ("briefing-card.md", "**Done so far:**"),
            ("briefing-card.md", "**Options:**"),
        ],
    ),
    row("002", "stay calm when shouted at", "E27", &[("internal.md", "If somebody gets loud: stay polite")]),
    row(
        "002",
        "nobody else tells the boss first",
        "E11",
        &[
            ("internal.md", "Nobody who could tell the boss is told before"),
            ("internal.md", "Who knows of it already?"),
        ],
    ),
    row(
        "002",
        "3 own it, apologise, do not flagellate yourself",
        "E27",
        &[("internal.md", "Taking responsibility · E15"), ("internal.md", "Apologise once, plainly")],
    ),
    row(
        "002",
        "no problem without a solution",
        "E10",
        &[("internal.md", "(recommended)"), ("internal.md", "One short mail asking to delete it")],
    ),
    row(
        "002",
        "4 carry it out yourself",
        "E17",
        &[
            ("internal.md", "anna.weber@firm.example; stand-in: martin.keller@firm.example"),
            ("grave:internal.md", "The sender does not write to whoever got it"),
        ],
    ),
    row(
        "002",
        "5 what could I have done differently",
        "E28",
        &[("internal.md", "What one thing will you do differently?"), ("internal.md", "I fill in To last.")],
    ),
    row("002", "ask for help", "E17", &[("internal.md", "stand-in:"), ("internal.md", "Talk to somebody today")]),
    row("002", "keep your head up", "E27", &[("internal.md", "Keep your head up")]),
    row(
        "003",
        "meet the client soon, no excuses",
        "E13",
        &[("letter:brief", "To be said, in this order"), ("internal.md", "Requests to delete · E13")],
    ),
    row(
        "003",
        "personal, about the client's own concern",
        "E14",
        &[("internal.md", "with at least one fact from the damage sheet"), ("letter:apology", "As far as we know")],
    ),
    row(
        "003",
        "offer something tangible",
        "E10",
        &[
            ("contract:internal.md", "Nothing is offered before boss and insurer agree"),
            ("internal.md", "What could be offered to make good?"),
        ],
    ),
    row(
        "003",
        "listen, keep the client up to date",
        "E23",
        &[
            ("contract:internal.md", "Tell the client how it stands"),
            ("contract:internal.md", "Tell the client what has changed"),
            ("letter:brief", "To be asked, and listened to"),
        ],
    ),
    row(
        "003",
        "three tracks",
        "E17",
        &[
            ("internal.md", "### Damage control"),
            ("internal.md", "### Relationship"),
            ("internal.md", "### Prevention"),
            ("contract:internal.md", "### Law and contracts"),
        ],
    ),
    row("003", "talk frankly, without blame", "E20", &[("internal.md", "Post-incident review, without blame")]),
    row(
        "003",
        "write a proposal for the management",
        "E21",
        &[("prevention.md", "so that it does not happen again"), ("prevention.md", "Agreed (date, name)")],
    ),
    row(
        "003",
        "somebody stands in",
        "E22",
        &[("internal.md", "Who acts, and who stands in · E22"), ("internal.md", "eva.lang@firm.example")],
    ),
    row(
        "003",
        "clear channels",
        "E22",
        &[("internal.md", "A way to speak that is not mail"), ("internal.md", "Room 4, 555 0199")],
    ),
    row(
        "003",
        "look at risks with everybody, regularly",
        "E26",
        &[("internal.md", "a look at risks with everybody once a quarter")],
    ),
    row("003", "train", "E21", &[("prevention.md", "(training)")]),
    row(
        "003",
        "ask the client, adjust",
        "E23",
        &[("internal.md", "What did the client say?"), ("internal.md", "Ask about trust once more")],
    ),
    row("003", "calm in a crisis", "E08", &[("internal.md", "Step one: breathe")]),
    row(
        "003",
        "people can say that they cannot do it safely",
        "E20",
        &[
            ("internal.md", "Could you have said \"I cannot do this safely now\"?"),
            ("internal.md", "Anybody may say \"I cannot do this safely now\" and ask for help"),
        ],
    ),
    row(
        "003",
        "who cleans up may not be who erred",
        "E01",
        &[("facts.md", "**Reported by:**"), ("facts.md", "**Sender:**"), ("facts.md", "**Seen to by:**")],
    ),
    row(
        "003",
        "put off or hand over in place of powering through",
        "E21",
        &[("prevention.md", "(put off or hand over)")],
    ),
    row(
        "003",
        "solid figures for the follow-up",
        "E13",
        &[("letter:brief", "Asked to delete it: 1"), ("letter:brief", "Have confirmed: 1")],
    ),
    row("003", "personal gestures", "E23", &[("internal.md", "only after a look at the rules on gifts")]),
    row("003", "watch the client afterwards", "E26", &[("internal.md", "slower answers, cancelled meetings")]),
    row(
        "004",
        "the client's name was typed in place of the boss's",
        "E03",
        &[
            ("facts.md", "**Meant for:** m…@firm.example"),
            ("facts.md", "**Should not have it:** m…@kita.example"),
            ("internal.md", "the name one was thinking of, typed in place of the right one"),
        ],
    ),
    row(
        "004",
        "cutting costs and moving people; must not leave the house",
        "E05",
        &[("facts.md", "staff"), ("facts.md", "money"), ("manager.md", "Human error")],
    ),
    row("004", "nothing to do with that client's project", "E05", &[("facts.md", "it has nothing to do with them")]),
    row(
        "004",
        "\"happens to everyone\", yet no more projects came",
        "E23",
        &[("internal.md", "It happens to everyone."), ("internal.md", "Note the answer as said, not as settled")],
    ),
    row(
        "004",
        "he stepped down from the project himself",
        "E10",
        &[("internal.md", "Step back from the project"), ("internal.md", "not on the same day")],
    ),
    row(
        "004",
        "what it cost in the end",
        "E05",
        &[
            ("internal.md", "What will it cost at least, in your currency?"),
            ("internal.md", "How many hours of work does it take?"),
            ("facts.md", "Does it hit key customers?"),
        ],
    ),
    row("004", "regain trust", "E23", &[("internal.md", "can rely on us again, and says so when asked")]),
    row("004", "the question was asked too late", "E26", &[("followup.ics", "BEGIN:VALARM"), ("open:status", "due")]),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_piece_of_advice_is_found_in_what_people_get() {
    let (mut scene, case, report) = source_case().await;
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    // Before anything else is done, the report says what comes first.
    scene.does("deletion", &[KELLNER, "asked"]).ok();
    let early = scene.report();
    places.insert("open:internal.md".to_owned(), early.text("en/internal.md").to_owned());
    places.insert("open:status".to_owned(), format!("due {}", scene.does("status", &[]).ok()));
    scene.does("deletion", &[KELLNER, "deleted-read"]).ok();

    scene.does("answer", &["said_by_client=It happens to everyone."]).ok();
    scene.does("action", &["Read To aloud before Send", "--kind", "training"]).ok();
    scene.does("action", &["No mail about people on the way to a meeting", "--kind", "delegate", "--owner", BOSS]).ok();
    scene.does("assign", &[&scene.step("post-mortem"), "--agreed", "Martin Keller, on the day"]).ok();
    assert_eq!(scene.does("replay", &[]).code, 0);
    let report = Report(report.0.into_iter().chain(scene.report().0).collect());
    for (name, bytes) in report.0.iter().filter(|(name, _)| name.starts_with("en/")) {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let name = name.trim_start_matches("en/");
        match name.strip_prefix("letters/").filter(|name| name.ends_with(".md")) {
            Some(letter) => places.insert(format!("letter:{letter}"), text.to_owned()),
            None => places.insert(name.to_owned(), text.to_owned()),
        };
    }
    let message = text(&case["incident"]["known"]["submission"]).to_owned();

    // The same mail as a contractor's, about the client, and with a lawyer's advice in it.
    scene.open(&[&message]);
    scene.does("answer", &["for_client=yes", "data=contact", "people=3", "relation=about-them", "residence=DE"]).ok();
    look(&scene.shown(), &[("eu.gdpr.33_2", "triggered")]);
    places.insert("contract:duties".to_owned(), "eu.gdpr.33_2 triggered".to_owned());
    places.insert("contract:internal.md".to_owned(), scene.report().text("en/internal.md").to_owned());
    scene.open(&[&message]);
    scene.does("answer", &["privileged=yes", "relation=about-them"]).ok();
    places.insert("grave:internal.md".to_owned(), scene.report().text("en/internal.md").to_owned());
    places.insert("small:plan".to_owned(), small_matter().await);

    let mut missing = Vec::new();
    for Row { source, says, element, found } in ADVICE {
        for (place, words) in *found {
            let begins = format!("{place}-");
            let inside = |(name, text): (&String, &String)| {
                let numbered = name.strip_prefix("letter:").and_then(|name| name.split_once('-')).map(|(_, rest)| rest);
                let wanted = place.strip_prefix("letter:");
                let same = match (wanted, numbered) {
                    (Some(wanted), Some(key)) => key.starts_with(wanted),
                    _ => name == place || name.starts_with(&begins),
                };
                same && text.replace('\\', "").contains(words)
            };
            if !places.iter().any(inside) {
                missing.push(format!("{source} {says:?} ({element}): no {words:?} in {place}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}\n{:?}", missing.join("\n"), places.keys());
}

/// The steps of a mail that went to somebody bound to secrecy who has not read it.
async fn small_matter() -> String {
    let mut scene = Scene::of("establishment = [\"DE\"]", KITA).await;
    let id = scene.sends(ANNA, &[TOM, KELLNER], &costs().replace("Zwei Leute", "Drei Leute")).expect("held");
    scene.open(&[&id]);
    let answers =
        ["relation=unrelated", "trust=bound", "read=no", "data=none", "trade_secret=no", "contract=no", "insured=no"];
    scene.does("answer", &answers).ok();
    let case = scene.shown();
    assert_eq!(case["assessment"]["severity"]["band"], "minor");
    let plan = list(&case["assessment"]["plan"]).map(|step| text(&step["key"]));
    plan.filter(|key| !key.starts_with("duty:")).collect::<Vec<_>>().join(" ")
}
