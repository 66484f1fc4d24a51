//! Feeds of platforms in JSON: Open Referral UK in both versions, Outpost, Connected Places, ALISS,
//! Give Food.
//!
//! | file | what it does |
//! |---|---|
//! | `json`, `node` | JSON as it really comes, and looking into it |
//! | `list` | which page of a list this is, and where the next is |
//! | `open_referral`, `connected_places`, `aliss`, `give_food` | a record of each becomes a service |
//! | `draft`, `body`, `whereabouts`, `times` | the pieces of a service, cleaned |

mod aliss;
pub(crate) mod body;
mod connected_places;
pub(crate) mod draft;
mod give_food;
pub(crate) mod json;
mod list;
pub(crate) mod node;
mod open_referral;
pub(crate) mod times;
pub(crate) mod whereabouts;

use std::collections::HashMap;

use domain::statement::{Item, SetAside};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::profile::{Format, ProfileError};
use crate::reader::Document;
use crate::reading::{Link, LinkKind, Problem, Reading};
use node::Node;

const EXPECTED: &str = "a JSON document";
/// The longest excerpt of a record that is set aside, in characters.
const RAW_CHARS: usize = 4_000;

/// Reads the feed of one source.
#[derive(Debug)]
pub(crate) struct FeedReader {
    platform: Format,
    rules: Rules,
}

/// How the records of one source are read.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    /// The vocabulary of category words that name none.
    pub(crate) vocabulary: String,
    /// The public page of a record, with `{id}` or `{slug}` in it.
    pub(crate) page: Option<String>,
    details: Details,
}

impl Rules {
    /// The rules of a source that says nothing.
    pub(crate) fn plain(vocabulary: &str) -> Self {
        Self {
            vocabulary: vocabulary.to_owned(),
            page: None,
            details: Details::Never,
        }
    }

    /// The public page of a record.
    fn page_of(&self, node: Node<'_>) -> Option<String> {
        let id = open_referral::id_of(node)?;
        let slug = node.get("slug").text().unwrap_or_else(|| id.clone());
        let url = self
            .page
            .as_ref()?
            .replace("{id}", &id)
            .replace("{slug}", &slug);
        domain::contact::web_address(&url)
    }
}

/// Whether records have to be asked for one by one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Details {
    /// Where the list says little.
    #[default]
    Auto,
    Always,
    Never,
}

/// The shape of a feed's profile (docs/adding-a-source.md explains the keys to people).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    format: Format,
    vocabulary: Option<String>,
    page: Option<String>,
    #[serde(default)]
    details: Details,
}

