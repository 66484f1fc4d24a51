//! What is asked of find: read from a query string, then checked as a whole.
//!
//! Both faces take the same parameters; what is wrong is told all at once, each with a value that
//! would do.

use std::ops::RangeInclusive;

use domain::position::METRES_PER_MILE;
use domain::service::Attendance;
use domain::source::SourceId;
use domain::when::When;
use search::{Facet, Filters, Near, Order, Query};

use super::counts::FACETS;
use super::question::{Heard, Listener};
use super::when::WhenRequest;
use crate::document::category_code;
use crate::show::PlaceView;
use crate::wording::{Danger, Wording};
use crate::{Directory, Error, Violation, taxonomy};

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

/// What is asked. Values of one filter are alternatives, filters are conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct FindRequest {
    /// The need, in the person's words.
    pub q: Option<String>,
    /// Whether the last word may still be growing: it then finds what begins with it.
    pub typing: bool,
    /// Where they are, in the person's words.
    pub near: Option<String>,
    /// Miles.
    pub radius: Option<f64>,
    /// Codes of sources' categories.
    pub categories: Vec<String>,
    /// Codes of needs: `food-bank` or `need:food-bank`. The next ones are written alike.
    pub needs: Vec<String>,
    /// Codes of circumstances.
    pub circumstances: Vec<String>,
    /// Codes of service types.
    pub service_types: Vec<String>,
    /// Codes of the five ways to wellbeing.
    pub ways: Vec<String>,
    /// Codes of ways to join.
    pub joining: Vec<String>,
    /// Codes of tiers of the kitemark: what has reached one of them, or a higher one.
    pub kitemark: Vec<String>,
    /// Codes of languages.
    pub languages: Vec<String>,
    /// Codes of features of access.
    pub access: Vec<String>,
    /// How people take part.
    pub attendance: Vec<Attendance>,
    /// GSS codes that it lies in or serves.
    pub areas: Vec<String>,
    /// Years of age; one year of overlap is enough.
    pub ages: Option<RangeInclusive<u8>>,
    /// Only what is known to cost nothing.
    pub free: bool,
    /// Only what is known to take new people now.
    pub open: bool,
    /// Only what these sources say.
    pub sources: Vec<String>,
    /// When.
    pub when: WhenRequest,
    /// Take the words as they were typed: no place, no wish and no other meaning is read into them.
    pub as_typed: bool,
    /// Whether the circle may be widened when it holds little.
    pub widen: bool,
    /// Whether to count what each filter would leave.
    pub counts: bool,
    /// From 1.
    pub page: Option<usize>,
    /// Hits on a page.
    pub per_page: Option<usize>,
    /// Which first.
    pub sort: Sort,
}

impl Default for FindRequest {
    fn default() -> Self {
        Self {
            q: None,
            typing: false,
            near: None,
            radius: None,
            categories: Vec::new(),
            needs: Vec::new(),
            circumstances: Vec::new(),
            service_types: Vec::new(),
            ways: Vec::new(),
            joining: Vec::new(),
            kitemark: Vec::new(),
            languages: Vec::new(),
            access: Vec::new(),
            attendance: Vec::new(),
            areas: Vec::new(),
            ages: None,
            free: false,
            open: false,
            sources: Vec::new(),
            when: WhenRequest::default(),
            as_typed: false,
            widen: true,
            counts: true,
            page: None,
            per_page: None,
            sort: Sort::default(),
        }
    }
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
    /// Lately changed.
    Newest,
}

