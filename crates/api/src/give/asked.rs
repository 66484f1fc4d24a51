//! A question from a query string: every parameter is read, and everything that is wrong is told at
//! once. An empty parameter is none, an unknown one is left alone.

use std::str::FromStr;

use actix_web::HttpRequest;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use directory::{Directory, Error, GiveRequest, Nearby, OLDEST_AGE, PlaceView, Violation};
use domain::postcode::Postcode;
use url::form_urlencoded;
use uuid::Uuid;

use crate::problem::Refusal;

/// Items on a page when nothing is asked for.
pub(crate) const DEFAULT_PER_PAGE: usize = 50;
/// The most items on a page.
pub(crate) const MOST_PER_PAGE: usize = 500;
/// The last page that can be asked for; no list is near as long.
const LAST_PAGE: usize = 1_000_000;
/// The widest circle, in metres.
const WIDEST_M: f64 = 500_000.0;

/// A query string, taken apart, and what is wrong with it so far.
#[derive(Debug)]
pub(crate) struct Pairs {
    pairs: Vec<(String, String)>,
    violations: Vec<Violation>,
}

impl Pairs {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let pairs = form_urlencoded::parse(request.query_string().as_bytes())
            .map(|(name, value)| (name.into_owned(), value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        Self {
            pairs,
            violations: Vec::new(),
        }
    }

    /// The last value of that name.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let mut named = self.pairs.iter().rev().filter(|(known, _)| known == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// Every value of that name; several may stand in one, with commas between.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        self.pairs
            .iter()
            .filter(|(known, _)| known == name)
            .flat_map(|(_, value)| value.split(','))
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect()
    }

    pub(crate) fn complain(
        &mut self,
        parameter: &'static str,
        message: impl Into<String>,
        example: &'static str,
    ) {
        self.violations.push(Violation {
            parameter,
            message: message.into(),
            example,
        });
    }

    /// A value that its own type reads.
    pub(crate) fn parsed<T: FromStr>(
        &mut self,
        name: &'static str,
        message: &str,
        example: &'static str,
    ) -> Option<T> {
        let parsed = self.text(name)?.parse().ok();
        if parsed.is_none() {
            self.complain(name, message, example);
        }
        parsed
    }

    /// Yes or no; no when it is not there.
    pub(crate) fn flag(&mut self, name: &'static str) -> bool {
        match self.text(name).map(str::to_ascii_lowercase).as_deref() {
            None | Some("false" | "0" | "no") => false,
            Some("true" | "1" | "yes") => true,
            Some(_) => {
                self.complain(name, "must be true or false", "true");
                false
            }
        }
    }

    pub(crate) fn uuid(&mut self, name: &'static str) -> Option<Uuid> {
        self.parsed(
            name,
            "must be a UUID",
            "0b6b2bbe-4e29-5fd9-8b4b-6a1e4a0c9d11",
        )
    }

    /// Several ids, any of which will do.
    pub(crate) fn uuids(&mut self, name: &'static str) -> Vec<Uuid> {
        let texts = self.texts(name);
        let ids: Vec<Uuid> = texts.iter().filter_map(|text| text.parse().ok()).collect();
        if ids.len() < texts.len() {
            self.uuid_violation(name);
        }
        ids
    }

    /// Whether `format` asks for one item a line.
    pub(crate) fn wants_lines(&mut self) -> bool {
        match self.text("format") {
            None | Some("json") => false,
            Some("ndjson") => true,
            Some(_) => {
                self.complain("format", "must be json or ndjson", "ndjson");
                false
            }
        }
    }

    fn uuid_violation(&mut self, name: &'static str) {
        self.complain(
            name,
            "must be a UUID",
            "0b6b2bbe-4e29-5fd9-8b4b-6a1e4a0c9d11",
        );
    }

    /// Page and items on a page.
    pub(crate) fn page(&mut self, default: usize, most: usize) -> (usize, usize) {
        let message = format!("must be a whole number from 1 to {LAST_PAGE}");
        let page = self.parsed("page", &message, "1").unwrap_or(1);
        if !(1..=LAST_PAGE).contains(&page) {
            self.complain("page", message, "1");
        }
        let message = format!("must be a whole number from 1 to {most}");
        let per_page = self.parsed("per_page", &message, "50").unwrap_or(default);
        if !(1..=most).contains(&per_page) {
            self.complain("per_page", message, "50");
        }
        (page.clamp(1, LAST_PAGE), per_page.clamp(1, most))
    }

    /// A moment; a bare date is its first moment, one without a zone is in UTC.
    fn moment(&mut self, name: &'static str) -> Option<DateTime<Utc>> {
        // A plus sign that was not escaped arrives as a space.
        let text = self.text(name)?.replace(' ', "+");
        let moment = DateTime::parse_from_rfc3339(&text)
            .map(|at| at.with_timezone(&Utc))
            .or_else(|_| text.parse::<NaiveDateTime>().map(|at| at.and_utc()))
            .or_else(|_| {
                text.parse::<NaiveDate>()
                    .map(|day| day.and_time(NaiveTime::MIN).and_utc())
            });
        if moment.is_err() {
            self.complain(name, "must be a date or a moment", "2026-01-31T09:30:00Z");
        }
        moment.ok()
    }

