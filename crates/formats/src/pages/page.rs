//! A page that was opened: its tree, its address, and what its head tells readers and robots.

use scraper::{ElementRef, Html};
use url::Url;

use super::css::{Css, Many};
use super::profile::Sign;
use super::{dom, markup};
use crate::decode;
use crate::reader::Document;
use crate::reading::Problem;
use crate::sniff::{self, Content};

/// A page, opened.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) html: Html,
    /// Where it was found.
    pub(super) url: Url,
    /// What its links are relative to.
    pub(super) base: Url,
    /// It asks not to be listed.
    pub(super) noindex: bool,
    /// It asks that its links be not followed.
    pub(super) nofollow: bool,
    /// It ends before its closing tag.
    pub(super) is_cut_off: bool,
}

/// What is wrong with a document that is not even a page.
const EXPECTED: &str = "an HTML page";

impl Page {
    /// Opens a document.
    ///
    /// # Errors
    /// When it is no HTML, breaks a limit, or has an address that is none.
    pub(super) fn open(document: &Document<'_>) -> Result<Self, Problem> {
        let url = Url::parse(document.url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .ok_or_else(|| Problem::Refused(format!("{:?} is not a web address", document.url)))?;
        if document.bytes.len() > dom::MAX_BYTES {
            return Err(Problem::Refused(format!(
                "it is longer than {} bytes",
                dom::MAX_BYTES
            )));
        }
        let content = sniff::content(document.bytes);
        let is_page =
            matches!(content, Content::Html { .. } | Content::Text) || is_xhtml(document.bytes);
        if !is_page {
            return Err(Problem::WrongKind {
                expected: EXPECTED,
                got: content.describe().to_owned(),
            });
        }
        let text = decode::text(document.bytes, document.content_type).text;
        let html = dom::parse(&text).map_err(Problem::Refused)?;
        let mut page = Self {
            html,
            base: url.clone(),
            url,
            noindex: false,
            nofollow: false,
            is_cut_off: is_cut_off(&text),
        };
        page.read_head();
        Ok(page)
    }

    fn read_head(&mut self) {
        let mut base = None;
        for element in self.html.root_element().descendent_elements() {
            match element.value().name() {
                "meta"
                    if element
                        .attr("name")
                        .is_some_and(|name| name.eq_ignore_ascii_case("robots")) =>
                {
                    let wishes = element
                        .attr("content")
                        .unwrap_or_default()
                        .to_ascii_lowercase();
                    let wishes = |wish: &str| {
                        wishes
                            .split(',')
                            .any(|one| one.trim() == wish || one.trim() == "none")
                    };
                    self.noindex |= wishes("noindex");
                    self.nofollow |= wishes("nofollow");
                }
                "base" if base.is_none() => {
                    base = element
                        .attr("href")
                        .and_then(|href| self.url.join(href).ok());
                }
                _ => {}
            }
        }
        // A base on another host would make every link of the page lead away.
        if let Some(base) = base.filter(|base| base.host_str() == self.url.host_str()) {
            self.base = base;
        }
    }

    pub(super) fn root(&self) -> ElementRef<'_> {
        self.html.root_element()
    }

    pub(super) fn has_any(&self, marks: &Many<Css>) -> bool {
        marks.iter().any(|mark| mark.first(self.root()).is_some())
    }

    pub(super) fn shows(&self, sign: &Sign) -> bool {
        let mut elements = sign.selector.all(self.root());
        match &sign.text {
            None => elements.next().is_some(),
            Some(wanted) => {
                let wanted = wanted.to_lowercase();
                elements.any(|element| {
                    markup::text(*element, &Many::default())
                        .to_lowercase()
                        .contains(&wanted)
                })
            }
        }
    }

    /// The problem of a page without what a page of this site has.
    pub(super) fn wrong_kind(&self, expected: &'static str) -> Problem {
        let mut title = None;
        for element in self.root().descendent_elements() {
            match element.value().name() {
                "input"
                    if element
                        .attr("type")
                        .is_some_and(|kind| kind.eq_ignore_ascii_case("password")) =>
                {
                    return Problem::WrongKind {
                        expected,
                        got: "an HTML sign-in page".to_owned(),
                    };
                }
                "title" | "h1" if title.is_none() => {
                    let words = domain::text::line(&element.text().collect::<String>());
                    title = Some(words).filter(|words| !words.is_empty());
                }
                _ => {}
            }
        }
        let got = match title {
            Some(title) => format!("a page titled {:?}", domain::text::shortened(&title, 80)),
            None => "a page without a title".to_owned(),
        };
        Problem::WrongKind { expected, got }
    }

    /// The same address with `http` or `https` as this page has it, when it is on this page's site.
    pub(super) fn on_this_site(&self, mut url: Url) -> Option<Url> {
        let site = |url: &Url| url.host_str().map(str::to_owned);
        if !matches!(url.scheme(), "http" | "https") || site(&url) != site(&self.url) {
            return None;
        }
        // Sites link to themselves with either scheme; one record must have one address.
        if url.scheme() != self.url.scheme() && url.port().is_none() && self.url.port().is_none() {
            url.set_scheme(self.url.scheme()).ok()?;
        }
        (url.port_or_known_default() == self.url.port_or_known_default()).then_some(url)
    }
}

/// Pages as XML, and fragments that begin with a tag of their own, are pages too.
fn is_xhtml(bytes: &[u8]) -> bool {
    let head = bytes
        .get(..4_000.min(bytes.len()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    [&b"<html"[..], b"<div", b"<section", b"<main"]
        .iter()
        .any(|tag| head.windows(tag.len()).any(|part| part == *tag))
}

/// A page that opens `<html>` or `<body>` and closes neither, or ends inside a tag, did not arrive whole.
fn is_cut_off(text: &str) -> bool {
    let has = |part: &str, tag: &str| {
        part.as_bytes()
            .windows(tag.len())
            .any(|bytes| bytes.eq_ignore_ascii_case(tag.as_bytes()))
    };
    let head = &text[..text.floor_char_boundary(4_000.min(text.len()))];
    let tail = &text[text.floor_char_boundary(text.len().saturating_sub(4_000))..];
    (has(head, "<html") || has(head, "<body")) && !has(tail, "</html") && !has(tail, "</body")
}
