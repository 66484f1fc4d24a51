//! A service of ALISS, as its API of versions 4 and 5 and its bulk list give it.

use domain::service::ServiceAtLocation;
use domain::statement::Item;
use serde_json::Value;

use super::Rules;
use super::body;
use super::draft::Draft;
use super::node::Node;
use super::whereabouts::{self, PlaceWords};

/// The record as a service.
///
/// # Errors
/// Why it is none.
pub(super) fn item(record: &Value, rules: &Rules, terms: &[String]) -> Result<Item, String> {
    let node = Node::of(record);
    let id = node.get("id").text().ok_or("it has no id")?;
    let text = |key: &str| node.get(key).text();
    let mut draft = Draft::named(text("name").as_deref())?;
    for key in ["description", "summary"] {
        if let Some(raw) = text(key) {
            draft.describe(&raw);
        }
    }
    for key in ["url", "referral_url"] {
        if let Some(raw) = text(key) {
            draft.web(&raw);
        }
    }
    if let Some(raw) = text("email") {
        draft.mailbox(&raw);
    }
    if let Some(raw) = text("phone") {
        draft.ring(&raw, None);
    }
    let who = node.any(&["organisation", "organization"]);
    if let Some(organization) = body::organization(
        who.get("name").text().as_deref(),
        who.get("description").text().as_deref(),
        who.any(&["url", "website"]).text().as_deref(),
        who.get("email").text().as_deref(),
        &[],
    ) {
        draft.run_by(organization);
    }
    for place in node.get("locations").each() {
        let lines = ["street_address", "locality", "region"];
        let words = PlaceWords {
            name: place.get("name").text(),
            lines: lines
                .iter()
                .filter_map(|key| place.get(key).text())
                .collect(),
            postcode: place.get("postal_code").text(),
            position: place
                .get("latitude")
                .number()
                .zip(place.get("longitude").number()),
            ..PlaceWords::default()
        };
        if let Some(location) = words.location() {
            draft.at(ServiceAtLocation {
                location,
                schedules: Vec::new(),
            });
        }
    }
    for category in node.get("categories").each() {
        if let Some(name) = category.get("name").text() {
            draft.term(
                &rules.vocabulary,
                category.get("slug").text().as_deref(),
                &name,
            );
        }
    }
    for group in node.get("community_groups").each() {
        if let Some(name) = group.get("name").text() {
            draft.meant_for(&name);
        }
        if group.get("is_range").flag() == Some(true) {
            draft.ages(group.get("min").number(), group.get("max").number());
        }
    }
    for feature in node.get("accessibility_features").each() {
        if let Some(name) = feature.get("name").text() {
            draft.accessible(&name);
        }
    }
    for area in node.get("service_areas").each() {
        if let Some(name) = area.get("name").text() {
            let code = area
                .get("code")
                .text()
                .and_then(|raw| whereabouts::gss_code(&raw));
            draft.serves(&name, code, None);
        }
    }
    if let Some(raw) = text("last_updated") {
        draft.modified(&raw);
    }
    // The day of a review where a person has made one, else of the last edit.
    if let Some(raw) = text("last_reviewed") {
        draft.assured(&raw);
    }
    let page = text("aliss_url").and_then(|raw| domain::contact::web_address(&raw));
    Ok(Item {
        external_id: id,
        url: page.or_else(|| rules.page_of(node)),
        service: draft.finish(terms, &rules.vocabulary),
        raw: record.to_string(),
    })
}
