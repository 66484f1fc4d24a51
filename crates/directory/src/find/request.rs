//! What is asked of find, read from a query string.
//!
//! Both faces take the same parameters; what is wrong is told all at once, each with a value that
//! would do. `asked.rs` checks the whole.

use std::ops::RangeInclusive;

use domain::service::Attendance;

use super::when::WhenRequest;
use crate::Violation;

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

pub(super) fn radius_violation() -> Violation {
    Violation {
        parameter: "radius",
        message: format!(
            "must be a number of miles from {LEAST_RADIUS_MILES} to {GREATEST_RADIUS_MILES}"
        ),
        example: "3",
    }
}

pub(super) fn per_page_violation() -> Violation {
    Violation {
        parameter: "per_page",
        message: format!("must be a whole number from 1 to {MOST_PER_PAGE}"),
        example: "20",
    }
}

pub(super) fn page_violation() -> Violation {
    Violation {
        parameter: "page",
        message: format!("must be 1 or more, and end within the first {DEEPEST_HIT} results"),
        example: "1",
    }
}
