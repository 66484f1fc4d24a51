//! Which built-in profile a document asks for, by the marks that its platform leaves in it.
//!
//! Marks are keys and names that nobody else uses; where there are none this says nothing, and
//! whoever asks can only try.

use serde_json::Value;

use crate::archive::Archive;
use crate::decode;
use crate::feed::json;
use crate::feed::node::Node;
use crate::linked::graph::{Graph, types};
use crate::reader::Document;
use crate::sniff::{self, Content};

/// The name of the profile for a document, where its marks tell.
#[must_use]
pub fn recognise(document: &Document<'_>) -> Option<&'static str> {
    let text = || decode::text(document.bytes, document.content_type).text;
    match sniff::content(document.bytes) {
        Content::Json => of_json(&json::parse(&text()).ok()?.value),
        Content::Html { .. } => of_page(&text()),
        Content::Zip => of_archive(document.bytes),
        Content::Kml => Some("mymaps"),
        Content::Calendar => Some("calendar"),
        Content::Xml => {
            let head: String = text().chars().take(2_000).collect();
            ["<urlset", "<sitemapindex"]
                .iter()
                .any(|root| head.contains(root))
                .then_some("linked-data")
        }
        Content::Compound => Some("table"),
        Content::Text | Content::Empty | Content::Other(_) => None,
    }
}

fn of_json(value: &Value) -> Option<&'static str> {
    let node = Node::of(value);
    let has = |keys: &[&str]| keys.iter().all(|key| node.has(key));
    let is_list = |key: &str| value.get(key).is_some_and(Value::is_array);
    let first = |key: &str| node.get(key).each().find(|entry| entry.is_object());
    let marked = |entry: Option<Node<'_>>, marks: &[&str]| {
        entry.is_some_and(|entry| marks.iter().any(|mark| entry.has(mark)))
    };
    if value.is_array() {
        let entry = node.each().find(|entry| entry.is_object());
        return if marked(entry, FOOD_BANK) {
            Some("give-food")
        } else if marked(entry, SERVICE) {
            Some("open-referral")
        } else if marked(entry, &["@type", "@context"]) {
            Some("linked-data")
        } else {
            None
        };
    }
    if is_list("items") && (node.has("next") || node.has("license") || node.has("licence")) {
        return Some("openactive");
    }
    if is_list("features") || has(&["type", "fields"]) {
        return Some("table");
    }
    if node.has("@context") || node.has("@graph") {
        let things = Graph::of_value(value.clone()).things;
        let is_catalogue = things.iter().any(|thing| {
            let thing = Node::of(thing);
            thing.has("distribution") || types(thing).iter().any(|name| name == "DataCatalog")
        });
        return Some(if is_catalogue {
            "openactive"
        } else {
            "linked-data"
        });
    }
    if node.has("version") && (node.has("openapi_url") || node.has("profile")) {
        return Some("open-referral");
    }
    if is_list("content") {
        let outpost = [
            "organisation",
            "target_directories",
            "send_needs",
            "local_offer",
        ];
        return Some(if marked(first("content"), &outpost) {
            "outpost"
        } else {
            "open-referral"
        });
    }
    if is_list("contents") {
        return Some("open-referral");
    }
    if is_list("data") {
        let entry = first("data");
        if marked(
            entry,
            &["eligibility_types", "category_taxonomies", "is_open_now"],
        ) {
            return Some("connected-places");
        }
        if marked(entry, &["aliss_url", "is_claimed"]) {
            return Some("aliss");
        }
    }
    if is_list("foodbanks") {
        return Some("give-food");
    }
    (node.has("id") && marked(Some(node), SERVICE)).then_some("open-referral")
}

/// What only services of Open Referral have.
const SERVICE: &[&str] = &[
    "service_at_locations",
    "organization_id",
    "service_taxonomys",
    "eligibilitys",
    "assured_date",
    "regular_schedules",
    "deliverable_type",
];
/// What only food banks of Give Food have.
const FOOD_BANK: &[&str] = &["organisation_slug", "needed_items", "lat_lng"];

fn of_page(text: &str) -> Option<&'static str> {
    let things = Graph::of_page(text).ok()?.things;
    things
        .iter()
        .any(|thing| {
            Node::of(thing).get("distribution").each().any(|one| {
                one.any(&["encodingFormat", "fileFormat"])
                    .text()
                    .is_some_and(|kind| kind.contains("rpde"))
            })
        })
        .then_some("openactive")
}

fn of_archive(bytes: &[u8]) -> Option<&'static str> {
    let names = Archive::open(bytes).ok()?.names();
    let any = |ending: &str| {
        names
            .iter()
            .any(|name| name.to_lowercase().ends_with(ending))
    };
    if any("datapackage.json") || any("services.csv") {
        Some("hsds-package")
    } else if any(".kml") {
        Some("mymaps")
    } else {
        Some("table")
    }
}
