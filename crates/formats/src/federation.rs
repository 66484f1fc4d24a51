//! What other instances of this program answer: who they are, and what they tell.
//!
//! A record that cannot be read is set aside and the rest is taken: an instance of a later version may
//! tell things of a kind that this one does not know.

use domain::federation::{Feed, PROTOCOL, Record, ToldSource};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// The path at which an instance says who it is.
pub const WELL_KNOWN: &str = "/.well-known/fingerpost";

/// Who an instance is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceCard {
    /// Its id.
    pub id: Uuid,
    /// What people read.
    pub name: String,
    /// Where it tells what its sources say.
    pub statements: String,
    /// Where webhooks are asked for, if it has any.
    pub webhooks: Option<String>,
    /// The areas that it speaks for, by name.
    pub areas: Vec<String>,
    /// The ids of its sources' licences.
    pub licences: Vec<String>,
}

/// A page of what an instance tells, as far as it can be read.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedRead {
    /// What can be read.
    pub feed: Feed,
    /// Why each of the others cannot.
    pub unread: Vec<String>,
}

#[derive(Deserialize)]
struct Card {
    protocol: u32,
    id: Uuid,
    name: String,
    feeds: CardFeeds,
    webhooks: Option<CardWebhooks>,
    #[serde(default)]
    areas: Vec<CardArea>,
    #[serde(default)]
    licence: CardLicence,
}

#[derive(Deserialize)]
struct CardFeeds {
    statements: String,
}

#[derive(Deserialize)]
struct CardWebhooks {
    url: String,
}

#[derive(Deserialize)]
struct CardArea {
    name: String,
}

#[derive(Deserialize, Default)]
struct CardLicence {
    #[serde(default)]
    ids: Vec<String>,
}

#[derive(Deserialize)]
struct Envelope {
    instance: Uuid,
    sources: Vec<ToldSource>,
    records: Vec<Value>,
    next: i64,
    more: bool,
}

/// Reads who an instance is.
///
/// # Errors
/// Why it is not the description of one that can be followed, as a sentence.
pub fn read_instance(bytes: &[u8]) -> Result<InstanceCard, String> {
    let card: Card = serde_json::from_slice(bytes)
        .map_err(|error| format!("it does not describe an instance: {error}"))?;
    if card.protocol != PROTOCOL {
        return Err(format!(
            "it speaks version {} of the protocol, this program version {PROTOCOL}",
            card.protocol
        ));
    }
    Ok(InstanceCard {
        id: card.id,
        name: card.name,
        statements: card.feeds.statements,
        webhooks: card.webhooks.map(|webhooks| webhooks.url),
        areas: card.areas.into_iter().map(|area| area.name).collect(),
        licences: card.licence.ids,
    })
}

/// Reads a page of what an instance tells.
///
/// # Errors
/// Why it is no such page, as a sentence.
pub fn read_feed(bytes: &[u8]) -> Result<FeedRead, String> {
    let envelope: Envelope = serde_json::from_slice(bytes)
        .map_err(|error| format!("it is not a page of statements: {error}"))?;
    let (mut records, mut unread) = (Vec::with_capacity(envelope.records.len()), Vec::new());
    for value in envelope.records {
        match serde_json::from_value::<Record>(value) {
            Ok(record) => records.push(record),
            Err(error) => unread.push(error.to_string()),
        }
    }
    Ok(FeedRead {
        feed: Feed {
            instance: envelope.instance,
            sources: envelope.sources,
            records,
            next: envelope.next,
            more: envelope.more,
        },
        unread,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};
    use serde_json::json;

    use super::{read_feed, read_instance};

    proptest! {
        #[test]
        fn any_bytes_are_read_without_failing(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_feed(&bytes);
            let _ = read_instance(&bytes);
        }
    }

    #[test]
    fn a_record_of_an_unknown_kind_loses_no_other() {
        let id = "6f9619ff-8b86-4d01-b42d-00c04fc964ff";
        let record = |kind: &str| {
            json!({
                "sequence": 5, "home": id, "version": 5, "path": [id], "kind": kind,
                "source": 0, "external_id": "1", "state": "withdrawn",
                "first_seen": "2026-11-22T10:00:00Z", "changed_at": "2026-11-22T10:00:00Z",
            })
        };
        let page = json!({
            "instance": id, "sources": [], "next": 6, "more": false,
            "records": [record("prophecy"), record("statement"), 7],
        });
        let read = read_feed(page.to_string().as_bytes()).unwrap();
        assert_eq!((read.feed.records.len(), read.unread.len()), (1, 2));
    }

    #[test]
    fn an_instance_of_another_protocol_is_not_followed() {
        let card = |protocol: u32| {
            json!({
                "protocol": protocol, "id": "6f9619ff-8b86-4d01-b42d-00c04fc964ff", "name": "Ours",
                "feeds": { "statements": "https://a.example/s" },
            })
        };
        let read = |card: serde_json::Value| read_instance(card.to_string().as_bytes());
        assert_eq!(read(card(1)).unwrap().name, "Ours");
        assert!(read(card(2)).unwrap_err().contains("version 2"));
        assert!(read_instance(b"<html>").is_err());
    }
}