impl FindRequest {
    /// Reads the parameters of a query string: `q`, `typing`, `near`, `radius`, the filters (each as
    /// often as wanted), those of [`WhenRequest`], `as_typed`, `widen`, `counts`, `page`, `per_page`,
    /// `sort`. Others are left alone; an empty one is none.
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
            if let Err(violation) = request.take(name, value) {
                violations.push(violation);
            }
        }
        if violations.is_empty() {
            Ok(request)
        } else {
            Err(violations)
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), Violation> {
        if let Some(codes) = self.codes(name) {
            codes.push(value.to_owned());
            return Ok(());
        }
        if self.when.take(name, value)? {
            return Ok(());
        }
        match name {
            "q" => self.q = Some(value.to_owned()),
            "typing" => self.typing = truth("typing", value)?,
            "near" => self.near = Some(value.to_owned()),
            "radius" => self.radius = Some(value.parse().map_err(|_| radius_violation())?),
            "page" => self.page = Some(value.parse().map_err(|_| page_violation())?),
            "per_page" => self.per_page = Some(value.parse().map_err(|_| per_page_violation())?),
            "how" => self.attendance.push(attendance(value)?),
            "age" => self.ages = Some(ages(value)?),
            "free" => self.free = truth("free", value)?,
            "open" => self.open = truth("open", value)?,
            "as_typed" => self.as_typed = truth("as_typed", value)?,
            "widen" => self.widen = truth("widen", value)?,
            "counts" => self.counts = truth("counts", value)?,
            "sort" => self.sort = sort(value)?,
            _ => {}
        }
        Ok(())
    }

    /// The list behind a filter whose values are codes.
    fn codes(&mut self, name: &str) -> Option<&mut Vec<String>> {
        Some(match name {
            "category" => &mut self.categories,
            "need" => &mut self.needs,
            "for" => &mut self.circumstances,
            "type" => &mut self.service_types,
            "way" => &mut self.ways,
            "joining" => &mut self.joining,
            "kitemark" => &mut self.kitemark,
            "language" => &mut self.languages,
            "access" => &mut self.access,
            "area" => &mut self.areas,
            "source" => &mut self.sources,
            _ => return None,
        })
    }
}

fn attendance(value: &str) -> Result<Attendance, Violation> {
    match value {
        "in_person" => Ok(Attendance::InPerson),
        "phone" => Ok(Attendance::Phone),
        "online" => Ok(Attendance::Online),
        "home" => Ok(Attendance::Home),
        _ => Err(Violation {
            parameter: "how",
            message: "must be one of in_person, phone, online and home".to_owned(),
            example: "online",
        }),
    }
}

/// "70", "50-64".
fn ages(value: &str) -> Result<RangeInclusive<u8>, Violation> {
    let (least, most) = value.split_once('-').unwrap_or((value, value));
    match (least.trim().parse(), most.trim().parse()) {
        (Ok(least), Ok(most)) if least <= most && most <= 120 => Ok(least..=most),
        _ => Err(Violation {
            parameter: "age",
            message: "must be years of age from 0 to 120, or from one to another".to_owned(),
            example: "50-64",
        }),
    }
}

fn truth(parameter: &'static str, value: &str) -> Result<bool, Violation> {
    match value {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Violation {
            parameter,
            message: "must be true or false".to_owned(),
            example: "true",
        }),
    }
}

