//! From what was asked of find to a query: every part checked, what is wrong told all at once.

use chrono::{NaiveDate, NaiveTime};
use domain::position::METRES_PER_MILE;
use domain::source::SourceId;
use domain::when::When;
use search::{Facet, Filters, Meaning, Near, Order, Query, Sense, Target, Wishes};

use super::counts::FACETS;
use super::question::{Around, Heard, Listener, Question};
use super::request::{
    DEEPEST_HIT, DEFAULT_PER_PAGE, DEFAULT_RADIUS_MILES, FindRequest, GREATEST_RADIUS_MILES,
    LEAST_RADIUS_MILES, LONGEST_QUERY, MOST_PER_PAGE, Sort, page_violation, per_page_violation,
    radius_violation,
};
use super::{ENOUGH, whole};
use crate::document::category_code;
use crate::show::PlaceView;
use crate::wording::{Danger, Wording};
use crate::{Directory, Error, Violation, taxonomy};

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
    /// Whether the place was heard in words that may be a part of a name.
    pub(super) may_be_name: bool,
}

impl Directory {
    /// Parses every part, and tells of everything that is wrong at once. A place in words that may be a part of a
    /// name is heard where `hears_names`.
    pub(super) fn understand(
        &self,
        request: &FindRequest,
        wording: &Wording,
        hears_names: bool,
    ) -> Result<Asked, Error> {
        let mut violations = Vec::new();
        let bounds = Bounds::of(request, &mut violations);
        let local = self.local_now();
        let mut filters = filters(request, &mut violations);
        self.check_tiers(&request.kitemark, &mut violations);
        let when = request.when.read(local.date(), &mut violations);
        filters.when = when.clone();
        filters.unsaid = request.when.unsaid;
        let given = request.near().and_then(|near| {
            let place = self.place(near);
            place.map_err(|violation| violations.push(violation)).ok()
        });
        // A text that is refused for its length is not read either.
        let is_read = !request.as_typed && violations.is_empty();
        let question = if is_read {
            let around = given.as_ref().map(|place| Around {
                centre: place.position,
                radius_m: (bounds.radius * METRES_PER_MILE).max(place.reach_m),
            });
            self.hear(request, wording, local.date(), around, hears_names)
        } else {
            Question::as_typed(request.text())
        };
        let place = given.or_else(|| {
            let place = self.place(question.near.as_deref()?);
            place.map_err(|violation| violations.push(violation)).ok()
        });
        if !violations.is_empty() {
            return Err(Error::Invalid(violations));
        }
        // "Lambeth" is wider than the usual circle around its middle.
        let radius = match (&place, request.radius, &question.heard.reach) {
            (Some(_), None, Some(reach)) => reach.miles,
            (Some(place), None, None) => bounds.radius.max(place.reach_m / METRES_PER_MILE),
            _ => bounds.radius,
        };
        let dangers = wording.dangers.in_text(request.text());
        let urgent = if dangers.is_empty() {
            Vec::new()
        } else {
            needs_meant(&question.senses)
        };
        let wishes = Wishes {
            urgent,
            ..question.heard.wishes()
        };
        // No other answer depends on the minute, and the index remembers answers.
        let time = if when.now || wishes.when.now {
            local.time()
        } else {
            NaiveTime::MIN
        };
        let query = Query {
            is_sensitive: is_sensitive(&question, &filters),
            is_by_name: is_by_name(&question, &filters),
            text: question.text,
            as_you_type: request.typing,
            senses: question.senses,
            asides: question.asides,
            answered: question.answered,
            wishes,
            near: place.as_ref().map(|place| Near {
                serving_codes: place.areas.clone(),
                ..Near::new(place.position, radius * METRES_PER_MILE)
            }),
            filters,
            order: order(request.sort),
            facets: facets(request),
            offset: (bounds.page - 1) * bounds.per_page,
            limit: bounds.per_page,
            today: local.date(),
            time,
            ..Query::default()
        };
        Ok(Asked {
            dangers,
            query,
            radius: place.is_some().then_some(radius),
            place,
            when,
            page: bounds.page,
            per_page: bounds.per_page,
            heard: question.heard,
            spellings: question.spellings,
            may_be_name: question.may_be_name,
        })
    }

