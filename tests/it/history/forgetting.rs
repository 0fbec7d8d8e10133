//! `forget` leaves no trace, and retention forgets by itself.

use std::fs;

use jiff::SignedDuration;
use outguard::base::Clock;
use outguard::people::history::{Key, Naming, Trace};
use outguard::store::Store;
use serde_json::Value;

use super::mailbox::{ANNA, Mail, mbox, of_anna, received, sent, write};
use crate::support::guard::{FIRM, Guard, files_in, json_lines};
use crate::support::stored::store_of;

fn mail() -> Vec<Mail> {
    let mut mails = of_anna(120);
    mails.push(sent(500, "Kenji Itoh <kenji.itoh@kita.example>"));
    mails.push(sent(501, "Ken Ito <ken@kita.example>, Kenji Itoh <kenji.itoh@kita.example>"));
    mails
}

fn got() -> Vec<Mail> {
    let reply = "Auto-Submitted: auto-replied\n";
    vec![
        received(3, "Kenji Itoh <kenji.itoh@kita.example>", "", "Hello"),
        received(4, "mia@kita.example", reply, "I am no longer with Kita; write to kenji.itoh@kita.example."),
    ]
}

/// Where these words stand in the state directory.
fn places(guard: &Guard, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files_in(&guard.state()).into_iter().filter(|file| file.is_file()) {
        let octets = fs::read(&file).unwrap().to_ascii_lowercase();
        for word in words {
            if octets.windows(word.len()).any(|window| window == word.to_ascii_lowercase().as_bytes()) {
                found.push(format!("{word} in {}", file.display()));
            }
        }
    }
    found
}

const WORDS: [&str; 3] = ["kenji", "itoh@kita", "kenji itoh"];

#[test]
fn who_is_forgotten_is_nowhere_in_the_files_any_more() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&mail()));
    write(&guard.path("mail/INBOX"), mbox(&got()));
    guard.ops(&["learn", guard.path("mail").to_str().unwrap()]).ok();
    assert!(!places(&guard, &WORDS).is_empty());
    let forgotten: Value =
        serde_json::from_str(&guard.ops(&["forget", "kenji.itoh@kita.example", "--json"]).ok()).unwrap();
    assert_eq!((&forgotten["mails"], &forgotten["changed"], &forgotten["senders"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(places(&guard, &WORDS), Vec::<String>::new());
    let gone = guard.ops(&["history", "show", "kenji.itoh@kita.example"]);
    assert_eq!(gone.code, 66, "{gone:#?}");
    let again = guard.ops(&["forget", "kenji.itoh@kita.example"]);
    assert!(again.code == 66 && again.err.contains("nothing is known"), "{again:#?}");
    // The others are known as before.
    let ken = json_lines(&guard.ops(&["history", "show", "ken@kita.example", "--json"]).ok()).remove(0);
    assert_eq!(ken["count"], 91);
    let journal = guard.ops(&["journal", "show", "--json"]).ok();
    assert!(journal.contains("\"forgotten\"") && !journal.contains("kenji"), "{journal}");
    guard.ops(&["journal", "verify"]).ok();
}

#[test]
fn who_is_forgotten_is_not_learnt_again_from_the_same_mail_wherever_it_lies() {
    const MIA: &str = "mia@kita.example";
    let guard = Guard::new("", FIRM);
    let mut mails = of_anna(12);
    mails.push(sent(20, MIA));
    write(&guard.path("mail/Sent"), mbox(&mails));
    write(&guard.path("mail/INBOX"), mbox(&[received(3, MIA, "", "Hello")]));
    let learn = |folder: &str, me: &[&str]| {
        let folder = guard.path(folder);
        guard.ops(&[&["learn", folder.to_str().unwrap()], me].concat()).ok();
    };
    let unknown = |when: &str| {
        let shown = guard.ops(&["history", "show", MIA]);
        assert_eq!(shown.code, 66, "{when}: {shown:#?}");
    };
    learn("mail", &[]);
    guard.ops(&["history", "show", MIA]).ok();
    guard.ops(&["forget", MIA]).ok();
    unknown("forgotten");
    fs::rename(guard.path("mail"), guard.path("moved")).unwrap();
    learn("moved", &[]);
    unknown("the files are elsewhere");
    learn("moved", &["--me", ANNA, "--me", "a.weber@firm.example"]);
    unknown("whose it is, is said");
    learn("moved", &["--me", "a.weber@firm.example", "--me", ANNA]);
    unknown("it is kept under another address");
    learn("moved", &["--me", ANNA]);
    unknown("it is kept under its own address again");
    mails.push(sent(40, MIA));
    write(&guard.path("moved/Sent"), mbox(&mails));
    learn("moved", &[]);
    let met = json_lines(&guard.ops(&["history", "show", MIA, "--json"]).ok());
    assert!(
        met.iter().all(|met| met["count"] == 1 && met["heard"] == 0),
        "what is sent to them later is learnt: {met:?}"
    );
    guard.ops(&["forget", "--sender", ANNA]).ok();
    learn("moved", &["--me", ANNA]);
    let met = json_lines(&guard.ops(&["history", "show", MIA, "--for", ANNA, "--json"]).ok()).remove(0);
    assert_eq!(met["count"], 5, "a sender's history begins anew");
}

/// Somebody reads the store so long that its log cannot be emptied; a forgetting that is killed leaves it as full.
#[test]
fn who_stands_in_the_log_yet_goes_when_they_are_forgotten_once_more() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&mail()));
    guard.ops(&["learn", guard.path("mail").to_str().unwrap()]).ok();
    let reader = rusqlite::Connection::open(guard.state().join("outguard.db")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM trace").unwrap();
    guard.ops(&["forget", "kenji.itoh@kita.example"]).ok();
    reader.execute_batch("COMMIT").unwrap();
    assert_ne!(places(&guard, &WORDS), Vec::<String>::new());
    assert_eq!(guard.ops(&["forget", "kenji.itoh@kita.example"]).code, 66, "nothing is known of them");
    assert_eq!(places(&guard, &WORDS), Vec::<String>::new());
}

