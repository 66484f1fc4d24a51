//! Directory pages: the fixture feeds read whole by following links, and each quirk of the real sites
//! on a small page of its own.

use std::path::PathBuf;

use formats::{Document, LinkKind, Reader, Reading};

mod feeds;
mod lists;
mod profiles;
mod records;
mod robustness;
mod walk;

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// A site with everything that the tests below need: plain class names, ids in the path.
const SITE: &str = r#"
format = "pages"
site = "the test directory"
vocabulary = "test:category"

[[records]]
address = "/record/{id}/**"

[[records]]
address = "/article/{id}"
keep = "with_address"

[[records]]
address = "/event/{id}"
keep = "never"

[[channels]]
term = "Arts"
address = "/list?channel=1"

[list]
marks = "ul.results"
empty = [{ selector = "p", text = "nothing found" }]
items = "ul.results > li"
link = "a"
next = "a.next"

[list.fields]
name = "h3"
category = ".tag"

[[list.json]]
script = "script#map"
path = "places"
url = "link"
fields = { name = "title", latitude = "at.0", longitude = "at.1" }

[detail]
marks = [".record", ".article"]
gone = [{ selector = "h1", text = "not found" }]
gone_addresses = "/home"
not_a_record = [{ selector = ".promo", reason = "a promo page" }]
within = "main"
ignore = ".share"
places = "section.venue"
drop = ["(Taken from the group's website)"]

[detail.fields]
name = "h1"
description = ".text"
phone = "a:has(i.icon-phone)"
email = "a:has(i.icon-envelope)"
url = "a:has(i.icon-link)"
lat_lon = "input.map @value"
address = ".address_lines"

[[detail.pairs]]
container = ".row"
label = ".what"
value = ".that"

[detail.labels]
"Provided by" = "organization"
"Name of venue" = "venue"
"Address" = "address"
"Postcode" = "postcode"
"Telephone" = "phone"
"E-mail" = "email"
"Web site" = "url"
"Opening times" = "hours"
"Session information" = "hours"
"Further information" = "description"
"Cost(s)" = "cost"
"Who for" = ["eligibility", "ages"]
"Languages" = "languages"
"Contact name" = "contact_name"
"Contact position" = "contact_title"
"Contact e-mail" = "contact_email"
"Charity number" = "charity_number"
"Reviewed" = "assured_date"
"#;

fn site() -> Reader {
    Reader::from_profile(SITE).unwrap_or_else(|error| panic!("{error}"))
}

/// Reads one page at an address of the test site.
fn read(reader: &Reader, path: &str, kind: LinkKind, terms: &[&str], html: &str) -> Reading {
    let terms: Vec<String> = terms.iter().map(|term| (*term).to_owned()).collect();
    reader.read(&Document {
        url: &format!("https://d.org.uk{path}"),
        content_type: Some("text/html"),
        bytes: html.as_bytes(),
        expected: kind,
        terms: &terms,
    })
}
