//! "Are your details still right?": each entry in short, ticked, and one button.

use std::sync::Arc;

use askama::Template;
use directory::AskedAbout;
use domain::service::Service;

use super::layout::{Layout, Section};
use crate::brand::Brand;
use crate::wording::{self, date, opening};

/// The name of the tick boxes.
pub(crate) const LISTING: &str = "listing";
/// Characters of a description that are shown.
const ABOUT_LENGTH: usize = 200;

/// The page.
#[derive(Debug, Template)]
#[template(path = "still_right.html")]
pub(crate) struct StillRightPage {
    layout: Layout,
    action: String,
    entries: Vec<Entry>,
}

/// One entry in short.
#[derive(Debug)]
struct Entry {
    /// Its id and version.
    value: String,
    name: String,
    organization: String,
    href: String,
    lines: Vec<String>,
    confirmed: String,
}

impl StillRightPage {
    /// The page, which posts to `action`.
    pub(crate) fn new(brand: &Arc<Brand>, asked: Vec<AskedAbout>, action: String) -> Self {
        Self {
            layout: Layout::new(brand, Section::Other, "Are your details still right?").hidden(),
            action,
            entries: asked.into_iter().map(entry).collect(),
        }
    }
}

fn entry(asked: AskedAbout) -> Entry {
    let listing = asked.listing;
    Entry {
        value: format!("{} {}", listing.id, listing.version),
        href: format!("/listings/{}", listing.slug),
        organization: asked.organization,
        lines: lines(&listing.service),
        confirmed: match listing.last_confirmed {
            Some(day) => format!("Last confirmed on {}.", date(day)),
            None => "Not confirmed yet.".to_owned(),
        },
        name: listing.service.name,
    }
}

/// What, where, when and how to get in touch.
fn lines(service: &Service) -> Vec<String> {
    let about = opening(
        service.description.as_deref().unwrap_or_default(),
        ABOUT_LENGTH,
    );
    let places = service.locations().map(wording::place_line);
    let times = service.all_schedules().map(wording::schedule);
    let phones = service.phones.iter().map(|phone| phone.number.clone());
    std::iter::once(about)
        .chain(places)
        .chain(times)
        .chain(service.hours_text.clone())
        .chain(phones)
        .chain(service.email.clone())
        .chain(service.url.clone())
        .filter(|line| !line.is_empty())
        .collect()
}
