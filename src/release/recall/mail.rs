//! A recall by mail: which message is meant, and the mail that answers.
//!
//! Whoever forwards a sent message to the address for recalls, attached or in the text, means that one; whoever replies to it
//! says so on the first line. Older messages of a thread are never meant.

use jiff::Timestamp;

use crate::base::{Address, Id};
use crate::incident::advice::{NEVER, next_steps};
use crate::incident::ledger::{Fate, Ledger, Reached};
use crate::incident::texts;
use crate::parse::Structure;
use crate::release::NoticeSender;
use crate::store::NewSubmission;

/// The word on the first line of a reply, in three languages.
const RECALL: &[&str] = &["RECALL", "RÜCKRUF", "ZURÜCKRUFEN", "RECUPERAR"];

/// Messages one mail may ask for.
const MOST: usize = 20;

/// Which messages a mail to the address for recalls means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::release) enum Asked {
    /// Those with these `Message-ID`s.
    For(Vec<String>),
    /// It answers a message, and says something else than that it is to be recalled.
    OtherWords,
    /// None.
    Nothing,
}

impl Asked {
    /// What is enclosed counts first, then what a header in the text names, then what it was forwarded from, then what it
    /// answers.
    pub(in crate::release) fn of(structure: &Structure) -> Asked {
        let in_text = || ids_in(&structure.own_text).into_iter().chain(ids_in(&structure.quoted_text)).collect();
        let named = [structure.enclosed.clone(), in_text(), structure.forwarded.clone()];
        if let Some(mut ids) = named.into_iter().find(|ids| !ids.is_empty()) {
            ids.truncate(MOST);
            return Asked::For(ids);
        }
        let Some(answered) = structure.references.last() else { return Asked::Nothing };
        let line = structure.own_text.lines().map(bare).find(|line| !line.is_empty()).unwrap_or_default();
        if line.is_empty() || RECALL.contains(&line.to_uppercase().as_str()) {
            Asked::For(vec![answered.clone()])
        } else {
            Asked::OtherWords
        }
    }
}

/// A line without what people put around a word.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || ".,;:!\"'„“”«»*".contains(c))
}

/// The ids in lines such as `> Message-ID: <1@firm.example>`.
fn ids_in(text: &str) -> Vec<String> {
    let id = |line: &str| {
        let line = line.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
        let (name, value) = line.split_once(':')?;
        let is_id = name.trim_matches(|c: char| c == '*' || c.is_whitespace()).eq_ignore_ascii_case("message-id");
        let (id, _) = value.split_once('<').filter(|_| is_id)?.1.split_once('>')?;
        Some(id.trim().to_owned()).filter(|id| !id.is_empty())
    };
    text.lines().filter_map(id).take(MOST).collect()
}

/// What is told of a recalled message.
pub(in crate::release) struct Told<'a> {
    pub(in crate::release) id: &'a Id,
    /// Without brackets; may be empty.
    pub(in crate::release) message_id: &'a str,
    pub(in crate::release) ledger: &'a Ledger,
    /// The message, given back where nobody has it.
    pub(in crate::release) draft: Option<&'a [u8]>,
}

impl NoticeSender {
    /// The mail that answers a recall by mail.
    pub(in crate::release) fn recalled(&self, to: &Address, told: &Told<'_>, now: Timestamp) -> Option<NewSubmission> {
        let Told { id, message_id, ledger, draft } = told;
        let say = texts::say(self.say_to(to).language());
        let nobody = ledger.is_nobodys();
        let subject = if nobody { "recall-subject-nobody" } else { "recall-subject-late" };
        let line = |reached: &Reached| format!("  {}: {}", reached.address, reached.fate.sentence(say, &self.zone));
        let more = (ledger.unnamed > 0).then(|| format!("  {}", say.n("recall-more", ledger.unnamed)));
        let lines: Vec<String> = ledger.recipients.iter().map(line).chain(more).collect();
        let mut letter = self
            .letter(id, to, now)
            .subject(&say.a(subject, "id", id))
            .says(ledger.headline(say))
            .says(lines.join("\n"));
        if ledger.leaving() > 0 {
            letter = letter.says(say.a("recall-again", "id", id));
        }
        if !nobody {
            let steps = next_steps(ledger, message_id);
            let numbered = steps.iter().enumerate().map(|(n, step)| format!("{}. {}", n + 1, step.sentence(say)));
            let never = NEVER.iter().map(|id| format!("- {}", say.t(id)));
            // Who has it must be told by when, letters and duties: the incident.
            letter = letter
                .says(self.went_wrong(self.say_to(to), id))
                .says(format!("{}\n{}", say.t("recall-next"), numbered.collect::<Vec<_>>().join("\n")))
                .says(format!("{}\n{}", say.t("recall-not"), never.collect::<Vec<_>>().join("\n")));
        }
        let stopped = ledger.recipients.iter().any(|one| matches!(one.fate, Fate::StoppedBeforeLeaving { .. }));
        match draft.filter(|_| stopped) {
            Some(draft) => letter.says(say.t("recall-draft")).draft(draft).finish(),
            None => letter.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn asked(mail: &str) -> Asked {
        Asked::of(&parse::parse(mail.as_bytes()))
    }

    fn only(id: &str) -> Asked {
        Asked::For(vec![id.to_owned()])
    }

    #[test]
    fn what_is_enclosed_is_meant_and_not_what_is_within_it() {
        let mail = "References: <old@firm.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nOh no\r\n--b\r\n\
                    Content-Type: message/rfc822\r\n\r\nMessage-ID: <one@firm.example>\r\n\
                    Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: message/rfc822\r\n\r\n\
                    Message-ID: <inner@kita.example>\r\n\r\nHi\r\n--c--\r\n--b--\r\n";
        assert_eq!(asked(mail), only("one@firm.example"));
    }

    #[test]
    fn a_header_in_the_text_names_it() {
        let mail = "Subject: Fwd: Offer\r\n\r\nOh no\r\n\r\n-------- Forwarded Message --------\r\nSubject: Offer\r\n\
                    Message-ID: <one@firm.example>\r\nFrom: Anna <anna@firm.example>\r\n\r\nHi\r\n";
        assert_eq!(asked(mail), only("one@firm.example"));
        assert_eq!(asked("X-Forwarded-Message-Id: <one@firm.example>\r\n\r\nHi\r\n"), only("one@firm.example"));
    }

    #[test]
    fn a_reply_must_say_so_and_means_what_it_answers() {
        let reply = |words: &str| {
            asked(&format!(
                "References: <first@kita.example> <one@firm.example>\r\nIn-Reply-To: <one@firm.example>\r\n\r\n{words}\r\n"
            ))
        };
        for words in ["RECALL", " recall.", "Rückruf!", "recuperar", ""] {
            assert_eq!(reply(words), only("one@firm.example"), "{words}");
        }
        assert_eq!(reply("Please do not recall this"), Asked::OtherWords);
        assert_eq!(asked("Subject: RECALL\r\n\r\nRECALL\r\n"), Asked::Nothing);
    }
}
