//! Password hashes of the people who sign in at the SMTP door.

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::PasswordHash;
use secrecy::{ExposeSecret, SecretString};

/// The password could not be hashed.
#[derive(Debug, thiserror::Error)]
pub enum NotHashed {
    /// An empty password protects nothing.
    #[error("the password is empty")]
    Empty,
    /// Argon2 refused it or there was no randomness for the salt.
    #[error("the password could not be hashed: {0}")]
    Argon2(String),
}

/// The Argon2id hash of `password` in PHC form with a fresh salt, for `password_hash` in the configuration; different
/// each time. Takes tens of milliseconds and 19 MiB by design.
///
/// # Errors
/// [`NotHashed`].
pub fn hash(password: &SecretString) -> Result<String, NotHashed> {
    let password = password.expose_secret();
    if password.is_empty() {
        return Err(NotHashed::Empty);
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash: PasswordHash| hash.to_string()).map_err(|error| NotHashed::Argon2(error.to_string()))
}

/// Whether `text` is an Argon2 hash with salt and result that a password can be held against.
pub fn is_hash(text: &str) -> bool {
    PasswordHash::new(text)
        .is_ok_and(|hash| hash.algorithm.as_str().starts_with("argon2") && hash.salt.is_some() && hash.hash.is_some())
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;

    use super::*;

    #[test]
    fn a_hash_fits_its_password_only() {
        let phc = hash(&"correct horse".into()).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$") && is_hash(&phc), "{phc}");
        let parsed = PasswordHash::new(&phc).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse", &parsed).is_ok());
        assert!(Argon2::default().verify_password(b"correct cow", &parsed).is_err());
    }

    #[test]
    fn what_is_no_hash_is_told_apart() {
        assert!(hash(&"".into()).is_err());
        for bad in ["", "secret", "$argon2id$v=19$m=19456,t=2,p=1", "$2b$12$abcdefghijklmnopqrstuv"] {
            assert!(!is_hash(bad), "{bad}");
        }
    }
}
