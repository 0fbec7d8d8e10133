//! Programs that do not send from the computer they are used on, so that nothing on it can stand in between.

/// A program that cannot be told.
pub(super) struct Impossible {
    pub(super) name: &'static str,
    pub(super) also: &'static [&'static str],
    pub(super) title: &'static str,
    why: &'static str,
}

/// Every one people ask for.
pub(super) const IMPOSSIBLE: [Impossible; 6] = [
    Impossible {
        name: "new-outlook",
        also: &["outlook-new", "new-outlook-for-windows"],
        title: "The new Outlook for Windows, and Outlook for Mac with cloud accounts",
        why: "It hands your mail to Microsoft's cloud, and that sends it; this computer is not on the way.\n\
              Outlook (classic) with an IMAP or POP account can: outguard client outlook",
    },
    Impossible {
        name: "exchange",
        also: &["microsoft-365", "m365", "office-365", "ews"],
        title: "Any program with an account of Exchange or Microsoft 365",
        why: "Such an account sends inside the server and not by SMTP, whatever the program is.",
    },
    Impossible {
        name: "webmail",
        also: &["gmail", "outlook.com", "owa", "browser"],
        title: "Mail in the browser: Gmail, Outlook on the web and others",
        why: "What you write there is sent by the provider's own servers; this computer only shows the page.",
    },
    Impossible {
        name: "phone",
        also: &["android", "ios", "iphone", "mobile"],
        title: "Mail apps on phones and tablets",
        why: "A phone cannot reach a door on your computer's 127.0.0.1, and many apps send from their maker's cloud.\n\
              An app that lets you set the outgoing server can use an Outguard on a server, with TLS and a user:\n\
              smtp.listen, [smtp.tls] and [[smtp.user]] in its configuration.",
    },
    Impossible {
        name: "spark",
        also: &["superhuman", "shortwave"],
        title: "Spark, Superhuman, Shortwave and other apps with a cloud of their own",
        why: "These programs give your account to their maker's servers, and those send.",
    },
    Impossible {
        name: "windows-mail",
        also: &["mail-for-windows"],
        title: "Mail for Windows 10 and 11",
        why: "Microsoft has replaced it by the new Outlook, which sends from Microsoft's cloud.",
    },
];

impl Impossible {
    /// Why not, and what to do.
    pub(super) fn text(&self) -> String {
        format!(
            "{}\n\nThis cannot hand over to Outguard on this computer.\n{}\n\n\
             What you can do instead\n\
             1  Send the mail that matters with a program that can be told: outguard client --list\n\
             2  Ask whoever runs your mail server to let outgoing mail pass an Outguard there, behind Postfix:\n\
             \u{20}  outguard client postfix. At Microsoft 365 and Google Workspace an administrator routes outgoing mail\n\
             \u{20}  through such a server (an outbound connector, an outbound gateway); then every program is covered.\n",
            self.title, self.why
        )
    }
}
