//! Who else may be at the folder: another daemon, strangers, a system that will not let go of a file.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::support::upstream::Behaviour;

/// What the start says, and its exit code.
fn refused(guard: &Guard) -> (i32, String) {
    let done = guard.ops(&["run"]);
    (done.code, done.err)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_daemon_on_the_same_folder_is_refused() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    guard.start();
    let other = watching(&fake, "");
    let text = fs::read_to_string(other.config()).unwrap();
    other.configure(&text.replace("path = \"out\"", &format!("path = {:?}", guard.path("out"))));
    let (code, said) = refused(&other);
    assert_eq!(code, 75, "{said}");
    assert!(said.contains("another outguard watches it") && said.contains("/out"), "{said}");
    drop_into(&guard.path("out"), "lunch.eml", &clean("lunch"));
    there(guard.path("out/sent/lunch.eml"));
    assert_eq!(subjects(&fake), ["lunch"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_watched_safely_refuses_the_start_and_says_how_to_repair_it() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let guard = watching(&fake, "");
    let out = guard.path("out");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o777)).unwrap();
    let (code, said) = refused(&guard);
    assert_eq!(code, 78, "{said}");
    assert!(
        said.contains("anybody may remove and rename files in it (mode 777)") && said.contains("chmod o-w"),
        "{said}"
    );
    fs::set_permissions(&out, fs::Permissions::from_mode(0o700)).unwrap();
    // Only root can give a folder away.
    if std::os::unix::fs::chown(&out, Some(12345), None).is_ok() {
        let (code, said) = refused(&guard);
        assert!(code == 78 && said.contains("it belongs to 12345, and this is root"), "{said}");
        assert!(said.contains("write owners = [\"12345\"]"), "{said}");
    }
    fs::remove_dir(&out).unwrap();
    let (code, said) = refused(&guard);
    assert!(code == 78 && said.contains("there is no such folder") && said.contains("mkdir -m 700 -p"), "{said}");
    let checked = guard.ops(&["config", "check"]);
    assert!(checked.code == 78 && checked.err.contains("there is no such folder"), "{checked:?}");
    // A claim folder that leads elsewhere.
    fs::create_dir(&out).unwrap();
    std::os::unix::fs::symlink("/tmp", out.join(".outguard")).unwrap();
    let (code, said) = refused(&guard);
    assert!(code == 78 && said.contains("its folder .outguard"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_is_not_there_refuses_the_start() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let guard = watching(&fake, "owners = [\"nobody-of-this-name\"]");
    let (code, said) = refused(&guard);
    assert!(code == 78 && said.contains("no account `nobody-of-this-name`"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_somebody_else_has_made_refuse_the_start_or_become_ours() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    for name in [".outguard", "held"] {
        let place = out.join(name);
        fs::create_dir(&place).unwrap();
        // Only root can give it away.
        if std::os::unix::fs::chown(&place, Some(12345), None).is_err() {
            return;
        }
        let done = guard.ops(&["run"]);
        assert_eq!(done.code, 78, "{done:?}");
        let repair = format!("chown root {}", place.display());
        assert!(done.err.contains(&format!("`{name}` belongs to 12345")) && done.err.contains(&repair), "{}", done.err);
        std::os::unix::fs::chown(&place, Some(0), None).unwrap();
    }
    fs::set_permissions(out.join(".outguard"), fs::Permissions::from_mode(0o777)).unwrap();
    guard.start();
    drop_into(&out, "lunch.eml", &clean("lunch"));
    there(out.join("sent/lunch.eml"));
    assert_eq!(out.join(".outguard").metadata().unwrap().permissions().mode() & 0o7777, 0o700);
}
