//! What was found on a page, field by field, before it becomes a service.
//!
//! The order is the order of trust: selectors of the profile first, then labels, then the JSON in the
//! page. Nothing is judged here; `service` decides what of it is kept.

use std::collections::BTreeMap;

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};
use serde::Deserialize;
use url::Url;

use super::css::{Css, Many};
use super::markup;
use super::pairs::{self, Beside};
use super::profile::{Labels, PairRules};
use crate::html;

/// The most text that is taken from one page, in bytes: ten thousand times a usual record.
const MAX_TEXT: usize = 2_000_000;
/// The most values that are taken from one page.
const MAX_VALUES: usize = 5_000;

/// What a selector, a label or a JSON path holds (docs/adding-a-source.md lists them for people).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Field {
    Name,
    AlternateName,
    Description,
    Organization,
    Venue,
    Address,
    Postcode,
    Latitude,
    Longitude,
    /// Both in one text, latitude first: "51.46, -0.11".
    LatLon,
    Phone,
    Email,
    Url,
    Hours,
    Cost,
    Eligibility,
    Ages,
    Languages,
    Accessibility,
    Area,
    Category,
    Attendance,
    ApplicationProcess,
    ContactName,
    ContactTitle,
    ContactPhone,
    ContactEmail,
    CharityNumber,
    AssuredDate,
    LastModified,
}

impl Field {
    /// Whether every place that holds it adds to it; of the others the first place that has it counts.
    fn is_set(self) -> bool {
        matches!(
            self,
            Self::AlternateName
                | Self::Phone
                | Self::Email
                | Self::Url
                | Self::Languages
                | Self::Accessibility
                | Self::Area
                | Self::Category
                | Self::Attendance
        )
    }

    /// Whether it belongs to one place of the record rather than to the record.
    fn is_of_place(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Venue
                | Self::Address
                | Self::Postcode
                | Self::Latitude
                | Self::Longitude
                | Self::LatLon
                | Self::Hours
        )
    }
}

/// One value as it stood on the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Value {
    /// Its words; blocks and `<br>` are line breaks.
    pub(super) text: String,
    /// Its list items, spans or lines.
    pub(super) pieces: Vec<String>,
    /// Where it links to: absolute, or `mailto:` or `tel:`.
    pub(super) links: Vec<String>,
}

/// Everything found on one page, or in one entry of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    values: Vec<Fact>,
    /// Grows with every selector, label and JSON path: what has one number was found together.
    finding: usize,
    size: usize,
}

#[derive(Debug, Clone)]
struct Fact {
    field: Field,
    value: Value,
    finding: usize,
}

/// Where to look in a piece of HTML.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules<'p> {
    pub(super) fields: &'p BTreeMap<Field, Many<Css>>,
    pub(super) labels: &'p Labels,
    pub(super) pairs: &'p [PairRules],
    /// Elements whose words do not count.
    pub(super) ignore: &'p Many<Css>,
}

impl Facts {
    /// Everything that the rules find inside `scope`; elements inside `without` are left to others.
    pub(super) fn read(
        rules: Rules<'_>,
        scope: ElementRef<'_>,
        base: &Url,
        without: &[ElementRef<'_>],
    ) -> Self {
        let mut facts = Self::default();
        let elsewhere = |node: NodeRef<'_, Node>| {
            !without.is_empty()
                && node
                    .ancestors()
                    .any(|outer| without.iter().any(|part| part.id() == outer.id()))
        };
        for (field, places) in rules.fields {
            for css in places.iter() {
                facts.next_finding();
                let before = facts.values.len();
                for element in css.all(scope).filter(|element| !elsewhere(**element)) {
                    if facts.is_too_long() {
                        return facts;
                    }
                    facts.add(*field, Value::of_element(element, css, base, rules.ignore));
                }
                if facts.values.len() > before && !field.is_set() {
                    break;
                }
            }
        }
        if !rules.labels.is_empty() {
            let wanted = |label: &str| rules.labels.fields(label).is_some();
            for pair in pairs::find(scope, rules.pairs, &wanted) {
                let anchor = match &pair.value {
                    Beside::Nodes(nodes) => nodes.first().copied(),
                    Beside::Line(_, element) => Some(**element),
                };
                if anchor.is_none_or(elsewhere) {
                    continue;
                }
                if facts.is_too_long() {
                    return facts;
                }
                facts.next_finding();
                for field in rules.labels.fields(&pair.label).unwrap_or_default() {
                    facts.add(*field, Value::beside(&pair.value, base, rules.ignore));
                }
            }
        }
        facts
    }

    /// From here on, what is added was found in another place of the page.
    pub(super) fn next_finding(&mut self) {
        self.finding += 1;
    }

    /// Adds a value unless it is empty or already there.
    pub(super) fn add(&mut self, field: Field, value: Value) {
        self.push(Fact {
            field,
            value,
            finding: self.finding,
        });
    }

