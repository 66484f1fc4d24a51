//! The feed: an API of Open Referral UK 3.0 on loopback that has the invented services of the load.
//!
//! Its pages are written to a file once and sent as they are, so that next to nothing of what is
//! measured is the feed's own work.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::listing::{Listing, ListingStatus, Provenance, founding_id};
use domain::service::{Organization, Phone, Service};
use formats::write::{Record, hsds};
use gazetteer::Gazetteer;
use serde_json::json;

use crate::bench::{Maker, Places};

/// Services on a page.
const ON_PAGE: u64 = 100;
/// Services of one organization, which share its telephone, mailbox and site.
const OF_ORGANIZATION: u64 = 4;
/// Areas of numbers that are kept for invention, each with a thousand of them.
const DIAL: [&str; 12] = [
    "020 7946 0",
    "0113 496 0",
    "0114 496 0",
    "0115 496 0",
    "0116 496 0",
    "0117 496 0",
    "0118 496 0",
    "0121 496 0",
    "0131 496 0",
    "0141 496 0",
    "0151 496 0",
    "0161 496 0",
];
/// Bytes of an answer that is only there to be moved.
const PIECE: usize = 64 * 1024;

/// A feed that answers.
#[derive(Debug)]
pub(super) struct Feed {
    address: SocketAddr,
    services: u64,
    bytes: u64,
}

/// The pages in their file: where each begins, and where the last ends.
#[derive(Debug)]
struct Pages {
    file: PathBuf,
    starts: Vec<u64>,
}

impl Feed {
    /// A feed of so many services; its pages are kept in the folder for the next run.
    pub(super) fn of(folder: &Path, services: u64) -> anyhow::Result<Self> {
        let pages = Pages::of(folder, services)?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let bytes = pages.starts.last().copied().unwrap_or_default();
        let pages = Arc::new(pages);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let pages = Arc::clone(&pages);
                // Whoever goes away in the middle has had enough.
                std::thread::spawn(move || drop(answer(stream, &pages)));
            }
        });
        Ok(Self {
            address,
            services,
            bytes,
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn services(&self) -> u64 {
        self.services
    }

    /// Of all pages.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn pages(&self) -> u64 {
        self.services.div_ceil(ON_PAGE)
    }

    pub(super) fn path(&self, page: u64) -> String {
        format!("/services?page={page}")
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/services", self.address)
    }
}

impl Pages {
    fn of(folder: &Path, services: u64) -> anyhow::Result<Self> {
        let file = folder.join(format!("feed-{services}.json"));
        let index = folder.join(format!("feed-{services}.starts"));
        if let Ok(text) = std::fs::read_to_string(&index) {
            let starts = text.lines().map(str::parse).collect::<Result<_, _>>()?;
            return Ok(Self { file, starts });
        }
        let gazetteer = Gazetteer::compiled_default()?;
        let places = Places::of(&gazetteer);
        let mut maker = Maker::new(&gazetteer, &places);
        let mut to = BufWriter::new(File::create(&file)?);
        let (pages, mut starts, mut at) = (services.div_ceil(ON_PAGE), vec![0], 0);
        for page in 1..=pages {
            let first = (page - 1) * ON_PAGE;
            let count = ON_PAGE.min(services - first);
            let contents = (first..first + count).map(|number| entry(number, maker.next()));
            let body = json!({
                "total_items": services,
                "total_pages": pages,
                "page_number": page,
                "size": count,
                "first_page": page == 1,
                "last_page": page == pages,
                "empty": false,
                "contents": contents.collect::<anyhow::Result<Vec<_>>>()?,
            });
            let body = serde_json::to_vec(&body)?;
            to.write_all(&body)?;
            at += body.len() as u64;
            starts.push(at);
        }
        to.flush()?;
        let text: Vec<String> = starts.iter().map(u64::to_string).collect();
        std::fs::write(&index, text.join("\n")).context("the feed cannot be kept")?;
        Ok(Self { file, starts })
    }

