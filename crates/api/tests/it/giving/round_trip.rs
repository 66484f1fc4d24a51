//! What goes out comes in again: every form that one of our own readers reads, field by field, and what
//! is lost on the way. The table in docs/using-the-data.md is held to it.
//!
//! What is given are the listings of the demonstration's map, tables and workbook, and some that say
//! everything that can be said.

mod everything;
mod facets;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use domain::federation::Said;
use domain::listing::Listing;
use domain::service::Service;
use domain::statement::Item;
use formats::{Document, LinkKind, Reader};

use self::facets::FACETS;
use super::rig::Rig;

/// The address that the rig's answers name as their own.
const HERE: &str = "https://here.example";
/// Feeds of the demonstration that are read whole from one document each.
const FEEDS: [(&str, &[&str]); 3] = [
    (
        "mymaps-lambeth",
        &["mymaps/social-prescribing.kml", "mymaps/partners-layer.kmz"],
    ),
    ("csv-southwark", &["csv/southwark-community-activities.csv"]),
    ("xlsx-lewisham", &["xlsx/lewisham-local-activities.xlsx"]),
];
/// The file that has the table, and what stands around it there.
const DOCUMENT: &str = "../../docs/using-the-data.md";
const BEGIN: &str = "<!-- The test round_trip of crates/api writes this table: UPDATE_DOCS=1 -->\n";
const END: &str = "<!-- To here. -->\n";
/// Ids in one question for a calendar.
const IDS_AT_ONCE: usize = 40;

/// What was read back of each listing, by form.
struct Form {
    heading: &'static str,
    read: Vec<Item>,
}

/// How a field fared over all listings that have it.
#[derive(Default, Clone, Copy)]
struct Fared {
    whole: usize,
    altered: usize,
    lost: usize,
}

#[actix_web::test]
async fn the_table_says_what_each_form_loses() {
    let rig = rig().await;
    let listings = listings(&rig).await;
    assert!(listings.len() > 200, "{} listings", listings.len());
    let lines = read(&rig, "open-referral", "/api/v1/export/ndjson").await;
    let pages = read(
        &rig,
        "open-referral",
        "/oruk/v3/services?full=true&per_page=100",
    )
    .await;
    assert_eq!(
        services(&lines),
        services(&pages),
        "one body, in lines or in pages"
    );
    let forms = [
        Form {
            heading: "HSDS (v3, NDJSON)",
            read: lines,
        },
        Form {
            heading: "data package",
            read: read(&rig, "hsds-package", "/api/v1/export/hsds").await,
        },
        Form {
            heading: "v1",
            read: read(&rig, "open-referral", "/oruk/v1/services?per_page=100").await,
        },
        Form {
            heading: "ALISS",
            read: read(&rig, "aliss", "/aliss/v4/services?page_size=500").await,
        },
        Form {
            heading: "CSV",
            read: read(&rig, "table", "/api/v1/export/csv").await,
        },
        Form {
            heading: "GeoJSON",
            read: read(&rig, "table", "/api/v1/export/geojson").await,
        },
        Form {
            heading: "KML",
            read: read(&rig, "mymaps", "/api/v1/export/kml").await,
        },
        Form {
            heading: "iCal",
            read: calendars(&rig, &listings).await,
        },
        Form {
            heading: "another Fingerpost",
            read: statements(&rig).await,
        },
    ];
    let table = table(&listings, &forms);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    let document = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = document
        .split_once(BEGIN)
        .expect("the mark before the table");
    let (committed, after) = rest.split_once(END).expect("the mark after the table");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    assert!(
        committed == table,
        "docs/using-the-data.md says otherwise; UPDATE_DOCS=1 writes it anew:\n{table}"
    );
}

async fn rig() -> Rig {
    let rig = Rig::furnished().await;
    for (feed, documents) in FEEDS {
        rig.source(feed, true).await;
        let mut items = Vec::new();
        for document in documents {
            items.extend(of_demonstration(feed, document));
        }
        rig.crawl(feed, &items).await;
    }
    rig.source("everything", true).await;
    rig.crawl("everything", &everything::items()).await;
    rig
}

fn of_demonstration(feed: &str, path: &str) -> Vec<Item> {
    let fixtures: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let profile = fixtures.join(format!("profiles/{feed}.toml"));
    let reader = Reader::from_profile(&std::fs::read_to_string(profile).unwrap()).unwrap();
    let bytes = std::fs::read(fixtures.join("feeds").join(path)).unwrap();
    let reading = reader.read(&Document {
        url: &format!("https://demonstration.example/{path}"),
        content_type: None,
        bytes: &bytes,
        expected: LinkKind::List,
        terms: &[],
    });
    assert!(reading.problem.is_none(), "{path}: {:?}", reading.problem);
    reading.items
}

/// Everything that may be passed on and whose name nobody else has: by its name it is known again.
async fn listings(rig: &Rig) -> Vec<Listing> {
    let mut all: Vec<Listing> = Vec::new();
    let mut after = None;
    while let Some((views, last)) = rig.directory.next_given(after).await.unwrap() {
        all.extend(views.iter().map(|view| view.listing.clone()));
        after = Some(last);
    }
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for listing in &all {
        *named.entry(listing.service.name.clone()).or_default() += 1;
    }
    all.retain(|listing| named[&listing.service.name] == 1);
    all
}

