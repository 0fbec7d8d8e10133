//! A report as an incident may have one, with everything a document can hold and a stranger who wants to do harm. Read by the
//! tests here and by those in tests/it/report.

use super::{
    Block, CalloutKind, Chart, Check, CheckState, Countdown, CountdownState, Document, Fact, Language, Series, Shape,
    Table, TimeZone, Words,
};

/// What a stranger calls himself: markup of three kinds, a turned reading direction, and lines of his own.
pub(super) const STRANGER: &str =
    "</td><script>alert(1)</script> [x](javascript:alert(1)) *a*\r\n# b | \u{202e}gpj.exe\u{1b}[31m & `c`";

/// The texts of one language.
struct Texts {
    title: &'static str,
    classification: &'static str,
    footer: &'static str,
    headings: [&'static str; 6],
    statement: &'static str,
    warning: &'static str,
    clocks: [[&'static str; 3]; 4],
    facts: [&'static str; 4],
    header: [&'static str; 4],
    states: [&'static str; 3],
    steps: [&'static str; 5],
    options: [&'static str; 2],
    more: &'static str,
}

fn texts(language: Language) -> Texts {
    match language {
        Language::En => Texts {
            title: "Incident report: a message went to the wrong recipient",
            classification: "Internal",
            footer: "This is not legal advice. The report contains no text of the message.",
            headings: ["What happened", "Clocks that run", "The message", "Who has it", "What to do now", "Options"],
            statement: "On 20 November 2026 at 16:10 Anna Weber sent a message about a change of staff to a client instead of her manager. ",
            warning: "Do not write a second mail before its recipients have been read aloud.",
            clocks: [
                ["Notification to the supervisory authority (Art. 33 GDPR)", "23 Nov 2026, 16:10 CET", "41 hours left"],
                ["Brief the manager", "20 Nov 2026, 20:10 CET", "20 minutes left"],
                ["Ask for deletion", "20 Nov 2026, 16:40 CET", "3 hours late"],
                ["Contract with the client", "", "answer question 7"],
            ],
            facts: ["Sent", "Subject", "Attachments", "Digest (SHA-256)"],
            header: ["Recipient", "Role", "State", "Server and reply"],
            states: ["taken", "stopped before leaving", "unknown: the connection broke after the final dot"],
            steps: [
                "Stop what has not left",
                "Ask the recipient to delete it, by telephone",
                "Tell the manager today, in person, with two options and a recommendation",
                "Recall through the own server: not offered by it",
                "Write down what was said",
            ],
            options: [
                "Tell the client today what went wrong, and ask for deletion.",
                "Wait for the answer of the data protection officer.",
            ],
            more: "More in ",
        },
        Language::De => Texts {
            title: "Vorfallbericht: Eine Nachricht ging an den falschen Empfänger",
            classification: "Nur für den internen Gebrauch",
            footer: "Dies ist keine Rechtsberatung. Der Bericht enthält keinen Text der Nachricht.",
            headings: [
                "Was geschehen ist",
                "Laufende Fristen",
                "Die Nachricht",
                "Wer sie hat",
                "Was jetzt zu tun ist",
                "Möglichkeiten",
            ],
            statement: "Am 20.11.2026 um 16:10 Uhr schickte Anna Weber eine Nachricht über Personaländerungen an einen Kunden statt an ihren Vorgesetzten. ",
            warning: "Schreiben Sie keine zweite E-Mail, bevor Sie deren Empfänger laut gelesen haben.",
            clocks: [
                ["Meldung an die Aufsichtsbehörde (Art. 33 DSGVO)", "23.11.2026, 16:10 Uhr (CET)", "noch 41 Stunden"],
                ["Vorgesetzten unterrichten", "20.11.2026, 20:10 Uhr (CET)", "noch 20 Minuten"],
                ["Um Löschung bitten", "20.11.2026, 16:40 Uhr (CET)", "seit 3 Stunden"],
                ["Vertrag mit dem Kunden", "", "beantworten Sie Frage 7"],
            ],
            facts: ["Gesendet", "Betreff", "Anhänge", "Prüfsumme (SHA-256)"],
            header: ["Empfänger", "Rolle", "Zustand", "Server und Antwort"],
            states: [
                "angenommen",
                "vor dem Versand gestoppt",
                "unbekannt: Die Verbindung brach nach dem Schlusspunkt ab",
            ],
            steps: [
                "Anhalten, was noch nicht gesendet wurde",
                "Den Empfänger telefonisch um Löschung bitten",
                "Den Vorgesetzten heute unter vier Augen unterrichten, mit zwei Möglichkeiten und einer Empfehlung",
                "Rückruf über den eigenen Server: Er bietet keinen an",
                "Aufschreiben, was gesagt wurde",
            ],
            options: [
                "Dem Kunden noch heute sagen, was schiefging, und um Löschung bitten.",
                "Auf die Antwort der Datenschutzbeauftragten warten.",
            ],
            more: "Mehr unter ",
        },
        Language::Es => Texts {
            title: "Informe de incidente: un mensaje llegó al destinatario equivocado",
            classification: "Uso interno",
            footer: "Esto no es asesoramiento jurídico. El informe no contiene texto del mensaje.",
            headings: ["Qué ocurrió", "Plazos en curso", "El mensaje", "Quién lo tiene", "Qué hacer ahora", "Opciones"],
            statement: "El 20/11/2026 a las 16:10 h, Anna Weber envió un mensaje sobre cambios de plantilla a un cliente en lugar de a su responsable. ",
            warning: "No escriba un segundo correo antes de leer en voz alta sus destinatarios: mañana será tarde, ¿verdad?",
            clocks: [
                [
                    "Notificación a la autoridad de control (art. 33 RGPD)",
                    "23/11/2026, 16:10 h (CET)",
                    "quedan 41 horas",
                ],
                ["Informar al responsable", "20/11/2026, 20:10 h (CET)", "quedan 20 minutos"],
                ["Pedir la supresión", "20/11/2026, 16:40 h (CET)", "3 horas de retraso"],
                ["Contrato con el cliente", "", "responda a la pregunta 7"],
            ],
            facts: ["Enviado", "Asunto", "Adjuntos", "Huella (SHA-256)"],
            header: ["Destinatario", "Función", "Estado", "Servidor y respuesta"],
            states: ["aceptado", "detenido antes de salir", "desconocido: la conexión se cortó tras el punto final"],
            steps: [
                "Detener lo que aún no ha salido",
                "Pedir al destinatario por teléfono que lo elimine",
                "Informar hoy al responsable, en persona, con dos opciones y una recomendación",
                "Recuperar el mensaje por el propio servidor: no lo ofrece",
                "Anotar lo que se dijo",
            ],
            options: [
                "Decir hoy al cliente qué salió mal y pedir la supresión.",
                "Esperar la respuesta de la delegada de protección de datos.",
            ],
            more: "Más en ",
        },
    }
}

/// The report in `language`.
pub(super) fn report(language: Language) -> Document {
    let say = texts(language);
    let heading = |n: usize, id: &str| Block::Heading { level: 1, text: say.headings[n].into(), id: id.into() };
    let states = [CountdownState::Running, CountdownState::Soon, CountdownState::Overdue, CountdownState::Unknown];
    let clock = |([title, due, remaining], state): ([&str; 3], CountdownState)| {
        Block::Clock(Countdown { title: title.into(), due: due.into(), remaining: remaining.into(), state })
    };
    let check = |(text, state): (&str, CheckState)| Check { state, text: text.into() };
    let checks = [CheckState::Done, CheckState::Overdue, CheckState::Open, CheckState::Skipped, CheckState::Open];
    let row = |address: &str, role: &str, state: usize, reply: &str| {
        vec![Words::default().code(address), role.into(), say.states[state].into(), reply.into()]
    };
    let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let mut blocks = vec![
        Block::callout(CalloutKind::Warning, say.warning),
        heading(0, "statement"),
        Block::paragraph(
            Words::default()
                .text(say.statement)
                .strong("Martin Kellner (Kita Ltd)")
                .text(". ")
                .text(say.more)
                .link(say.headings[3], "#ledger")
                .text("."),
        ),
        heading(1, "clocks"),
    ];
    blocks.extend(say.clocks.into_iter().zip(states).map(clock));
    blocks.extend([
        heading(2, ""),
        Block::Facts(vec![
            Fact::new(say.facts[0], "2026-11-20T15:10:00Z"),
            Fact::new(say.facts[1], STRANGER),
            Fact::new(say.facts[2], "Übersicht_Größe_≥_3_→_Señor.pdf (312 KB)"),
            Fact::new(say.facts[3], Words::default().code(digest)),
        ]),
        heading(3, "ledger"),
        Block::Table(Table {
            header: say.header.map(str::to_owned).to_vec(),
            rows: vec![
                row(
                    "martin.kellner@kita.example",
                    "To",
                    0,
                    "mx.kita.example: 250 2.0.0 Ok: queued as 4F1B2C (TLS 1.3)",
                ),
                row("eva.muñoz@müller.example", "Cc", 1, ""),
                row(
                    "a.very.long.local.part.of.an.address@subsidiary.of.a.long.domain.example",
                    "Bcc",
                    2,
                    "mx1.domain.example",
                ),
                vec![STRANGER.into()],
            ],
            ..Table::default()
        }),
        heading(4, ""),
        Block::Checklist(say.steps.into_iter().zip(checks).map(check).collect()),
        Block::heading(3, say.headings[5]),
        Block::numbers(say.options),
        Block::callout(
            CalloutKind::Notice,
            Words::default().text(say.more).link("edpb.example", "https://edpb.example/guidelines"),
        ),
        Block::Chart(chart(say.options, language)),
        Block::Rule,
        Block::callout(CalloutKind::Overdue, say.steps[1]),
        Block::bullets(["中文 שלום ☐ ☑ → ≥ ﷽", "…"]),
    ]);
    Document {
        title: say.title.into(),
        language,
        reference: "INC-K7Q2".into(),
        made_at: "2026-11-20T18:30:00Z".parse().unwrap(),
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        classification: say.classification.into(),
        footer: say.footer.into(),
        blocks,
    }
}

fn chart(names: [&str; 2], language: Language) -> Chart {
    let series = |name: &str, values: [f64; 3]| Series { name: name.into(), values: values.to_vec() };
    Chart {
        caption: STRANGER.into(),
        shape: Shape::Columns,
        axis: names[0].into(),
        labels: ["2026-09", "2026-10", "2026-11"].map(str::to_owned).to_vec(),
        series: vec![series(names[0], [0.0, 1.25, 3.0]), series(names[1], [0.5, 0.5, f64::NAN])],
        level: Some((STRANGER.into(), 1.0)),
        told_beside: false,
        language,
    }
}

/// A ledger of so many recipients.
pub(super) fn ledger(rows: usize) -> Document {
    let say = texts(Language::De);
    let row = |n: usize| {
        let address = format!("person.{n}@department-{}.firm.example", n % 7);
        vec![
            Words::default().code(address),
            "Cc".into(),
            say.states[n % 3].into(),
            format!("250 2.0.0 Ok: {n:06X}").into(),
        ]
    };
    let table = Table {
        caption: say.headings[3].into(),
        header: say.header.map(str::to_owned).to_vec(),
        rows: (1..=rows).map(row).collect(),
        widths: vec![5, 1, 4, 3],
    };
    Document { blocks: vec![Block::heading(1, say.headings[3]), Block::Table(table)], ..report(Language::De) }
}
