//! JSON-LD in a page or a document, as a list of things: prefixes taken off, legacy names put right,
//! references within the document followed.
//!
//! **No context is ever loaded**: a key is known by its local name.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::feed::json;
use crate::feed::node::Node;
use crate::pages::dom;
use crate::reading::Problem;

/// How deep references are followed.
const MOST_HOPS: usize = 2;
/// How deep a thing is looked into.
const MOST_DEPTH: usize = 64;

/// The things of a document.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) things: Vec<Value>,
    /// Pieces of JSON-LD that are no JSON.
    pub(crate) broken: Vec<String>,
    /// The page asks not to be listed.
    pub(crate) noindex: bool,
}

impl Graph {
    /// The JSON-LD scripts of a page.
    ///
    /// # Errors
    /// When the page breaks a limit.
    pub(crate) fn of_page(text: &str) -> Result<Self, Problem> {
        let tree = dom::parse(text).map_err(Problem::Refused)?;
        let noindex = tree.root_element().descendent_elements().any(|element| {
            let is = |name: &str, value: &str| {
                element
                    .attr(name)
                    .is_some_and(|given| given.to_ascii_lowercase().contains(value))
            };
            element.value().name() == "meta"
                && is("name", "robots")
                && (is("content", "noindex") || is("content", "none"))
        });
        let mut graph = Self {
            noindex,
            ..Self::default()
        };
        let scripts = tree.root_element().descendent_elements().filter(|element| {
            element.value().name() == "script"
                && element.attr("type").is_some_and(|kind| {
                    kind.trim()
                        .to_ascii_lowercase()
                        .starts_with("application/ld+json")
                })
        });
        for script in scripts {
            let text: String = script.text().collect();
            match json::parse(&bare(&text)).or_else(|_| json::parse(&decoded(&bare(&text)))) {
                Ok(parsed) => graph.add(parsed.value),
                Err(_) => graph.broken.push(text.chars().take(4_000).collect()),
            }
        }
        graph.follow();
        Ok(graph)
    }

    /// The things of a JSON-LD document.
    pub(crate) fn of_value(value: Value) -> Self {
        let mut graph = Self::default();
        graph.add(value);
        graph.follow();
        graph
    }

    fn add(&mut self, value: Value) {
        match normal(value, 0) {
            Value::Array(list) => {
                for one in list {
                    self.add(one);
                }
            }
            Value::Object(mut object) => match object.remove("@graph") {
                Some(Value::Array(list)) => self.things.extend(list),
                Some(one) => self.things.push(one),
                None => self.things.push(Value::Object(object)),
            },
            _ => {}
        }
    }

    /// Puts things in the place of references to them.
    fn follow(&mut self) {
        let known: HashMap<String, Value> = self
            .things
            .iter()
            .filter(|thing| thing.as_object().is_some_and(|object| object.len() > 1))
            .filter_map(|thing| Some((thing.get("@id")?.as_str()?.to_owned(), thing.clone())))
            .collect();
        if known.is_empty() {
            return;
        }
        for thing in &mut self.things {
            if let Value::Object(object) = thing {
                for value in object.values_mut() {
                    resolve(value, &known, MOST_HOPS);
                }
            }
        }
    }
}

fn resolve(value: &mut Value, known: &HashMap<String, Value>, hops: usize) {
    match value {
        Value::Array(list) => {
            for one in list {
                resolve(one, known, hops);
            }
        }
        Value::Object(object) => {
            let only_names =
                object.len() == 1 || (object.len() == 2 && object.contains_key("@type"));
            let target = object
                .get("@id")
                .and_then(Value::as_str)
                .filter(|_| only_names);
            if let Some(thing) = target.and_then(|id| known.get(id)).filter(|_| hops > 0) {
                let mut thing = thing.clone();
                if let Value::Object(object) = &mut thing {
                    for value in object.values_mut() {
                        resolve(value, known, hops - 1);
                    }
                }
                *value = thing;
            }
        }
        _ => {}
    }
}

/// Keys by their local names, `type` and `id` as JSON-LD writes them, literals as plain values.
pub(crate) fn normal(value: Value, depth: usize) -> Value {
    if depth > MOST_DEPTH {
        return Value::Null;
    }
    match value {
        Value::Array(list) => {
            Value::Array(list.into_iter().map(|one| normal(one, depth + 1)).collect())
        }
        Value::Object(mut object) => {
            if let Some(literal) = object.remove("@value") {
                return literal;
            }
            let mut plain = Map::new();
            for (key, value) in object {
                let key = match local(&key) {
                    "type" => "@type",
                    "id" => "@id",
                    key => key,
                }
                .to_owned();
                if key == "@context" {
                    continue;
                }
                let value = normal(value, depth + 1);
                // The spelling with a prefix does not take the place of the other.
                plain.entry(key).or_insert(value);
            }
            Value::Object(plain)
        }
        other => other,
    }
}

/// "schema:name", "https://schema.org/name" as "name"; JSON-LD's own keys keep their sign.
pub(crate) fn local(key: &str) -> &str {
    let key = key
        .strip_prefix("https://")
        .or_else(|| key.strip_prefix("http://"))
        .map_or(key, |rest| rest.rsplit(['/', '#']).next().unwrap_or(rest));
    ["schema:", "oa:", "sdo:"]
        .iter()
        .find_map(|prefix| key.strip_prefix(prefix))
        .unwrap_or(key)
}

/// The types of a thing, by local name.
pub(crate) fn types(thing: Node<'_>) -> Vec<String> {
    thing
        .get("@type")
        .each()
        .filter_map(Node::text)
        .map(|name| local(&name).to_owned())
        .collect()
}

/// Without the comment marks that pages put round a script.
fn bare(text: &str) -> String {
    let mut text = text.trim();
    for mark in [
        "<!--",
        "//<![CDATA[",
        "// <![CDATA[",
        "/*<![CDATA[*/",
        "<![CDATA[",
    ] {
        text = text.strip_prefix(mark).unwrap_or(text).trim();
    }
    for mark in ["-->", "//]]>", "// ]]>", "/*]]>*/", "]]>"] {
        text = text.strip_suffix(mark).unwrap_or(text).trim();
    }
    text.to_owned()
}

/// With the entities that stand for JSON's own signs decoded.
fn decoded(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
