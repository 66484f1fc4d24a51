//! The demonstration's feeds, read as the crawler would, against what their facts say is one service.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use domain::matching::Weights;
use domain::statement::Item;
use formats::{Document, Link, LinkKind, Reader};
use serde::Deserialize;
use url::Url;

use crate::said::{Said, statement};
use crate::tally::{self, Tally};

/// Where the feeds seem to come from: an origin of their own, since all their links are relative.
const ORIGIN: &str = "http://feeds.example-origin.org.uk";
/// The feed without ids: there the truth names a layer and a name.
const MAP: &str = "mymaps-lambeth";

#[derive(Deserialize)]
struct Truth {
    overlap: Vec<Overlap>,
}

#[derive(Deserialize)]
struct Overlap {
    service: String,
    listings: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    feed: String,
    id: String,
}

#[derive(Deserialize)]
struct Feed {
    start: Vec<String>,
}

/// All pairs of listings of different feeds.
pub(crate) fn measure(root: &Path, weights: &Weights) -> anyhow::Result<Tally> {
    let read = |name: &str| {
        std::fs::read_to_string(root.join(name))
            .with_context(|| format!("could not read fixtures/{name}"))
    };
    let truth: Truth = toml::from_str(&read("facts/overlaps.toml")?)?;
    let feeds: BTreeMap<String, Feed> = toml::from_str(&read("facts/feeds.toml")?)?;
    let mut service_of: HashMap<(&str, &str), &str> = HashMap::new();
    for overlap in &truth.overlap {
        for named in &overlap.listings {
            service_of.insert((&named.feed, &named.id), &overlap.service);
        }
    }
    let mut all = Vec::new();
    let mut told: BTreeSet<(String, String)> = BTreeSet::new();
    for (id, feed) in &feeds {
        let reader = Reader::from_profile(&read(&format!("profiles/{id}.toml"))?)
            .with_context(|| format!("profile {id}"))?;
        for item in items(root, &reader, &feed.start)? {
            let names = if id == MAP {
                let terms = item.service.taxonomy_terms.iter();
                terms
                    .map(|term| format!("{}/{}", term.name, item.service.name))
                    .collect()
            } else {
                vec![item.external_id.clone()]
            };
            let known = names
                .iter()
                .find(|name| service_of.contains_key(&(id.as_str(), name.as_str())));
            let truth = match known {
                Some(name) => {
                    told.insert((id.clone(), name.clone()));
                    service_of[&(id.as_str(), name.as_str())].to_owned()
                }
                None => format!("{id}/{}", item.external_id),
            };
            all.push(Said {
                statement: statement(id, &item.external_id, item.service, item.url)?,
                truth,
                slip: "",
            });
        }
    }
    let unread: Vec<String> = service_of
        .keys()
        .filter(|(feed, id)| !told.contains(&((*feed).to_owned(), (*id).to_owned())))
        .map(|(feed, id)| format!("{feed}/{id}"))
        .collect();
    if !unread.is_empty() {
        bail!("the feeds did not give: {}", unread.join(", "));
    }
    Ok(tally::measure(&all, weights).0)
}

/// Reads a feed from where it starts to where its links end.
fn items(root: &Path, reader: &Reader, start: &[String]) -> anyhow::Result<Vec<Item>> {
    let mut queue: VecDeque<Link> = VecDeque::new();
    for path in start {
        queue.push_back(Link {
            url: format!("{ORIGIN}{path}"),
            kind: LinkKind::List,
            terms: Vec::new(),
            version: None,
        });
    }
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut found: BTreeMap<String, Item> = BTreeMap::new();
    while let Some(link) = queue.pop_front() {
        if !seen.insert(link.url.clone()) {
            continue;
        }
        let Some(bytes) = file_of(root, &link.url)? else {
            continue;
        };
        let reading = reader.read(&Document {
            url: &link.url,
            content_type: None,
            bytes: &bytes,
            expected: link.kind,
            terms: &link.terms,
        });
        for item in reading.items {
            // A detail page says more than the list that led to it.
            if link.kind == LinkKind::Detail || !found.contains_key(&item.external_id) {
                found.insert(item.external_id.clone(), item);
            }
        }
        queue.extend(reading.links);
    }
    Ok(found.into_values().collect())
}

/// The file that the demonstration's server would answer with; nothing for what it has not.
fn file_of(root: &Path, address: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let url = Url::parse(address)?;
    let mut name = url.path().trim_start_matches('/').to_owned();
    if let Some(query) = url.query() {
        name = format!("{name}@{query}");
    }
    let plain: PathBuf = root.join("feeds").join(&name);
    let page = root.join("feeds").join(format!("{name}.html"));
    for path in [plain, page] {
        if path.is_file() {
            return Ok(Some(std::fs::read(&path)?));
        }
    }
    Ok(None)
}
