//! A shortlist: what, where, when and how to get in touch of each listing, for the screen and for
//! paper.

use std::sync::Arc;

use askama::Template;
use chrono::{DateTime, Utc};
use directory::ListingView;
use url::form_urlencoded;

use super::layout::{Layout, Section};
use super::statements::organisation;
use crate::brand::Brand;
use crate::wording::{self, counted, day_of, full_sentence, opening};

/// Listings on one list: more than anybody takes home.
pub(crate) const MOST: usize = 50;
/// Characters of a description that are shown.
const ABOUT_LENGTH: usize = 300;

/// The page.
#[derive(Debug, Template)]
#[template(path = "shortlist.html")]
pub(crate) struct ShortlistPage {
    layout: Layout,
    ids: Vec<String>,
    entries: Vec<Entry>,
    gone: Option<String>,
    /// Its own address, to be sent on.
    address: String,
    calendar: Option<String>,
    printed: String,
    credits: Vec<String>,
}

/// One listing.
#[derive(Debug)]
struct Entry {
    name: String,
    href: String,
    without: String,
    organisation: Option<String>,
    about: String,
    lines: Vec<(&'static str, Vec<String>)>,
    warning: Option<&'static str>,
}

impl ShortlistPage {
    /// The page of these listings; `gone` of those asked for are not listed any more.
    pub(crate) fn new(
        brand: &Arc<Brand>,
        views: &[Arc<ListingView>],
        gone: usize,
        now: DateTime<Utc>,
    ) -> Self {
        let ids: Vec<String> = views
            .iter()
            .map(|view| view.listing.id.to_string())
            .collect();
        let path = href(&ids, None);
        let mut credits: Vec<String> = views
            .iter()
            .flat_map(|view| &view.statements)
            .map(|said| full_sentence(&said.source.licence.attribution))
            .collect();
        credits.sort();
        credits.dedup();
        Self {
            layout: Layout::new(brand, Section::Find, "Shortlist").hidden(),
            entries: views.iter().map(|view| entry(view, &ids)).collect(),
            gone: (gone > 0).then(|| {
                format!(
                    "{} on this list {} not listed any more.",
                    counted(gone as u64, "entry", "entries"),
                    if gone == 1 { "is" } else { "are" }
                )
            }),
            address: brand.address_of(&path),
            calendar: (!ids.is_empty())
                .then(|| format!("/api/v1/calendar.ics?ids={}", ids.join(","))),
            printed: format!("As it was on {}. Check before you travel.", day_of(now)),
            credits,
            ids,
        }
    }
}

/// The address of a list, without one of its listings if that is asked for.
fn href(ids: &[String], without: Option<&str>) -> String {
    let kept = ids.iter().filter(|id| Some(id.as_str()) != without);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept.map(|id| ("id", id)))
        .finish();
    format!("/shortlist?{query}")
}

fn entry(view: &ListingView, ids: &[String]) -> Entry {
    let listing = &view.listing;
    let service = &listing.service;
    let times = service.all_schedules().map(wording::schedule);
    let lines = [
        (
            "Where",
            service.locations().map(wording::place_line).collect(),
        ),
        ("When", times.chain(service.hours_text.clone()).collect()),
        (
            "Telephone",
            service
                .phones
                .iter()
                .map(|phone| phone.number.clone())
                .collect(),
        ),
        ("E-mail", service.email.iter().cloned().collect()),
        ("Web page", service.url.iter().cloned().collect()),
        (
            "How to join",
            service.application_process.iter().cloned().collect(),
        ),
    ];
    Entry {
        name: service.name.clone(),
        href: format!("/listings/{}", listing.slug),
        without: href(ids, Some(&listing.id.to_string())),
        organisation: organisation(service),
        about: opening(
            service.description.as_deref().unwrap_or_default(),
            ABOUT_LENGTH,
        ),
        lines: lines
            .into_iter()
            .map(|(label, lines): (_, Vec<String>)| {
                let said = lines.into_iter().filter(|line| !line.is_empty());
                (label, said.collect::<Vec<_>>())
            })
            .filter(|(_, lines)| !lines.is_empty())
            .collect(),
        warning: listing
            .unanswered_since
            .map(|_| "Not confirmed by those who run it. Ring before you go."),
    }
}