    /// Takes the words apart; `given` is the place that was given beside them.
    fn hear(
        &self,
        request: &FindRequest,
        wording: &Wording,
        today: NaiveDate,
        given: Option<Around>,
        hears_names: bool,
    ) -> Question {
        let listener = Listener {
            vocabulary: &wording.vocabulary,
            gazetteer: &self.gazetteer(),
            today,
            given,
            hears_names,
            has_listings: &|place| self.has_listings(place),
        };
        listener.hear(request.text())
    }

    /// Whether at least [`ENOUGH`] listings are within the usual circle around a place. An index that cannot be
    /// asked has none: the search itself will tell why.
    fn has_listings(&self, place: &str) -> bool {
        let Ok(place) = self.place(place) else {
            return false;
        };
        let radius_m = (DEFAULT_RADIUS_MILES * METRES_PER_MILE).max(place.reach_m);
        let around = Query {
            near: Some(Near {
                include_serving: false,
                include_online: false,
                ..Near::new(place.position, radius_m)
            }),
            ..Query::default()
        };
        let found = self.index.search(&around);
        found.is_ok_and(|found| whole(found.total) >= ENOUGH)
    }

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

impl FindRequest {
    fn text(&self) -> &str {
        self.q.as_deref().map(str::trim).unwrap_or_default()
    }

    fn near(&self) -> Option<&str> {
        let near = self.near.as_deref().map(str::trim);
        near.filter(|near| !near.is_empty())
    }
}

/// How far and how much: what is asked for, or what is usual.
struct Bounds {
    /// Miles.
    radius: f64,
    per_page: usize,
    page: usize,
}

impl Bounds {
    /// Tells of what is beyond them, and of a text that is too long.
    fn of(request: &FindRequest, violations: &mut Vec<Violation>) -> Self {
        if request.text().chars().count() > LONGEST_QUERY {
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
        Self {
            radius,
            per_page,
            page,
        }
    }
}

/// The needs that words stand for before anything else.
fn needs_meant(senses: &[Sense]) -> Vec<String> {
    let first = senses.iter().filter_map(|sense| sense.meanings.first());
    let need = |meaning: &Meaning| match &meaning.target {
        Target::Code(Facet::Need, code) => Some(code.clone()),
        _ => None,
    };
    first.filter_map(need).collect()
}

/// Whether the question speaks of what is hard to read unasked, in its words, by what they mean or by a
/// filter.
fn is_sensitive(question: &Question, filters: &Filters) -> bool {
    filters.needs.iter().any(|code| is_sensitive_code(code))
        || taxonomy::is_sensitive(&search::words(&question.text))
        || means_sensitive(&question.senses)
}

/// Whether the question asks for what is looked for by its name alone, in its words or by a filter.
fn is_by_name(question: &Question, filters: &Filters) -> bool {
    let mut codes = filters.service_types.iter();
    let is_such = |code: &String| taxonomy::category(code).is_some_and(|kind| kind.is_by_name);
    codes.any(is_such) || taxonomy::is_by_name(&search::words(&question.text))
}

/// Whether any of the meanings is a category of what is hard to read unasked.
pub(super) fn means_sensitive(senses: &[Sense]) -> bool {
    let mut targets = senses
        .iter()
        .flat_map(|sense| &sense.meanings)
        .map(|meaning| &meaning.target);
    targets.any(|target| matches!(target, Target::Code(_, code) if is_sensitive_code(code)))
}

fn is_sensitive_code(code: &str) -> bool {
    taxonomy::category(code).is_some_and(|category| category.is_sensitive)
}

fn order(sort: Sort) -> Order {
    match sort {
        Sort::Best => Order::Relevance,
        Sort::Nearest => Order::Nearest,
        Sort::Name => Order::AtoZ,
        Sort::Newest => Order::Newest,
    }
}

fn facets(request: &FindRequest) -> Vec<Facet> {
    if !request.counts {
        return Vec::new();
    }
    let named = FACETS.iter().map(|(facet, _)| *facet);
    named.chain([Facet::Weekday, Facet::PartOfDay]).collect()
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