/// With the key one could try the name against every number that is kept.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_forgotten_is_in_no_number_of_mail_to_others_either() {
    let guard = Guard::new("", FIRM);
    let mut mails = mail();
    let to_mia = |n: usize, text: &str, subject: &str| {
        let mut mail = sent(n, "Mia Mori <mia@kita.example>");
        mail.text = mail.text.replace("Hello,\n\n", text).replace("Subject: The offer", subject);
        mail
    };
    mails.push(to_mia(600, "Hi Mia, hi Kenji,\n\nas Mr Itoh has said: ", "Subject: Kenji Itoh and the offer"));
    mails.push(to_mia(
        601,
        "Hi Mia,\n\nsee below.\n\nOn Monday Kenji Itoh <kenji.itoh@kita.example> wrote:\n> The crane, ",
        "Subject: Crane",
    ));
    mails.push(to_mia(602, "Hi Mia,\n\nwrite to kenji.itoh@kita.example, please, for ", "Subject: Crane"));
    write(&guard.path("mail/Sent"), mbox(&mails));
    guard.ops(&["learn", guard.path("mail").to_str().unwrap()]).ok();
    let path = guard.state().join("outguard.db");
    let octets: [u8; 16] = fs::read(path.with_extension("key")).unwrap().try_into().unwrap();
    let ken = "kenji.itoh@kita.example".parse().unwrap();
    let naming = Naming::of(&ken, &["Kenji Itoh".to_owned()], &Key::new(octets));
    let naming_him = || {
        let connection = rusqlite::Connection::open(&path).unwrap();
        let mut statement = connection.prepare("SELECT data FROM trace").unwrap();
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        let traces: Vec<Trace> = rows.map(|data| Trace::decode(&data.unwrap()).unwrap()).collect();
        (traces.len(), traces.iter().filter(|trace| naming.stands_in(trace)).count())
    };
    assert_eq!(naming_him(), (125, 5));
    let forgotten: Value =
        serde_json::from_str(&guard.ops(&["forget", "kenji.itoh@kita.example", "--json"]).ok()).unwrap();
    let counts = ["mails", "changed", "named"].map(|which| forgotten[which].as_u64().unwrap());
    assert_eq!(counts, [1, 1, 3], "to him alone, to him and others, and to others who read of him");
    assert_eq!(naming_him(), (124, 0));
    assert_eq!(places(&guard, &WORDS), Vec::<String>::new());
}

