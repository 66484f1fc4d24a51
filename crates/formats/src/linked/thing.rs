//! A thing of schema.org (and of OpenActive, which builds on it) becomes a service.

use domain::listing::slug_of;
use domain::service::{Attendance, ServiceAtLocation};
use domain::statement::{Item, content_hash};
use domain::text;
use serde_json::Value;

use super::graph::{local, types};
use super::when;
use crate::feed::body;
use crate::feed::draft::Draft;
use crate::feed::node::Node;
use crate::feed::whereabouts::PlaceWords;

/// The thing as a service; `id` where the feed has a key of its own for it.
///
/// # Errors
/// Why it is none, as a sentence without a full stop.
pub(crate) fn item(
    thing: &Value,
    id: Option<String>,
    vocabulary: &str,
    terms: &[String],
) -> Result<Item, String> {
    let node = Node::of(thing);
    let text = |key: &str| node.get(key).text();
    if let Some(status) = text("eventStatus") {
        match local(&status) {
            "EventCancelled" => return Err("it is cancelled".to_owned()),
            "EventPostponed" => {
                return Err("it is put off to a day that is not known yet".to_owned());
            }
            _ => {}
        }
    }
    let name = node.any(&["name", "legalName", "headline"]).text();
    let mut draft = Draft::named(name.as_deref())?;
    for key in ["description", "attendeeInstructions"] {
        if let Some(raw) = text(key) {
            draft.describe(&raw);
        }
    }
    for key in ["url", "sameAs"] {
        if let Some(raw) = node.get(key).each().find_map(Node::text) {
            draft.web(&raw);
        }
    }
    run_by(node, &mut draft);
    for owner in [node, node.any(&["contactPoint"])] {
        for raw in owner.get("email").each().filter_map(Node::text) {
            draft.mailbox(&raw);
        }
        for raw in owner.get("telephone").each().filter_map(Node::text) {
            draft.ring(&raw, None);
        }
    }
    where_it_is(node, &mut draft);
    when::fill(node, &mut draft);
    costs(node, &mut draft);
    for_whom(node, &mut draft);
    categories(node, &mut draft, vocabulary);
    for key in ["dateModified", "modified"] {
        if let Some(raw) = text(key) {
            draft.modified(&raw);
        }
    }
    let service = draft.finish(terms, vocabulary);
    let id = id.or_else(|| own_id(node)).unwrap_or_else(|| {
        let place = service
            .locations()
            .next()
            .and_then(|place| place.postcode.as_ref())
            .map(|postcode| postcode.as_str().to_owned())
            .unwrap_or_default();
        let day = text("startDate").unwrap_or_default();
        let mut hash =
            content_hash(format!("{}\n{place}\n{day}", text::fold(&service.name)).as_bytes());
        hash.truncate(20);
        hash
    });
    Ok(Item {
        external_id: id,
        url: node
            .get("url")
            .each()
            .find_map(Node::text)
            .and_then(|raw| domain::contact::web_address(&raw)),
        service,
        raw: thing.to_string(),
    })
}

/// What the thing calls itself: an absolute `@id`, an identifier, its own page.
pub(crate) fn own_id(node: Node<'_>) -> Option<String> {
    let absolute = node.get("@id").text().filter(|id| id.starts_with("http"));
    let identifier = node
        .get("identifier")
        .each()
        .find_map(|one| one.text().or_else(|| one.get("value").text()));
    let id = absolute
        .or(identifier)
        .or_else(|| node.get("url").each().find_map(Node::text))?;
    (id.len() <= 200).then_some(id)
}

/// An organization; a person who runs something is nobody's business but theirs.
fn run_by(node: Node<'_>, draft: &mut Draft) {
    let is_body = types(node)
        .iter()
        .any(|name| name.ends_with("Organization") || name == "NGO" || name == "LocalBusiness");
    let who = node
        .any(&["organizer", "provider", "publisher", "parentOrganization"])
        .each()
        .find(|who| who.is_object() && !types(*who).iter().any(|name| name == "Person"));
    let Some(who) = who.or_else(|| is_body.then_some(node)) else {
        return;
    };
    let numbers: Vec<(String, String)> = who
        .get("identifier")
        .each()
        .filter_map(|one| {
            Some((
                one.any(&["propertyID", "name"]).text()?,
                one.get("value").text()?,
            ))
        })
        .collect();
    let numbers: Vec<(&str, String)> = numbers
        .iter()
        .map(|(scheme, number)| (scheme.as_str(), number.clone()))
        .collect();
    let text = |keys: &[&str]| who.any(keys).each().find_map(Node::text);
    if let Some(organization) = body::organization(
        text(&["name", "legalName"]).as_deref(),
        text(&["description"]).as_deref(),
        text(&["url", "sameAs"]).as_deref(),
        text(&["email"]).as_deref(),
        &numbers,
    ) {
        draft.run_by(organization);
        if who.is_object() && !is_body {
            for raw in who.get("telephone").each().filter_map(Node::text) {
                draft.ring(&raw, None);
            }
            for raw in who.get("email").each().filter_map(Node::text) {
                draft.mailbox(&raw);
            }
        }
    }
}

