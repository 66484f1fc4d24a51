//! What instances tell one another, and what one takes from another.
//!
//! An instance tells *statements* and people's answers on pairs of them, never listings: each folds
//! for itself. Everything has a *home*, the instance at which it was first said, a *version* that
//! rises there, and a *path*, the instances that it has come through. **What came from here, what has
//! been here, and what is not newer than what is known is not taken**, so nothing goes round.
//!
//! docs/federation.md is the protocol in words.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::contact;
use crate::matching::cluster::Answer;
use crate::service::Service;
use crate::source::{Area, Licence};
use crate::statement::StatementState;

/// The version of the protocol: raised when an older reader would take something for what it is not.
pub const PROTOCOL: u32 = 1;
/// Instances that something may have come through.
const LONGEST_PATH: usize = 16;
/// Versions are times in microseconds: one so far ahead is a fault, and would shut out true ones.
const FARTHEST_AHEAD: TimeDelta = TimeDelta::hours(24);

/// A page of what an instance tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    /// Who tells.
    pub instance: Uuid,
    /// The sources that the records name, by their place in this list.
    pub sources: Vec<ToldSource>,
    /// What is told, in order.
    pub records: Vec<Record>,
    /// Ask for what comes after this next time.
    pub next: i64,
    /// Whether there is more at once.
    pub more: bool,
}

/// A source, as its home knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldSource {
    /// The instance that reads it.
    pub home: Uuid,
    /// Its identity: with `home` and an external id it names a statement everywhere.
    pub uri: String,
    /// Its short name there.
    pub id: String,
    /// What people read.
    pub name: String,
    /// A page about it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub homepage: Option<String>,
    /// Its terms, which go wherever its words go.
    pub licence: Licence,
    /// The area it speaks for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub area: Option<Area>,
    /// 0 is a group's own word; of others 1 is believed first.
    pub rank: u16,
}

/// One thing that is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its number in this feed.
    pub sequence: i64,
    /// Where it was first said.
    pub home: Uuid,
    /// Its number there.
    pub version: i64,
    /// The instances that it has come through, its home first, the one that tells it last.
    pub path: Vec<Uuid>,
    /// What.
    #[serde(flatten)]
    pub said: Said,
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Said {
    /// What one source says of one service.
    Statement(Box<ToldStatement>),
    /// What people say of two statements.
    Decision(ToldDecision),
}

/// A statement by its source's place in the list and its source's id for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRef {
    /// The place in [`Feed::sources`], from 0.
    pub source: usize,
    /// The source's id for it.
    pub external_id: String,
}

/// What one source says of one service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToldStatement {
    /// Which.
    #[serde(flatten)]
    pub of: StatementRef,
    /// How it stands at its home; `withdrawn` also when it may no longer be passed on.
    pub state: StatementState,
    /// What it says; nothing when it is withdrawn.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service: Option<Service>,
    /// The item's own public page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// When its home first heard it: the oldest of a cluster gives its listing the id.
    pub first_seen: DateTime<Utc>,
    /// When its home last heard something new.
    pub changed_at: DateTime<Utc>,
    /// Of one that is withdrawn: the statement that carries on the listing that it founded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub heir: Option<StatementRef>,
}

/// What people of an instance say of two statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldDecision {
    /// One of them.
    pub a: StatementRef,
    /// The other.
    pub b: StatementRef,
    /// `same` or `different`; nothing when it was taken back.
    pub answer: Option<Answer>,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// Why something is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassedOver {
    /// It was first said here.
    #[error("it came from here")]
    Ours,
    /// It has been here.
    #[error("it has been here")]
    Echo,
    /// Its path is not one that it can have come.
    #[error("its path is not sound")]
    Path,
    /// Its version is from the future.
    #[error("its version is more than a day ahead of our clock")]
    Ahead,
}

/// Whether a record that `giver` tells may be taken at `us`, as far as it tells by itself.
///
/// # Errors
/// [`PassedOver`] says why not.
pub fn admit(record: &Record, giver: Uuid, us: Uuid, now: DateTime<Utc>) -> Result<(), PassedOver> {
    let path = &record.path;
    if record.home == us {
        return Err(PassedOver::Ours);
    }
    if path.contains(&us) {
        return Err(PassedOver::Echo);
    }
    let goes_round = path
        .iter()
        .enumerate()
        .any(|(at, id)| path[..at].contains(id));
    let ends = path.first() == Some(&record.home) && path.last() == Some(&giver);
    if !ends || goes_round || path.len() > LONGEST_PATH || path.iter().any(Uuid::is_nil) {
        return Err(PassedOver::Path);
    }
    if record.version <= 0 || record.version > (now + FARTHEST_AHEAD).timestamp_micros() {
        return Err(PassedOver::Ahead);
    }
    Ok(())
}