/// A given name by itself says nothing of somebody where another person bears it, to that sender.
#[tokio::test(flavor = "multi_thread")]
async fn a_given_name_goes_where_it_tells_of_them_and_stays_with_others_who_bear_it() {
    const BROWN: &str = "John Brown <john.brown@lido.example>";
    let guard = Guard::new("", FIRM);
    let mail = |n: usize, to: &str, text: &str| {
        let mut mail = sent(n, to);
        mail.text = mail.text.replace("Hello,\n\n", text);
        mail
    };
    let mut anna = of_anna(120);
    anna.extend((200..230).map(|n| mail(n, BROWN, "Hi John,\n\nfor you: ")));
    anna.push(mail(300, "Mia Mori <mia@kita.example>", "Hi Mia,\n\nJohn said: "));
    anna.push(mail(301, "Mia Mori <mia@kita.example>", "Hi Mia,\n\nJohn said, not Mr Smith: "));
    anna.push(mail(302, "John Smith <john.smith@kita.example>, Mia Mori <mia@kita.example>", "Hi John,\n\n"));
    anna.push(mail(303, "John Smith <john.smith@kita.example>", "Hi John,\n\n"));
    let of_tom = |mut mail: Mail| {
        mail.text = mail.text.replace("Anna Weber <anna@firm.example>", "Tom Berg <tom@firm.example>");
        mail
    };
    let tom = [mail(400, "Mia Mori <mia@kita.example>", "Hi Mia,\n\nJohn said: ")].map(of_tom);
    let of_wolf = |mut mail: Mail| {
        mail.text = mail.text.replace("Anna Weber <anna@firm.example>", "<john.wolf@firm.example>");
        mail
    };
    let wolf = [mail(500, "Mia Mori <mia@kita.example>", "Hi Mia,\n\nJohn here: ")].map(of_wolf);
    write(&guard.path("anna/Sent"), mbox(&anna));
    write(&guard.path("tom/Sent"), mbox(&tom));
    write(&guard.path("wolf/Sent"), mbox(&wolf));
    for folder in ["anna", "tom", "wolf"] {
        guard.ops(&["learn", guard.path(folder).to_str().unwrap()]).ok();
    }
    let forget = |address: &str| {
        let forgotten: Value = serde_json::from_str(&guard.ops(&["forget", address, "--json"]).ok()).unwrap();
        ["mails", "changed", "named"].map(|which| forgotten[which].as_u64().unwrap())
    };
    // Of Anna's mails 301 and 302 are changed, and Tom's: he knows no other John. The third sender signs as one.
    assert_eq!(forget("john.smith@kita.example"), [1, 1, 2]);
    assert_eq!(places(&guard, &["john.smith", "john smith"]), Vec::<String>::new());
    // Nobody whom Anna knows bears it now: her mail to Mia that names a John is changed as well.
    assert_eq!(forget("john.brown@lido.example"), [30, 0, 1]);
    assert_eq!(places(&guard, &["john.brown", "john brown"]), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sender_forgets_and_another_goes_on_knowing() {
    let mut guard = Guard::new("", FIRM);
    let mut tom = vec![sent(700, "kenji.itoh@kita.example")];
    tom[0].text = tom[0].text.replace("Anna Weber <anna@firm.example>", "Tom Berg <tom@firm.example>");
    write(&guard.path("anna/Sent"), mbox(&mail()));
    write(&guard.path("tom/Sent"), mbox(&tom));
    for folder in ["anna", "tom"] {
        guard.ops(&["learn", guard.path(folder).to_str().unwrap()]).ok();
    }
    // Beside a daemon that has it in memory.
    guard.start();
    let shown = |owner: &str| guard.ops(&["history", "show", "kenji.itoh@kita.example", "--for", owner]).code;
    assert_eq!((shown(ANNA), shown("tom@firm.example")), (0, 0));
    let told = guard.ops(&["forget", "kenji.itoh@kita.example", "--for", ANNA]).ok();
    assert!(told.contains("forgotten by 1 sender: 1 mail to them alone, 1 mail to them and others"), "{told}");
    assert_eq!((shown(ANNA), shown("tom@firm.example")), (66, 0));
    let history = store_of(&guard).history(ANNA).await.unwrap();
    assert!(history.contacts.iter().all(|contact| contact.address.as_str() != "kenji.itoh@kita.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_learnt_long_ago_is_forgotten() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&mail()));
    write(&guard.path("mail/INBOX"), mbox(&got()));
    guard.ops(&["learn", guard.path("mail").to_str().unwrap()]).ok();
    let store = Store::open(&guard.state().join("outguard.db"), Clock::system()).unwrap();
    let mails = async || store.learners(None).await.unwrap().first().map_or(0, |learner| learner.mails);
    let (all, first) = (mails().await, store.learners(None).await.unwrap()[0].first);
    let half = first + SignedDuration::from_mins(47 * 60);
    assert_eq!(store.forget_history(half).await.unwrap(), 60);
    assert_eq!(mails().await, all - 60);
    assert_eq!(store.past(ANNA).await.unwrap().len(), 62);
    for contact in &store.history(ANNA).await.unwrap().contacts {
        let met = store.met(ANNA, &contact.address).await.unwrap().unwrap();
        assert_eq!(u64::from(contact.count), u64::from(met.count), "{}", contact.address);
    }
    let later = first + SignedDuration::from_hours(24 * 3000);
    assert_eq!(store.forget_history(later).await.unwrap(), 62);
    assert_eq!(store.forget_history(later).await.unwrap(), 0);
    assert!(store.history(ANNA).await.unwrap().contacts.is_empty(), "contacts go with the mail");
    assert!(store.who_knows(&"ken@kita.example".parse().unwrap(), None).await.unwrap().is_empty());
    // Of nobody the address is left: neither of whom somebody left for, nor of the sender, nor in the log of the database.
    assert_eq!(places(&guard, &["@kita.example", "@lido.example", "anna@firm"]), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_senders_history_is_removed_with_all_addresses() {
    let mut guard = Guard::new("", FIRM);
    let of_tom = |mut mail: Mail| {
        mail.text = mail.text.replace("Anna Weber <anna@firm.example>", "Tom Berg <tom@firm.example>");
        mail
    };
    let mut tom: Vec<Mail> = of_anna(20).into_iter().map(of_tom).collect();
    tom.push(of_tom(sent(700, "Anna Weber <anna@firm.example>")));
    write(&guard.path("anna/Sent"), mbox(&mail()));
    write(&guard.path("anna/INBOX"), mbox(&got()));
    write(&guard.path("tom/Sent"), mbox(&tom));
    let anna = guard.path("anna");
    let both = ["learn", anna.to_str().unwrap(), "--me", ANNA, "--me", "a.weber@firm.example", "--json"];
    let learn = || -> Value { serde_json::from_str(&guard.ops(&both).ok()).unwrap() };
    assert_eq!(learn()["learnt"], 122);
    guard.ops(&["learn", guard.path("tom").to_str().unwrap()]).ok();
    // Who is a sender, too, is told how to remove that.
    let hinted = guard.ops(&["forget", "tom@firm.example"]);
    assert!(hinted.code == 66 && hinted.err.contains("outguard forget --sender tom@firm.example"), "{hinted:#?}");
    let told = guard.ops(&["forget", ANNA]);
    assert!(told.code == 0 && told.err.contains("outguard forget --sender anna@firm.example"), "{told:#?}");

    let removed = guard.ops(&["forget", "--sender", "a.weber@firm.example"]).ok();
    assert!(removed.contains("is removed, under 2 addresses: 122 mails,"), "{removed}");
    assert_eq!(places(&guard, &["kenji", "itoh@kita", "a.weber"]), Vec::<String>::new());
    let learners = json_lines(&guard.ops(&["history", "list", "--json"]).ok());
    assert_eq!(learners.len(), 1, "what Tom has learnt stays: {learners:?}");
    assert_eq!(learners[0]["mails"], 20);
    let again = guard.ops(&["forget", "--sender", ANNA]);
    assert!(again.code == 66 && again.err.contains("nothing was learnt"), "{again:#?}");
    let journal = guard.ops(&["journal", "show", "--json"]).ok();
    assert!(journal.contains("\"sender_forgotten\""), "{journal}");
    guard.ops(&["journal", "verify"]).ok();
    // Beside a daemon that has Tom in memory; and the files teach anew.
    guard.start();
    assert_eq!(guard.ops(&["history", "show", "ken@kita.example", "--for", "tom@firm.example"]).code, 0);
    guard.ops(&["forget", "--sender", "tom@firm.example"]).ok();
    assert_eq!(guard.ops(&["history", "show", "ken@kita.example", "--for", "tom@firm.example"]).code, 66);
    let learn: Value = serde_json::from_str(&guard.ops(&both).ok()).unwrap();
    assert_eq!((&learn["learnt"], &learn["unchanged"]), (&122.into(), &0.into()), "{learn}");
}