    /// The place that a postcode is.
    pub(crate) fn postcode(
        &mut self,
        directory: &Directory,
        name: &'static str,
    ) -> Option<PlaceView> {
        let place = Postcode::parse(self.text(name)?)
            .map_err(|error| error.to_string())
            .and_then(|postcode| {
                let known = directory.gazetteer().postcode(&postcode).is_some();
                let place = directory.place(postcode.as_str()).ok().filter(|_| known);
                place.ok_or_else(|| format!("{postcode} is no postcode that we know"))
            });
        match place {
            Ok(place) => Some(place),
            Err(message) => {
                self.complain(name, message, "SW9 8DJ");
                None
            }
        }
    }

    /// Metres.
    pub(crate) fn metres(&mut self, name: &'static str) -> Option<f64> {
        let message = "must be a number of metres, 0 or more";
        let metres: f64 = self.parsed(name, message, "1000")?;
        if metres.is_finite() && metres >= 0.0 {
            return Some(metres.min(WIDEST_M));
        }
        self.complain(name, message, "1000");
        None
    }

    /// `postcode` and `proximity`: near it, or without the second, what serves it.
    pub(crate) fn nearby(&mut self, directory: &Directory) -> Option<Nearby> {
        let within_m = self.metres("proximity");
        if self.text("proximity").is_some() && self.text("postcode").is_none() {
            self.complain("postcode", "must be given with proximity", "SW9 8DJ");
        }
        let place = self.postcode(directory, "postcode")?;
        Some(Nearby { place, within_m })
    }

    /// `minimum_age` and `maximum_age`.
    pub(crate) fn ages(&mut self) -> Option<(u8, u8)> {
        let message = format!("must be a number of years from 0 to {OLDEST_AGE}");
        let bound = |pairs: &mut Self, name| {
            let years: Option<f64> = pairs.parsed(name, &message, "18");
            let years = years?;
            if (0.0..=f64::from(OLDEST_AGE)).contains(&years) {
                return Some(years as u8);
            }
            pairs.complain(name, message.clone(), "18");
            None
        };
        let least = bound(self, "minimum_age");
        let most = bound(self, "maximum_age");
        (least.is_some() || most.is_some())
            .then(|| (least.unwrap_or(0), most.unwrap_or(OLDEST_AGE)))
    }

    /// Days of the week, as words or letters: `Monday`, `MO`.
    pub(crate) fn days(&mut self, name: &'static str) -> Vec<Weekday> {
        let mut days = Vec::new();
        for text in self.texts(name) {
            match day(&text) {
                Some(day) => days.push(day),
                None => self.complain(name, "must be a day of the week", "MO"),
            }
        }
        days
    }

    /// A time of day: `10:00`, `10:00:00` or `10:00Z`.
    pub(crate) fn time(&mut self, name: &'static str) -> Option<NaiveTime> {
        let text = self.text(name)?.trim_end_matches(['Z', 'z']);
        let time = NaiveTime::parse_from_str(text, "%H:%M")
            .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"));
        if time.is_err() {
            self.complain(name, "must be a time of day", "10:00");
        }
        time.ok()
    }

    /// What every list of services can be asked.
    pub(crate) fn give_request(&mut self, directory: &Directory) -> GiveRequest {
        GiveRequest {
            search: self.text("search").map(str::to_owned),
            terms: self.uuids("taxonomy_term_id"),
            taxonomy: self.uuid("taxonomy_id"),
            organization: self.uuid("organization_id"),
            modified_after: self.moment("modified_after"),
            nearby: self.nearby(directory),
            ages: self.ages(),
            days: self.days("day"),
            from: self.time("start_time"),
            until: self.time("end_time"),
        }
    }

    /// `Ok` when nothing was wrong.
    pub(crate) fn check(self, request: &HttpRequest) -> Result<(), Refusal> {
        if self.violations.is_empty() {
            Ok(())
        } else {
            Err(Refusal::of(request, &Error::Invalid(self.violations)))
        }
    }
}

/// A day of the week; which week of a month it stands for (`-1WE`) is passed over, because clients
/// send back what they read.
fn day(text: &str) -> Option<Weekday> {
    let text = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    match text.to_ascii_uppercase().as_str() {
        "MO" => Some(Weekday::Mon),
        "TU" => Some(Weekday::Tue),
        "WE" => Some(Weekday::Wed),
        "TH" => Some(Weekday::Thu),
        "FR" => Some(Weekday::Fri),
        "SA" => Some(Weekday::Sat),
        "SU" => Some(Weekday::Sun),
        other => other.parse().ok(),
    }
}
