//! One page of a feed (RPDE 1.0).
//!
//! `next` is opaque: it is followed as it stands. **The end is a page without items whose `next` is
//! itself**; an empty page that leads on is not the end.

use domain::statement::SetAside;
use serde_json::Value;
use url::Url;

use super::record::{self, Record};
use crate::assembly::Version;
use crate::feed::node::Node;
use crate::reader::Document;
use crate::reading::{Link, LinkKind, Problem, Reading};

/// Whether a document is a page of a feed.
pub(super) fn is_one(value: Node<'_>) -> bool {
    let items = value.value().and_then(|value| value.get("items"));
    items.is_some_and(Value::is_array)
        && (value.has("next") || value.has("license") || value.has("licence"))
}

/// Reads a page.
pub(super) fn read(value: &Value, document: &Document<'_>, vocabulary: &str) -> Reading {
    let page = Node::of(value);
    let entries = value
        .get("items")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let mut reading = Reading::default();
    let mut slots = 0_usize;
    for (at, entry) in entries.iter().enumerate() {
        take(at, entry, document, vocabulary, &mut reading, &mut slots);
    }
    let aside = |reason: String| SetAside {
        place: "page".to_owned(),
        external_id: None,
        reason,
        raw: String::new(),
    };
    if slots > 0 {
        reading
            .set_aside
            .push(aside("bookable times (slots) are passed over".to_owned()));
    }
    if page.any(&["license", "licence"]).value().is_none() {
        reading
            .set_aside
            .push(aside("the page names no licence".to_owned()));
    }
    crate::feed::without_repeats(&mut reading);
    let mut once = std::collections::HashSet::new();
    reading
        .second_hand
        .retain(|item| once.insert(item.external_id.clone()));
    onward(page, entries.is_empty(), document, &mut reading);
    reading
}

fn onward(page: Node<'_>, is_empty: bool, document: &Document<'_>, reading: &mut Reading) {
    let here = Url::parse(document.url).ok();
    let next = page
        .get("next")
        .text()
        .and_then(|raw| here.as_ref()?.join(&raw).ok())
        .filter(|next| matches!(next.scheme(), "http" | "https"));
    let Some(next) = next else {
        reading.problem = Some(Problem::CutOff(
            "it names no next page, so its end is not known".to_owned(),
        ));
        return;
    };
    let is_here = here.as_ref().is_some_and(|here| same(here, &next));
    match (is_here, is_empty) {
        (true, true) => reading.resume = Some(document.url.to_owned()),
        (true, false) => {
            reading.problem = Some(Problem::CutOff(
                "the next page is the page itself although it has items: the feed is defective"
                    .to_owned(),
            ));
        }
        (false, _) => {
            reading.resume = Some(next.as_str().to_owned());
            reading.links.push(Link {
                url: next.into(),
                kind: LinkKind::List,
                terms: document.terms.to_vec(),
                version: None,
            });
        }
    }
}

/// Whether two addresses are one, however their parameters are ordered or escaped.
fn same(one: &Url, other: &Url) -> bool {
    let parts = |url: &Url| {
        let mut pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        pairs.sort();
        (
            url.host_str().map(str::to_owned),
            url.port_or_known_default(),
            url.path().to_owned(),
            pairs,
        )
    };
    parts(one) == parts(other)
}

fn take(
    at: usize,
    entry: &Value,
    document: &Document<'_>,
    vocabulary: &str,
    reading: &mut Reading,
    slots: &mut usize,
) {
    let node = Node::of(entry);
    let key = record::key(node);
    let aside = |reason: String| SetAside {
        place: format!("item {}", at + 1),
        external_id: key.clone(),
        reason,
        raw: entry.to_string().chars().take(4_000).collect(),
    };
    let Some(key) = key.clone() else {
        reading.set_aside.push(aside("it has no id".to_owned()));
        return;
    };
    match node.get("state").text().as_deref() {
        Some("deleted") => return reading.gone.push(key),
        Some("updated") | None => {}
        Some(other) => {
            let reason = format!("its state is {other:?}, neither updated nor deleted");
            return reading.set_aside.push(aside(reason));
        }
    }
    let version = |of: &str| Version {
        key: key.clone(),
        of: of.to_owned(),
        modified: node.get("modified").text().unwrap_or_default(),
    };
    match record::read(entry, vocabulary, document.terms) {
        Ok(Record::Service(item)) => {
            reading.versions.push(version(&item.external_id));
            reading.items.push(*item);
        }
        Ok(Record::Session { piece, parent }) => {
            reading.versions.push(version(&piece.id));
            reading.pieces.push(*piece);
            reading.second_hand.extend(parent.map(|parent| *parent));
        }
        Ok(Record::Over) => reading.gone.push(key),
        Ok(Record::Slot) => *slots += 1,
        Err(reason) => reading.set_aside.push(aside(reason)),
    }
}
