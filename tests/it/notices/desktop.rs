//! The desktop shows a pointer to what waits: a real session bus and a notification service as desktops have one.

use std::fs;
use std::process::{Child, Command, Stdio};

use super::{BODY, KEN, guard, hold, notice, notices, told};
use crate::support::guard::{Guard, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

/// Debian's own interpreter: its packages are where it looks for them.
const PYTHON: &str = "/usr/bin/python3";

/// Clicks on the first notification that was shown.
const CLICK: &str = "
import dbus
service = dbus.SessionBus().get_object('org.freedesktop.Notifications', '/org/freedesktop/Notifications')
mock = dbus.Interface(service, 'org.freedesktop.DBus.Mock')
mock.EmitSignal('org.freedesktop.Notifications', 'ActionInvoked', 'us', [dbus.UInt32(1), 'default'])
";

/// A session: its bus, and on it a notification service that writes down what it is asked to show.
struct Session {
    bus: Child,
    service: Option<Child>,
    address: String,
    log: std::path::PathBuf,
}

impl Session {
    fn without_service(guard: &Guard) -> Session {
        let address = format!("unix:path={}", guard.path("bus").display());
        let mut command = Command::new("dbus-daemon");
        command.args(["--session", "--nofork", "--nopidfile", &format!("--address={address}")]);
        let bus = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until("the session bus listens", || guard.path("bus").exists());
        Session { bus, service: None, address, log: guard.path("shown") }
    }

    fn start(guard: &Guard) -> Session {
        let mut session = Session::without_service(guard);
        let mut command = Command::new(PYTHON);
        command.args(["-m", "dbusmock", "--session", "--template", "notification_daemon", "--logfile"]);
        command.arg(&session.log).env("DBUS_SESSION_BUS_ADDRESS", &session.address);
        session.service = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let asks = || {
            let mut asked = Command::new("dbus-send");
            asked.args(["--session", "--print-reply", "--dest=org.freedesktop.Notifications"]);
            asked.args(["/org/freedesktop/Notifications", "org.freedesktop.Notifications.GetServerInformation"]);
            asked.env("DBUS_SESSION_BUS_ADDRESS", &session.address).stdout(Stdio::null()).stderr(Stdio::null());
            asked.status().is_ok_and(|status| status.success())
        };
        until("the notification service answers", asks);
        session
    }

    fn shown(&self) -> Vec<String> {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().filter(|line| line.contains(" Notify ")).map(str::to_owned).collect()
    }

    fn click(&self) {
        let status = Command::new(PYTHON).args(["-c", CLICK]).env("DBUS_SESSION_BUS_ADDRESS", &self.address).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for child in self.service.iter_mut().chain([&mut self.bus]) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A program called `xdg-open`, found before the machine's own, that writes down what it is to open.
fn opener(guard: &mut Guard) {
    use std::os::unix::fs::PermissionsExt as _;
    let opened = guard.path("opened");
    fs::create_dir(guard.path("bin")).unwrap();
    fs::write(guard.path("bin/xdg-open"), format!("#!/bin/sh\necho \"$1\" >>'{}'\n", opened.display())).unwrap();
    fs::set_permissions(guard.path("bin/xdg-open"), fs::Permissions::from_mode(0o755)).unwrap();
    guard.with("PATH", format!("{}:/usr/bin:/bin", guard.path("bin").display()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_shown_instead_of_mailed_and_a_click_opens_its_page() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, "");
    let session = Session::start(&guard);
    guard.with("DBUS_SESSION_BUS_ADDRESS", session.address.clone());
    opener(&mut guard);
    guard.start();
    let id = hold(&guard, "ask-word: <b>Offer</b>", &[KEN]);
    until("the desktop shows it", || !session.shown().is_empty());
    until("that is recorded", || !told(&guard, &id).is_empty());
    assert_eq!(told(&guard, &id), [("held".to_owned(), "desktop".to_owned())]);
    let shown = session.shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    for part in ["Outguard", KEN, &id, "ask-word"] {
        assert!(shown[0].contains(part), "{part}: {}", shown[0]);
    }
    assert!(!shown[0].contains(BODY) && !shown[0].contains("Offer"), "{}", shown[0]);
    session.click();
    let page = format!("http://{}/{id}", guard.page());
    until("the page is opened", || fs::read_to_string(guard.path("opened")).is_ok_and(|text| text.trim() == page));
    assert_eq!(guard.state_of(&id), "held", "a click decides nothing");
    assert_eq!(notices(&fake).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_shows_nothing_is_no_reason_to_say_nothing() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, "");
    let session = Session::without_service(&guard);
    guard.with("DBUS_SESSION_BUS_ADDRESS", session.address.clone());
    guard.start();
    let id = hold(&guard, "ask-word", &[KEN]);
    assert!(notice(&fake, 1).subject.contains(&id));
    assert_eq!(told(&guard, &id), [("held".to_owned(), "mail".to_owned())]);
    assert_eq!(guard.stop(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desktop_is_left_alone_where_that_is_wished() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, "[notices]\ndesktop = false\n");
    let session = Session::start(&guard);
    guard.with("DBUS_SESSION_BUS_ADDRESS", session.address.clone());
    guard.start();
    hold(&guard, "ask-word", &[KEN]);
    notice(&fake, 1);
    assert!(session.shown().is_empty());
}
