//! The shape of a pages profile: what `docs/adding-a-source.md` explains, as types.
//!
//! Unknown keys are refused, selectors and addresses are compiled while the text is read, so an error
//! knows its line. What needs two keys to judge is judged in [`Profile::from_toml`].

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::num::NonZeroU32;

use domain::text::fold;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::address::{Address, RecordAddress};
use super::css::{Css, Many};
use super::facts::Field;
use super::json::Path;
use crate::profile::{Format, ProfileError};

/// How one site's pages are to be read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    #[serde(rename = "format")]
    _format: Format,
    /// What messages call the site: "Camden's directory".
    pub(super) site: String,
    /// The vocabulary that the site's categories belong to.
    pub(super) vocabulary: String,
    /// Which addresses are records.
    pub(super) records: Vec<RecordRule>,
    /// Lists of one category each.
    #[serde(default)]
    pub(super) channels: Vec<Channel>,
    /// Links on a list page, or on a page that only leads to lists, to one category each.
    #[serde(default)]
    pub(super) channel_links: Option<Css>,
    pub(super) list: ListRules,
    #[serde(default)]
    pub(super) detail: Option<DetailRules>,
}

/// One shape of a record's address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordRule {
    pub(super) address: RecordAddress,
    #[serde(default)]
    pub(super) keep: Keep,
}

/// Which pages behind an address become items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Keep {
    /// Every one.
    #[default]
    Always,
    /// Those with an address, a postcode or a position: the others are articles.
    WithAddress,
    /// None: they are not even asked for.
    Never,
}

/// A list of one category.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Channel {
    pub(super) term: String,
    /// Relative to the list page on which the crawl starts.
    pub(super) address: String,
}

/// How list pages are read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListRules {
    /// A page without any of these is not a list of this site.
    pub(super) marks: Many<Css>,
    /// A list without entries must show one of these.
    #[serde(default)]
    pub(super) empty: Vec<Sign>,
    /// Each entry; needed where fields are read from the list.
    #[serde(default)]
    pub(super) items: Option<Css>,
    /// The link to the record: inside an entry, or on the page when there is no `items`.
    #[serde(default)]
    pub(super) link: Option<Css>,
    /// Words on the page that are a category of everything listed on it.
    #[serde(default)]
    pub(super) term: Option<Css>,
    /// The link to the next page.
    #[serde(default)]
    pub(super) next: Option<Css>,
    /// How the address of the next page is counted.
    #[serde(default)]
    pub(super) step: Option<Step>,
    /// What a list holds.
    #[serde(default)]
    pub(super) holds: Holds,
    #[serde(default)]
    pub(super) ignore: Many<Css>,
    #[serde(default)]
    pub(super) drop: Vec<String>,
    #[serde(default)]
    pub(super) fields: BTreeMap<Field, Many<Css>>,
    #[serde(default)]
    pub(super) labels: Labels,
    #[serde(default)]
    pub(super) pairs: Vec<PairRules>,
    #[serde(default)]
    pub(super) json: Vec<JsonRules>,
}

/// Whether a list leads to the records or is them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Holds {
    /// Each record has its own page, which is read.
    #[default]
    Links,
    /// Everything stands in the list; records' own pages are not asked for.
    Records,
}

/// How the address of the next page is counted: by a fixed step, by the numbers that the page shows, or
/// by a step no further than those.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// `page`, `sr`.
    pub(super) parameter: String,
    /// 1 for page numbers, the page size for offsets.
    #[serde(default)]
    pub(super) by: Option<NonZeroU32>,
    /// The first page's number; an address without the parameter means this one.
    #[serde(default)]
    pub(super) first: u32,
    /// Links or attributes that hold the numbers of pages that there are.
    #[serde(default)]
    pub(super) numbers: Option<Css>,
}

/// How records' own pages are read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DetailRules {
    /// A page without any of these is not a record of this site.
    pub(super) marks: Many<Css>,
    /// How the site says, with status 200, that it has no such record.
    #[serde(default)]
    pub(super) gone: Vec<Sign>,
    /// Where the site leads when it has no such record.
    #[serde(default)]
    pub(super) gone_addresses: Many<Address>,
    /// Pages that are set aside, with the reason.
    #[serde(default)]
    pub(super) not_a_record: Vec<NotARecord>,
    /// The part of the page that is looked at.
    #[serde(default)]
    pub(super) within: Option<Css>,
    /// Elements whose words do not count.
    #[serde(default)]
    pub(super) ignore: Many<Css>,
    /// Each place, where a record can have several.
    #[serde(default)]
    pub(super) places: Option<Css>,
    /// Sentences that stand on every page and say nothing.
    #[serde(default)]
    pub(super) drop: Vec<String>,
    #[serde(default)]
    pub(super) fields: BTreeMap<Field, Many<Css>>,
    #[serde(default)]
    pub(super) labels: Labels,
    #[serde(default)]
    pub(super) pairs: Vec<PairRules>,
    #[serde(default)]
    pub(super) json: Vec<JsonRules>,
}

/// An element, perhaps with words in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sign {
    pub(super) selector: Css,
    /// In any case, anywhere in the element.
    #[serde(default)]
    pub(super) text: Option<String>,
}

/// A sign that a page is something else, and what to tell people.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NotARecord {
    pub(super) selector: Css,
    pub(super) reason: String,
}

