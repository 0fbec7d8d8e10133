//! Notifications on the desktop, where the daemon runs in somebody's session: a pointer to what waits, never the decision.
//! Buttons are missing on half of all desktops and a notification is gone before it is read, so a click opens the page and
//! nothing else. Best effort: a session without a notification service is one without notifications.

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pointer {
    /// The first line: why something waits.
    pub summary: String,
    /// Below it: whom it would reach, and its id. No body, no subject.
    pub body: String,
    /// The page a click opens.
    pub link: Option<String>,
    /// What the click is called, where desktops show that.
    pub open: String,
}

/// The desktop of this session.
#[derive(Clone, Debug)]
pub(super) struct Desktop(());

impl Desktop {
    /// The desktop of the session this process runs in; `None` where it runs in none, or was built without.
    pub fn of_session() -> Option<Desktop> {
        let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
        (cfg!(feature = "desktop") && bus).then_some(Desktop(()))
    }

    /// Shows it. The answer is whether the desktop has taken it.
    #[cfg(not(feature = "desktop"))]
    pub async fn show(&self, _: Pointer) -> bool {
        false
    }

    /// Shows it. The answer is whether the desktop has taken it.
    #[cfg(feature = "desktop")]
    pub async fn show(&self, pointer: Pointer) -> bool {
        match tokio::time::timeout(bus::PATIENCE, bus::show(&pointer)).await {
            Ok(Ok(shown)) => {
                if let Some(link) = pointer.link {
                    tokio::spawn(bus::follow(shown, link));
                }
                true
            }
            Ok(Err(error)) => {
                tracing::info!(%error, "the desktop shows no notifications");
                false
            }
            Err(_) => {
                tracing::info!("the desktop does not answer");
                false
            }
        }
    }
}

#[cfg(feature = "desktop")]
mod bus {
    use std::process::Stdio;
    use std::time::Duration;

    use notify_rust::{Notification, NotificationHandle, NotificationResponse, Timeout, Urgency};
    use tokio::process::Command;

    use super::Pointer;

    /// How long the desktop may take to show something.
    pub const PATIENCE: Duration = Duration::from_secs(2);

    /// How long somebody may take to click.
    const OPEN: Duration = Duration::from_secs(3600);

    pub async fn show(pointer: &Pointer) -> notify_rust::error::Result<NotificationHandle> {
        let mut notification = Notification::new();
        notification
            .appname("Outguard")
            .icon("mail-mark-important")
            .summary(&pointer.summary)
            .body(&escaped(&pointer.body))
            .urgency(Urgency::Normal)
            .timeout(Timeout::Default);
        if pointer.link.is_some() {
            notification.action("default", &pointer.open);
        }
        notification.show_async().await
    }

    /// Opens the page when it is clicked; ends with the notification, and with the daemon.
    pub async fn follow(shown: NotificationHandle, link: String) {
        let mut clicked = false;
        let click = shown.wait_for_action_async(|response| clicked = matches!(response, NotificationResponse::Default));
        if tokio::time::timeout(OPEN, click).await.is_ok() && clicked {
            open(&link);
        }
    }

    fn open(link: &str) {
        let opener =
            Command::new("xdg-open").arg(link).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        if let Err(error) = opener {
            tracing::info!(%error, "no browser could be opened");
        }
    }

    /// Bodies are a kind of HTML (Desktop Notifications Specification, "Markup").
    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }
}
