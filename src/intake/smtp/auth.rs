//! Signing in: SASL PLAIN (RFC 4616) and LOGIN, checked against Argon2 hashes.

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::task;

use super::settings::SettingsError;
use crate::config::User;

/// Hashes computed at the same time: each takes tens of megabytes and a core.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Who may sign in.
#[derive(Debug)]
pub struct Users(Vec<User>);

/// What a client says it is.
pub struct Credentials {
    /// The user name.
    pub name: String,
    /// The password.
    pub password: SecretString,
}

impl Users {
    /// Checks that every hash can be used.
    ///
    /// # Errors
    /// Names the first user whose hash is not one.
    pub fn new(users: &[User]) -> Result<Users, SettingsError> {
        match users.iter().find(|user| PasswordHash::new(user.password_hash.expose_secret()).is_err()) {
            Some(user) => Err(SettingsError::PasswordHash { user: user.name.clone() }),
            None => Ok(Users(users.to_vec())),
        }
    }

    /// Whether nobody has to sign in.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the password is right; `None` when it cannot be checked now. An unknown user takes as long as a wrong
    /// password, so that names cannot be found out.
    pub async fn verify(&self, credentials: Credentials) -> Option<bool> {
        let user = self.0.iter().find(|user| user.name == credentials.name);
        let known = user.is_some();
        let hash = user.or(self.0.first())?.password_hash.clone();
        let _turn = HASHING.acquire().await.ok()?;
        let right = task::spawn_blocking(move || is_right(&hash, &credentials.password)).await.ok()?;
        Some(right && known)
    }
}

fn is_right(hash: &SecretString, password: &SecretString) -> bool {
    PasswordHash::new(hash.expose_secret())
        .is_ok_and(|hash| Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok())
}

/// One answer of a client: base64, with `=` for an empty one (RFC 4954 §4).
pub fn decoded(answer: &str) -> Option<Vec<u8>> {
    if answer == "=" { Some(Vec::new()) } else { STANDARD.decode(answer).ok() }
}

/// The answer of PLAIN: [authorisation identity] NUL user NUL password. Acting for somebody else is not offered.
pub fn plain(answer: &[u8]) -> Option<Credentials> {
    let text = std::str::from_utf8(answer).ok()?;
    let mut fields = text.split('\0');
    let (identity, name, password) = (fields.next()?, fields.next()?, fields.next()?);
    let legal = fields.next().is_none() && (identity.is_empty() || identity == name);
    if legal { credentials(name, password) } else { None }
}

/// The two answers of LOGIN.
pub fn login(name: &[u8], password: &[u8]) -> Option<Credentials> {
    credentials(std::str::from_utf8(name).ok()?, std::str::from_utf8(password).ok()?)
}

fn credentials(name: &str, password: &str) -> Option<Credentials> {
    let legal = !name.is_empty() && name.len() <= 255 && !name.chars().any(crate::base::text::is_hazard);
    let legal = legal && !password.is_empty() && password.len() <= 1024 && !password.contains('\0');
    legal.then(|| Credentials { name: name.to_owned(), password: SecretString::from(password) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_has_exactly_three_fields() {
        let name = |answer: &[u8]| plain(answer).map(|credentials| credentials.name);
        assert_eq!(name(b"\0anna\0secret").as_deref(), Some("anna"));
        assert_eq!(name(b"anna\0anna\0secret").as_deref(), Some("anna"));
        for bad in [
            &b""[..],
            b"anna",
            b"\0anna",
            b"\0\0secret",
            b"\0anna\0",
            b"\0anna\0a\0b",
            b"bob\0anna\0secret",
            b"\0an\r\nna\0x",
            b"\0\xff\0x",
        ] {
            assert!(name(bad).is_none(), "{}", bad.escape_ascii());
        }
    }

    #[test]
    fn answers_are_strict_base64() {
        assert_eq!(decoded("="), Some(vec![]));
        assert_eq!(decoded("YQ=="), Some(b"a".to_vec()));
        for bad in ["YQ", "Y Q==", "*", "==", "YR=="] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }
}
