//! A record of a feed: a series, an event, a course or a place to hire is a service; a scheduled
//! session is one day of its series and never a listing of its own.

use domain::statement::Item;
use serde_json::{Value, json};

use crate::assembly::{Part, Piece, SESSION};
use crate::feed::node::Node;
use crate::linked::graph::{local, normal, types};
use crate::linked::thing;
use crate::linked::when;

/// What a record is.
#[derive(Debug)]
pub(super) enum Record {
    Service(Box<Item>),
    Session {
        piece: Box<Piece>,
        /// The series, where the session carries it whole.
        parent: Option<Box<Item>>,
    },
    /// A session that will not take place.
    Over,
    /// A bookable time.
    Slot,
}

/// People: their names are no part of a listing.
const PEOPLE: [&str; 5] = [
    "leader",
    "assistantLeader",
    "contributor",
    "attendee",
    "customer",
];

/// The feed's own key of an item.
pub(super) fn key(entry: Node<'_>) -> Option<String> {
    let id = entry.get("id").text()?;
    let kind = entry.get("kind").text().unwrap_or_default();
    Some(format!("{kind}/{id}"))
}

/// Reads an item of a feed.
///
/// # Errors
/// Why nothing is made of it, as a sentence without a full stop.
pub(super) fn read(entry: &Value, vocabulary: &str, terms: &[String]) -> Result<Record, String> {
    let node = Node::of(entry);
    let key = key(node).ok_or("it has no id")?;
    let data = node.get("data").value().cloned().ok_or("it has no data")?;
    let data = without_people(normal(data, 0));
    let data_node = Node::of(&data);
    let kind = types(data_node)
        .into_iter()
        .next()
        .or_else(|| {
            Some(
                node.get("kind")
                    .text()?
                    .rsplit(['/', '.'])
                    .next()?
                    .to_owned(),
            )
        })
        .unwrap_or_default();
    match kind.as_str() {
        "Slot" => Ok(Record::Slot),
        "ScheduledSession" => session(&key, &data, vocabulary, terms),
        "SessionSeries"
        | "Event"
        | "HeadlineEvent"
        | "CourseInstance"
        | "Course"
        | "FacilityUse"
        | "IndividualFacilityUse" => {
            service(node, data, &key, vocabulary, terms).map(|item| Record::Service(Box::new(item)))
        }
        "OnDemandEvent" => {
            Err("it is a video to watch, and no activity at a time or place".to_owned())
        }
        "EventSeries" => Err("it is only a heading over other events".to_owned()),
        "" => Err("it does not say what it is".to_owned()),
        other => Err(format!("it is of a kind that is not read: {other}")),
    }
}

fn service(
    entry: Node<'_>,
    data: Value,
    key: &str,
    vocabulary: &str,
    terms: &[String],
) -> Result<Item, String> {
    let whole = with_parent(data.clone());
    let id = absolute_id(Node::of(&data)).unwrap_or_else(|| key.to_owned());
    let mut item = thing::item(&whole, Some(id), vocabulary, terms)?;
    item.raw = json!({
        "state": "updated",
        "kind": entry.get("kind").text(),
        "id": entry.get("id").text(),
        "modified": entry.get("modified").value(),
        "data": data,
    })
    .to_string();
    Ok(item)
}

fn absolute_id(data: Node<'_>) -> Option<String> {
    data.get("@id")
        .text()
        .filter(|id| id.starts_with("http") && id.len() <= 200)
}

/// What an event does not say itself, its series says for it.
fn with_parent(mut data: Value) -> Value {
    for key in ["superEvent", "facilityUse"] {
        let Some(parent) = data.get(key).filter(|parent| parent.is_object()).cloned() else {
            continue;
        };
        let parent = with_parent(parent);
        if let (Value::Object(data), Value::Object(parent)) = (&mut data, parent) {
            for (key, value) in parent {
                if !matches!(key.as_str(), "@id" | "@type" | "identifier") {
                    data.entry(key).or_insert(value);
                }
            }
        }
    }
    data
}

fn session(key: &str, data: &Value, vocabulary: &str, terms: &[String]) -> Result<Record, String> {
    let node = Node::of(data);
    if let Some(status) = node.get("eventStatus").text()
        && matches!(local(&status), "EventCancelled" | "EventPostponed")
    {
        return Ok(Record::Over);
    }
    let parent = node.get("superEvent");
    let of = parent
        .text()
        .or_else(|| absolute_id(parent))
        .ok_or("it does not say which series it belongs to")?;
    let start = node
        .get("startDate")
        .text()
        .ok_or("it does not say when it is")?;
    let (on, from) =
        when::moment(&start).ok_or_else(|| format!("its start, {start:?}, is no date"))?;
    let to = node
        .get("endDate")
        .text()
        .and_then(|raw| when::moment(&raw))
        .filter(|(last, time)| *last == on && *time > from)
        .and_then(|(_, time)| time);
    let series = parent.value().filter(|parent| parent.is_object()).cloned();
    let parent = series.and_then(|series| {
        let entry = json!({ "kind": "SessionSeries", "id": of, "modified": null });
        service(Node::of(&entry), series, &of, vocabulary, terms).ok()
    });
    Ok(Record::Session {
        piece: Box::new(Piece {
            id: format!("{SESSION}{key}"),
            of,
            part: Part::Session { on, from, to },
        }),
        parent: parent.map(Box::new),
    })
}

fn without_people(mut value: Value) -> Value {
    match &mut value {
        Value::Object(object) => {
            object.retain(|key, _| !PEOPLE.contains(&key.as_str()));
            for (_, inner) in object.iter_mut() {
                *inner = without_people(inner.take());
            }
            let is_person = object
                .get("organizer")
                .is_some_and(|who| types(Node::of(who)).iter().any(|name| name == "Person"));
            if is_person {
                object.remove("organizer");
            }
        }
        Value::Array(list) => {
            for inner in list {
                *inner = without_people(inner.take());
            }
        }
        _ => {}
    }
    value
}
