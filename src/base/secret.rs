//! Secrets of our own making: links that sign in, sessions, addresses that take a decision. 256 random bits each; kept is
//! only their digest.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// 256 random bits; no `Debug` and no log shows them.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A new one, from the system's random numbers.
    ///
    /// # Errors
    /// When the system has none.
    pub fn random() -> std::io::Result<Secret> {
        let mut bytes = [0; 32];
        let mut filled = 0;
        while filled < bytes.len() {
            filled += rustix::rand::getrandom(&mut bytes[filled..], rustix::rand::GetRandomFlags::empty())?;
        }
        Ok(Secret(bytes))
    }

    /// Reads what [`Secret::text`] wrote.
    pub fn parse(text: &str) -> Option<Secret> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Secret)
    }

    /// 43 characters that may stand in an address.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// 32 characters for an address, of its first 128 bits. In lower case: some mail programs write addresses so.
    pub fn address_text(&self) -> String {
        self.0.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// What is kept of an [`Secret::address_text`]; `None` when `text` cannot be one.
    pub fn digest_of_address(text: &str) -> Option<[u8; 32]> {
        let legal = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        legal.then(|| Sha256::digest(text.to_ascii_lowercase()).into())
    }

    /// What is kept of it.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// A short name of it that may be shown and kept.
    pub fn fingerprint(&self) -> String {
        Secret::fingerprint_of(&self.digest())
    }

    /// The fingerprint of the secret with this digest.
    pub fn fingerprint_of(digest: &[u8; 32]) -> String {
        digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }

    /// A secret that only who has both can make.
    #[must_use]
    pub fn joined_with(&self, other: &Secret) -> Secret {
        Secret(self.sign(&other.0))
    }

    /// HMAC-SHA256 of `message` under this secret.
    pub fn sign(&self, message: &[u8]) -> [u8; 32] {
        self.hmac(message).finalize().into_bytes().into()
    }

    /// Whether `signature` is that of `message`; takes as long whatever is wrong with it.
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        self.hmac(message).verify_slice(signature).is_ok()
    }

    fn hmac(&self, message: &[u8]) -> Hmac<Sha256> {
        // RFC 2104 §2: a key shorter than a block is followed by zeros.
        let mut key = [0; 64];
        key[..32].copy_from_slice(&self.0);
        let mut hmac = Hmac::<Sha256>::new(&key.into());
        hmac.update(message);
        hmac
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_change_its_case_and_nothing_else() {
        let text = Secret::random().unwrap().address_text();
        let digest = Secret::digest_of_address(&text);
        assert!(digest.is_some() && Secret::digest_of_address(&text.to_uppercase()) == digest);
        assert_ne!(Secret::digest_of_address(&Secret::random().unwrap().address_text()), digest);
        assert_eq!(Secret::digest_of_address(&text[1..]), None);
        assert_eq!(Secret::digest_of_address("not a secret of thirty-two bytes"), None);
    }

    #[test]
    fn a_secret_reads_back_and_shows_itself_to_nobody() {
        let secret = Secret::random().unwrap();
        assert_eq!(Secret::parse(&secret.text()), Some(secret.clone()));
        assert!(secret != Secret::random().unwrap());
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert!(secret.has_signed(b"this", &secret.sign(b"this")));
        assert!(!secret.has_signed(b"that", &secret.sign(b"this")));
        let other = Secret::random().unwrap();
        assert_eq!(secret.joined_with(&other), secret.joined_with(&other));
        assert!(secret.joined_with(&other) != other.joined_with(&secret));
        for text in ["", "short", &format!("{}A", secret.text()), &secret.text()[1..]] {
            assert_eq!(Secret::parse(text), None);
        }
    }
}
