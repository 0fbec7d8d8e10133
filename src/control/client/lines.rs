//! Programs that are set up by lines in a file, or by commands. No password is in them: each says where it goes.

use super::Settings;
use super::door::Door;

fn paste(steps: String, snippet: String) -> Settings {
    Settings { steps, snippet: Some(snippet) }
}

pub(super) fn mutt(door: &Door) -> Settings {
    let mut lines = match &door.user {
        Some(user) => format!("set smtp_url = \"smtp://{}@{}/\"\n", in_url(user), door.authority()),
        None => format!("set smtp_url = \"smtp://{}/\"\n", door.authority()),
    };
    // Whether STARTTLS is used where it is offered stays as it is: it holds for the inbox, too.
    lines.push_str(if door.tls { "set ssl_force_tls = yes\n" } else { "set ssl_force_tls = no\n" });
    let remark = match (&door.user, door.tls) {
        (Some(_), _) => "It asks for the password when it sends.\n",
        (None, false) => {
            "Let the folder of your inbox begin with imaps://, as the last line allows connections without TLS.\n"
        }
        (None, true) => "",
    };
    let steps = format!("Into ~/.muttrc (neomutt reads it, too), behind what stands there.\n{remark}");
    paste(steps, lines)
}

pub(super) fn aerc(door: &Door) -> Settings {
    let user = door.user.as_deref().map(|user| format!("{}@", in_url(user))).unwrap_or_default();
    let authority = door.authority();
    let lines = match (&door.user, door.tls) {
        (None, false) => format!(
            "outgoing = smtp+insecure+none://{authority}\n# aerc before 0.15 writes it so:\n# outgoing = smtp+none://{authority}\n"
        ),
        (Some(_), false) => format!(
            "outgoing = smtp+insecure+plain://{user}{authority}\n# aerc before 0.15 writes it so:\n\
             # outgoing = smtp+plain://{user}{authority}\noutgoing-cred-cmd = pass show outguard\n"
        ),
        (_, true) => {
            let (way, secret) = match &door.user {
                Some(_) => ("plain", "outgoing-cred-cmd = pass show outguard\n"),
                None => ("none", ""),
            };
            format!(
                "outgoing = smtp+{way}://{user}{authority}\n# aerc before 0.15 needs this, too:\n# smtp-starttls = true\n{secret}"
            )
        }
    };
    let secret = if door.user.is_some() { " The command of outgoing-cred-cmd prints the password.\n" } else { "\n" };
    paste(format!("Into your account in ~/.config/aerc/accounts.conf, instead of its `outgoing` line.{secret}"), lines)
}

pub(super) fn msmtp(door: &Door) -> Settings {
    let mut lines = format!("account outguard\nhost {}\nport {}\nfrom {}\n", door.host, door.port, door.sender);
    lines.push_str(if door.tls { "tls on\ntls_starttls on\n" } else { "tls off\n" });
    match &door.user {
        Some(user) => lines.push_str(&format!("auth plain\nuser {user}\npasswordeval pass show outguard\n")),
        None => lines.push_str("auth off\n"),
    }
    lines.push_str("account default : outguard\n");
    paste("Into ~/.msmtprc, which must be readable for you alone (chmod 600).\n".into(), lines)
}

pub(super) fn git(door: &Door) -> Settings {
    let encryption = if door.tls { "tls" } else { "none" };
    let mut lines = format!(
        "git config --global sendemail.smtpServer {}\ngit config --global sendemail.smtpServerPort {}\n\
         git config --global sendemail.smtpEncryption {encryption}\n",
        door.host, door.port
    );
    match &door.user {
        Some(user) => lines.push_str(&format!("git config --global sendemail.smtpUser {}\n", shell(user))),
        None => lines.push_str("git config --global --unset-all sendemail.smtpUser || true\n"),
    }
    let needs = match (door.tls, door.user.is_some()) {
        (false, false) => "",
        _ => {
            "For TLS and signing in, git needs IO::Socket::SSL and Authen::SASL of Perl\n\
             (Debian: libio-socket-ssl-perl, libauthen-sasl-perl).\n"
        }
    };
    paste(format!("In a shell; leave out --global for one repository.\n{needs}"), lines)
}

pub(super) fn postfix(door: &Door) -> Settings {
    let mut lines = format!("relayhost = [{}]:{}\n", door.host, door.port);
    lines.push_str(if door.tls { "smtp_tls_security_level = encrypt\n" } else { "smtp_tls_security_level = may\n" });
    match &door.user {
        Some(_) => lines.push_str(
            "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/outguard_password\n\
             smtp_sasl_security_options = noanonymous\n",
        ),
        None => lines.push_str("smtp_sasl_auth_enable = no\n"),
    }
    let secret = door.user.as_deref().map_or_else(String::new, |user| {
        let place = format!("[{}]:{}", door.host, door.port);
        format!(
            "The password stands in /etc/postfix/outguard_password (chmod 600), a line `{place} {user}:PASSWORD`;\n\
             then: postmap /etc/postfix/outguard_password. Debian has what signs in as libsasl2-modules.\n"
        )
    });
    let steps = format!(
        "Into /etc/postfix/main.cf, instead of the lines of these names; then: postfix reload.\n\
         Outguard's upstream must be the server behind this Postfix, never this Postfix: mail would go round in circles.\n\
         {secret}"
    );
    paste(steps, lines)
}

pub(super) fn python(door: &Door) -> Settings {
    let (mut imports, mut protect) = (String::from("import smtplib\n"), String::new());
    if door.tls {
        imports = String::from("import smtplib\nimport ssl\n");
        protect.push_str("    smtp.starttls(context=ssl.create_default_context())\n");
    }
    if let Some(user) = &door.user {
        imports = format!("import os\n{imports}");
        protect.push_str(&format!("    smtp.login({}, os.environ[\"OUTGUARD_PASSWORD\"])\n", literal(user)));
    }
    let lines = format!(
        "{imports}from email.message import EmailMessage\n\n\
         message = EmailMessage()\n\
         message[\"From\"] = {}\nmessage[\"To\"] = {}\n\
         message[\"Subject\"] = \"Lunch\"\nmessage.set_content(\"Thursday?\")\n\n\
         with smtplib.SMTP({}, {}) as smtp:\n{protect}    smtp.send_message(message)\n",
        literal(&door.sender),
        literal(&door.colleague),
        literal(&door.host),
        door.port
    );
    let steps =
        "A held message is accepted (250 with the word Held and an id); `outguard wait ID` waits for the decision.\n";
    paste(steps.into(), lines)
}

pub(super) fn sendmail(door: &Door) -> Settings {
    let program = door.program.display();
    let lines = format!("sendmail_path = \"{program} sendmail -t -i\"\n");
    let steps = format!(
        "PHP: into php.ini, or a file of its own in its conf.d. Other programs have a setting of the kind `sendmail` or\n\
         `mailer`; write `{program} sendmail` there, for git send-email: sendemail.sendmailCmd.\n\
         Where a program insists on /usr/sbin/sendmail, a link of that name to {program} does it.\n"
    );
    paste(steps, lines)
}

/// A user name within a URL (RFC 3986 §2.1).
fn in_url(text: &str) -> String {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || b"-._~".contains(&octet);
    text.bytes()
        .map(|octet| if plain(octet) { char::from(octet).to_string() } else { format!("%{octet:02X}") })
        .collect()
}

/// A word of a shell.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A Python string; JSON strings are such.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
