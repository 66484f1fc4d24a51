//! Webhooks: of what somebody is told, how a delivery is signed, and when it is tried again.
//!
//! A signature is an HMAC with SHA-256 (RFC 2104) over the time in seconds, a full stop and the body,
//! so that neither can be changed and nothing old can be sent a second time as new.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The header of a request that says when it was signed, and how.
pub const SIGNATURE_HEADER: &str = "fingerpost-signature";
/// The header with the delivery's id, the same each time it is tried.
pub const DELIVERY_HEADER: &str = "fingerpost-delivery";
/// The header with the event's name.
pub const EVENT_HEADER: &str = "fingerpost-event";

/// How far the clocks of sender and receiver may differ.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// The pause after the first failure; each is three times the one before.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);
/// No pause is longer.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);
/// Tries before a delivery is given up: the last about five hours after the first.
const TRIES: i32 = 12;
/// A webhook at which nothing has arrived for so long is stopped.
const STOPPED_AFTER: TimeDelta = TimeDelta::days(3);

/// Of what somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Listings that were changed, merged or ended.
    Listings,
    /// That there is news for other instances.
    Statements,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 2] = [Self::Listings, Self::Statements];

    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listings => "listings",
            Self::Statements => "statements",
        }
    }

    /// The event of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == name)
    }
}

/// Of which listings. An empty list means any; of a list with entries one is enough; all lists must
/// be met.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// GSS codes of areas that the listing lies in or serves.
    pub areas: Vec<String>,
    /// Codes of categories and needs.
    pub categories: Vec<String>,
    /// Ids of sources that speak of it.
    pub sources: Vec<String>,
}

impl Filter {
    /// Whether a listing of these areas, categories and sources is asked for.
    #[must_use]
    pub fn meets(&self, areas: &[String], categories: &[String], sources: &[String]) -> bool {
        let any = |wanted: &[String], there: &[String]| {
            wanted.is_empty() || wanted.iter().any(|one| there.contains(one))
        };
        any(&self.areas, areas) && any(&self.categories, categories) && any(&self.sources, sources)
    }

    /// Whether everything is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Why a signature is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// It is not of the form that it must have.
    #[error("the signature is not of the form t=SECONDS,v1=HEXADECIMAL")]
    Form,
    /// It is too old, or from the future.
    #[error("the signature is from another time: are the clocks right?")]
    Time,
    /// The body, the time or the secret is another.
    #[error("the signature does not fit the body")]
    Wrong,
}

/// The signature of a body that is sent now.
#[must_use]
pub fn sign(secret: &str, at: DateTime<Utc>, body: &[u8]) -> String {
    let seconds = at.timestamp();
    let code = code(secret, seconds, body).map(|code| {
        code.finalize()
            .into_bytes()
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    });
    format!("t={seconds},v1={}", code.unwrap_or_default())
}

/// Whether a body that came now was signed with the secret.
///
/// # Errors
/// [`BadSignature`] says what is wrong. The comparison takes the same time wherever it differs.
pub fn verify(
    secret: &str,
    signature: &str,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<(), BadSignature> {
    let (time, hex) = signature
        .strip_prefix("t=")
        .and_then(|rest| rest.split_once(",v1="))
        .ok_or(BadSignature::Form)?;
    let seconds: i64 = time.parse().map_err(|_| BadSignature::Form)?;
    let claimed = bytes_of(hex).ok_or(BadSignature::Form)?;
    let at = DateTime::from_timestamp(seconds, 0).ok_or(BadSignature::Form)?;
    if (now - at).abs() > TOLERANCE {
        return Err(BadSignature::Time);
    }
    code(secret, seconds, body)
        .ok_or(BadSignature::Wrong)?
        .verify_slice(&claimed)
        .map_err(|_| BadSignature::Wrong)
}

/// When a delivery that has failed so often before, and now again, is tried next; never when it has
/// failed too often.
#[must_use]
pub fn next_try(failed_before: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if failed_before + 1 >= TRIES {
        return None;
    }
    let times = 3_i32.saturating_pow(u32::try_from(failed_before.max(0)).unwrap_or(0));
    Some(now + (FIRST_PAUSE * times.min(10_000)).min(LONGEST_PAUSE))
}

/// Whether a webhook that has been failing since then is to be stopped.
#[must_use]
pub fn is_hopeless(failing_since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - failing_since >= STOPPED_AFTER
}

fn code(secret: &str, seconds: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    // A key may have any length, so there always is one.
    let mut code = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    code.update(format!("{seconds}.").as_bytes());
    code.update(body);
    Some(code)
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{BadSignature, Filter, is_hopeless, next_try, sign, verify};

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn a_signature_is_the_one_that_openssl_makes() {
        // printf '1800000000.{"id":1}' | openssl dgst -sha256 -hmac secret
        assert_eq!(
            sign("secret", noon(), br#"{"id":1}"#),
            "t=1800000000,v1=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be"
        );
    }

    #[test]
    fn what_was_signed_is_known_again_and_nothing_else_is() {
        let signature = sign("secret", noon(), b"body");
        let check = |secret, signature: &str, body: &[u8], minutes| {
            verify(
                secret,
                signature,
                body,
                noon() + TimeDelta::minutes(minutes),
            )
        };
        assert_eq!(check("secret", &signature, b"body", 4), Ok(()));
        assert_eq!(
            check("secret", &signature, b"bodY", 0),
            Err(BadSignature::Wrong)
        );
        assert_eq!(
            check("other", &signature, b"body", 0),
            Err(BadSignature::Wrong)
        );
        assert_eq!(
            check("secret", &signature, b"body", 6),
            Err(BadSignature::Time)
        );
        assert_eq!(
            check("secret", &signature, b"body", -6),
            Err(BadSignature::Time)
        );
        let later = signature.replace("1800000000", "1800000060");
        assert_eq!(
            check("secret", &later, b"body", 0),
            Err(BadSignature::Wrong)
        );
        for bad in ["", "t=1,v1=", "v1=00", "t=x,v1=00", &signature[..20]] {
            assert_eq!(
                check("secret", bad, b"body", 0),
                Err(BadSignature::Form),
                "{bad}"
            );
        }
    }

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<i64> = (0..12)
            .map_while(|failed| next_try(failed, noon()))
            .map(|again| (again - noon()).num_seconds())
            .collect();
        assert_eq!(
            pauses,
            [5, 15, 45, 135, 405, 1215, 3600, 3600, 3600, 3600, 3600]
        );
        assert!(!is_hopeless(noon(), noon() + TimeDelta::hours(71)));
        assert!(is_hopeless(noon(), noon() + TimeDelta::hours(72)));
    }

    #[test]
    fn a_filter_wants_one_of_each_list_that_it_has() {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let filter = Filter {
            areas: words(&["E09000022", "E09000028"]),
            categories: words(&["food"]),
            sources: Vec::new(),
        };
        let meets = |areas: &[&str], categories: &[&str]| {
            filter.meets(&words(areas), &words(categories), &words(&["any"]))
        };
        assert!(meets(&["E09000028"], &["food", "company"]));
        assert!(!meets(&["E09000007"], &["food"]));
        assert!(!meets(&["E09000022"], &["company"]));
        assert!(Filter::default().meets(&[], &[], &[]));
    }
}
