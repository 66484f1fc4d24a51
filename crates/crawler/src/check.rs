//! A look at an address or a file before it becomes a source: what it is, what we would read from it,
//! what not and why, and the entry to add.
//!
//! Nothing is stored, and no link is followed.

use std::collections::BTreeMap;
use std::path::Path;

use formats::{Document, LinkKind, Reader, Reading, built_in_profiles};
use url::Url;

use crate::client::Validators;
use crate::crawler::{CrawlError, Crawler};
use crate::fetch::{Fetched, Fetcher};
use crate::file::LocalFile;
use crate::new_source::NewSource;
use crate::sources_file::USUAL_DELAY;

/// Names that are shown of what was found.
const NAMES_SHOWN: usize = 5;
/// How much of a document is searched for a licence, in bytes.
const SEARCHED: usize = 1024 * 1024;

/// What an address or a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Where it came from, after redirects.
    pub address: String,
    /// The built-in profile that reads it best; `None` when it needs a profile of its own.
    pub profile: Option<&'static str>,
    /// Why it cannot be read, or not to its end.
    pub problem: Option<String>,
    /// Services that were read.
    pub items: usize,
    /// The names of the first of them.
    pub names: Vec<String>,
    /// Pages that a crawl would go on to.
    pub links: usize,
    /// What could not be taken: reason and number, commonest first.
    pub set_aside: Vec<(String, usize)>,
    /// The licence that the document names: its id.
    pub licence: Option<&'static str>,
    /// A first draft of the entry for the sources file.
    pub entry: NewSource,
}

/// What a document says of its licence, in lower case, and the licence's id.
const LICENCES: &[(&str, &str)] = &[
    ("open-government-licence", "OGL-UK-3.0"),
    ("open government licence", "OGL-UK-3.0"),
    ("creativecommons.org/publicdomain/zero", "CC0-1.0"),
    ("creativecommons.org/licenses/by-nc-nd", "CC-BY-NC-ND-4.0"),
    ("creativecommons.org/licenses/by-nc-sa", "CC-BY-NC-SA-4.0"),
    ("creativecommons.org/licenses/by-nc", "CC-BY-NC-4.0"),
    ("creativecommons.org/licenses/by-nd", "CC-BY-ND-4.0"),
    ("creativecommons.org/licenses/by-sa", "CC-BY-SA-4.0"),
    ("creativecommons.org/licenses/by", "CC-BY-4.0"),
    ("opendatacommons.org/licenses/odbl", "ODbL-1.0"),
];

pub(crate) async fn check(crawler: &Crawler, address: &str) -> Result<Checked, CrawlError> {
    if Path::new(address).is_file() {
        let file = LocalFile::read(Path::new(address)).await?;
        return Ok(look_at(&file.url, None, &file.bytes));
    }
    let mut fetcher = Fetcher::new(
        &crawler.client,
        &crawler.pace,
        &crawler.options,
        USUAL_DELAY,
        false,
    );
    let what = match fetcher.page(address, &Validators::default()).await {
        Fetched::Page(answer) => {
            return Ok(look_at(
                &answer.url,
                answer.content_type.as_deref(),
                &answer.body,
            ));
        }
        Fetched::Failed(problem) | Fetched::Later(problem) => problem.detail,
        Fetched::Disallowed(why) => why,
        Fetched::Gone => "the server has no such page".to_owned(),
        Fetched::Unchanged => "the server sent nothing".to_owned(),
    };
    Err(CrawlError::Format(format!("{address}: {what}")))
}

fn look_at(url: &Url, content_type: Option<&str>, bytes: &[u8]) -> Checked {
    let document = Document {
        url: url.as_str(),
        content_type,
        bytes,
        expected: LinkKind::List,
        terms: &[],
    };
    let readings = built_in_profiles()
        .iter()
        .filter_map(|(name, _)| Some((*name, Reader::built_in(name).ok()?.read(&document))));
    let (mut best, mut problem) = (None, None);
    for (name, reading) in readings {
        let better = best
            .as_ref()
            .is_none_or(|(_, known)| worth(&reading) > worth(known));
        if worth(&reading) > (0, 0) && better {
            best = Some((name, reading));
        } else if problem.is_none() {
            problem = reading.problem.map(|problem| problem.to_string());
        }
    }
    let (profile, reading) = match best {
        Some((name, reading)) => (Some(name), reading),
        None => (None, Reading::default()),
    };
    let problem = match profile {
        Some(_) => reading.problem.as_ref().map(ToString::to_string),
        None => {
            Some(problem.unwrap_or_else(|| "no built-in profile finds anything in it".to_owned()))
        }
    };
    let licence = licence_in(bytes);
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for aside in reading.set_aside {
        *reasons.entry(aside.reason).or_default() += 1;
    }
    let mut set_aside: Vec<(String, usize)> = reasons.into_iter().collect();
    set_aside.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Checked {
        address: url.to_string(),
        profile,
        problem,
        items: reading.items.len(),
        names: reading
            .items
            .iter()
            .take(NAMES_SHOWN)
            .map(|item| item.service.name.clone())
            .collect(),
        links: reading.links.len(),
        set_aside,
        licence,
        entry: draft(url, profile, licence),
    }
}

/// What a reader got, to be compared: more found is better, then less set aside.
fn worth(reading: &Reading) -> (usize, isize) {
    let found = reading.items.len() + reading.links.len();
    let aside = isize::try_from(reading.set_aside.len()).unwrap_or(isize::MAX);
    if found == 0 { (0, 0) } else { (found, -aside) }
}

fn licence_in(bytes: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(&bytes[..SEARCHED.min(bytes.len())]).to_lowercase();
    LICENCES
        .iter()
        .find(|(words, _)| text.contains(words))
        .map(|(_, id)| *id)
}

fn draft(url: &Url, profile: Option<&str>, licence: Option<&str>) -> NewSource {
    let host = url.host_str().unwrap_or("file").trim_start_matches("www.");
    let id: String = domain::listing::slug_of(host).chars().take(60).collect();
    NewSource {
        name: host.to_owned(),
        id,
        address: url.to_string(),
        profile: profile.unwrap_or("profiles/NAME.toml").to_owned(),
        licence: licence.unwrap_or("none").to_owned(),
        attribution: format!("Contains information from {host}"),
        area: None,
    }
}
