//! Signing in by e-mail: how long things last, how often one may try, and what secrets look like.
//!
//! A link works once and for ten minutes; in another browser than the one that asked, a short code
//! does instead. Figures are those of OWASP ASVS 5.0 (6.5.1, 6.5.5, 7.3.1, 7.3.2) at level 2.
//! **Only the hash of a secret is ever stored**: 256 random bits need no slow hash (ASVS 6.5.2).

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::authority::Grant;
use crate::chance::Chance;

/// How long a link and its code work.
pub const LINK_LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How often a code may be tried before the link and it are void.
pub const CODE_TRIES: i32 = 5;
/// Characters in a code.
pub const CODE_LENGTH: usize = 8;
/// Links that one address may be sent in an hour.
pub const LINKS_PER_HOUR: u64 = 5;

/// How long a link works that confirms a new address.
pub const ADDRESS_LIFETIME: TimeDelta = TimeDelta::hours(1);
/// How fresh a session must be in which an address is changed: proof that it is the person (ASVS 7.5.1).
pub const FRESH_SESSION: TimeDelta = TimeDelta::minutes(15);

/// Letters and digits that nobody takes for one another, read aloud or on paper.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Without a request.
    pub idle: TimeDelta,
    /// In all.
    pub absolute: TimeDelta,
}

/// The lifetime of a session: short for those who can do harm.
#[must_use]
pub fn lifetime(grants: &[Grant]) -> Lifetime {
    if grants.iter().any(Grant::needs_second_factor) {
        Lifetime {
            idle: TimeDelta::minutes(30),
            absolute: TimeDelta::hours(12),
        }
    } else {
        Lifetime {
            idle: TimeDelta::hours(12),
            absolute: TimeDelta::days(7),
        }
    }
}

/// Whether a session that began and was last used then is still good.
#[must_use]
pub fn is_alive(
    began: DateTime<Utc>,
    last_used: DateTime<Utc>,
    now: DateTime<Utc>,
    lifetime: Lifetime,
) -> bool {
    now < began + lifetime.absolute && now < last_used + lifetime.idle
}

/// A secret of 256 random bits, as 64 hexadecimal digits. It never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    #[must_use]
    pub fn new(chance: &dyn Chance) -> Self {
        let mut bytes = [0; 32];
        chance.fill(&mut bytes);
        Self(hexadecimal(&bytes))
    }

    /// The text that is handed out, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored in its place.
    #[must_use]
    pub fn hash(&self) -> String {
        hash(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is stored of a secret that somebody shows.
#[must_use]
pub fn hash(shown: &str) -> String {
    hexadecimal(&Sha256::digest(shown.trim().as_bytes()))
}

/// Whether a text is a path on this very origin: never another host, in none of the ways to write
/// one.
#[must_use]
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && path.len() <= 500
}

/// A new short code, to be typed from the mail.
#[must_use]
pub fn code(chance: &dyn Chance) -> String {
    let mut bytes = [0; CODE_LENGTH];
    chance.fill(&mut bytes);
    // 32 letters divide 256, so that each is as likely as the others.
    bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}

/// A code as people type it: lower case, spaces and dashes between, O for 0 or I for 1 left alone
/// because neither is in a code.
#[must_use]
pub fn typed_code(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect()
}

/// What is stored of a code: bound to its link, so that equal codes of two links do not look alike.
#[must_use]
pub fn code_hash(link: Uuid, code: &str) -> String {
    hash(&format!("{link}/{}", typed_code(code)))
}

/// A random id, of version 4.
#[must_use]
pub fn random_id(chance: &dyn Chance) -> Uuid {
    let mut bytes = [0; 16];
    chance.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use uuid::Uuid;

    use super::{CODE_LENGTH, Secret, code, code_hash, is_alive, lifetime, typed_code};
    use crate::authority::Grant;
    use crate::chance::Chance;

    #[derive(Debug)]
    struct Counting;

    impl Chance for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for (byte, value) in bytes.iter_mut().zip(0..) {
                *byte = value;
            }
        }
    }

    #[test]
    fn a_secret_does_not_print_and_its_hash_is_not_it() {
        let secret = Secret::new(&Counting);
        assert_eq!(secret.reveal().len(), 64);
        assert!(!format!("{secret:?}").contains(secret.reveal()));
        assert_ne!(secret.hash(), secret.reveal());
        assert_eq!(
            secret.hash(),
            super::hash(&format!(" {}\n", secret.reveal()))
        );
    }

    #[test]
    fn a_code_survives_being_typed() {
        let code = code(&Counting);
        assert_eq!(code.len(), CODE_LENGTH);
        let sloppy = format!(" {}-{} ", &code[..4].to_lowercase(), &code[4..]);
        assert_eq!(typed_code(&sloppy), code);
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(code_hash(one, &sloppy), code_hash(one, &code));
        assert_ne!(code_hash(one, &code), code_hash(two, &code));
    }

    #[test]
    fn those_who_can_do_harm_are_signed_out_sooner() {
        let began: DateTime<Utc> = DateTime::UNIX_EPOCH;
        let after = |minutes: i64| began + TimeDelta::minutes(minutes);
        let editor = lifetime(&[Grant::Steward {
            organization: Uuid::nil(),
        }]);
        let moderator = lifetime(&[Grant::Moderator { area: None }]);
        assert!(is_alive(began, began, after(31), editor));
        assert!(!is_alive(began, began, after(31), moderator));
        assert!(is_alive(began, after(700), after(719), moderator));
        assert!(!is_alive(began, after(719), after(720), moderator));
        assert!(!is_alive(
            began,
            after(7 * 24 * 60),
            after(7 * 24 * 60),
            editor
        ));
    }
}
