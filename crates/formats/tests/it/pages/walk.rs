//! A crawl without a network: every link of a fixture feed followed to its file, lists first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;

use domain::statement::{Item, SetAside};
use formats::{Document, Link, LinkKind, Problem, Reader};

use crate::pages::fixtures;

pub(super) const ORIGIN: &str = "http://feeds.example.org.uk";

/// What a crawl of one feed gave.
#[derive(Default)]
pub(super) struct Walked {
    pub(super) items: BTreeMap<String, Item>,
    pub(super) set_aside: Vec<SetAside>,
    pub(super) problems: Vec<(String, Problem)>,
    pub(super) not_there: Vec<String>,
}

/// Follows every link from the start, lists first, as a crawler does but without a network.
pub(super) fn walk(feed: &str) -> Walked {
    let profile =
        std::fs::read_to_string(fixtures().join(format!("profiles/{feed}.toml"))).unwrap();
    let reader = Reader::from_profile(&profile).unwrap_or_else(|error| panic!("{feed}: {error}"));
    walk_with(&reader, feed)
}

/// The same with another reader.
pub(super) fn walk_with(reader: &Reader, feed: &str) -> Walked {
    let mut lists: VecDeque<Link> = expected(feed).start.into_iter().collect();
    let mut details: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut walked = Walked::default();
    while let Some(list) = lists.pop_front() {
        if !seen.insert(list.url.clone()) {
            continue;
        }
        for link in take(reader, &list, &mut walked) {
            match link.kind {
                LinkKind::List => lists.push_back(link),
                LinkKind::Detail => details.entry(link.url).or_default().extend(link.terms),
            }
        }
    }
    for (url, terms) in details {
        let link = Link {
            url,
            kind: LinkKind::Detail,
            terms: terms.into_iter().collect(),
            version: None,
        };
        assert_eq!(take(reader, &link, &mut walked), [], "{}", link.url);
    }
    walked
}

fn take(reader: &Reader, link: &Link, walked: &mut Walked) -> Vec<Link> {
    let Some(bytes) = file_of(&link.url).and_then(|file| std::fs::read(file).ok()) else {
        walked.not_there.push(link.url.clone());
        return Vec::new();
    };
    let reading = reader.read(&Document {
        url: &link.url,
        content_type: Some("text/html"),
        bytes: &bytes,
        expected: link.kind,
        terms: &link.terms,
    });
    for item in reading.items {
        let known = walked.items.insert(item.external_id.clone(), item);
        assert!(known.is_none(), "{} came twice", known.unwrap().external_id);
    }
    walked.set_aside.extend(reading.set_aside);
    walked
        .problems
        .extend(reading.problem.map(|problem| (link.url.clone(), problem)));
    reading.links
}

/// The file that the fixtures' origin answers with.
fn file_of(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix(ORIGIN)?.trim_start_matches('/');
    let (path, query) = path
        .split_once('?')
        .map_or((path, String::new()), |(path, query)| {
            (path, format!("@{query}"))
        });
    let extension = if path.rsplit('/').next()?.contains('.') {
        ""
    } else {
        ".html"
    };
    Some(
        fixtures()
            .join("feeds")
            .join(format!("{path}{query}{extension}")),
    )
}

/// What `facts/expected.toml` says of a feed.
pub(super) struct Expected {
    pub(super) start: Vec<Link>,
    pub(super) listings: usize,
    pub(super) oddities: BTreeMap<String, (usize, String)>,
}

pub(super) fn expected(feed: &str) -> Expected {
    let text = std::fs::read_to_string(fixtures().join("facts/expected.toml")).unwrap();
    let all: toml::Table = toml::from_str(&text).unwrap();
    let facts = &all["feed"][feed];
    let start = facts["start"].as_array().unwrap().iter().map(|path| Link {
        url: format!("{ORIGIN}{}", path.as_str().unwrap()),
        kind: LinkKind::List,
        terms: Vec::new(),
        version: None,
    });
    let oddities = facts["oddities"].as_array().unwrap().iter().map(|oddity| {
        let count = usize::try_from(oddity["count"].as_integer().unwrap()).unwrap();
        let outcome = oddity["outcome"].as_str().unwrap().to_owned();
        (
            oddity["kind"].as_str().unwrap().to_owned(),
            (count, outcome),
        )
    });
    Expected {
        start: start.collect(),
        listings: usize::try_from(facts["listings"].as_integer().unwrap()).unwrap(),
        oddities: oddities.collect(),
    }
}

impl Expected {
    pub(super) fn count(&self, kind: &str) -> usize {
        self.oddities.get(kind).map_or(0, |(count, _)| *count)
    }

    pub(super) fn set_aside(&self) -> usize {
        self.oddities
            .values()
            .filter(|(_, outcome)| outcome == "set-aside")
            .map(|(count, _)| count)
            .sum()
    }
}
