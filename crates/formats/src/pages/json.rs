//! JSON that a page carries for its own scripts: markers of a map, settings of a Drupal site.
//!
//! It is found by a selector, walked by a path, and each entry is read by paths and, where a value is
//! a piece of HTML, by selectors in it.

use scraper::{ElementRef, Html};
use serde::Deserialize;
use serde_json::Value as Json;
use url::Url;

use super::css::Many;
use super::dom;
use super::facts::{Facts, Rules, Value};
use super::profile::{JsonRules, Labels};

/// The most entries that are taken from one page.
const MAX_ENTRIES: usize = 100_000;

/// Steps from a JSON value to values inside it: `leaflet.*.features`.
///
/// A step is a key, a number for a place in a list, or `*` for each; a key that holds a dot cannot
/// be written and is reached by `*`.
#[derive(Debug, Clone, Default)]
pub(super) struct Path(Vec<String>);

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Ok(Self(
            text.split('.')
                .filter(|step| !step.is_empty())
                .map(str::to_owned)
                .collect(),
        ))
    }
}

impl Path {
    fn all<'j>(&self, from: &'j Json) -> Vec<&'j Json> {
        let mut found = vec![from];
        for step in &self.0 {
            found = found
                .into_iter()
                .flat_map(|value| inside(value, step))
                .collect();
        }
        found
    }
}

fn inside<'j>(value: &'j Json, step: &str) -> Vec<&'j Json> {
    match (value, step) {
        (Json::Object(object), "*") => object.values().collect(),
        (Json::Array(list), "*") => list.iter().collect(),
        (Json::Object(object), key) => object.get(key).into_iter().collect(),
        (Json::Array(list), index) => index
            .parse()
            .ok()
            .and_then(|i: usize| list.get(i))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// One entry of a page's JSON.
#[derive(Debug)]
pub(super) struct Entry {
    /// The address of its record, absolute.
    pub(super) url: Option<Url>,
    /// What it says.
    pub(super) facts: Facts,
    /// As it came.
    pub(super) raw: String,
}

/// Every entry, and what is wrong with the JSON, if anything is.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) entries: Vec<Entry>,
    pub(super) fault: Option<String>,
}

/// Reads the JSON of a page after all its rules. A page without the script has no entries.
pub(super) fn read(all: &[JsonRules], page: &Html, base: &Url) -> Entries {
    let mut found = Entries::default();
    for rules in all {
        for script in rules.script.all(page.root_element()) {
            let text = match rules.script.attribute() {
                Some(attribute) => script.attr(attribute).unwrap_or_default().to_owned(),
                None => script.text().collect(),
            };
            if text.trim().is_empty() {
                continue;
            }
            let json: Json = match serde_json::from_str(&text) {
                Ok(json) => json,
                Err(error) => {
                    found
                        .fault
                        .get_or_insert(format!("the JSON in the page cannot be read: {error}"));
                    continue;
                }
            };
            for value in rules.path.all(&json) {
                let list = value
                    .as_array()
                    .map_or(std::slice::from_ref(value), Vec::as_slice);
                for entry in list.iter().filter(|entry| entry.is_object()) {
                    if found.entries.len() == MAX_ENTRIES {
                        found.fault.get_or_insert(format!(
                            "the JSON in the page has more than {MAX_ENTRIES} entries"
                        ));
                        return found;
                    }
                    found.entries.push(read_entry(rules, entry, base));
                }
            }
        }
    }
    found
}

fn read_entry(rules: &JsonRules, entry: &Json, base: &Url) -> Entry {
    let mut facts = Facts::default();
    for (field, paths) in &rules.fields {
        facts.next_finding();
        for value in paths.iter().flat_map(|path| path.all(entry)) {
            facts.add(*field, value_of(value));
        }
    }
    let first_text = |path: &Path| {
        path.all(entry)
            .into_iter()
            .find_map(Json::as_str)
            .map(str::to_owned)
    };
    let mut href = rules.url.as_ref().and_then(first_text);
    if let Some(html) = rules.html.as_ref().and_then(first_text)
        && let Ok(html) = dom::parse(&html)
    {
        let inside = Rules {
            fields: &rules.html_fields,
            labels: &Labels::default(),
            pairs: &[],
            ignore: &Many::default(),
        };
        facts.append(Facts::read(inside, html.root_element(), base, &[]));
        href = href.or_else(|| link_in(rules, html.root_element()));
    }
    Entry {
        url: href.and_then(|href| base.join(href.trim()).ok()),
        facts,
        raw: entry.to_string(),
    }
}

fn link_in(rules: &JsonRules, html: ElementRef<'_>) -> Option<String> {
    let link = rules.link.as_ref()?.first(html)?;
    link.attr("href").map(str::to_owned)
}

fn value_of(value: &Json) -> Value {
    match value {
        Json::String(text) => Value::of_text(text),
        Json::Number(number) => Value::of_text(&number.to_string()),
        Json::Array(list) => {
            let pieces: Vec<String> = list.iter().map(value_of).map(|inner| inner.text).collect();
            Value {
                text: pieces.join("\n"),
                pieces,
                links: Vec::new(),
            }
        }
        Json::Bool(_) | Json::Null | Json::Object(_) => Value::default(),
    }
}
