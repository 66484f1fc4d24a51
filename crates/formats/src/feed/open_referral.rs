//! A service of Open Referral: UK 1.0 (2020), UK 3.0, HSDS 1 to 3, and what Outpost makes of it.
//!
//! The names of all of them are asked for; they do not contradict one another. An assurer's name and
//! mailbox are taken out before the record is kept.

use domain::service::ServiceAtLocation;
use domain::statement::Item;
use serde_json::Value;

use super::Rules;
use super::body;
use super::draft::Draft;
use super::node::Node;
use super::times::When;
use super::whereabouts::{self, PlaceWords};
use crate::rows;

/// Keys that name the person who checked a record.
const ASSURERS: [&str; 3] = ["assurer_email", "assured_by", "assurer"];

/// The record as a service.
///
/// # Errors
/// Why it is none, as a sentence without a full stop.
pub(super) fn item(mut record: Value, rules: &Rules, terms: &[String]) -> Result<Item, String> {
    without_assurers(&mut record, 0);
    let node = Node::of(&record);
    if !node.is_object() {
        return Err("it is not an object".to_owned());
    }
    let id = id_of(node).ok_or("it has no id")?;
    let mut draft = Draft::named(node.any(&["name", "title"]).text().as_deref())?;
    about(node, &mut draft);
    run_by(node, &mut draft);
    how_to_ask(node, &mut draft);
    places(node, &mut draft);
    draft.place_by_description();
    let mut when = When::default();
    sessions(node, &mut when, &mut draft);
    for words in when.words {
        draft.hours(&words);
    }
    for schedule in when.schedules {
        draft.when(schedule);
    }
    for_whom(node, &mut draft);
    costs(node, &mut draft);
    categories(node, &mut draft, rules);
    Ok(Item {
        external_id: id,
        service: draft.finish(terms, &rules.vocabulary),
        url: rules.page_of(node),
        raw: record.to_string(),
    })
}

/// The id: opaque, a string or a number.
pub(super) fn id_of(node: Node<'_>) -> Option<String> {
    let id = node.any(&["id", "service_id", "@id"]).text()?;
    (id.len() <= 200).then_some(id)
}

fn without_assurers(value: &mut Value, depth: usize) {
    if depth > 4 {
        return;
    }
    match value {
        Value::Object(object) => {
            for key in ASSURERS {
                object.remove(key);
            }
            for value in object.values_mut() {
                without_assurers(value, depth + 1);
            }
        }
        Value::Array(list) => {
            for value in list {
                without_assurers(value, depth + 1);
            }
        }
        _ => {}
    }
}

/// The entries of the first of these lists that is filled.
fn each<'a>(node: Node<'a>, keys: &[&str]) -> impl Iterator<Item = Node<'a>> {
    node.any(keys).each()
}

fn about(node: Node<'_>, draft: &mut Draft) {
    let with = |keys: &[&str], put: &mut dyn FnMut(&str)| {
        if let Some(text) = node.any(keys).text() {
            put(&text);
        }
    };
    with(&["alternate_name"], &mut |raw| draft.also_called(raw));
    with(&["alert"], &mut |raw| draft.warn(raw));
    with(&["description", "summary"], &mut |raw| draft.describe(raw));
    with(&["url", "website"], &mut |raw| draft.web(raw));
    with(&["email"], &mut |raw| draft.mailbox(raw));
    with(&["status"], &mut |raw| draft.stands(raw));
    with(&["wait_time"], &mut |raw| draft.wait(raw));
    with(&["application_process"], &mut |raw| draft.join_by(raw));
    with(&["assured_date"], &mut |raw| draft.assured(raw));
    with(
        &["last_modified", "updated_at", "modified_date"],
        &mut |raw| draft.modified(raw),
    );
    let metadata = node.get("pc_metadata");
    if let Some(raw) = metadata.get("date_assured").text() {
        draft.assured(&raw);
    }
    if let Some(raw) = metadata.get("date_modified").text() {
        draft.modified(&raw);
    }
    for key in ["attending_type", "deliverable_type", "attending_access"] {
        for raw in node.get(key).each().filter_map(Node::text) {
            draft.attend(&raw);
        }
    }
    for link in node.get("links").each() {
        if let Some(raw) = link.get("url").text() {
            draft.web(&raw);
        }
    }
    let free = |entry: Node<'_>| entry.get("available").number();
    draft.places_free(node.get("capacities").each().filter_map(free));
    if node.get("needs_referral").flag() == Some(true) {
        draft.join_by("A referral is needed");
    }
}

