//! The pages for when something is not there or does not work: plain words, no codes, a way on.

use std::sync::Arc;

use actix_web::http::StatusCode;
use askama::Template;
use http_edge::failure::Failure;

use super::layout::{Layout, Section};
use super::search::Link;
use crate::brand::Brand;
use crate::search_query::SearchQuery;
use crate::wording::full_sentence;

/// A page that explains.
#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub(crate) struct ProblemPage {
    layout: Layout,
    heading: &'static str,
    lines: Vec<String>,
    links: Vec<Link>,
    contact: bool,
}

impl ProblemPage {
    /// The page for a status; statuses without words of their own get those of a fault of ours.
    pub(crate) fn of(brand: &Arc<Brand>, status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::new(
                brand,
                "Page not found",
                &[
                    "If you typed the web address, check it is correct.",
                    "If you pasted the web address, check you copied the entire address.",
                ],
            ),
            StatusCode::GONE => Self::new(
                brand,
                "This is no longer listed",
                &[
                    "Every source that told us about it has taken it away. It may have ended, moved or changed its name.",
                    "You can search for something like it.",
                ],
            ),
            StatusCode::TOO_MANY_REQUESTS => Self::new(
                brand,
                "You are going too fast",
                &[
                    "We have had many requests from where you are in a short time. Wait a minute, then try again.",
                ],
            ),
            StatusCode::SERVICE_UNAVAILABLE => Self::new(
                brand,
                "Sorry, the service is unavailable",
                &[
                    "You will be able to use it again in a few minutes.",
                    "Nothing that you typed is kept, so you will need to enter it again.",
                ],
            )
            .with_contact(),
            _ => Self::new(
                brand,
                "Sorry, there is a problem with the service",
                &[
                    "Try again later.",
                    "Nothing that you typed is kept, so you will need to enter it again.",
                ],
            )
            .with_contact(),
        }
    }

    /// The page for a failure: what was asked for by a person who may do other things is explained.
    pub(crate) fn told(brand: &Arc<Brand>, failure: &Failure) -> Self {
        let heading = match failure.status {
            StatusCode::BAD_REQUEST => "Something in this is not as it should be",
            StatusCode::UNAUTHORIZED => "Sign in first",
            StatusCode::FORBIDDEN => "You cannot do this",
            StatusCode::CONFLICT => "This has changed",
            other => return Self::of(brand, other),
        };
        let mut page = Self::new(brand, heading, &[]);
        page.lines = vec![full_sentence(&failure.detail)];
        page.links.insert(
            0,
            Link {
                text: "Go to your account".to_owned(),
                href: "/account".to_owned(),
            },
        );
        page
    }

    /// For a page of results that cannot be.
    pub(crate) fn no_such_page(brand: &Arc<Brand>, query: &SearchQuery) -> Self {
        let lines = ["The page number in the web address is not one of ours."];
        let mut page = Self::new(brand, "There is no such page of results", &lines);
        page.links = vec![Link {
            text: "Go to the first page of results".to_owned(),
            href: query.with_page(1).href(),
        }];
        page
    }

    fn new(brand: &Arc<Brand>, heading: &'static str, lines: &[&str]) -> Self {
        Self {
            layout: Layout::new(brand, Section::Other, heading).hidden(),
            heading,
            lines: lines.iter().copied().map(str::to_owned).collect(),
            links: vec![Link {
                text: "Search for groups, classes and help".to_owned(),
                href: "/".to_owned(),
            }],
            contact: false,
        }
    }

    fn with_contact(self) -> Self {
        // A link to a page that may not work either is no help.
        Self {
            contact: true,
            links: Vec::new(),
            ..self
        }
    }
}
