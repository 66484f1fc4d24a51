//! Facts from a page become a service: each value is cleaned, judged and put where it belongs.
//!
//! Which part of a page a value came from is not known here.

use domain::contact::web_address;
use domain::position::Position;
use domain::postcode::Postcode;
use domain::service::{
    Eligibility, Location, Organization, OrganizationIdentifier, Precision, Service, ServiceArea,
    ServiceAtLocation, TaxonomyTerm,
};
use domain::text::{self, fold};
use domain::{ages, cost, hours};

use super::contact;
use super::facts::{Facts, Field};
use crate::rows::{attendance, dates, place};

/// What stands around the facts of one record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    /// The vocabulary of the site's categories.
    pub(super) vocabulary: &'a str,
    /// Categories that the way here has told.
    pub(super) terms: &'a [String],
    /// Sentences that say nothing.
    pub(super) drop: &'a [String],
    /// The site's own host: a link to it is not the group's website.
    pub(super) host: &'a str,
}

/// The name that the facts hold, if any.
pub(super) fn name(facts: &Facts) -> Option<String> {
    facts
        .all(Field::Name)
        .find_map(|value| text::name(&value.text))
}

/// A service of that name. `places` are the facts of each place where there are several.
pub(super) fn build(name: String, facts: &Facts, places: &[Facts], around: Around<'_>) -> Service {
    let one = |field: Field| facts.all(field).find_map(|value| text::value(&value.text));
    let prose = |field: Field| facts.all(field).find_map(|value| text::prose(&value.text));
    let organization = organization(facts, &name);
    let hours_text = hours_text(facts, &name);
    let mut service = Service {
        alternate_names: list(facts, Field::AlternateName, &[';']),
        description: description(facts, around.drop),
        url: website(facts, around.host),
        organization: Some(organization),
        schedules: hours_text
            .as_deref()
            .map(|words| hours::read(words).schedules)
            .unwrap_or_default(),
        hours_text,
        cost_options: prose(Field::Cost)
            .map(|words| cost::read(&words))
            .unwrap_or_default(),
        eligibility: eligibility(facts),
        languages: list(facts, Field::Languages, &[',', ';', '/']),
        accessibility: list(facts, Field::Accessibility, &[';']),
        service_areas: list(facts, Field::Area, &[',', ';'])
            .into_iter()
            .map(|name| ServiceArea {
                name,
                ..ServiceArea::default()
            })
            .collect(),
        taxonomy_terms: terms(facts, around),
        attendance: one(Field::Attendance)
            .map(|words| attendance(&words))
            .unwrap_or_default(),
        application_process: prose(Field::ApplicationProcess),
        assured_date: one(Field::AssuredDate).and_then(|words| dates::day(&words, false)),
        last_modified: one(Field::LastModified).and_then(|words| dates::moment(&words, false)),
        name,
        ..Service::default()
    };
    contact::fill(facts, &mut service);
    service.service_at_locations = if places.is_empty() {
        at(location(facts)).into_iter().collect()
    } else {
        several(facts, places, &mut service.hours_text)
    };
    service
}

fn at(location: Option<Location>) -> Option<ServiceAtLocation> {
    Some(ServiceAtLocation {
        location: location?,
        schedules: Vec::new(),
    })
}

/// Each place with its own times, whose words go to the service's.
fn several(
    facts: &Facts,
    places: &[Facts],
    hours_text: &mut Option<String>,
) -> Vec<ServiceAtLocation> {
    let mut all: Vec<ServiceAtLocation> = Vec::new();
    for place in places {
        let Some(mut here) = at(location(place)) else {
            continue;
        };
        if let Some(words) = self::hours_text(place, "") {
            here.schedules = hours::read(&words).schedules;
            let before = hours_text
                .take()
                .map(|before| before + "\n")
                .unwrap_or_default();
            *hours_text = Some(before + &words);
        }
        if !all.contains(&here) {
            all.push(here);
        }
    }
    // A place told outside of them all is either one more or the position of the only one.
    let Some(outside) = at(location(facts)) else {
        return all;
    };
    match all.as_mut_slice() {
        [only] if only.location.position.is_none() => {
            only.location.position = outside.location.position;
            only.location.precision = outside.location.precision;
        }
        [] => all.push(outside),
        _ => {}
    }
    all
}

