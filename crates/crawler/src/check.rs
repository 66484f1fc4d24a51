//! A look at an address or a file before it becomes a source: what it is, what we would read from it,
//! what not and why, and the entry to add.
//!
//! Nothing is stored. Where an address only leads on, up to three pages more are looked at.

use std::collections::BTreeMap;
use std::path::Path;

use domain::statement::SetAside;
use formats::{Document, Link, LinkKind, Reader, Reading, built_in_profiles, recognise};
use url::Url;

use crate::client::{Answer, Validators};
use crate::crawler::{CrawlError, Crawler};
use crate::fetch::{Fetched, Fetcher};
use crate::file::LocalFile;
use crate::new_source::{NewSource, PEER};

/// Pages that are looked at beyond the first.
const MOST_HOPS: usize = 3;
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
    /// How many the feed says that it has on all its pages.
    pub total: Option<u64>,
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
        return Ok(look_at(&file.url, None, &file.bytes).0);
    }
    if let Some(checked) = instance_at(crawler, address).await {
        return Ok(checked);
    }
    let mut fetcher = Fetcher::new(crawler, crawler.options.look_pause, false);
    let (mut checked, reading) = match fetch(&mut fetcher, address).await {
        Ok(answer) => {
            let type_ = answer.content_type.as_deref();
            look_at(&answer.url, type_, &answer.body)
        }
        Err(what) => match below(&mut fetcher, address).await {
            Some(found) => found,
            None => return Err(CrawlError::Format(format!("{address}: {what}"))),
        },
    };
    if checked.profile.is_none()
        && let Some(found) = below(&mut fetcher, address).await
    {
        return Ok(found.0);
    }
    if checked.items == 0 {
        look_further(&mut fetcher, &mut checked, &reading).await;
    }
    Ok(checked)
}

/// Another instance of this program, if the address is that of one.
async fn instance_at(crawler: &Crawler, address: &str) -> Option<Checked> {
    let url = Url::parse(address).ok()?;
    if url.path() != "/" || url.query().is_some() {
        return None;
    }
    let card = crawler.card_of(url.as_str()).await.ok()?;
    let mut entry = draft(&url, Some(PEER), None, &[]);
    entry.name.clone_from(&card.name);
    entry.area = card
        .areas
        .first()
        .cloned()
        .filter(|_| card.areas.len() == 1);
    Some(Checked {
        address: url.to_string(),
        profile: Some(PEER),
        problem: None,
        items: 0,
        total: None,
        names: vec![card.name],
        links: 1,
        set_aside: Vec::new(),
        licence: None,
        entry,
    })
}

async fn fetch(fetcher: &mut Fetcher<'_>, address: &str) -> Result<Box<Answer>, String> {
    match fetcher.page(address, &Validators::default()).await {
        Fetched::Page(answer) => Ok(answer),
        Fetched::Failed(problem) | Fetched::Later(problem) => Err(problem.detail),
        Fetched::Disallowed(why) => Err(why),
        Fetched::Gone => Err("the server has no such page".to_owned()),
        Fetched::Unchanged => Err("the server sent nothing".to_owned()),
    }
}

/// An API whose base answers nothing has its list of services below it.
async fn below(fetcher: &mut Fetcher<'_>, address: &str) -> Option<(Checked, Reading)> {
    let lower = Reader::built_in("open-referral").ok()?.elsewhere(address)?;
    let answer = fetch(fetcher, &lower).await.ok()?;
    let found = look_at(&answer.url, answer.content_type.as_deref(), &answer.body);
    found.0.profile.is_some().then_some(found)
}