/// What another instance says, without what could do harm where it is shown: addresses that are not of
/// the web, mailboxes that are none. `None` for a service without a name.
#[must_use]
pub fn harmless(mut service: Service) -> Option<Service> {
    if service.name.trim().is_empty() {
        return None;
    }
    service.url = service.url.filter(|url| is_web_address(url));
    service.email = service.email.filter(|email| is_mailbox(email));
    if let Some(organization) = &mut service.organization {
        let (website, email) = (organization.website.take(), organization.email.take());
        organization.website = website.filter(|url| is_web_address(url));
        organization.email = email.filter(|email| is_mailbox(email));
    }
    for contact in &mut service.contacts {
        contact.email = contact.email.take().filter(|email| is_mailbox(email));
    }
    Some(service)
}

/// Whether an address is one of the web, without a password in it.
#[must_use]
pub fn is_web_address(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

fn is_mailbox(text: &str) -> bool {
    contact::emails(text).iter().any(|email| email == text)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::{PassedOver, Record, Said, StatementRef, ToldDecision, admit, harmless};
    use crate::service::{Organization, Service};

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn record(path: &[u128], version: i64) -> Record {
        let of = StatementRef {
            source: 0,
            external_id: "1".into(),
        };
        Record {
            sequence: 1,
            home: Uuid::from_u128(path[0]),
            version,
            path: path.iter().map(|id| Uuid::from_u128(*id)).collect(),
            said: Said::Decision(ToldDecision {
                a: of.clone(),
                b: of,
                answer: None,
                decided_at: at(),
            }),
        }
    }

    fn check(path: &[u128], giver: u128, version: i64) -> Result<(), PassedOver> {
        let (giver, us) = (Uuid::from_u128(giver), Uuid::from_u128(1));
        admit(&record(path, version), giver, us, at())
    }

    #[test]
    fn what_came_from_here_or_has_been_here_is_not_taken() {
        let now = at().timestamp_micros();
        assert_eq!(check(&[2], 2, now), Ok(()));
        assert_eq!(check(&[2, 3], 3, now), Ok(()));
        assert_eq!(check(&[1, 2], 2, now), Err(PassedOver::Ours));
        assert_eq!(check(&[2, 1, 3], 3, now), Err(PassedOver::Echo));
    }

    #[test]
    fn a_path_begins_at_home_ends_at_the_giver_and_does_not_go_round() {
        assert_eq!(check(&[2, 3], 4, 5), Err(PassedOver::Path));
        assert_eq!(check(&[2, 3, 2], 2, 5), Err(PassedOver::Path));
        let long: Vec<u128> = (2..=18).collect();
        assert_eq!(check(&long, 18, 5), Err(PassedOver::Path));
        let mut other = record(&[2, 3], 5);
        other.home = Uuid::from_u128(9);
        let admitted = admit(&other, Uuid::from_u128(3), Uuid::from_u128(1), at());
        assert_eq!(admitted, Err(PassedOver::Path));
    }

    #[test]
    fn a_version_from_the_future_shuts_nothing_out() {
        let day = 86_400_000_000;
        let now = at().timestamp_micros();
        assert_eq!(check(&[2], 2, now + day), Ok(()));
        assert_eq!(check(&[2], 2, now + day + 1), Err(PassedOver::Ahead));
        assert_eq!(check(&[2], 2, i64::MAX), Err(PassedOver::Ahead));
        assert_eq!(check(&[2], 2, 0), Err(PassedOver::Ahead));
    }

    #[test]
    fn what_could_do_harm_is_taken_out() {
        let service = Service {
            name: "Tea".into(),
            url: Some("javascript:alert(1)".into()),
            email: Some("a@hub.org.uk?bcc=all@hub.org.uk".into()),
            organization: Some(Organization {
                name: "Hub".into(),
                website: Some("https://hub.org.uk/".into()),
                email: Some("desk@hub.org.uk".into()),
                ..Organization::default()
            }),
            ..Service::default()
        };
        let harmless_one = harmless(service.clone()).unwrap();
        assert_eq!((harmless_one.url, harmless_one.email), (None, None));
        assert_eq!(harmless_one.organization, service.organization);
        assert_eq!(harmless(Service::default()), None);
    }

    #[test]
    fn a_record_reads_as_it_was_written() {
        let record = record(&[2, 3], 7);
        let json = serde_json::to_string(&record).unwrap();
        assert!(json.contains(r#""kind":"decision""#), "{json}");
        assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), record);
    }
}
