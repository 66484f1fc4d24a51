//! Google My Maps and its kin: KML, and KMZ, which is KML in a zip archive.
//!
//! A placemark becomes a row whose columns are its `ExtendedData`; its name, description, folder and
//! coordinates stand beside it (`rows` does the rest). Network links are reported, never followed.

mod description;
mod placemark;
mod tree;

use std::collections::BTreeMap;

use domain::statement::SetAside;
use serde::Deserialize;
use url::Url;

use crate::archive::{Archive, ArchiveError};
use crate::decode;
use crate::profile::{Format, ProfileError};
use crate::reader::Document;
use crate::reading::{Link, LinkKind, Problem, Reading};
use crate::rows::{self, Mapping, Repeats, Rules, SkipWhen};
use crate::sniff::{self, Content};
use crate::table::own_vocabulary;

const EXPECTED: &str = "a KML or KMZ document";
/// The most network links that are reported from one document.
const MAX_LINKS: usize = 10;

/// Reads the maps of one source.
#[derive(Debug)]
pub(crate) struct KmlReader {
    layout: Layout,
    rules: Rules,
}

/// What the parts of a map outside of its columns mean.
#[derive(Debug)]
struct Layout {
    folder: Folder,
    document: DocumentName,
    shapes: Shapes,
    /// What a marker's style says, by the start of its id: "icon-1899-0288D1".
    styles: BTreeMap<String, String>,
}

/// The shape of a KML profile (docs/adding-a-source.md explains the keys to people).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    #[serde(rename = "format")]
    _format: Format,
    #[serde(default = "own_vocabulary")]
    vocabulary: String,
    #[serde(default)]
    folder: Folder,
    #[serde(default)]
    document: DocumentName,
    #[serde(default)]
    shapes: Shapes,
    #[serde(default = "yes")]
    guess: bool,
    #[serde(default)]
    styles: BTreeMap<String, String>,
    #[serde(default)]
    columns: Mapping,
    #[serde(default)]
    skip_when: Vec<SkipWhen>,
}

fn yes() -> bool {
    true
}

/// What the name of a folder (a layer of the map) is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Folder {
    #[default]
    Category,
    /// The outermost folder is an area that is served; a folder inside is a category.
    Borough,
    Ignore,
}

/// What the name of the document is to placemarks that are in no folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum DocumentName {
    Category,
    #[default]
    Ignore,
}

/// What becomes of lines and areas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Shapes {
    #[default]
    SetAside,
    /// A point on the line or in the area stands for it.
    Point,
}

impl KmlReader {
    /// A reader after a profile's text.
    pub(crate) fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Profile =
            toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
        let layout = Layout {
            folder: profile.folder,
            document: profile.document,
            shapes: profile.shapes,
            styles: profile.styles,
        };
        let rules = Rules {
            mapping: profile.columns,
            guess: profile.guess,
            skip_when: profile.skip_when,
            vocabulary: profile.vocabulary,
            // The same venue in two layers is one venue.
            repeats: Repeats::Unite,
            month_first: false,
        };
        Ok(Self { layout, rules })
    }

    /// Reads one map.
    pub(crate) fn read(&self, document: &Document<'_>) -> Reading {
        match self.parsed(document) {
            Ok(map) => self.reading(map, document),
            Err(problem) => Reading {
                problem: Some(problem),
                ..Reading::default()
            },
        }
    }

    fn parsed(&self, document: &Document<'_>) -> Result<tree::Map, Problem> {
        let bytes = document.bytes;
        if bytes.len() > decode::MAX_BYTES {
            return Err(Problem::Refused(format!(
                "it is longer than {} bytes",
                decode::MAX_BYTES
            )));
        }
        let unzipped;
        let (bytes, content_type) = match sniff::content(bytes) {
            Content::Zip => {
                unzipped = unzip(bytes)?;
                (unzipped.as_slice(), None)
            }
            _ => (bytes, document.content_type),
        };
        match sniff::content(bytes) {
            Content::Kml => {
                tree::read(&decode::text(bytes, content_type).text).map_err(Problem::Refused)
            }
            other => Err(Problem::WrongKind {
                expected: EXPECTED,
                got: other.describe().to_owned(),
            }),
        }
    }

    fn reading(&self, map: tree::Map, document: &Document<'_>) -> Reading {
        let mut reading = Reading {
            problem: map.broken.clone().map(Problem::CutOff),
            ..Reading::default()
        };
        (reading.links, reading.set_aside) = links(&map.links, document);
        let sheet = placemark::sheet(map, &self.layout);
        match rows::read(sheet, &self.rules, document) {
            Ok(outcome) => {
                reading.items = outcome.items;
                // A map's columns differ from placemark to placemark; one that is nowhere is no news.
                reading.set_aside.extend(
                    outcome
                        .set_aside
                        .into_iter()
                        .filter(|aside| aside.place != rows::HEADINGS),
                );
            }
            Err(rows::NoNames(_)) => {
                let none = Problem::Unreadable("none of its placemarks has a name".to_owned());
                reading.problem.get_or_insert(none);
            }
        }
        reading
    }
}

/// The KML of a KMZ: `doc.kml`, else the first by name.
fn unzip(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let problem = |error| match error {
        ArchiveError::Refused(why) => Problem::Refused(why),
        ArchiveError::Broken(how) => Problem::CutOff(how),
    };
    let mut archive = Archive::open(bytes).map_err(problem)?;
    let names = archive.names();
    let is_kml =
        |name: &str| name.to_ascii_lowercase().ends_with(".kml") && !name.starts_with("__MACOSX");
    let chosen = names
        .iter()
        .position(|name| name.eq_ignore_ascii_case("doc.kml"))
        .or_else(|| {
            (0..names.len())
                .filter(|at| is_kml(&names[*at]))
                .min_by_key(|at| &names[*at])
        });
    let Some(chosen) = chosen else {
        return Err(Problem::WrongKind {
            expected: EXPECTED,
            got: "a zip archive without a KML document".to_owned(),
        });
    };
    archive.member(chosen).map_err(problem)
}

/// The network links as links to look at next, and those that cannot be followed.
fn links(hrefs: &[String], document: &Document<'_>) -> (Vec<Link>, Vec<SetAside>) {
    let base = Url::parse(document.url).ok();
    let mut links: Vec<Link> = Vec::new();
    let mut set_aside = Vec::new();
    for (index, href) in hrefs.iter().enumerate() {
        let url = match &base {
            Some(base) => base.join(href.trim()),
            None => Url::parse(href.trim()),
        };
        let url = url
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        let reason = match &url {
            None => "the network link is not a web address",
            Some(url) if url.as_str() == document.url => {
                "the network link leads to the document itself"
            }
            Some(_) if links.len() >= MAX_LINKS => "there are too many network links",
            Some(url) => {
                let link = Link {
                    url: url.to_string(),
                    kind: LinkKind::List,
                    terms: document.terms.to_vec(),
                    version: None,
                };
                if !links.contains(&link) {
                    links.push(link);
                }
                continue;
            }
        };
        set_aside.push(SetAside {
            place: format!("network link {}", index + 1),
            external_id: None,
            reason: reason.to_owned(),
            raw: href.chars().take(500).collect(),
        });
    }
    (links, set_aside)
}
