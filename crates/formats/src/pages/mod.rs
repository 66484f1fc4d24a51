//! Borough directory pages: one engine, and a profile for each site.
//!
//! List pages give links, records' own pages give an item each; what stands where is the profile's to
//! say (docs/adding-a-source.md), so a new borough is a new file and not new code. **No site is named
//! in this code.**
//!
//! | file | what it does |
//! |---|---|
//! | `profile` | the shape of a profile |
//! | `page` | opens a document: limits, head, sign-in pages |
//! | `list`, `onward`, `detail` | the two kinds of page, and where a list leads on |
//! | `pairs`, `json`, `css`, `address` | the ways of finding: labels, embedded JSON, selectors, addresses |
//! | `facts` | what was found, field by field |
//! | `service`, `contact` | what was found becomes a service |
//! | `dom`, `markup` | HTML to a tree, a tree to words |

mod address;
mod contact;
mod css;
mod detail;
pub(crate) mod dom;
mod facts;
mod hint;
mod json;
mod list;
pub(crate) mod markup;
mod onward;
mod page;
mod pairs;
mod profile;
mod service;

use url::Url;

use crate::profile::ProfileError;
use crate::reader::Document;
use crate::reading::{LinkKind, Problem, Reading};
use address::Record;
use page::Page;
use profile::{Keep, Profile};
use service::Around;

/// The reason of a record that its source says it no longer has. Whoever keeps statements may take it
/// for an explicit deletion, as a 404 or 410 would be.
pub const RECORD_GONE: &str = "the source says that it no longer has this record";

const NOT_TO_BE_LISTED: &str = "the page asks not to be indexed";
const NO_NAME: &str = "it has no name";

/// Reads the pages of one site.
#[derive(Debug)]
pub(crate) struct PagesReader {
    profile: Profile,
}

impl PagesReader {
    /// A reader after a profile.
    ///
    /// # Errors
    /// When the text is not TOML or not a pages profile; the message names line and key.
    pub(crate) fn from_toml(text: &str) -> Result<Self, ProfileError> {
        Ok(Self {
            profile: Profile::from_toml(text)?,
        })
    }

    /// Reads one page.
    pub(crate) fn read(&self, document: &Document<'_>) -> Reading {
        let page = match Page::open(document) {
            Ok(page) => page,
            Err(problem) => {
                return Reading {
                    problem: Some(problem),
                    ..Reading::default()
                };
            }
        };
        match (document.expected, &self.profile.detail) {
            (LinkKind::List, _) => list::read(self, &page, document),
            (LinkKind::Detail, Some(rules)) => detail::read(self, rules, &page, document),
            (LinkKind::Detail, None) => {
                let what = format!("{} has no pages of its own for records", self.profile.site);
                Reading {
                    problem: Some(Problem::Unreadable(what)),
                    ..Reading::default()
                }
            }
        }
    }

    /// The record that an address is of, and whether its page is kept.
    fn record(&self, url: &Url) -> Option<(Keep, Record)> {
        let rules = self.profile.records.iter();
        rules
            .map(|rule| (rule.keep, &rule.address.0))
            .find_map(|(keep, address)| Some((keep, address.read(url)?)))
    }

    fn around<'a>(&'a self, page: &'a Page, terms: &'a [String], drop: &'a [String]) -> Around<'a> {
        Around {
            vocabulary: &self.profile.vocabulary,
            terms,
            drop,
            host: page.url.host_str().unwrap_or_default(),
        }
    }
}

/// The beginning of an item that is set aside.
fn cut(raw: &str) -> String {
    raw.chars().take(4_000).collect()
}