fn run_by(node: Node<'_>, draft: &mut Draft) {
    let who = node.any(&["organization", "organisation"]);
    let text = |keys: &[&str]| who.any(keys).text();
    let mut numbers: Vec<(&str, String)> = Vec::new();
    let listed: Vec<(String, String)> = who
        .any(&["organization_identifiers", "identifiers"])
        .each()
        .filter_map(|entry| {
            let scheme = entry
                .any(&["identifier_scheme", "identifier_type", "scheme"])
                .text()?;
            Some((scheme, entry.get("identifier").text()?))
        })
        .collect();
    numbers.extend(
        listed
            .iter()
            .map(|(scheme, number)| (scheme.as_str(), number.clone())),
    );
    numbers.extend(text(&["charity_number"]).map(|number| ("charity", number)));
    numbers.extend(text(&["company_number"]).map(|number| ("company", number)));
    let organization = body::organization(
        text(&["name"]).as_deref(),
        text(&["description"]).as_deref(),
        who.any(&["website", "url", "uri"]).text().as_deref(),
        text(&["email"]).as_deref(),
        &numbers,
    );
    if let Some(organization) = organization {
        draft.run_by(organization);
    }
}

fn how_to_ask(node: Node<'_>, draft: &mut Draft) {
    for phone in node.any(&["phones", "phone"]).each() {
        ring(phone, draft);
    }
    for contact in each(node, &["contacts", "contact"]) {
        let numbers: Vec<String> = contact
            .any(&["phones", "phone"])
            .each()
            .filter_map(|phone| phone.get("number").text().or_else(|| phone.text()))
            .collect();
        draft.ask(
            contact.get("name").text().as_deref(),
            contact.any(&["title", "department"]).text().as_deref(),
            &contact.get("email").text().unwrap_or_default(),
            &numbers,
        );
    }
}

fn ring(phone: Node<'_>, draft: &mut Draft) {
    if let Some(number) = phone.get("number").text().or_else(|| phone.text()) {
        draft.ring(
            &number,
            phone.any(&["description", "type"]).text().as_deref(),
        );
    }
}

fn places(node: Node<'_>, draft: &mut Draft) {
    let of_links =
        each(node, &["service_at_locations"]).map(|link| (link.get("location"), Some(link)));
    let bare = node.get("locations").each().map(|place| (place, None));
    for (place, link) in of_links.chain(bare) {
        let mut when = When::default();
        for owner in link.into_iter().chain([place]) {
            sessions(owner, &mut when, draft);
            for phone in owner.get("phones").each() {
                ring(phone, draft);
            }
        }
        for words in when.words {
            draft.hours(&words);
        }
        for raw in each(
            place,
            &[
                "accessibility",
                "accessibility_for_disabilities",
                "accessibilities",
            ],
        ) {
            let words = raw
                .any(&["description", "accessibility", "name"])
                .text()
                .or_else(|| raw.text());
            if let Some(words) = words {
                draft.accessible(&words);
            }
        }
        match place.get("location_type").text().as_deref() {
            Some("virtual") => {
                draft.attend_as(domain::service::Attendance::Online);
                if when.schedules.is_empty() {
                    continue;
                }
            }
            // Where letters go is not where it happens.
            Some("postal") => continue,
            _ => {}
        }
        let Some(location) = location(place) else {
            for schedule in when.schedules {
                draft.when(schedule);
            }
            continue;
        };
        draft.at(ServiceAtLocation {
            location,
            schedules: when.schedules,
        });
    }
}

/// The schedules of a service or a place, and how people take part in them.
fn sessions(owner: Node<'_>, when: &mut When, draft: &mut Draft) {
    for entry in each(
        owner,
        &["schedules", "regular_schedules", "regular_schedule"],
    ) {
        when.add(entry);
        if let Some(raw) = entry.get("attending_type").text() {
            draft.attend(&raw);
        }
    }
}

fn location(place: Node<'_>) -> Option<domain::service::Location> {
    let address = place.any(&["addresses", "physical_addresses", "address"]);
    // The first that is not only for letters.
    let address = address
        .each()
        .find(|address| address.get("address_type").text().as_deref() != Some("postal"))
        .filter(|address| address.is_object())
        .unwrap_or(place);
    let lines = [
        "attention",
        "address_1",
        "address_2",
        "address_3",
        "address_4",
        "city",
        "region",
        "state_province",
    ]
    .iter()
    .filter_map(|key| address.get(key).text());
    let masked = place.get("mask_exact_address").flag() == Some(true);
    let identifier = place
        .get("external_identifier_type")
        .text()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("uprn"));
    let point: Vec<f64> = place
        .get("geometry")
        .get("coordinates")
        .each()
        .filter_map(Node::number)
        .collect();
    let point = match point.as_slice() {
        [east, north, ..] => Some((*north, *east)),
        _ => None,
    };
    PlaceWords {
        name: place.get("name").text(),
        lines: lines.collect(),
        postcode: address.any(&["postal_code", "postcode"]).text(),
        position: place
            .get("latitude")
            .number()
            .zip(place.get("longitude").number())
            .or(point),
        uprn: place
            .get("external_identifier")
            .text()
            .filter(|_| identifier)
            .or_else(|| place.get("uprn").text()),
        masked,
    }
    .location()
}

