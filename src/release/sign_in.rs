//! Our own mail with the link that signs its reader in at the page. Plain and short, null sender, never judged.

use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::text::Text;

use super::{own_submission, texts};
use crate::base::{Address, Language};
use crate::store::NewSubmission;

/// The mail to `to` from the machine `hostname` with `link`, in `language`; `None` = it cannot be written.
pub fn sign_in_mail(
    hostname: &str,
    to: &Address,
    link: &str,
    language: Language,
    now: Timestamp,
) -> Option<NewSubmission> {
    let say = texts::say(language);
    let text = format!("{}\n\n{link}\n\n{}\n", say.t("sign-in-open"), say.t("sign-in-not-you"));
    let bytes = MessageBuilder::new()
        .from(("Outguard".to_owned(), format!("postmaster@{hostname}")))
        .to(to.as_str())
        .subject(say.t("sign-in-subject"))
        .date(now.as_second())
        // RFC 3834 §5: nobody's autoresponder answers.
        .header("Auto-Submitted", Text::new("auto-generated"))
        .header("X-Auto-Response-Suppress", Text::new("All"))
        .text_body(text)
        .write_to_vec()
        .ok()?;
    Some(own_submission(to, bytes, now, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_is_plain_and_in_the_language_of_its_reader() {
        let to: Address = "kim@firm.example".parse().unwrap();
        let link = format!("https://outguard.firm.example/sign-in?ticket={}&to=/K7Q2", "x".repeat(43));
        for (language, subject) in [
            (Language::En, "Your link to Outguard"),
            (Language::De, "Ihr Link zu Outguard"),
            (Language::Es, "Su enlace a Outguard"),
        ] {
            let now = "2026-11-20T10:00:00Z".parse().unwrap();
            let mail = sign_in_mail("guard.firm.example", &to, &link, language, now).unwrap();
            assert!(mail.submission.envelope.sender.is_none());
            let message = mail_parser::MessageParser::new().parse(&mail.submission.message[..]).unwrap().into_owned();
            assert_eq!(message.subject(), Some(subject));
            let body = message.body_text(0).unwrap();
            assert!(body.lines().any(|line| line.trim_end() == link), "{body}");
            assert_eq!((message.text_body_count(), message.html_body_count(), message.attachment_count()), (1, 1, 0));
        }
    }
}
