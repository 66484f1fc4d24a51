//! GET search: what is near, for this need.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::FindRequest;
use url::form_urlencoded;
use utoipa::IntoParams;

use crate::Context;
use crate::give::answer;
use crate::problem::{Problem, Refusal};
use crate::v1::wire::search::SearchAnswer;

/// What may be asked; every parameter may be left out.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "says in the document what FindRequest::from_pairs reads"
)]
pub(crate) struct SearchParams {
    /// The need, in plain words.
    #[param(max_length = 200, example = "lunch club")]
    q: Option<String>,
    /// `true` while the last word is still being typed: it finds what begins with it.
    typing: Option<bool>,
    /// Where: a postcode, half of one, a place or `latitude,longitude`.
    #[param(example = "SW9 8DJ")]
    near: Option<String>,
    /// How far, in miles; 3 when left out.
    #[param(minimum = 0.25, maximum = 30)]
    radius: Option<f64>,
    /// Code of a source's category; like every filter it may be given several times, any of its
    /// values will do, and different filters must all be met.
    category: Option<Vec<String>>,
    /// Need, as `/api/v1/taxonomies` lists them, with or without `need:`; the next three are alike.
    #[param(example = "food-bank")]
    need: Option<Vec<String>>,
    /// Circumstance.
    #[param(rename = "for")]
    circumstance: Option<Vec<String>>,
    /// Service type.
    #[param(rename = "type")]
    service_type: Option<Vec<String>>,
    /// One of the five ways to wellbeing.
    way: Option<Vec<String>>,
    /// `in_person`, `phone`, `online` or `home`.
    how: Option<Vec<String>>,
    /// `turn-up`, `self` or `referral`: who may ask, where it is known.
    joining: Option<Vec<String>>,
    /// Tier of the kitemark, such as `declared`: what has reached it, or a higher one.
    kitemark: Option<Vec<String>>,
    /// Language, such as `spanish`.
    language: Option<Vec<String>>,
    /// Feature of access, such as `step-free`.
    access: Option<Vec<String>>,
    /// GSS code of an area that it lies in or serves.
    area: Option<Vec<String>>,
    /// Years of age, or a range such as `50-64`; what names no ages is for everybody.
    #[param(
        pattern = "^(([1-9]?[0-9])|1[01][0-9]|120)(-(([1-9]?[0-9])|1[01][0-9]|120))?$",
        example = "70"
    )]
    age: Option<String>,
    /// Only what is known to cost nothing.
    free: Option<bool>,
    /// Only what is known to take new people now.
    open: Option<bool>,
    /// Source id; may be given several times, any of them will do.
    source: Option<Vec<String>>,
    /// Day: `mon` to `sun`, `weekend`, `today`, `tomorrow` or `this_weekend`; days of the week may be
    /// given several times.
    #[param(example = "tue")]
    day: Option<Vec<String>>,
    /// Part of the day: `morning`, `afternoon` or `evening`; may be given several times.
    #[param(example = "evening")]
    time: Option<Vec<String>>,
    /// A date.
    #[param(format = Date, example = "2026-12-01")]
    date: Option<String>,
    /// Not before this time of day.
    #[param(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "18:00")]
    from: Option<String>,
    /// Not after this time of day.
    #[param(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "20:00")]
    to: Option<String>,
    /// `true`: only what is open at this moment.
    open_now: Option<bool>,
    /// `true`: instead of what is on at the time asked for, what does not say whether it is.
    unsaid: Option<bool>,
    /// Take the words as they were typed: read no place, wish or other meaning into them.
    as_typed: Option<bool>,
    /// Whether a circle that holds fewer than five may be widened; true when left out.
    widen: Option<bool>,
    /// Whether to count what each filter would leave; true when left out.
    counts: Option<bool>,
    /// `best` (when left out), `nearest`, `name` or `newest`.
    #[param(pattern = "^(best|nearest|name|newest)$")]
    sort: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1, maximum = 10_000)]
    page: Option<u32>,
    /// Hits on a page; 20 when left out.
    #[param(minimum = 1, maximum = 100)]
    per_page: Option<u32>,
}

/// What is near, for this need: best first, with distance and sources.
#[utoipa::path(
    tag = "search",
    params(SearchParams),
    responses(
        (status = 200, description = "A page of hits.", body = SearchAnswer),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/search")]
pub(crate) async fn search(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let pairs: Vec<_> = form_urlencoded::parse(request.query_string().as_bytes()).collect();
    let asked = FindRequest::from_pairs(pairs.iter().map(|(name, value)| (&**name, &**value)))
        .map_err(|violations| Refusal::invalid(&request, violations))?;
    let found = context
        .directory
        .find(&asked)
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    let body = SearchAnswer::of(&found, &pairs, &context.public_url);
    Ok(answer::untagged("public, max-age=30", &body))
}
