//! A sitemap: the pages of a site, or more sitemaps.

use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

use crate::reading::{Link, LinkKind, Problem, Reading};

/// The most pages that one sitemap may name, as its specification says.
const MOST: usize = 50_000;

/// The links of a sitemap, those to more sitemaps first.
pub(super) fn read(text: &str, url: &str) -> Reading {
    let mut xml = Reader::from_str(text);
    let mut reading = Reading::default();
    let (mut maps, mut pages): (Vec<Link>, Vec<Link>) = (Vec::new(), Vec::new());
    let (mut path, mut loc, mut changed): (Vec<String>, String, String) = Default::default();
    let base = Url::parse(url).ok();
    loop {
        match xml.read_event() {
            Ok(Event::Start(start)) => {
                path.push(start.local_name().as_ref().to_owned());
                if path.len() == 2 {
                    loc.clear();
                    changed.clear();
                }
            }
            Ok(Event::Text(words)) => {
                let words: &str = words.as_ref();
                match path.last().map(String::as_str) {
                    Some("loc") => loc.push_str(words),
                    Some("lastmod") => changed.push_str(words),
                    _ => {}
                }
            }
            Ok(Event::GeneralRef(entity)) if path.last().is_some_and(|name| name == "loc") => {
                let name: &str = entity.as_ref();
                if name == "amp" {
                    loc.push('&');
                }
            }
            Ok(Event::End(_)) => {
                let kind = match path.pop().as_deref() {
                    Some("url") => LinkKind::Detail,
                    Some("sitemap") => LinkKind::List,
                    _ => continue,
                };
                let to = base.as_ref().and_then(|base| base.join(loc.trim()).ok());
                let list = if kind == LinkKind::List {
                    &mut maps
                } else {
                    &mut pages
                };
                list.extend(
                    to.filter(|to| matches!(to.scheme(), "http" | "https"))
                        .map(|to| Link {
                            url: to.into(),
                            kind,
                            terms: Vec::new(),
                            version: Some(changed.trim().to_owned())
                                .filter(|changed| !changed.is_empty()),
                        }),
                );
                if pages.len() > MOST {
                    return Reading::of_problem(Problem::Refused(format!(
                        "it names more than {MOST} pages"
                    )));
                }
            }
            Ok(Event::Eof) => {
                if !path.is_empty() {
                    reading.problem = Some(Problem::CutOff(format!("after {} pages", pages.len())));
                }
                break;
            }
            Ok(_) => {}
            Err(error) => {
                reading.problem = Some(Problem::CutOff(error.to_string()));
                break;
            }
        }
    }
    maps.append(&mut pages);
    let mut seen = std::collections::HashSet::new();
    maps.retain(|link| seen.insert(link.url.clone()));
    if maps.is_empty() && reading.problem.is_none() {
        reading.problem = Some(Problem::Unreadable("it is XML, but no sitemap".to_owned()));
    }
    reading.links = maps;
    reading
}
