//! schema.org in pages: events, courses, services and places that a site describes for machines.
//!
//! | file | what it does |
//! |---|---|
//! | `graph` | finds JSON-LD and makes one shape of its spellings |
//! | `thing`, `when` | a thing becomes a service |
//! | `sitemap` | where the pages are |

pub(crate) mod graph;
mod sitemap;
pub(crate) mod thing;
pub(crate) mod when;

use domain::statement::SetAside;
use serde::Deserialize;

use crate::decode;
use crate::feed::json;
use crate::feed::node::Node;
use crate::profile::{Format, ProfileError};
use crate::reader::Document;
use crate::reading::{LinkKind, Problem, Reading};
use crate::sniff::{self, Content};
use graph::{Graph, types};

/// Reads the JSON-LD of one site.
#[derive(Debug)]
pub(crate) struct LinkedReader {
    vocabulary: String,
}

/// The shape of its profile.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    #[serde(rename = "format")]
    _format: Format,
    vocabulary: Option<String>,
}

/// Things that are services by themselves, by the end of their type's name.
const SERVICES: [&str; 7] = [
    "Event",
    "Course",
    "CourseInstance",
    "Service",
    "Festival",
    "EventSeries",
    "Program",
];
/// Things that are a service only where a page has no other: who runs the site, and where.
const BODIES: [&str; 14] = [
    "Place",
    "LocalBusiness",
    "CivicStructure",
    "NGO",
    "Library",
    "CommunityCenter",
    "Museum",
    "SportsActivityLocation",
    "StadiumOrArena",
    "PlaceOfWorship",
    "Church",
    "Park",
    "TouristAttraction",
    "Organization",
];

impl LinkedReader {
    /// A reader after a profile's text.
    pub(crate) fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Profile =
            toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
        Ok(Self {
            vocabulary: profile
                .vocabulary
                .unwrap_or_else(crate::table::own_vocabulary),
        })
    }

    /// Reads one page, one JSON-LD document or one sitemap.
    pub(crate) fn read(&self, document: &Document<'_>) -> Reading {
        if document.bytes.len() > decode::MAX_BYTES {
            return Reading::of_problem(Problem::Refused(format!(
                "it is longer than {} bytes",
                decode::MAX_BYTES
            )));
        }
        let text = || decode::text(document.bytes, document.content_type).text;
        let graph = match sniff::content(document.bytes) {
            Content::Html { .. } => Graph::of_page(&text()),
            Content::Json => json::parse(&text()).map(|parsed| Graph::of_value(parsed.value)),
            Content::Xml => return sitemap::read(&text(), document.url),
            other => Err(Problem::WrongKind {
                expected: "a page with JSON-LD, or a sitemap",
                got: other.describe().to_owned(),
            }),
        };
        match graph {
            Ok(graph) => self.things(graph, document),
            Err(problem) => Reading::of_problem(problem),
        }
    }

    fn things(&self, graph: Graph, document: &Document<'_>) -> Reading {
        let mut reading = Reading::default();
        if graph.noindex {
            reading.set_aside.push(SetAside {
                place: "page".to_owned(),
                external_id: None,
                reason: "the page asks not to be indexed".to_owned(),
                raw: String::new(),
            });
            return reading;
        }
        for raw in graph.broken {
            reading.set_aside.push(SetAside {
                place: "script".to_owned(),
                external_id: None,
                reason: "its JSON-LD is no JSON".to_owned(),
                raw,
            });
        }
        let is = |thing: &&serde_json::Value, kinds: &[&str]| {
            types(Node::of(thing)).iter().any(|name| {
                kinds
                    .iter()
                    .any(|kind| name == kind || (*kind == "Event" && name.ends_with(kind)))
            })
        };
        let mut found: Vec<&serde_json::Value> = graph
            .things
            .iter()
            .filter(|thing| is(thing, &SERVICES))
            .collect();
        if found.is_empty() {
            found = graph
                .things
                .iter()
                .filter(|thing| {
                    is(thing, &BODIES) && Node::of(thing).any(&["address", "geo"]).is_some()
                })
                .collect();
        }
        let none = found.is_empty();
        for (at, thing) in found.into_iter().enumerate() {
            match thing::item(thing, None, &self.vocabulary, document.terms) {
                Ok(mut item) => {
                    item.url = item.url.or_else(|| Some(document.url.to_owned()));
                    reading.items.push(item);
                }
                Err(reason) => reading.set_aside.push(SetAside {
                    place: format!("thing {}", at + 1),
                    external_id: thing::own_id(Node::of(thing)),
                    reason,
                    raw: thing.to_string().chars().take(4_000).collect(),
                }),
            }
        }
        crate::feed::without_repeats(&mut reading);
        if none && reading.set_aside.is_empty() && document.expected == LinkKind::List {
            reading.problem = Some(Problem::Unreadable(
                "it has no JSON-LD of events, courses, services or places".to_owned(),
            ));
        } else if none && reading.set_aside.is_empty() {
            reading.set_aside.push(SetAside {
                place: "page".to_owned(),
                external_id: None,
                reason: "it has no JSON-LD of events, courses, services or places".to_owned(),
                raw: String::new(),
            });
        }
        reading
    }
}