/// The entries of a list: its pieces, parted at the marks too; placeholders and repeats go.
fn list(facts: &Facts, field: Field, marks: &[char]) -> Vec<String> {
    unrepeated(facts.all(field).flat_map(|value| &value.pieces), marks)
}

fn unrepeated<'a>(pieces: impl Iterator<Item = &'a String>, marks: &[char]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for part in pieces.flat_map(|piece| piece.split(|c: char| c == '\n' || marks.contains(&c))) {
        let part = part.trim().trim_start_matches(['•', '·', '-', '*']);
        if let Some(part) = text::value(part)
            && !all.iter().any(|known| fold(known) == fold(&part))
        {
            all.push(part);
        }
    }
    all
}

fn organization(facts: &Facts, name: &str) -> Organization {
    let named = facts
        .all(Field::Organization)
        .find_map(|value| text::name(&value.text));
    let number = facts
        .first(Field::CharityNumber)
        .map(|value| value.text.as_str())
        .unwrap_or_default();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let identifiers = if (6..=7).contains(&digits.len()) {
        vec![OrganizationIdentifier::new("GB-CHC", digits)]
    } else {
        Vec::new()
    };
    Organization {
        inferred: named.is_none(),
        name: named.unwrap_or_else(|| name.to_owned()),
        identifiers,
        ..Organization::default()
    }
}

fn description(facts: &Facts, drop: &[String]) -> Option<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    for value in facts.all(Field::Description) {
        let mut words = text::paragraphs(&value.text);
        for sentence in drop {
            words = without_sentence(&words, &text::line(sentence));
        }
        if let Some(words) = text::prose(&words)
            && !paragraphs.contains(&words)
        {
            paragraphs.push(words);
        }
    }
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}

/// The text without every place where the sentence stands, whatever its case and apostrophes.
fn without_sentence(words: &str, sentence: &str) -> String {
    let plain = |c: char| {
        if matches!(c, '’' | '‘') {
            '\''
        } else {
            c.to_ascii_lowercase()
        }
    };
    let sentence: Vec<char> = sentence.chars().map(plain).collect();
    let chars: Vec<char> = words.chars().collect();
    let mut left = String::with_capacity(words.len());
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let stands_here = !sentence.is_empty()
            && rest.len() >= sentence.len()
            && rest
                .iter()
                .zip(&sentence)
                .all(|(c, wanted)| plain(*c) == *wanted);
        if stands_here {
            at += sentence.len();
        } else {
            left.push(chars[at]);
            at += 1;
        }
    }
    left
}

fn website(facts: &Facts, host: &str) -> Option<String> {
    let elsewhere = |address: &String| {
        url::Url::parse(address)
            .ok()
            .and_then(|url| url.host_str().map(|its| its != host))
            .unwrap_or(false)
    };
    facts.all(Field::Url).find_map(|value| {
        let links = value
            .links
            .iter()
            .filter(|link| link.starts_with("http"))
            .filter_map(|link| web_address(link));
        links.chain(web_address(&value.text)).find(elsewhere)
    })
}

/// The words about times of every field that holds some; a first line that only repeats the name goes.
fn hours_text(facts: &Facts, name: &str) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for value in facts.all(Field::Hours) {
        let words = text::paragraphs(&value.text);
        let words = match words.split_once('\n') {
            Some((first, rest)) if fold(first) == fold(name) => rest.trim_start().to_owned(),
            _ => words,
        };
        if let Some(words) = text::prose(&words)
            && !all.contains(&words)
        {
            all.push(words);
        }
    }
    (!all.is_empty()).then(|| all.join("\n"))
}