    fn push(&mut self, fact: Fact) {
        let known = self
            .values
            .iter()
            .any(|known| known.field == fact.field && known.value == fact.value);
        if known || fact.value.is_empty() || self.is_too_long() {
            return;
        }
        self.size += fact.value.text.len();
        self.values.push(fact);
    }

    /// Adds what another part of the page says, after what is known.
    pub(super) fn append(&mut self, other: Self) {
        let before = self.finding + 1;
        for fact in other.values {
            self.push(Fact {
                finding: before + fact.finding,
                ..fact
            });
        }
        self.finding = before + other.finding;
    }

    /// What a place says beside where it is and when it is open.
    pub(super) fn without_place(&self) -> Self {
        let values = self
            .values
            .iter()
            .filter(|fact| !fact.field.is_of_place())
            .cloned()
            .collect();
        Self {
            values,
            ..self.clone()
        }
    }

    /// Whether more text was found than any record has, so that the rest was not taken.
    pub(super) fn is_too_long(&self) -> bool {
        self.size > MAX_TEXT || self.values.len() >= MAX_VALUES
    }

    /// Every value of a field, the most trusted first.
    pub(super) fn all(&self, field: Field) -> impl Iterator<Item = &Value> {
        self.values
            .iter()
            .filter(move |fact| fact.field == field)
            .map(|fact| &fact.value)
    }

    /// The most trusted address in lines: all that was found together with its first line.
    pub(super) fn address(&self) -> Option<String> {
        let mut found = self
            .values
            .iter()
            .filter(|fact| fact.field == Field::Address)
            .peekable();
        let finding = found.peek()?.finding;
        let lines = found
            .filter(|fact| fact.finding == finding)
            .flat_map(|fact| match &fact.value {
                Value { pieces, text, .. } if pieces.is_empty() => std::slice::from_ref(text),
                Value { pieces, .. } => pieces,
            });
        Some(lines.map(String::as_str).collect::<Vec<_>>().join("\n"))
    }

    /// The most trusted value of a field.
    pub(super) fn first(&self, field: Field) -> Option<&Value> {
        self.all(field).next()
    }
}

impl Value {
    /// A value that was plain text, or HTML in a text, from the start.
    pub(super) fn of_text(text: &str) -> Self {
        let text = html::words(text).into_owned();
        Self {
            pieces: text.lines().map(str::to_owned).collect(),
            text,
            links: Vec::new(),
        }
    }

    /// The value that a selector led to.
    fn of_element(element: ElementRef<'_>, css: &Css, base: &Url, ignore: &Many<Css>) -> Self {
        match css.attribute() {
            Some(attribute) => {
                let text = element.attr(attribute).unwrap_or_default();
                Self {
                    links: link(text, base).into_iter().collect(),
                    ..Self::of_text(text)
                }
            }
            None => Self::beside(&Beside::Nodes(vec![*element]), base, ignore),
        }
    }

    fn beside(value: &Beside<'_>, base: &Url, ignore: &Many<Css>) -> Self {
        match value {
            Beside::Line(line, element) => Self {
                links: absolute_links(*element, base),
                ..Self::of_text(line)
            },
            Beside::Nodes(nodes) => {
                let mut all = Self::default();
                let mut texts = Vec::new();
                for node in nodes {
                    match ElementRef::wrap(*node) {
                        Some(element) => {
                            all.pieces.extend(markup::pieces(element, ignore));
                            all.links.extend(absolute_links(element, base));
                        }
                        None => all.pieces.push(markup::text(*node, ignore)),
                    }
                    texts.push((is_inline(*node), markup::text(*node, ignore)));
                }
                all.text = joined(&texts);
                all.pieces.retain(|piece| !piece.trim().is_empty());
                all
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.links.is_empty()
    }
}

/// Texts of neighbouring nodes: inline ones run on, blocks begin a line of their own.
fn joined(texts: &[(bool, String)]) -> String {
    let mut out = String::new();
    let mut was_inline = true;
    for (inline, text) in texts {
        if text.is_empty() {
            was_inline &= *inline;
            continue;
        }
        if !out.is_empty() {
            out.push(if *inline && was_inline { ' ' } else { '\n' });
        }
        was_inline = *inline;
        out.push_str(text);
    }
    // A bold label often leaves its colon to the text after it.
    out.trim_start_matches([':', ' ', '\n']).to_owned()
}

fn is_inline(node: NodeRef<'_, Node>) -> bool {
    match node.value() {
        Node::Element(element) => {
            matches!(
                element.name(),
                "a" | "span" | "em" | "i" | "abbr" | "small" | "time" | "font" | "u"
            )
        }
        _ => true,
    }
}

fn absolute_links(element: ElementRef<'_>, base: &Url) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    for link in markup::links(element).filter_map(|href| link(href, base)) {
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

fn link(href: &str, base: &Url) -> Option<String> {
    let href = href.trim();
    // "www.hub.org.uk" was meant as an address, not as a page of this site.
    let url = if href.starts_with("www.") {
        Url::parse(&format!("http://{href}"))
    } else {
        base.join(href)
    };
    let url = url.ok()?;
    matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
}