fn where_it_is(node: Node<'_>, draft: &mut Draft) {
    match node.get("eventAttendanceMode").text().as_deref().map(local) {
        Some("OnlineEventAttendanceMode") => draft.attend_as(Attendance::Online),
        Some("OfflineEventAttendanceMode") => draft.attend_as(Attendance::InPerson),
        Some("MixedEventAttendanceMode") => {
            draft.attend_as(Attendance::InPerson);
            draft.attend_as(Attendance::Online);
        }
        _ => {}
    }
    let is_place = node.get("address").is_some() || node.get("geo").is_some();
    let own = is_place.then_some(node);
    for place in node.get("location").each().chain(own) {
        if types(place).iter().any(|name| name == "VirtualLocation") {
            draft.attend_as(Attendance::Online);
            continue;
        }
        if let Some(location) =
            location(place, !own.is_some_and(|_| place.get("location").is_some()))
        {
            draft.at(ServiceAtLocation {
                location,
                schedules: Vec::new(),
            });
        }
        for feature in place.get("amenityFeature").each() {
            let is_there = feature.get("value").flag() != Some(false);
            if let Some(raw) = feature
                .get("name")
                .text()
                .filter(|raw| is_there && is_about_access(raw))
            {
                draft.accessible(&raw);
            }
        }
    }
}

fn location(place: Node<'_>, named: bool) -> Option<domain::service::Location> {
    let address = place.get("address");
    let address = address.each().next().unwrap_or(address);
    let of = |key: &str| address.get(key).text();
    let mut lines: Vec<String> = ["streetAddress", "addressLocality", "addressRegion"]
        .iter()
        .filter_map(|key| of(key))
        .collect();
    // An address, or a whole place, can be a line of words.
    lines.extend(address.text());
    if !place.is_object() {
        lines.extend(place.text());
    }
    let geo = place.get("geo");
    PlaceWords {
        name: place.get("name").text().filter(|_| named),
        lines,
        postcode: of("postalCode"),
        position: [geo, place].iter().find_map(|at| {
            at.get("latitude")
                .number()
                .zip(at.get("longitude").number())
        }),
        ..PlaceWords::default()
    }
    .location()
}

fn is_about_access(raw: &str) -> bool {
    let plain = text::fold(raw);
    [
        "access",
        "step free",
        "lift",
        "hearing",
        "ramp",
        "changing place",
        "parking",
        "toilet",
        "wheelchair",
    ]
    .iter()
    .any(|word| plain.contains(word))
}

fn costs(node: Node<'_>, draft: &mut Draft) {
    for offer in node.get("offers").each() {
        let option = offer.get("name").text();
        let currency = offer.get("priceCurrency").text();
        let price = offer.any(&["price", "lowPrice"]);
        let pounds = price
            .number()
            .filter(|_| currency.as_deref().is_none_or(|code| code == "GBP"));
        draft.cost(option.as_deref(), pounds, None);
    }
    let says_free = node.get("isAccessibleForFree").flag() == Some(true);
    if says_free && node.get("offers").value().is_none() {
        draft.cost(None, None, Some("Free"));
    }
}

fn for_whom(node: Node<'_>, draft: &mut Draft) {
    let ages = node.get("ageRange");
    draft.ages(ages.get("minValue").number(), ages.get("maxValue").number());
    if let Some(range) = node.get("typicalAgeRange").text() {
        draft.meant_for(&range);
    }
    for audience in node.get("audience").each() {
        if let Some(words) = audience
            .any(&["audienceType", "name"])
            .text()
            .or_else(|| audience.text())
        {
            draft.meant_for(&words);
        }
        draft.ages(
            audience.get("suggestedMinAge").number(),
            audience.get("suggestedMaxAge").number(),
        );
    }
    match node.get("genderRestriction").text().as_deref().map(local) {
        Some("FemaleOnly") => draft.meant_for("Women only"),
        Some("MaleOnly") => draft.meant_for("Men only"),
        _ => {}
    }
    for support in node.get("accessibilitySupport").each() {
        if let Some(words) = support.get("prefLabel").text().or_else(|| support.text()) {
            draft.accessible(&words);
        }
    }
    if let Some(words) = node.get("accessibilityInformation").text() {
        draft.accessible(&words);
    }
    for area in node.get("areaServed").each() {
        if let Some(name) = area.get("name").text().or_else(|| area.text()) {
            draft.serves(&name, None, None);
        }
    }
}

fn categories(node: Node<'_>, draft: &mut Draft, vocabulary: &str) {
    for concept in node.any(&["activity", "facilityType"]).each() {
        let Some(name) = concept
            .any(&["prefLabel", "name"])
            .text()
            .or_else(|| concept.text().filter(|words| !words.starts_with("http")))
        else {
            continue;
        };
        let code = concept
            .get("@id")
            .text()
            .and_then(|id| Some(id.rsplit_once('#')?.1.to_owned()));
        draft.term(vocabulary, code.as_deref(), &name);
    }
    for key in ["category", "serviceType"] {
        for raw in node.get(key).each() {
            if let Some(name) = raw
                .any(&["name", "prefLabel"])
                .text()
                .or_else(|| raw.text())
            {
                draft.term(vocabulary, Some(&slug_of(&name)), &name);
            }
        }
    }
}