    /// Where a page is in the file, and how long.
    fn place(&self, page: usize) -> Option<(u64, u64)> {
        let start = *self.starts.get(page.checked_sub(1)?)?;
        let end = *self.starts.get(page)?;
        Some((start, end - start))
    }
}

/// A service as our own writer gives it, under the name and with the numbers of an organization that
/// has a few.
fn entry(number: u64, mut service: Service) -> anyhow::Result<serde_json::Value> {
    let of = number / OF_ORGANIZATION;
    let name = service.organization.map_or_else(String::new, |o| o.name);
    service.url = Some(format!("https://group-{of}.example/{number}"));
    service.email = Some(format!("office@group-{of}.example"));
    service.phones = vec![Phone {
        number: telephone(of),
        description: None,
    }];
    service.organization = Some(Organization {
        name: format!("{name} {of}"),
        ..Organization::default()
    });
    let at: DateTime<Utc> = "2026-11-24T10:00:00Z".parse()?;
    let listing = Listing {
        id: founding_id("https://feed.example/", &number.to_string()),
        slug: number.to_string(),
        service,
        provenance: Provenance::default(),
        status: ListingStatus::Active,
        last_confirmed: None,
        unanswered_since: None,
        last_seen: at,
        changed_at: at,
        version: 1,
    };
    Ok(hsds::service(&Record {
        listing: &listing,
        credits: &[],
        assurance: None,
        public_url: "https://feed.example",
        areas: &BTreeMap::new(),
    }))
}

fn telephone(of: u64) -> String {
    let of = usize::try_from(of).unwrap_or_default();
    format!("{}{:03}", DIAL[of / 1_000 % DIAL.len()], of % 1_000)
}

/// Answers one request after another on a connection.
fn answer(stream: TcpStream, pages: &Pages) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut file = File::open(&pages.file)?;
    loop {
        let mut request = String::new();
        if reader.read_line(&mut request)? == 0 {
            return Ok(());
        }
        let mut header = String::new();
        loop {
            header.clear();
            reader.read_line(&mut header)?;
            if header.trim().is_empty() {
                break;
            }
        }
        let path = request.split(' ').nth(1).unwrap_or_default();
        let to = reader.get_mut();
        let number = |name: &str| path.split_once(name)?.1.parse::<u64>().ok();
        if path == "/services" || path.starts_with("/services?") {
            let page = number("page=").unwrap_or(1);
            match pages.place(usize::try_from(page)?) {
                Some((start, length)) => {
                    file.seek(SeekFrom::Start(start))?;
                    head(to, "200 OK", length)?;
                    std::io::copy(&mut (&file).take(length), to)?;
                }
                None => head(to, "404 Not Found", 0)?,
            }
        } else if let Some(count) = number("/bytes?count=") {
            head(to, "200 OK", count)?;
            let piece = [b'x'; PIECE];
            let mut left = count;
            while left > 0 {
                let some = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
                to.write_all(&piece[..some])?;
                left -= some as u64;
            }
        } else {
            head(to, "404 Not Found", 0)?;
        }
        to.flush()?;
    }
}

fn head(to: &mut TcpStream, status: &str, length: u64) -> std::io::Result<()> {
    write!(
        to,
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::{Feed, ON_PAGE};
    use crate::bench::Client;

    #[test]
    fn the_feed_has_every_service_once_on_its_pages() {
        let folder = tempfile::tempdir().unwrap();
        let feed = Feed::of(folder.path(), ON_PAGE + 7).unwrap();
        let mut client = Client::new(feed.address()).unwrap();
        let mut ids = std::collections::BTreeSet::new();
        let mut bytes = 0;
        for page in 1..=feed.pages() {
            let body = client.get(&feed.path(page)).unwrap();
            bytes += body.len() as u64;
            let page: serde_json::Value = serde_json::from_slice(body).unwrap();
            for service in page["contents"].as_array().unwrap() {
                ids.insert(service["id"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(ids.len() as u64, ON_PAGE + 7);
        assert_eq!(bytes, feed.bytes());
        let drained = client.drain("/bytes?count=100000").unwrap();
        assert_eq!(drained.bytes, 100_000);
        assert!(client.get(&feed.path(9)).is_err());
    }
}
