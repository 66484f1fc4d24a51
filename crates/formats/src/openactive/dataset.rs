//! A dataset's site names the feeds of the dataset in JSON-LD; a catalogue names datasets.

use url::Url;

use crate::feed::node::Node;
use crate::linked::graph::{Graph, local, types};
use crate::reading::{Link, LinkKind, Problem, Reading};

/// Feeds that are read, in the order in which they are: sessions before the series they belong to.
const READ: [&str; 8] = [
    "ScheduledSession",
    "SessionSeries",
    "Event",
    "HeadlineEvent",
    "CourseInstance",
    "Course",
    "FacilityUse",
    "IndividualFacilityUse",
];

/// The feeds or datasets that are named.
pub(super) fn read(graph: &Graph, url: &str) -> Reading {
    let base = Url::parse(url).ok();
    let join = |raw: &str| {
        let url = base.as_ref()?.join(raw.trim()).ok()?;
        matches!(url.scheme(), "http" | "https").then(|| String::from(url))
    };
    let mut feeds: Vec<(usize, String)> = Vec::new();
    let mut datasets: Vec<String> = Vec::new();
    let mut passed_over = 0_usize;
    for thing in &graph.things {
        let thing = Node::of(thing);
        for distribution in thing.get("distribution").each() {
            let Some(address) = distribution
                .get("contentUrl")
                .text()
                .and_then(|raw| join(&raw))
            else {
                continue;
            };
            let is_feed = distribution
                .any(&["encodingFormat", "fileFormat"])
                .text()
                .is_none_or(|format| format.to_ascii_lowercase().contains("rpde"));
            match rank(distribution).filter(|_| is_feed) {
                Some(rank) => feeds.push((rank, address)),
                None => passed_over += 1,
            }
        }
        let is_catalogue = types(thing).iter().any(|name| name == "DataCatalog");
        for key in ["dataset", "hasPart"] {
            let names = thing.get(key).each().filter(|_| is_catalogue);
            datasets.extend(names.filter_map(|one| {
                one.text()
                    .or_else(|| one.any(&["url", "@id"]).text())
                    .and_then(|raw| join(&raw))
            }));
        }
    }
    feeds.sort();
    let whole_facilities = feeds
        .iter()
        .any(|(rank, _)| READ.get(*rank) == Some(&"FacilityUse"));
    feeds
        .retain(|(rank, _)| !whole_facilities || READ.get(*rank) != Some(&"IndividualFacilityUse"));
    let mut links: Vec<Link> = Vec::new();
    for address in feeds
        .into_iter()
        .map(|(_, address)| address)
        .chain(datasets)
    {
        if !links.iter().any(|link| link.url == address) {
            links.push(Link {
                url: address,
                kind: LinkKind::List,
                terms: Vec::new(),
                version: None,
            });
        }
    }
    let problem = links.is_empty().then(|| {
        Problem::Unreadable(if passed_over > 0 {
            format!("it names {passed_over} feeds, but none of a kind that is read")
        } else {
            "it names no OpenActive feed and no dataset".to_owned()
        })
    });
    Reading {
        links,
        problem,
        ..Reading::default()
    }
}

/// Where a feed stands among those that are read.
fn rank(distribution: Node<'_>) -> Option<usize> {
    let kinds: Vec<String> = ["additionalType", "identifier", "name"]
        .iter()
        .filter_map(|key| distribution.get(key).text())
        .collect();
    kinds
        .iter()
        .find_map(|kind| READ.iter().position(|known| local(kind).trim() == *known))
}