impl FeedReader {
    /// A reader after a profile's text.
    pub(crate) fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Profile =
            toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
        Ok(Self {
            platform: profile.format,
            rules: Rules {
                vocabulary: profile
                    .vocabulary
                    .unwrap_or_else(crate::table::own_vocabulary),
                page: profile.page,
                details: profile.details,
            },
        })
    }

    /// Reads one page of the feed, or one record of it.
    pub(crate) fn read(&self, document: &Document<'_>) -> Reading {
        let parsed = match json::open(document, EXPECTED) {
            Ok(parsed) => parsed,
            Err(problem) => return Reading::of_problem(problem),
        };
        let value = match list::page(parsed.value, document.url) {
            Ok(page) => {
                let mut reading = self.list(page, document);
                reading.problem = parsed.problem.or(reading.problem);
                return reading;
            }
            Err(value) => value,
        };
        let mut reading = self.alone(value, document);
        reading.problem = reading.problem.or(parsed.problem);
        reading
    }

    /// Where else the feed may be, when nothing is at an address that was given for it.
    pub(crate) fn elsewhere(&self, address: &str) -> Option<String> {
        let ending = match self.platform {
            Format::OpenReferral => "services",
            Format::Outpost => "api/v1/services",
            Format::Aliss => "import",
            Format::ConnectedPlaces => "core/v1/services",
            _ => return None,
        };
        let mut url = Url::parse(address).ok()?;
        let path = url.path().trim_end_matches('/').to_owned();
        if path.ends_with("/services") || path.ends_with(ending) {
            return None;
        }
        url.set_path(&format!("{path}/{ending}"));
        url.set_query(None);
        Some(url.into())
    }

    /// Whether the places of its services come in a list of their own.
    pub(crate) fn assembles(&self) -> bool {
        self.platform == Format::ConnectedPlaces
    }

    /// Reads a record again from what was kept of it.
    pub(crate) fn reread(&self, raw: &str) -> Option<Item> {
        let record = serde_json::from_str(raw).ok()?;
        match self.platform {
            Format::ConnectedPlaces => connected_places::item(&record, &self.rules, &[]).ok(),
            _ => open_referral(record, &self.rules, &[]).ok(),
        }
    }

    /// A document that is no list: one record, or the root of an API.
    fn alone(&self, value: Value, document: &Document<'_>) -> Reading {
        let node = Node::of(&value);
        let is_root = node.has("version") && (node.has("profile") || node.has("openapi_url"));
        if is_root && let Some(services) = self.elsewhere(document.url) {
            return Reading {
                links: vec![list_link(services, document.terms)],
                ..Reading::default()
            };
        }
        let record = ["data", "service"]
            .iter()
            .map(|key| node.get(key))
            .find(|node| node.is_object());
        let record = record.and_then(Node::value).unwrap_or(&value).clone();
        if open_referral::id_of(Node::of(&record)).is_none() {
            let said = node.any(&["message", "error", "detail", "title"]).text();
            return Reading::of_problem(Problem::Unreadable(match said {
                Some(said) => format!("the server says {:?}", domain::text::shortened(&said, 200)),
                None => "it is JSON, but neither a list of services nor one".to_owned(),
            }));
        }
        let mut reading = Reading::default();
        self.take(record, "record".to_owned(), document, &mut reading);
        reading
    }

    fn list(&self, page: list::Page, document: &Document<'_>) -> Reading {
        let mut reading = Reading {
            total: page.total,
            problem: page.problem,
            ..Reading::default()
        };
        if page.entries.len() > json::MAX_ENTRIES {
            return Reading::of_problem(Problem::Refused(format!(
                "its list has more than {} entries",
                json::MAX_ENTRIES
            )));
        }
        let thin = self.asks_for_details(&page.entries);
        for (at, record) in page.entries.into_iter().enumerate() {
            let place = format!("entry {}", at + 1);
            match detail_link(&record, document).filter(|_| thin) {
                Some(link) if !reading.links.contains(&link) => reading.links.push(link),
                Some(_) => {}
                None => self.take(record, place, document, &mut reading),
            }
        }
        without_repeats(&mut reading);
        let next = page.next.map(|next| list_link(next, document.terms));
        let places = self.places_of(document.url).map(|url| list_link(url, &[]));
        // What lists lead to comes before single records.
        reading.links.splice(0..0, places.into_iter().chain(next));
        reading
    }

    /// The list of places that belongs to a list of services, asked for with its first page.
    fn places_of(&self, url: &str) -> Option<String> {
        let url = Url::parse(url).ok()?;
        let is_first = !url
            .query_pairs()
            .any(|(name, value)| name == "page" && value != "1");
        let services = url.path().strip_suffix("/services")?;
        if self.platform != Format::ConnectedPlaces || !is_first {
            return None;
        }
        let mut places = url.clone();
        places.set_path(&format!("{services}/service-locations"));
        places.set_query(Some("include=location&per_page=100"));
        Some(places.into())
    }

    fn take(&self, record: Value, place: String, document: &Document<'_>, reading: &mut Reading) {
        let id = open_referral::id_of(Node::of(&record));
        let raw: String = record.to_string().chars().take(RAW_CHARS).collect();
        let item = match self.platform {
            Format::ConnectedPlaces if connected_places::is_place(Node::of(&record)) => {
                match connected_places::place(&record) {
                    Ok(piece) => return reading.pieces.push(piece),
                    Err(reason) => Err(reason),
                }
            }
            Format::ConnectedPlaces => connected_places::item(&record, &self.rules, document.terms),
            Format::Aliss => aliss::item(&record, &self.rules, document.terms),
            Format::GiveFood => give_food::item(record, &self.rules, document.terms),
            _ => open_referral(record, &self.rules, document.terms),
        };
        match item {
            Ok(item) => reading.items.push(item),
            Err(reason) => reading.set_aside.push(SetAside {
                place,
                external_id: id,
                reason,
                raw,
            }),
        }
    }

    /// Whether the entries are too thin to be read as they are: nothing in any of them tells where,
    /// when or how to ask.
    fn asks_for_details(&self, entries: &[Value]) -> bool {
        const TELLING: [&str; 15] = [
            "service_at_locations",
            "locations",
            "schedules",
            "regular_schedules",
            "contacts",
            "phones",
            "cost_options",
            "eligibilitys",
            "service_areas",
            "attributes",
            "service_taxonomys",
            "physical_addresses",
            "languages",
            "taxonomies",
            "address",
        ];
        match self.rules.details {
            _ if self.platform != Format::OpenReferral => false,
            Details::Always => true,
            Details::Never => false,
            Details::Auto => !entries.iter().any(|entry| {
                let entry = Node::of(entry);
                TELLING.iter().any(|key| entry.get(key).is_some())
            }),
        }
    }
}

/// A record of Open Referral as a service, for the packages that hold the same.
pub(crate) fn open_referral(
    record: Value,
    rules: &Rules,
    terms: &[String],
) -> Result<Item, String> {
    open_referral::item(record, rules, terms)
}

fn list_link(url: String, terms: &[String]) -> Link {
    Link {
        url,
        kind: LinkKind::List,
        terms: terms.to_vec(),
        version: None,
    }
}

/// The address of a record: the list's, and its id.
fn detail_link(record: &Value, document: &Document<'_>) -> Option<Link> {
    let node = Node::of(record);
    let id = open_referral::id_of(node)?;
    let mut url = Url::parse(document.url).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    url.path_segments_mut().ok()?.pop_if_empty().push(&id);
    Some(Link {
        url: url.into(),
        kind: LinkKind::Detail,
        terms: document.terms.to_vec(),
        version: node.any(&["last_modified", "updated_at"]).text(),
    })
}

/// Keeps one item of each id, the one that changed last; the others are set aside.
pub(crate) fn without_repeats(reading: &mut Reading) {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Item> = Vec::with_capacity(reading.items.len());
    for item in std::mem::take(&mut reading.items) {
        let Some(at) = places.get(&item.external_id).copied() else {
            places.insert(item.external_id.clone(), kept.len());
            kept.push(item);
            continue;
        };
        if kept[at].service == item.service {
            continue;
        }
        let dated = |item: &Item| (item.service.last_modified, item.service.assured_date);
        let older = if dated(&item) > dated(&kept[at]) {
            std::mem::replace(&mut kept[at], item)
        } else {
            item
        };
        reading.set_aside.push(SetAside {
            place: "page".to_owned(),
            reason: "another entry has the same id and is newer, or came first".to_owned(),
            external_id: Some(older.external_id),
            raw: older.raw.chars().take(RAW_CHARS).collect(),
        });
    }
    reading.items = kept;
}
