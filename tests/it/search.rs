//! Lists too long to be gone through row by row: words find in them what they would find in a short one, in every order.

use jiff::SignedDuration;
use outguard::base::{Clock, Id};
use outguard::store::{MOST_FOUND, NewSubmission, Query, Sort, Store, Tab, Whose};

use crate::support::stored::held;

const ANNA: &str = "anna.weber@firm.example";
const KIM: &str = "kim.sato@firm.example";

/// Anna's; Kim has one for each ten of them.
const MANY: i64 = 2500;

async fn filled(folder: &tempfile::TempDir) -> Store {
    let store = Store::open(&folder.path().join("outguard.db"), Clock::system()).unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..MANY {
        let rare = if n % 100 == 7 { " quokka" } else { "" };
        let mut all = vec![held(ANNA, "ken@kita.example", &format!("offer {n}{rare}"))];
        if n % 10 == 0 {
            all.push(held(KIM, "ken@kita.example", &format!("offer {n} quokka")));
        }
        for new in all {
            let deadline = new.deadline.map(|deadline| deadline + SignedDuration::from_hours(n * 7 % 48));
            let (store, new) = (store.clone(), NewSubmission { deadline, ..new });
            tasks.spawn(async move { store.keep(new).await.unwrap() });
        }
    }
    tasks.join_all().await;
    store
}

fn query(words: &str, sort: Sort) -> Query {
    Query {
        tab: Tab::Waiting,
        whose: Whose::Sent(ANNA.into()),
        subjects: true,
        words: words.into(),
        check: None,
        sort,
        after: None,
        limit: 700,
    }
}

/// Ids and subjects of all pages, in order, and the number of rows that the first page told.
async fn all_pages(store: &Store, mut query: Query) -> (Vec<(Id, String)>, usize) {
    let (mut rows, mut total) = (Vec::new(), None);
    loop {
        let page = store.search(query.clone()).await.unwrap();
        assert!(page.entries.iter().all(|entry| entry.summary.owner == ANNA));
        total.get_or_insert(page.total);
        rows.extend(page.entries.into_iter().map(|entry| (entry.summary.id, entry.summary.subject)));
        match page.next {
            Some(mark) => query.after = Some(mark),
            None => return (rows, total.unwrap()),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_find_the_same_in_a_long_list_and_page_by_page_in_every_order() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    for sort in [Sort::Oldest, Sort::Newest, Sort::Ending] {
        let (all, total) = all_pages(&store, query("", sort)).await;
        assert_eq!((all.len(), total), (2500, 2500), "{sort:?}");
        for (words, word) in [("offer", "offer"), ("quokk", "quokka"), ("offer quokka", "quokka")] {
            let (found, total) = all_pages(&store, query(words, sort)).await;
            let expected: Vec<_> = all.iter().filter(|(_, subject)| subject.contains(word)).cloned().collect();
            assert_eq!(found, expected, "{words} {sort:?}");
            assert_eq!(total, expected.len().min(MOST_FOUND + 1), "{words} {sort:?}");
        }
        assert_eq!(all_pages(&store, query("offer zebra", sort)).await, (Vec::new(), 0));
        let checked = Query { check: Some("attachment-missing".into()), ..query("", sort) };
        assert_eq!(all_pages(&store, checked).await, (all, MOST_FOUND + 1), "{sort:?}");
    }
}
