//! Signing in upstream (RFC 4954), command by command: lettre would swallow the reason of a refused token.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use secrecy::{ExposeSecret as _, SecretString};

use super::answer::{Answer, Lost, reply, within};
use super::offers::Offers;
use crate::base::Reply;
use crate::config::AuthMechanism;

/// A user and the secret that was read for this sign-in.
pub(super) struct Credentials<'a> {
    pub(super) user: &'a str,
    pub(super) secret: &'a SecretString,
}

/// The mechanism to use; `None` when upstream does not offer what was asked for.
pub(super) fn choose(wanted: AuthMechanism, offers: &Offers) -> Option<AuthMechanism> {
    let offered = |name: &str| offers.auth.iter().any(|mechanism| mechanism == name);
    [(AuthMechanism::Plain, "PLAIN"), (AuthMechanism::Login, "LOGIN"), (AuthMechanism::Xoauth2, "XOAUTH2")]
        .into_iter()
        .filter(|(mechanism, _)| match wanted {
            AuthMechanism::Auto => *mechanism != AuthMechanism::Xoauth2,
            other => *mechanism == other,
        })
        .find_map(|(mechanism, name)| offered(name).then_some(mechanism))
}

/// Signs in; 235 is success, every other reply is upstream's refusal.
pub(super) async fn sign_in(
    smtp: &mut AsyncSmtpConnection,
    mechanism: AuthMechanism,
    credentials: &Credentials<'_>,
    limit: Duration,
) -> Answer {
    let mut exchange = Exchange { smtp, limit };
    match mechanism {
        AuthMechanism::Login => exchange.login(credentials).await,
        AuthMechanism::Xoauth2 => exchange.xoauth2(credentials).await,
        AuthMechanism::Plain | AuthMechanism::Auto => exchange.plain(credentials).await,
    }
}

struct Exchange<'a> {
    smtp: &'a mut AsyncSmtpConnection,
    limit: Duration,
}

impl Exchange<'_> {
    async fn say(&mut self, line: String) -> Answer {
        within(self.limit, "AUTH", self.smtp.command(line + "\r\n")).await
    }

    async fn plain(&mut self, credentials: &Credentials<'_>) -> Answer {
        let text = format!("\0{}\0{}", credentials.user, credentials.secret.expose_secret());
        self.say(format!("AUTH PLAIN {}", BASE64.encode(text))).await
    }

    async fn login(&mut self, credentials: &Credentials<'_>) -> Answer {
        let asked = self.say("AUTH LOGIN".into()).await?;
        if asked.code() != 334 {
            return Ok(asked);
        }
        let asked = self.say(BASE64.encode(credentials.user)).await?;
        if asked.code() != 334 {
            return Ok(asked);
        }
        self.say(BASE64.encode(credentials.secret.expose_secret())).await
    }

    /// On refusal the server explains itself in a 334 and waits for an empty line before its 535.
    async fn xoauth2(&mut self, credentials: &Credentials<'_>) -> Answer {
        let text = format!("user={}\x01auth=Bearer {}\x01\x01", credentials.user, credentials.secret.expose_secret());
        let answer = self.say(format!("AUTH XOAUTH2 {}", BASE64.encode(text))).await?;
        if answer.code() != 334 {
            return Ok(answer);
        }
        let refusal = self.say(String::new()).await?;
        if refusal.is_positive() {
            return Err(Lost("upstream refused the token and took it all the same".into()));
        }
        Ok(explained(refusal, &answer))
    }
}

/// The refusal with the status named in the 334 before it, such as `{"status":"401",…}`.
fn explained(refusal: Reply, challenge: &Reply) -> Reply {
    let status = BASE64
        .decode(challenge.text().trim())
        .ok()
        .and_then(|json| serde_json::from_slice::<serde_json::Value>(&json).ok())
        .and_then(|json| json.get("status").map(|s| s.as_str().map_or_else(|| s.to_string(), str::to_owned)));
    match status {
        Some(status) => {
            let enhanced = refusal.enhanced().map(|e| e + " ").unwrap_or_default();
            reply(refusal.code(), &format!("{enhanced}{} (token status {status})", refusal.text()))
        }
        None => refusal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_offered_mechanism_is_used_and_never_a_token_as_password() {
        let offers =
            |names: &[&str]| Offers { auth: names.iter().map(ToString::to_string).collect(), ..Offers::default() };
        use AuthMechanism::{Auto, Login, Plain, Xoauth2};
        assert_eq!(choose(Auto, &offers(&["LOGIN", "PLAIN"])), Some(Plain));
        assert_eq!(choose(Auto, &offers(&["LOGIN"])), Some(Login));
        assert_eq!(choose(Auto, &offers(&["XOAUTH2", "GSSAPI"])), None);
        assert_eq!(choose(Xoauth2, &offers(&["XOAUTH2", "PLAIN"])), Some(Xoauth2));
        assert_eq!(choose(Plain, &offers(&["LOGIN"])), None);
    }

    #[test]
    fn a_refused_token_says_why() {
        let challenge = Reply::plain(334, &BASE64.encode(r#"{"status":"401","schemes":"bearer"}"#));
        let refusal = Reply::plain(535, "no");
        assert_eq!(explained(refusal.clone(), &challenge).text(), "no (token status 401)");
        assert_eq!(explained(refusal, &Reply::plain(334, "!!")).text(), "no");
    }
}
