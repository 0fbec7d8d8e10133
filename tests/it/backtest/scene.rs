//! A year of somebody's sent mail, made up by rules and chance that is always the same. Everybody in it is invented.

use std::fmt::Write as _;

/// Chance that is the same every time (Knuth's MMIX constants).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// What Paul Vogt writes about, and to whom: those it goes to, those who are often copied, and its words.
struct Subject {
    to: &'static [(&'static str, &'static str)],
    copied: &'static [(&'static str, &'static str)],
    title: &'static str,
    words: &'static [&'static str],
}

const SUBJECTS: [Subject; 5] = [
    Subject {
        to: &[("Anna Berg", "anna.berg@firm.example"), ("Tom Lang", "tom.lang@firm.example")],
        copied: &[("Martin Keller", "martin.keller@firm.example")],
        title: "Team planning",
        words: &[
            "rota",
            "holidays",
            "sickness",
            "desk",
            "team",
            "overtime",
            "plan",
            "capacity",
            "next quarter",
            "interviews",
        ],
    },
    Subject {
        to: &[("Martin Kellner", "martin.kellner@kita.example"), ("Eva Roth", "eva.roth@kita.example")],
        copied: &[("Lisa Roth", "lisa.roth@firm.example")],
        title: "Warehouse delivery",
        words: &[
            "pallets",
            "delivery note",
            "dock",
            "loading",
            "truck",
            "customs",
            "warehouse",
            "shipment",
            "labels",
            "gate",
        ],
    },
    Subject {
        to: &[("Ken Tanaka", "ken.tanaka@minami.example"), ("Yui Mori", "yui.mori@minami.example")],
        copied: &[("Tom Lang", "tom.lang@firm.example")],
        title: "Sensor firmware",
        words: &[
            "firmware",
            "sensor",
            "bootloader",
            "voltage",
            "test bench",
            "release",
            "register",
            "calibration",
            "board",
            "noise",
        ],
    },
    Subject {
        to: &[("Mia Tanaka", "mia.tanaka@firm.example")],
        copied: &[],
        title: "Travel",
        words: &["train", "hotel", "ticket", "airport", "booking", "taxi", "receipt", "seat", "visa", "departure"],
    },
    Subject {
        to: &[("Jon Falk", "jon.falk@oka.example"), ("Ida Holm", "ida.holm@oka.example")],
        copied: &[("Lisa Roth", "lisa.roth@firm.example"), ("Martin Keller", "martin.keller@firm.example")],
        title: "Office lease",
        words: &[
            "lease",
            "floor",
            "landlord",
            "rent",
            "square metres",
            "parking",
            "cleaning",
            "keys",
            "lift",
            "heating",
        ],
    },
];

/// One mail.
pub struct Mail {
    /// Days and minutes after the first of January 2026.
    pub at: (u16, u16),
    pub to: Vec<(String, String)>,
    pub cc: Vec<(String, String)>,
    pub subject: String,
    pub body: String,
}

impl Mail {
    /// Its octets, without separator.
    pub fn eml(&self) -> String {
        let day = jiff::civil::date(2026, 1, 1).saturating_add(jiff::Span::new().days(self.at.0));
        let (day, hour, minute) = (day.strftime("%a, %d %b %Y"), self.at.1 / 60, self.at.1 % 60);
        let list = |people: &[(String, String)]| {
            people.iter().map(|(name, address)| format!("{name} <{address}>")).collect::<Vec<_>>().join(", ")
        };
        let mut out = format!("From: Paul Vogt <paul.vogt@firm.example>\nTo: {}\n", list(&self.to));
        if !self.cc.is_empty() {
            let _ = writeln!(out, "Cc: {}", list(&self.cc));
        }
        let id = format!("{}.{}.{}", self.at.0, self.at.1, self.subject.len());
        let _ = write!(
            out,
            "Subject: {}\nDate: {day} {hour:02}:{minute:02}:00 +0000\nMessage-ID: <{id}@firm.example>\n\n{}\n",
            self.subject, self.body
        );
        out
    }
}

fn owned((name, address): &(&str, &str)) -> (String, String) {
    ((*name).to_owned(), (*address).to_owned())
}

/// So many mails of Paul Vogt, a project manager, three a day.
pub fn year(mails: u16) -> Vec<Mail> {
    let mut dice = Dice::new(7);
    (0..mails).map(|n| ordinary(&mut dice, n)).collect()
}

fn ordinary(dice: &mut Dice, n: u16) -> Mail {
    let subject = dice.pick(&SUBJECTS);
    let first = dice.below(subject.to.len());
    let mut to = vec![owned(&subject.to[first])];
    if subject.to.len() > 1 && dice.below(3) == 0 {
        to.push(owned(&subject.to[1 - first]));
    }
    let cc = subject.copied.iter().filter(|_| dice.below(2) == 0).map(owned).collect();
    let given = to[0].0.split(' ').next().unwrap().to_owned();
    let mut said = || (0..4).map(|_| *dice.pick(subject.words)).collect::<Vec<_>>().join(" and the ");
    let body = format!("Hi {given},\n\na word on the {}.\nAs to the {}, let us see.\n\nPaul", said(), said());
    Mail { at: (n / 3, 9 * 60 + (n % 3) * 120), to, cc, subject: format!("{} {}", subject.title, n % 40), body }
}

/// The accident: he writes to Anna about the team and means to copy his boss, Martin Keller. Autocomplete gives him the client,
/// to whom he writes often. No word of it is in any pack.
pub fn slip(n: u16) -> Mail {
    Mail {
        at: (n / 3, 17 * 60),
        to: vec![("Anna Berg".into(), "anna.berg@firm.example".into())],
        cc: vec![("Martin Kellner".into(), "martin.kellner@kita.example".into())],
        subject: "Team planning for the next quarter".into(),
        body: "Hi Anna,\n\na word on the team and the capacity and the overtime and the rota.\nAs to the interviews and the \
               holidays and the plan, let us see.\n\nPaul"
            .into(),
    }
}

/// Mails one after the other in a file, as mail programs keep them.
pub fn mbox(mails: &[Mail]) -> String {
    mails.iter().map(|mail| format!("From - Thu Jan  1 09:00:00 2026\n{}\n", mail.eml())).collect()
}
