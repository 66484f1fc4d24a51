//! Where a list leads on: the lists of each category, the next page of the same list, and the category
//! words that go with them.

use domain::text::{self, fold};
use scraper::ElementRef;
use url::Url;

use super::css::{Css, Many};
use super::page::Page;
use super::profile::Step;
use super::{PagesReader, markup};
use crate::reader::Document;
use crate::reading::{Link, LinkKind};

/// The categories that hold for everything on the page.
pub(super) fn terms(reader: &PagesReader, page: &Page, document: &Document<'_>) -> Vec<String> {
    let mut terms: Vec<String> = document.terms.to_vec();
    let mut add = |term: String| {
        if !term.is_empty() && !terms.iter().any(|known| fold(known) == fold(&term)) {
            terms.push(term);
        }
    };
    for channel in &reader.profile.channels {
        if page
            .base
            .join(&channel.address)
            .is_ok_and(|address| is_within(&page.url, &address))
        {
            add(text::line(&channel.term));
        }
    }
    if let Some(css) = &reader.profile.list.term
        && let Some(element) = css.first(page.root())
    {
        add(words(element, css));
    }
    terms
}

/// Whether `url` is a page of the list that begins at `start`: the same path, with all the parameters
/// of `start` except the one that counts pages from nought.
fn is_within(url: &Url, start: &Url) -> bool {
    url.path() == start.path()
        && start
            .query_pairs()
            .filter(|(_, value)| value != "0")
            .all(|wanted| url.query_pairs().any(|given| given == wanted))
}

/// The lists of each category that the profile or the page tells.
pub(super) fn channels(reader: &PagesReader, page: &Page) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut add = |url: Option<Url>, term: String| {
        if let Some(url) = url.and_then(|url| page.on_this_site(url))
            && !term.is_empty()
            && !links.iter().any(|link| link.url == url.as_str())
        {
            links.push(list_link(&url, &[term]));
        }
    };
    for channel in &reader.profile.channels {
        add(
            page.base.join(&channel.address).ok(),
            text::line(&channel.term),
        );
    }
    if let Some(css) = &reader.profile.channel_links {
        for element in css.all(page.root()) {
            let url = markup::links(element)
                .next()
                .and_then(|href| page.base.join(href.trim()).ok());
            add(url, without_count(&words(element, css)).to_owned());
        }
    }
    links
}

/// "Libraries (12)" as "Libraries".
fn without_count(term: &str) -> &str {
    match term.rsplit_once('(') {
        Some((term, count))
            if count
                .trim_end_matches(')')
                .bytes()
                .all(|b| b.is_ascii_digit() || b == b',') =>
        {
            term.trim_end()
        }
        _ => term,
    }
}

fn words(element: ElementRef<'_>, css: &Css) -> String {
    match css.attribute() {
        Some(attribute) => text::line(element.attr(attribute).unwrap_or_default()),
        None => text::line(&markup::text(*element, &Many::default())),
    }
}

/// The next page of the same list, when there is one.
pub(super) fn next_page(reader: &PagesReader, page: &Page, terms: &[String]) -> Option<Link> {
    let next = next_url(reader, page)?;
    Some(list_link(&next, terms))
}

fn next_url(reader: &PagesReader, page: &Page) -> Option<Url> {
    let rules = &reader.profile.list;
    let next = match (&rules.next, &rules.step) {
        (Some(css), _) => {
            let href = markup::links(css.first(page.root())?).next()?;
            page.base.join(href.trim()).ok()?
        }
        (None, Some(step)) => stepped(step, page)?,
        (None, None) => return None,
    };
    let mut next = page.on_this_site(next)?;
    next.set_fragment(None);
    (next != page.url).then_some(next)
}

fn stepped(step: &Step, page: &Page) -> Option<Url> {
    let number_in = |url: &Url| -> Option<u32> {
        url.query_pairs()
            .find(|(name, _)| *name == step.parameter)?
            .1
            .parse()
            .ok()
    };
    let here = number_in(&page.url).unwrap_or(step.first);
    let counted = step.by.map(|by| here.saturating_add(by.get()));
    let next = match &step.numbers {
        None => counted?,
        Some(css) => {
            let further = css
                .all(page.root())
                .filter_map(|element| {
                    let written = element.attr(css.attribute().unwrap_or("href"))?.trim();
                    written
                        .parse()
                        .ok()
                        .or_else(|| number_in(&page.base.join(written).ok()?))
                })
                .filter(|number: &u32| *number > here);
            match counted {
                None => further.min()?,
                Some(next) => further.max().filter(|last| next <= *last).map(|_| next)?,
            }
        }
    };
    let mut url = page.url.clone();
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    match pairs.iter_mut().find(|(name, _)| *name == step.parameter) {
        Some((_, value)) => *value = next.to_string(),
        None => pairs.push((step.parameter.clone(), next.to_string())),
    }
    url.query_pairs_mut().clear().extend_pairs(pairs);
    Some(url)
}

fn list_link(url: &Url, terms: &[String]) -> Link {
    Link {
        url: url.to_string(),
        kind: LinkKind::List,
        terms: terms.to_vec(),
        version: None,
    }
}
