//! OpenActive: a dataset's site names its feeds, a feed is pages of changes (RPDE), a record is an
//! activity in the words of schema.org.
//!
//! | file | what it does |
//! |---|---|
//! | `dataset` | which feeds a dataset has, and which datasets a catalogue |
//! | `page` | one page of a feed: what changed, what is gone, where the next page is |
//! | `record` | a record becomes a service, or a session of one |

mod dataset;
mod page;
mod record;

use domain::statement::Item;
use serde::Deserialize;

use crate::decode;
use crate::feed::json;
use crate::feed::node::Node;
use crate::linked::graph::Graph;
use crate::profile::{Format, ProfileError};
use crate::reader::Document;
use crate::reading::{Problem, Reading};
use crate::sniff::{self, Content};

/// Reads the feeds of one dataset.
#[derive(Debug)]
pub(crate) struct OpenActiveReader {
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

impl OpenActiveReader {
    /// A reader after a profile's text.
    pub(crate) fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Profile =
            toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
        Ok(Self {
            vocabulary: profile
                .vocabulary
                .unwrap_or_else(|| "openactive:activity".to_owned()),
        })
    }

    /// Reads a dataset's site, a catalogue, or a page of a feed.
    pub(crate) fn read(&self, document: &Document<'_>) -> Reading {
        if document.bytes.len() > decode::MAX_BYTES {
            return Reading::of_problem(Problem::Refused(format!(
                "it is longer than {} bytes",
                decode::MAX_BYTES
            )));
        }
        let text = || decode::text(document.bytes, document.content_type).text;
        match sniff::content(document.bytes) {
            Content::Html { .. } => match Graph::of_page(&text()) {
                Ok(graph) => dataset::read(&graph, document.url),
                Err(problem) => Reading::of_problem(problem),
            },
            Content::Json => match json::parse(&text()) {
                Ok(parsed) if page::is_one(Node::of(&parsed.value)) => {
                    let mut reading = page::read(&parsed.value, document, &self.vocabulary);
                    if parsed.problem.is_some() {
                        // The page has to come again, whole.
                        reading.links.clear();
                        reading.resume = None;
                        reading.problem = parsed.problem;
                    }
                    reading
                }
                Ok(parsed) => dataset::read(&Graph::of_value(parsed.value), document.url),
                Err(problem) => Reading::of_problem(problem),
            },
            other => Reading::of_problem(Problem::WrongKind {
                expected: "an OpenActive dataset site or feed",
                got: other.describe().to_owned(),
            }),
        }
    }

    /// Reads a record again from what was kept of it.
    pub(crate) fn reread(&self, raw: &str) -> Option<Item> {
        let entry = serde_json::from_str(raw).ok()?;
        match record::read(&entry, &self.vocabulary, &[]) {
            Ok(record::Record::Service(item)) => Some(*item),
            _ => None,
        }
    }
}