fn eligibility(facts: &Facts) -> Eligibility {
    let first = |field: Field| facts.all(field).find_map(|value| text::prose(&value.text));
    let (about, age) = (first(Field::Eligibility), first(Field::Ages));
    let read = [&age, &about]
        .into_iter()
        .flatten()
        .find_map(|words| ages::read(words))
        .unwrap_or_default();
    let age = age.filter(|age| about.as_ref() != Some(age));
    let words: Vec<String> = [about, age].into_iter().flatten().collect();
    Eligibility {
        description: (!words.is_empty()).then(|| words.join("\n")),
        minimum_age: read.minimum,
        maximum_age: read.maximum,
    }
}

fn terms(facts: &Facts, around: Around<'_>) -> Vec<TaxonomyTerm> {
    // Never at a comma: "Arts, music and hobbies" is one category.
    let named = list(facts, Field::Category, &[';', '|']);
    let carried = unrepeated(around.terms.iter(), &[]);
    let mut all: Vec<TaxonomyTerm> = Vec::new();
    for name in carried.into_iter().chain(named) {
        let code = fold(&name).replace(' ', "-");
        if !all.iter().any(|term| term.code == code) {
            all.push(TaxonomyTerm {
                vocabulary: around.vocabulary.to_owned(),
                code,
                name,
            });
        }
    }
    all
}

/// The place that the facts describe, if they describe one.
pub(super) fn location(facts: &Facts) -> Option<Location> {
    let written = facts.address().unwrap_or_default();
    let beside = facts
        .first(Field::Postcode)
        .map(|value| value.text.as_str());
    let postcode: Option<Postcode> = place::postcode(beside, &written);
    let name = facts
        .all(Field::Venue)
        .find_map(|value| text::name(&value.text));
    let mut address = place::lines(&written, beside, postcode.as_ref());
    address.retain(|line| name.as_ref().is_none_or(|name| fold(line) != fold(name)));
    let position = position(facts);
    let place = Location {
        name,
        address,
        postcode,
        position,
        precision: position.map(|_| Precision::Given),
        ..Location::default()
    };
    (place != Location::default()).then_some(place)
}

fn position(facts: &Facts) -> Option<Position> {
    let number = |field: Field| {
        facts
            .all(field)
            .find_map(|value| value.text.trim().parse::<f64>().ok())
    };
    let both = facts.first(Field::LatLon).and_then(|value| {
        let mut numbers = value
            .text
            .split([',', ';', ' '])
            .filter(|part| !part.is_empty())
            .map(str::parse::<f64>);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    });
    let (north, east) = number(Field::Latitude)
        .zip(number(Field::Longitude))
        .or(both)?;
    place::settled(north, east)
}

#[cfg(test)]
mod tests {
    use super::super::facts::{Facts, Field, Value};
    use super::{location, without_sentence};

    #[test]
    fn a_position_is_read_either_way_round_and_never_off_the_coast_of_africa() {
        let at = |latitude: &str, longitude: &str| {
            let mut facts = Facts::default();
            facts.add(Field::Latitude, Value::of_text(latitude));
            facts.add(Field::Longitude, Value::of_text(longitude));
            location(&facts)
                .and_then(|place| place.position)
                .map(|at| (at.latitude, at.longitude))
        };
        assert_eq!(at("51.5", "-0.1"), Some((51.5, -0.1)));
        assert_eq!(at("-0.1", "51.5"), Some((51.5, -0.1)));
        assert_eq!(at("0", "0"), None);
    }

    #[test]
    fn a_sentence_of_the_site_is_left_out_of_the_description() {
        let words = "Tea.\n(The details shown here were taken from the organisation’s website)";
        let sentence = "(the details shown here were taken from the organisation's website)";
        assert_eq!(without_sentence(words, sentence), "Tea.\n");
    }
}