/// Reads a form as a crawl does: the first address, and whatever it leads to.
async fn read(rig: &Rig, profile: &str, first: &str) -> Vec<Item> {
    let reader = Reader::built_in(profile).unwrap();
    let mut items = Vec::new();
    let mut seen = BTreeSet::from([first.to_owned()]);
    let mut queue = VecDeque::from([(first.to_owned(), LinkKind::List)]);
    while let Some((path, expected)) = queue.pop_front() {
        let reply = rig.get(&path).await;
        assert_eq!(reply.status, 200, "{path}");
        let reading = reader.read(&Document {
            url: &format!("{HERE}{path}"),
            content_type: Some(reply.header("content-type")),
            bytes: &reply.bytes,
            expected,
            terms: &[],
        });
        assert!(reading.problem.is_none(), "{path}: {:?}", reading.problem);
        items.extend(reading.items);
        for link in reading.links {
            let Some(path) = link.url.strip_prefix(HERE).map(str::to_owned) else {
                continue;
            };
            if seen.insert(path.clone()) {
                queue.push_back((path, link.kind));
            }
        }
    }
    assert!(!items.is_empty(), "nothing of {first} was read");
    items
}

async fn calendars(rig: &Rig, listings: &[Listing]) -> Vec<Item> {
    let mut items = Vec::new();
    for some in listings.chunks(IDS_AT_ONCE) {
        let ids: Vec<String> = some.iter().map(|listing| listing.id.to_string()).collect();
        let path = format!("/api/v1/calendar.ics?ids={}", ids.join(","));
        let text = rig.get(&path).await.text();
        if text.contains("BEGIN:VEVENT") {
            items.extend(read(rig, "calendar", &path).await);
        }
    }
    items
}

/// What another instance is told; of what several say of one listing, all of it.
async fn statements(rig: &Rig) -> Vec<Item> {
    let (mut items, mut after) = (Vec::new(), 0);
    loop {
        let path = format!("/api/v1/federation/statements?after={after}&limit=500");
        let read = formats::federation::read_feed(&rig.get(&path).await.bytes).unwrap();
        assert!(read.unread.is_empty(), "{:?}", read.unread);
        for record in read.feed.records {
            if let Said::Statement(said) = record.said
                && let Some(service) = said.service
            {
                items.push(Item {
                    external_id: said.of.external_id,
                    service,
                    url: said.url,
                    raw: String::new(),
                });
            }
        }
        if !read.feed.more {
            return items;
        }
        after = read.feed.next;
    }
}

/// By id, what a form says.
fn services(items: &[Item]) -> BTreeMap<&str, &Service> {
    let service = |item| -> (&str, &Service) {
        let item: &Item = item;
        (item.external_id.as_str(), &item.service)
    };
    items.iter().map(service).collect()
}

fn table(listings: &[Listing], forms: &[Form]) -> String {
    let mut text = String::from("| |");
    for form in forms {
        text += &format!(" {} |", form.heading);
    }
    text += "\n|---|";
    text += &"---|".repeat(forms.len());
    text += "\n";
    let found: Vec<BTreeMap<usize, Vec<&Service>>> =
        forms.iter().map(|form| of_each(listings, form)).collect();
    for (name, facet) in FACETS {
        text += &format!("| {name} |");
        for found in &found {
            let fared = fared(listings, found, *facet);
            assert!(
                fared.whole + fared.altered + fared.lost > 0,
                "no listing has anything of {name:?}"
            );
            text += &format!(" {} |", fared.cell());
        }
        text += "\n";
    }
    text
}

/// What a form gave of each listing, by its place; a map gives an entry for each place.
fn of_each<'a>(listings: &[Listing], form: &'a Form) -> BTreeMap<usize, Vec<&'a Service>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (at, listing) in listings.iter().enumerate() {
        places.insert(listing.id.to_string(), at);
        places.insert(listing.service.name.clone(), at);
    }
    let mut found: BTreeMap<usize, Vec<&Service>> = BTreeMap::new();
    for item in &form.read {
        // A cell that would begin a formula has an apostrophe before it.
        let name = item.service.name.trim_start_matches('\'');
        if let Some(at) = places.get(&item.external_id).or_else(|| places.get(name)) {
            found.entry(*at).or_default().push(&item.service);
        }
    }
    found
}

fn fared(
    listings: &[Listing],
    found: &BTreeMap<usize, Vec<&Service>>,
    facet: fn(&Service) -> BTreeSet<String>,
) -> Fared {
    let mut fared = Fared::default();
    for (at, listing) in listings.iter().enumerate() {
        let given = facet(&listing.service);
        if given.is_empty() {
            continue;
        }
        let read: BTreeSet<String> = found
            .get(&at)
            .into_iter()
            .flatten()
            .flat_map(|service| facet(service))
            .collect();
        match read {
            read if read == given => fared.whole += 1,
            read if read.is_empty() => fared.lost += 1,
            _ => fared.altered += 1,
        }
    }
    fared
}

impl Fared {
    fn cell(self) -> String {
        let all = self.whole + self.altered + self.lost;
        match (self.whole, self.altered) {
            (whole, _) if whole == all => "yes".to_owned(),
            (0, 0) => "–".to_owned(),
            (0, _) => "altered".to_owned(),
            (whole, _) => format!("{whole} of {all}"),
        }
    }
}