fn for_whom(node: Node<'_>, draft: &mut Draft) {
    draft.ages(
        node.any(&["minimum_age", "min_age"]).number(),
        node.any(&["maximum_age", "max_age"]).number(),
    );
    for entry in each(node, &["eligibilitys", "eligibilities", "eligibility"]) {
        draft.ages(
            entry.get("minimum_age").number(),
            entry.get("maximum_age").number(),
        );
        let words = entry.get("eligibility").text().or_else(|| entry.text());
        if let Some(words) = words {
            draft.meant_for(&words);
        }
    }
    if let Some(words) = node.get("eligibility_description").text() {
        draft.meant_for(&words);
    }
    for entry in each(node, &["pc_targetAudience", "suitabilities"]) {
        if let Some(words) = entry.any(&["audienceType", "name"]).text() {
            draft.meant_for(&words);
        }
    }
    for entry in node.get("languages").each() {
        let words = entry
            .any(&["name", "language"])
            .text()
            .or_else(|| entry.text());
        if let Some(words) = words {
            draft.speaks(&words);
        }
    }
    for area in node.get("service_areas").each() {
        let code = ["extent", "uri", "id"]
            .iter()
            .filter_map(|key| area.get(key).text())
            .find_map(|raw| whereabouts::gss_code(&raw));
        let extent = area.get("extent").text();
        let (outline, words) = match extent {
            Some(extent) if rows::is_outline(&extent) => (Some(extent), None),
            // Coordinates in another notation say nothing to a reader.
            Some(extent) if extent.len() < 100 && !extent.contains(['{', '(']) => {
                (None, Some(extent))
            }
            _ => (None, None),
        };
        let drawn = outline.as_ref().map(|_| "the area on its map".to_owned());
        let name = area
            .any(&["name", "service_area"])
            .text()
            .or(words)
            .or(drawn);
        if let Some(name) = name {
            draft.serves(&name, code, outline);
        }
    }
}

fn costs(node: Node<'_>, draft: &mut Draft) {
    for entry in node.get("cost_options").each() {
        let pounds = entry
            .get("currency")
            .text()
            .is_none_or(|code| code.eq_ignore_ascii_case("GBP") || code == "£");
        let amount = entry.get("amount").number().filter(|_| pounds);
        let words = entry.any(&["amount_description", "cost_type"]).text();
        // A nought beside words is an empty field and no price.
        let amount = amount.filter(|amount| *amount > 0.0 || words.is_none());
        draft.cost(
            entry.get("option").text().as_deref(),
            amount,
            words.as_deref(),
        );
    }
    for key in ["fees_description", "fees"] {
        if let Some(words) = node.get(key).text() {
            draft.cost(None, None, Some(&words));
        }
    }
    if node.any(&["free", "is_free"]).flag() == Some(true) {
        draft.cost(None, None, Some("Free"));
    }
}

fn categories(node: Node<'_>, draft: &mut Draft, rules: &Rules) {
    let mut put = |term: Node<'_>| {
        let Some(name) = term.any(&["name", "term"]).text().or_else(|| term.text()) else {
            return;
        };
        let named = |node: Node<'_>| node.text().map(|raw| domain::listing::slug_of(&raw));
        let vocabulary = named(term.get("vocabulary"))
            .or_else(|| named(term.get("taxonomy")))
            .or_else(|| named(term.get("taxonomy_detail").get("name")))
            .filter(|slug| !slug.is_empty())
            .unwrap_or_else(|| rules.vocabulary.clone());
        let code = term.any(&["code", "slug"]).text();
        draft.term(&vocabulary, code.as_deref(), &name);
    };
    for link in each(
        node,
        &[
            "service_taxonomys",
            "service_taxonomies",
            "service_taxonomy",
        ],
    ) {
        put(link.get("taxonomy"));
    }
    for attribute in each(node, &["attributes", "service_attributes"]) {
        put(attribute.get("taxonomy_term"));
    }
    for term in node
        .any(&["taxonomies", "taxonomy_terms", "categories"])
        .each()
    {
        put(term);
    }
    for need in node.get("send_needs").each() {
        put(need);
    }
}
