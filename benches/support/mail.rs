//! Sample mail: plain prose of any size with nothing odd in it, and the same mail with words that are held.

/// Sentences of ordinary business; none has a word of a shipped pack.
const SENTENCES: [&str; 12] = [
    "Thank you for the call this morning, it was good to hear how the work goes on.",
    "The second delivery reached us on Tuesday and the boxes are complete.",
    "We shall put the new shelves along the north wall and leave the door free.",
    "Our colleague from the workshop asks for the drawing with the measures in millimetres.",
    "Could you tell me by Friday how many chairs the large room needs?",
    "Die Lieferung kommt am Donnerstag gegen zehn Uhr, bitte die Einfahrt freihalten.",
    "Das Treffen beginnt um neun; wer mit der Bahn kommt, findet den Weg in zehn Minuten.",
    "The weather was kind to us and the roof is dry again.",
    "I have changed the order of the chapters, the pictures stand at the end now.",
    "El jueves por la tarde estamos en la oficina y podemos mirar los planos juntos.",
    "The tram stops in front of the house; please ring twice, the bell is old.",
    "Numbers 14 to 38 of the list are done, the others follow next week.",
];

/// A message of about `size` octets with CRLF line ends, from `anna@firm.example` to `bob@client.example`. Its text
/// depends on `size` alone. With `held` its subject is one that the shipped packs hold.
pub fn message(size: usize, held: bool) -> Vec<u8> {
    let subject = if held { "The plan, strictly confidential" } else { "The plan for the large room" };
    let mut text = format!(
        "Date: Fri, 20 Nov 2026 09:00:00 +0000\r\nFrom: Anna Berger <anna@firm.example>\r\n\
         To: Bob Stone <bob@client.example>\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nDear Bob,\r\n\r\n"
    );
    let mut random: u32 = 2026;
    while text.len() + 30 < size {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.push_str(SENTENCES[(random >> 16) as usize % SENTENCES.len()]);
        text.push_str("\r\n");
    }
    text.push_str("\r\nKind regards\r\nAnna\r\n");
    text.into_bytes()
}
