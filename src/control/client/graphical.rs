//! Programs that are set up by clicking.

use super::Settings;
use super::door::Door;

fn clicks(steps: String) -> Settings {
    Settings { steps, snippet: None }
}

pub(super) fn thunderbird(door: &Door) -> Settings {
    let sign_in = match &door.user {
        Some(user) => format!("Authentication method  Normal password\n     User Name              {user}"),
        None => "Authentication method  No authentication".to_owned(),
    };
    clicks(format!(
        "1  Menu (three bars) → Account Settings → Outgoing Server (SMTP), the last entry on the left.\n\
         2  Mark the server of your account → Edit… and fill in:\n\
         \u{20}    Server Name            {}\n\
         \u{20}    Port                   {}\n\
         \u{20}    Connection security    {}\n\
         \u{20}    {sign_in}\n\
         3  OK. Thunderbird warns about unencrypted connections; this one does not leave your computer.\n",
        door.host,
        door.port,
        door.security(),
    ))
}

pub(super) fn outlook(door: &Door) -> Settings {
    let sign_in = match &door.user {
        Some(user) => format!(
            "tick \"My outgoing server (SMTP) requires authentication\",\n   \"Log on using\", user name {user} and its password"
        ),
        None => "leave \"My outgoing server (SMTP) requires authentication\" without a tick".to_owned(),
    };
    clicks(format!(
        "This is Outlook for Windows with an IMAP or POP account. The new Outlook, and accounts of Exchange or\n\
         Microsoft 365, send from their servers: outguard client new-outlook, outguard client exchange.\n\n\
         1  File → Account Settings → Account Settings… → mark the account → Change…\n\
         2  Outgoing mail server (SMTP): {}\n\
         3  More Settings… → Outgoing Server: {sign_in}.\n\
         4  More Settings… → Advanced: Outgoing server (SMTP) {}, encrypted connection {}.\n\
         5  OK → Next. Outlook sends a test message to yourself; it arrives as always.\n",
        door.host,
        door.port,
        door.security(),
    ))
}

pub(super) fn apple_mail(door: &Door) -> Settings {
    let tls = if door.tls { "with a tick" } else { "without a tick" };
    let sign_in = match &door.user {
        Some(user) => format!("Authentication Password, user name {user}"),
        None => "Authentication None".to_owned(),
    };
    clicks(format!(
        "1  Mail → Settings… → Accounts → your account → Server Settings.\n\
         2  Outgoing Mail Account → Edit SMTP Server List… → + and name it Outguard.\n\
         3  Host Name {}, \"Automatically manage connection settings\" without a tick,\n\
         \u{20}  Port {}, \"Use TLS/SSL\" {tls}, {sign_in}. Save, and OK.\n\
         4  Outgoing Mail Account → Outguard → Save.\n",
        door.host, door.port,
    ))
}