fn sort(value: &str) -> Result<Sort, Violation> {
    match value {
        "best" => Ok(Sort::Best),
        "nearest" => Ok(Sort::Nearest),
        "name" => Ok(Sort::Name),
        "newest" => Ok(Sort::Newest),
        _ => Err(Violation {
            parameter: "sort",
            message: "must be one of best, nearest, name and newest".to_owned(),
            example: "nearest",
        }),
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
    /// Miles, when there is a place.
    pub(super) radius: Option<f64>,
    pub(super) when: When,
    pub(super) page: usize,
    pub(super) per_page: usize,
    pub(super) heard: Heard,
    pub(super) dangers: Vec<Danger>,
    /// Words that the vocabulary put right.
    pub(super) spellings: Vec<(String, String)>,
}

impl Directory {
    /// Parses every part, and tells of everything that is wrong at once.
    pub(super) fn understand(
        &self,
        request: &FindRequest,
        wording: &Wording,
    ) -> Result<Asked, Error> {
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
        let local = self.local_now();
        let mut filters = filters(request, &mut violations);
        self.check_tiers(&request.kitemark, &mut violations);
        let when = request.when.read(local.date(), &mut violations);
        filters.when = when.clone();
        filters.unsaid = request.when.unsaid;
        let near = request
            .near
            .as_deref()
            .map(str::trim)
            .filter(|near| !near.is_empty());
        let gazetteer = self.gazetteer();
        let listener = Listener {
            vocabulary: &wording.vocabulary,
            gazetteer: &gazetteer,
            today: local.date(),
            wants_place: near.is_none(),
        };
        // A text that is refused for its length is not read either.
        let is_read = !request.as_typed && violations.is_empty();
        let question = if is_read {
            listener.hear(text)
        } else {
            super::question::Question::as_typed(text)
        };
        let place = match near
            .or(question.near.as_deref())
            .map(|near| self.place(near))
        {
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
            text: question.text,
            as_you_type: request.typing,
            senses: question.senses,
            asides: question.asides,
            answered: question.answered,
            wishes: question.heard.wishes(),
            near: place.as_ref().map(|place| Near {
                serving_codes: place.areas.clone(),
                ..Near::new(place.position, radius * METRES_PER_MILE)
            }),
            filters,
            order: match request.sort {
                Sort::Best => Order::Relevance,
                Sort::Nearest => Order::Nearest,
                Sort::Name => Order::AtoZ,
                Sort::Newest => Order::Newest,
            },
            facets: if request.counts {
                let named = FACETS.iter().map(|(facet, _)| *facet);
                named.chain([Facet::Weekday, Facet::PartOfDay]).collect()
            } else {
                Vec::new()
            },
            offset: (page - 1) * per_page,
            limit: per_page,
            today: local.date(),
            time: local.time(),
            ..Query::default()
        };
        let radius = place.is_some().then_some(radius);
        Ok(Asked {
            dangers: wording.dangers.in_text(text),
            query,
            place,
            radius,
            when,
            page,
            per_page,
            heard: question.heard,
            spellings: question.spellings,
        })
    }
}

impl Directory {
    /// Tells of tiers that the kitemark scheme does not have.
    fn check_tiers(&self, tiers: &[String], violations: &mut Vec<Violation>) {
        let scheme = self.kitemark_scheme();
        if let Some(unknown) = tiers.iter().find(|code| scheme.tier(code).is_none()) {
            violations.push(Violation {
                parameter: "kitemark",
                message: format!("must be a tier of the kitemark scheme: {unknown:?} is not"),
                example: "declared",
            });
        }
    }
}

fn filters(request: &FindRequest, violations: &mut Vec<Violation>) -> Filters {
    let mut known = |parameter: &'static str, codes: &[String], example| -> Vec<String> {
        let whole = |code: &String| {
            let is_whole = code.starts_with(parameter) && code[parameter.len()..].starts_with(':');
            if is_whole {
                code.clone()
            } else {
                format!("{parameter}:{code}")
            }
        };
        let codes: Vec<String> = codes.iter().map(whole).collect();
        if let Some(unknown) = codes.iter().find(|code| taxonomy::category(code).is_none()) {
            violations.push(Violation {
                parameter,
                message: format!("must be a code that is known: {unknown:?} is not"),
                example,
            });
        }
        codes
    };
    let needs = known("need", &request.needs, "food-bank");
    let circumstances = known("for", &request.circumstances, "older-people");
    let service_types = known("type", &request.service_types, "advice");
    let ways = known("way", &request.ways, "connect");
    let joining = known("joining", &request.joining, "turn-up");
    let languages = known("language", &request.languages, "spanish");
    let accessibility = known("access", &request.access, "step-free");
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
    Filters {
        categories: request
            .categories
            .iter()
            .map(|code| category_code(code))
            .collect(),
        needs,
        circumstances,
        service_types,
        ways,
        joining,
        kitemark: request.kitemark.clone(),
        sources,
        areas: request.areas.clone(),
        attendance: request.attendance.clone(),
        languages,
        accessibility,
        free: request.free,
        open: request.open,
        ages: request.ages.clone(),
        ..Filters::default()
    }
}
