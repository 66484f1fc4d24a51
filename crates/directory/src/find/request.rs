//! What is asked of find: read from a query string, then checked as a whole.
//!
//! Both faces take the same parameters; what is wrong is told all at once, each with a value that
//! would do.

use domain::position::METRES_PER_MILE;
use domain::source::SourceId;
use domain::when::When;
use search::{Facet, Filters, Near, Order, Query};

use super::when::WhenRequest;
use crate::document::category_code;
use crate::show::PlaceView;
use crate::{Directory, Error, Violation};

/// Radius when none is asked for, in miles.
pub const DEFAULT_RADIUS_MILES: f64 = 3.0;
/// The least radius, in miles.
pub const LEAST_RADIUS_MILES: f64 = 0.25;
/// The greatest radius, in miles.
pub const GREATEST_RADIUS_MILES: f64 = 30.0;
/// Hits on a page when nothing is asked for.
pub const DEFAULT_PER_PAGE: usize = 20;
/// The most hits on a page.
pub const MOST_PER_PAGE: usize = 100;
/// The deepest hit that paging reaches: nobody reads on, and programs take the whole lot instead.
pub const DEEPEST_HIT: usize = 10_000;
/// The longest query, in characters.
pub const LONGEST_QUERY: usize = 200;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FindRequest {
    /// The need, in the person's words.
    pub q: Option<String>,
    /// Where they are, in the person's words.
    pub near: Option<String>,
    /// Miles.
    pub radius: Option<f64>,
    /// Category codes; any of them will do.
    pub categories: Vec<String>,
    /// Only what these sources say.
    pub sources: Vec<String>,
    /// When.
    pub when: WhenRequest,
    /// From 1.
    pub page: Option<usize>,
    /// Hits on a page.
    pub per_page: Option<usize>,
    /// Which first.
    pub sort: Sort,
}

/// Which hits come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// The documented blend of words and distance.
    #[default]
    Best,
    /// The nearest.
    Nearest,
    /// By name.
    Name,
}

impl FindRequest {
    /// Reads the parameters of a query string: `q`, `near`, `radius`, `category` and `source` (each
    /// as often as wanted), `page`, `per_page`, `sort`, and those of [`WhenRequest`]. Others are left alone; an empty one is none.
    ///
    /// # Errors
    /// A violation for each that is not a number, or not a known word, where it has to be one.
    pub fn from_pairs<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<Violation>> {
        let mut request = Self::default();
        let mut violations = Vec::new();
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match name {
                "q" => request.q = Some(value.to_owned()),
                "near" => request.near = Some(value.to_owned()),
                "category" => request.categories.push(value.to_owned()),
                "source" => request.sources.push(value.to_owned()),
                "radius" => match value.parse::<f64>() {
                    Ok(miles) => request.radius = Some(miles),
                    Err(_) => violations.push(radius_violation()),
                },
                "page" => match value.parse() {
                    Ok(page) => request.page = Some(page),
                    Err(_) => violations.push(page_violation()),
                },
                "per_page" => match value.parse() {
                    Ok(count) => request.per_page = Some(count),
                    Err(_) => violations.push(per_page_violation()),
                },
                "sort" => match value {
                    "best" => request.sort = Sort::Best,
                    "nearest" => request.sort = Sort::Nearest,
                    "name" => request.sort = Sort::Name,
                    _ => violations.push(Violation {
                        parameter: "sort",
                        message: "must be one of best, nearest and name".to_owned(),
                        example: "nearest",
                    }),
                },
                _ => {
                    request.when.take(name, value);
                }
            }
        }
        if violations.is_empty() {
            Ok(request)
        } else {
            Err(violations)
        }
    }
}

fn radius_violation() -> Violation {
    Violation {
        parameter: "radius",
        message: format!(
            "must be a number of miles from {LEAST_RADIUS_MILES} to {GREATEST_RADIUS_MILES}"
        ),
        example: "3",
    }
}

fn per_page_violation() -> Violation {
    Violation {
        parameter: "per_page",
        message: format!("must be a whole number from 1 to {MOST_PER_PAGE}"),
        example: "20",
    }
}

fn page_violation() -> Violation {
    Violation {
        parameter: "page",
        message: format!("must be 1 or more, and end within the first {DEEPEST_HIT} results"),
        example: "1",
    }
}

/// A request whose every part is good.
pub(super) struct Asked {
    pub(super) query: Query,
    pub(super) place: Option<PlaceView>,
    pub(super) radius: Option<f64>,
    pub(super) when: When,
    pub(super) page: usize,
    pub(super) per_page: usize,
}

impl Directory {
    /// Parses every part, and tells of everything that is wrong at once.
    pub(super) fn understand(&self, request: &FindRequest) -> Result<Asked, Error> {
        let mut violations = Vec::new();
        let text = request.q.as_deref().map(str::trim).unwrap_or_default();
        if text.chars().count() > LONGEST_QUERY {
            violations.push(Violation {
                parameter: "q",
                message: format!("must be {LONGEST_QUERY} characters or fewer"),
                example: "lunch club",
            });
        }
        let radius = request.radius.unwrap_or(DEFAULT_RADIUS_MILES);
        if !(LEAST_RADIUS_MILES..=GREATEST_RADIUS_MILES).contains(&radius) {
            violations.push(radius_violation());
        }
        let per_page = request.per_page.unwrap_or(DEFAULT_PER_PAGE);
        if !(1..=MOST_PER_PAGE).contains(&per_page) {
            violations.push(per_page_violation());
        }
        let page = request.page.unwrap_or(1);
        if page == 0 || page.saturating_mul(per_page.max(1)) > DEEPEST_HIT {
            violations.push(page_violation());
        }
        let mut sources = Vec::new();
        for source in &request.sources {
            match SourceId::parse(source) {
                Ok(id) => sources.push(id),
                Err(error) => violations.push(Violation {
                    parameter: "source",
                    message: error.to_string(),
                    example: "camden",
                }),
            }
        }
        let local = self.local_now();
        let when = request.when.read(local.date(), &mut violations);
        let near = request
            .near
            .as_deref()
            .map(str::trim)
            .filter(|near| !near.is_empty());
        let place = match near.map(|near| self.place(near)) {
            None => None,
            Some(Ok(place)) => Some(place),
            Some(Err(violation)) => {
                violations.push(violation);
                None
            }
        };
        if !violations.is_empty() {
            return Err(Error::Invalid(violations));
        }
        // "Lambeth" is wider than the usual circle around its middle.
        let radius = match (&place, request.radius) {
            (Some(place), None) => radius.max(place.reach_m / METRES_PER_MILE),
            _ => radius,
        };
        let query = Query {
            text: text.to_owned(),
            near: place.as_ref().map(|place| Near {
                serving_codes: place.areas.clone(),
                ..Near::new(place.position, radius * METRES_PER_MILE)
            }),
            filters: Filters {
                categories: request
                    .categories
                    .iter()
                    .map(|code| category_code(code))
                    .collect(),
                sources,
                when: when.clone(),
                unsaid: request.when.unsaid,
                ..Filters::default()
            },
            order: match request.sort {
                Sort::Best => Order::Relevance,
                Sort::Nearest => Order::Nearest,
                Sort::Name => Order::AtoZ,
            },
            facets: vec![Facet::Category, Facet::Weekday, Facet::PartOfDay],
            offset: (page - 1) * per_page,
            limit: per_page,
            today: local.date(),
            time: local.time(),
            ..Query::default()
        };
        let radius = place.is_some().then_some(radius);
        Ok(Asked {
            query,
            place,
            radius,
            when,
            page,
            per_page,
        })
    }
}
