//! Connected Places, the platform of Hounslow Connect and its sisters: services in one list, the
//! places and times of each in another (`service-locations`), which is folded in by the service's id.

use domain::service::ServiceAtLocation;
use domain::statement::Item;
use serde_json::Value;

use super::Rules;
use super::body;
use super::draft::Draft;
use super::node::Node;
use super::times::{self, When};
use super::whereabouts::PlaceWords;
use crate::assembly::{Part, Piece};

/// A service without its places.
///
/// # Errors
/// Why it is none.
pub(super) fn item(record: &Value, rules: &Rules, terms: &[String]) -> Result<Item, String> {
    let node = Node::of(record);
    let id = node.get("id").text().ok_or("it has no id")?;
    let text = |key: &str| node.get(key).text();
    if text("status").is_some_and(|status| status != "active") {
        return Err("it is not active".to_owned());
    }
    let mut draft = Draft::named(text("name").as_deref())?;
    for key in ["intro", "description"] {
        if let Some(raw) = text(key) {
            draft.describe(&plain(&raw));
        }
    }
    if let Some(raw) = text("url") {
        draft.web(&raw);
    }
    let who = node.get("organisation");
    let of = |key: &str| who.get(key).text();
    if let Some(organization) = body::organization(
        of("name").as_deref(),
        of("description").map(|raw| plain(&raw)).as_deref(),
        of("url").as_deref(),
        of("email").as_deref(),
        &[],
    ) {
        draft.run_by(organization);
    }
    let numbers: Vec<String> = text("contact_phone").into_iter().collect();
    draft.ask(
        text("contact_name").as_deref(),
        None,
        &text("contact_email").unwrap_or_default(),
        &numbers,
    );
    if node.get("is_free").flag() == Some(true) {
        draft.cost(None, None, Some("Free"));
    } else if let Some(fees) = text("fees_text") {
        draft.cost(None, None, Some(&fees));
    }
    let eligibility = node.get("eligibility_types");
    let custom = eligibility.any(&["custom"]);
    let criteria = if custom.is_some() {
        custom
    } else {
        eligibility
    };
    for key in [
        "age_group",
        "disability",
        "ethnicity",
        "gender",
        "income",
        "language",
        "housing",
        "other",
    ] {
        if let Some(words) = criteria.get(key).text() {
            draft.meant_for(&words);
        }
    }
    for category in node.get("category_taxonomies").each() {
        if let Some(name) = category.get("name").text() {
            draft.term(&rules.vocabulary, None, &name);
        }
    }
    let referral = text("referral_method").map(|how| match how.as_str() {
        "internal" | "external" => "By referral, or refer yourself through the website".to_owned(),
        other => other.to_owned(),
    });
    if let Some(how) = referral.filter(|how| how != "none") {
        draft.join_by(&how);
    }
    for key in ["last_modified_at", "updated_at"] {
        if let Some(raw) = text(key) {
            draft.modified(&raw);
        }
    }
    Ok(Item {
        url: rules.page_of(node),
        service: draft.finish(terms, &rules.vocabulary),
        external_id: id,
        raw: record.to_string(),
    })
}

/// Whether a record is one of the list of places.
pub(super) fn is_place(node: Node<'_>) -> bool {
    node.has("service_id") && node.has("location_id")
}

/// The place of a service.
///
/// # Errors
/// Why it is none.
pub(super) fn place(record: &Value) -> Result<Piece, String> {
    let node = Node::of(record);
    let id = node.get("id").text().ok_or("it has no id")?;
    let of = node.get("service_id").text().ok_or("it names no service")?;
    let place = node.get("location");
    let lines = ["address_line_1", "address_line_2", "address_line_3", "city"];
    let location = PlaceWords {
        name: node.get("name").text(),
        lines: lines
            .iter()
            .filter_map(|key| place.get(key).text())
            .collect(),
        postcode: place.get("postcode").text(),
        position: place.get("lat").number().zip(place.get("lon").number()),
        ..PlaceWords::default()
    }
    .location()
    .ok_or("its location is not part of it: the list has to be asked for with include=location")?;
    let mut when = When::default();
    for entry in node.get("regular_opening_hours").each() {
        when.add(Node::of(&rule(entry)));
    }
    Ok(Piece {
        id: format!("service-location/{id}"),
        of,
        part: Part::Place(ServiceAtLocation {
            location,
            schedules: when.schedules,
        }),
    })
}

/// Opening hours of the platform as parts of a recurrence rule.
fn rule(entry: Node<'_>) -> Value {
    let day = entry
        .get("weekday")
        .count()
        .and_then(|day| times::numbered(i8::try_from(day).ok()?))
        .map(|day| day.to_string().to_uppercase());
    let day = day
        .as_deref()
        .and_then(|day| day.get(..2))
        .unwrap_or_default();
    let (freq, interval, byday) = match entry.get("frequency").text().as_deref() {
        Some("fortnightly") => ("WEEKLY", 2, day.to_owned()),
        Some("nth_occurrence_of_month") => {
            let nth = entry.get("occurrence_of_month").text().unwrap_or_default();
            // The fifth is written for the last.
            (
                "MONTHLY",
                1,
                format!("{}{day}", if nth == "5" { "-1" } else { &nth }),
            )
        }
        Some("monthly") => ("MONTHLY", 1, day.to_owned()),
        _ => ("WEEKLY", 1, day.to_owned()),
    };
    let of = |key: &str| entry.get(key).value().cloned().unwrap_or_default();
    serde_json::json!({
        "freq": freq, "interval": interval, "byday": byday, "bymonthday": of("day_of_month"),
        "dtstart": of("starts_at"), "opens_at": of("opens_at"), "closes_at": of("closes_at"),
    })
}

/// Markdown without its marks at the beginning of lines; the rest reads well as it is.
fn plain(raw: &str) -> String {
    raw.lines()
        .map(|line| line.trim_start_matches('#').replace("**", ""))
        .collect::<Vec<_>>()
        .join("\n")
}
