//! The six sample messages.

/// A sample message.
pub(super) struct Sample {
    /// What it shows.
    pub(super) title: &'static str,
    /// A name for its Message-ID.
    pub(super) name: &'static str,
    /// The author, as in `From`.
    pub(super) from: &'static str,
    /// The `To` mailboxes.
    pub(super) to: &'static [&'static str],
    /// The `Cc` mailboxes.
    pub(super) cc: &'static [&'static str],
    /// The subject.
    pub(super) subject: &'static str,
    /// The text.
    pub(super) text: &'static str,
}

const ANNA: &str = "Anna Weber <anna.weber@firm.example>";

pub(super) const SAMPLES: [Sample; 6] = [
    Sample {
        title: "An ordinary message to a colleague",
        name: "lunch",
        from: ANNA,
        to: &["Tom Brandt <tom.brandt@firm.example>"],
        cc: &[],
        subject: "Lunch on Thursday",
        text: "Hi Tom,\n\nshall we go to the new place on Thursday?\n\nAnna",
    },
    Sample {
        title: "An ordinary message to a client",
        name: "minutes",
        from: ANNA,
        to: &["Ken Ito <ken.ito@kita.example>"],
        cc: &[],
        subject: "Minutes of our call",
        text: "Dear Ken,\n\nthank you for the call. We start on Monday, as agreed.\n\nKind regards\nAnna",
    },
    Sample {
        title: "About cutting costs, meant for the boss Martin Keller; autocomplete gave the client Martin Kellner",
        name: "costs",
        from: ANNA,
        to: &["Tom Brandt <tom.brandt@firm.example>"],
        cc: &["Martin Kellner <martin.kellner@kita.example>"],
        subject: "Saving costs in the team",
        text: "Hi Tom,\n\nwe have to reduce costs by the end of the quarter. I would move two people to the other project and\n\
               not renew the contract of the third; the redundancy must stay between us until Friday.\n\nAnna",
    },
    Sample {
        title: "A confidential paper to a client",
        name: "offer",
        from: ANNA,
        to: &["Ken Ito <ken.ito@kita.example>"],
        cc: &[],
        subject: "Our calculation",
        text: "Dear Ken,\n\nplease treat the following as strictly confidential, it is for internal use only.\n\nAnna",
    },
    Sample {
        title: "An invitation to forty people who would see each other's addresses",
        name: "invitation",
        from: ANNA,
        to: &FORTY,
        cc: &[],
        subject: "Invitation to our open day",
        text: "Dear all,\n\nwe would like to invite you to our open day.\n\nAnna Weber",
    },
    Sample {
        title: "Card numbers to a private mailbox",
        name: "cards",
        from: ANNA,
        to: &["paula@mailbox.example"],
        cc: &[],
        subject: "The card numbers",
        text: "Hi Paula,\n\nhere they are: 4111 1111 1111 1111, 5555 5555 5555 4444 and 4012 8888 8888 1881.\n\nAnna",
    },
];

const FORTY: [&str; 40] = [
    "guest01@a.example",
    "guest02@a.example",
    "guest03@b.example",
    "guest04@b.example",
    "guest05@c.example",
    "guest06@c.example",
    "guest07@d.example",
    "guest08@d.example",
    "guest09@e.example",
    "guest10@e.example",
    "guest11@f.example",
    "guest12@f.example",
    "guest13@g.example",
    "guest14@g.example",
    "guest15@h.example",
    "guest16@h.example",
    "guest17@i.example",
    "guest18@i.example",
    "guest19@j.example",
    "guest20@j.example",
    "guest21@k.example",
    "guest22@k.example",
    "guest23@l.example",
    "guest24@l.example",
    "guest25@m.example",
    "guest26@m.example",
    "guest27@n.example",
    "guest28@n.example",
    "guest29@o.example",
    "guest30@o.example",
    "guest31@p.example",
    "guest32@p.example",
    "guest33@q.example",
    "guest34@q.example",
    "guest35@r.example",
    "guest36@r.example",
    "guest37@s.example",
    "guest38@s.example",
    "guest39@t.example",
    "guest40@t.example",
];