/// Where a site sets labels and values in elements of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PairRules {
    pub(super) container: Css,
    pub(super) label: Css,
    pub(super) value: Css,
}

/// JSON that the page carries for its scripts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonRules {
    /// The element that holds the JSON as text, or as an attribute.
    pub(super) script: Css,
    /// From the whole to the entries.
    #[serde(default)]
    pub(super) path: Path,
    /// From an entry to the address of its record.
    #[serde(default)]
    pub(super) url: Option<Path>,
    /// From an entry to a piece of HTML, such as the popup of a marker.
    #[serde(default)]
    pub(super) html: Option<Path>,
    /// The link to the record in that HTML.
    #[serde(default)]
    pub(super) link: Option<Css>,
    #[serde(default)]
    pub(super) fields: BTreeMap<Field, Many<Path>>,
    #[serde(default)]
    pub(super) html_fields: BTreeMap<Field, Many<Css>>,
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// When the text is not TOML, has an unknown key, a selector or address that cannot be, or keys
    /// that do not go together; the message names line and key.
    pub(super) fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Self =
            toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
        match profile.contradiction() {
            Some((key, what)) => Err(ProfileError::Shape(match line_of(text, key) {
                Some(line) => format!("line {line}, key {key:?}: {what}"),
                None => format!("key {key:?}: {what}"),
            })),
            None => Ok(profile),
        }
    }

    /// The first key that does not go with the others, and why.
    fn contradiction(&self) -> Option<(&'static str, &'static str)> {
        let list = &self.list;
        if self.records.is_empty() {
            return Some((
                "records",
                "at least one shape of a record's address is needed",
            ));
        }
        if list.marks.is_empty() {
            return Some((
                "list.marks",
                "without a mark a changed page would read as an empty list",
            ));
        }
        if list.next.is_some() && list.step.is_some() {
            return Some((
                "list.next",
                "a list goes on by \"next\" or by \"step\", not by both",
            ));
        }
        if list
            .step
            .as_ref()
            .is_some_and(|step| step.by.is_none() && step.numbers.is_none())
        {
            return Some((
                "list.step",
                "\"by\" or \"numbers\" must say what the next page is",
            ));
        }
        if list.items.is_none() && list.link.is_none() && list.json.is_empty() {
            return Some((
                "list",
                "\"items\", \"link\" or \"json\" must say where the records are",
            ));
        }
        if list.items.is_none() && !(list.fields.is_empty() && list.labels.is_empty()) {
            return Some((
                "list.items",
                "needed to tell the entries apart whose fields are read",
            ));
        }
        if list.items.is_none() && list.json.is_empty() && list.holds == Holds::Records {
            return Some((
                "list.holds",
                "records in the list need \"items\" or \"json\"",
            ));
        }
        let detail = match (&self.detail, list.holds) {
            (None, Holds::Links) => {
                return Some(("detail", "needed, unless list.holds is \"records\""));
            }
            (Some(_), Holds::Records) => {
                return Some(("detail", "never read, since list.holds is \"records\""));
            }
            (detail, _) => detail.as_ref()?,
        };
        if detail.marks.is_empty() {
            return Some((
                "detail.marks",
                "without a mark a changed page would read as an empty record",
            ));
        }
        if !detail.fields.contains_key(&Field::Name) && !detail.labels.holds(Field::Name) {
            return Some(("detail.fields", "nothing says where the name is"));
        }
        None
    }
}

/// The line of a key such as `list.next`: the table of that name, or the key in its table, or the table.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let header = |name: &str| {
        text.lines().position(|line| {
            line.trim().trim_start_matches('[').trim_end_matches(']') == name && line.contains('[')
        })
    };
    let in_table = || {
        let (table, key) = key.rsplit_once('.').unwrap_or(("", key));
        let start = if table.is_empty() { 0 } else { header(table)? };
        let is_key = |line: &str| {
            line.trim()
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        let found = text.lines().skip(start).position(is_key);
        found
            .map(|at| start + at)
            .or(Some(start).filter(|_| !table.is_empty()))
    };
    header(key).or_else(in_table).map(|index| index + 1)
}

/// Which fields stand beside which label; labels are compared folded.
#[derive(Debug, Default)]
pub(super) struct Labels(HashMap<String, Many<Field>>);

impl Labels {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields beside a folded label.
    pub(super) fn fields(&self, folded: &str) -> Option<&[Field]> {
        self.0.get(folded).map(|fields| fields.0.as_slice())
    }

    fn holds(&self, field: Field) -> bool {
        self.0.values().any(|fields| fields.0.contains(&field))
    }
}

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(LabelsVisitor)
    }
}

struct LabelsVisitor;

impl<'de> Visitor<'de> for LabelsVisitor {
    type Value = Labels;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of labels, each with its field")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut labels = HashMap::new();
        while let Some((label, fields)) = map.next_entry::<String, Many<Field>>()? {
            let folded = fold(&label);
            if folded.is_empty() {
                return Err(A::Error::custom(format!(
                    "{label:?} has no letters to be known by"
                )));
            }
            if labels.insert(folded, fields).is_some() {
                return Err(A::Error::custom(format!(
                    "{label:?} differs from another label only in case, spaces or punctuation"
                )));
            }
        }
        Ok(Labels(labels))
    }
}