/// Where an address only leads to lists, or a list to records, one of each is read to see what is
/// there.
async fn look_further(fetcher: &mut Fetcher<'_>, checked: &mut Checked, reading: &Reading) {
    let Some(reader) = checked.profile.and_then(|name| Reader::built_in(name).ok()) else {
        return;
    };
    let mut links: Vec<Link> = reading.links.clone();
    for _ in 0..MOST_HOPS {
        // The last list, for what comes first in a dataset are pieces.
        let list = links.iter().rfind(|link| link.kind == LinkKind::List);
        let detail = links.iter().find(|link| link.kind == LinkKind::Detail);
        let Some(link) = detail.or(list).cloned() else {
            return;
        };
        let Ok(answer) = fetch(fetcher, &link.url).await else {
            checked.problem = Some(format!("{} cannot be read", link.url));
            return;
        };
        let further = reader.read(&Document {
            url: answer.url.as_str(),
            content_type: answer.content_type.as_deref(),
            bytes: &answer.body,
            expected: link.kind,
            terms: &[],
        });
        checked.licence = checked.licence.or_else(|| licence_in(&answer.body));
        checked.total = checked.total.or(further.total);
        checked.names.extend(
            further
                .items
                .iter()
                .take(NAMES_SHOWN)
                .map(|item| item.service.name.clone()),
        );
        checked.set_aside = reasons(&further.set_aside);
        checked.items += further.items.len();
        checked.problem = further.problem.map(|problem| problem.to_string());
        if checked.items > 0 || checked.problem.is_some() {
            break;
        }
        links = further.links;
    }
    if let Some(licence) = checked.licence {
        checked.entry.licence = licence.to_owned();
    }
}

fn look_at(url: &Url, content_type: Option<&str>, bytes: &[u8]) -> (Checked, Reading) {
    let document = Document {
        url: url.as_str(),
        content_type,
        bytes,
        expected: LinkKind::List,
        terms: &[],
    };
    let read = |name: &'static str| Some((name, Reader::built_in(name).ok()?.read(&document)));
    let (mut best, mut problem) = (None, None);
    // What leaves its marks is what it says; else whatever reads the most.
    let marked = recognise(&document).and_then(read);
    let is_marked = marked
        .as_ref()
        .is_some_and(|(_, reading)| worth(reading) > (0, 0));
    let others = built_in_profiles()
        .iter()
        .filter(|_| !is_marked)
        .filter_map(|(name, _)| read(name));
    for (name, reading) in marked.into_iter().chain(others) {
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
    let checked = Checked {
        address: url.to_string(),
        profile,
        problem,
        items: reading.items.len(),
        total: reading.total,
        names: reading
            .items
            .iter()
            .take(NAMES_SHOWN)
            .map(|item| item.service.name.clone())
            .collect(),
        links: reading.links.len(),
        set_aside: reasons(&reading.set_aside),
        licence,
        entry: draft(url, profile, licence, &reading.links),
    };
    (checked, reading)
}

/// Why things were set aside, the commonest first.
fn reasons(set_aside: &[SetAside]) -> Vec<(String, usize)> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for aside in set_aside {
        *reasons.entry(&aside.reason).or_default() += 1;
    }
    let mut all: Vec<(String, usize)> = reasons
        .into_iter()
        .map(|(reason, count)| (reason.to_owned(), count))
        .collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all
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

fn draft(url: &Url, profile: Option<&str>, licence: Option<&str>, links: &[Link]) -> NewSource {
    let host = url.host_str().unwrap_or("file").trim_start_matches("www.");
    let id: String = domain::listing::slug_of(host).chars().take(60).collect();
    let mut hosts: Vec<String> = links
        .iter()
        .filter_map(|link| Url::parse(&link.url).ok()?.host_str().map(str::to_owned))
        .filter(|other| Some(other.as_str()) != url.host_str())
        .collect();
    hosts.sort();
    hosts.dedup();
    NewSource {
        name: host.to_owned(),
        id,
        address: url.to_string(),
        profile: profile.unwrap_or("profiles/NAME.toml").to_owned(),
        licence: licence.unwrap_or("none").to_owned(),
        attribution: format!("Contains information from {host}"),
        area: None,
        hosts,
    }
}
