//! Times of schema.org: schedules, opening hours, and moments as London clocks show them.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use chrono_tz::Europe::London;
use domain::schedule::{Frequency, Schedule};
use domain::text;

use super::graph::types;
use crate::feed::draft::{self, Draft};
use crate::feed::node::Node;
use crate::feed::times;

/// A moment as a day and a clock time in London; without a zone it is London's.
pub(crate) fn moment(raw: &str) -> Option<(NaiveDate, Option<NaiveTime>)> {
    let raw = raw.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(raw)
        .or_else(|_| DateTime::parse_from_str(raw, "%Y-%m-%dT%H:%M%:z"))
    {
        let at = at.with_timezone(&London).naive_local();
        return Some((at.date(), Some(at.time())));
    }
    if let Some(utc) = raw.strip_suffix('Z')
        && let Some(at) = local(utc)
    {
        let at = at.and_utc().with_timezone(&London).naive_local();
        return Some((at.date(), Some(at.time())));
    }
    if let Some(at) = local(raw) {
        return Some((at.date(), Some(at.time())));
    }
    Some((draft::day(raw)?, None))
}

fn local(raw: &str) -> Option<NaiveDateTime> {
    [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(raw, format).ok())
}

/// Puts the times of an event or a place into a service.
pub(super) fn fill(thing: Node<'_>, draft: &mut Draft) {
    let mut repeats = false;
    for entry in thing.any(&["eventSchedule", "schedule"]).each() {
        repeats |= schedule(entry, draft);
    }
    for key in ["openingHoursSpecification", "hoursAvailable"] {
        for entry in thing.get(key).each() {
            opening(entry, draft);
        }
    }
    for words in thing.get("openingHours").each().filter_map(Node::text) {
        draft.hours(&spelt_out(&words));
    }
    for words in thing.get("schedulingNote").each().filter_map(Node::text) {
        draft.hours(&words);
    }
    if !repeats {
        once(thing, draft);
    }
}

/// A dated event, or one that lasts from day to day.
fn once(thing: Node<'_>, draft: &mut Draft) {
    let at = |key: &str| thing.get(key).text().and_then(|raw| moment(&raw));
    let Some((first, opens_at)) = at("startDate") else {
        return;
    };
    let (last, closes_at) = match at("endDate") {
        Some((last, time)) if last >= first => (last, time),
        _ => (first, None),
    };
    if last == first {
        draft.when(Schedule {
            frequency: Frequency::Once,
            weekdays: vec![first.weekday()],
            opens_at,
            closes_at: closes_at.filter(|time| Some(*time) > opens_at),
            valid_from: Some(first),
            valid_to: Some(first),
            ..Schedule::default()
        });
    } else {
        draft.hours(&format!(
            "{} to {}",
            first.format("%-d %B %Y"),
            last.format("%-d %B %Y")
        ));
    }
}

/// A `Schedule`; true when it was understood. A `PartialSchedule` is words: days must not be counted
/// from what is not whole.
fn schedule(entry: Node<'_>, draft: &mut Draft) -> bool {
    let text = |key: &str| entry.get(key).text();
    let days: Vec<(Weekday, Option<i8>)> = entry
        .get("byDay")
        .each()
        .filter_map(Node::text)
        .flat_map(|raw| raw.split(',').map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|raw| day_of(raw.trim()))
        .collect();
    let mut weekdays: Vec<Weekday> = days.iter().map(|(day, _)| *day).collect();
    weekdays.sort_by_key(Weekday::num_days_from_monday);
    weekdays.dedup();
    let weeks: Vec<i8> = days.iter().filter_map(|(_, week)| *week).collect();
    let first = text("startDate").and_then(|raw| draft::day(&raw));
    let base = Schedule {
        opens_at: text("startTime").and_then(|raw| times::time(&raw)),
        closes_at: text("endTime").and_then(|raw| times::time(&raw)),
        valid_from: first,
        valid_to: text("endDate").and_then(|raw| draft::day(&raw)),
        description: text("name").and_then(|raw| draft::line(&raw)),
        ..Schedule::default()
    };
    let every = text("repeatFrequency").unwrap_or_default();
    let partial = types(entry).iter().any(|name| name == "PartialSchedule");
    let with_dates = entry.get("byMonth").is_some() || entry.get("byMonthDay").is_some();
    let schedule = match every.as_str() {
        _ if partial || with_dates => None,
        "P1D" => Some(Schedule {
            weekdays: (0..7)
                .filter_map(|day| Weekday::try_from(day).ok())
                .collect(),
            ..base.clone()
        }),
        "P1W" | "P7D" | "P2W" | "P14D" => {
            if weekdays.is_empty() {
                weekdays.extend(first.map(|first| first.weekday()));
            }
            (!weekdays.is_empty()).then(|| Schedule {
                frequency: if matches!(every.as_str(), "P1W" | "P7D") {
                    Frequency::Weekly
                } else {
                    Frequency::Fortnightly
                },
                weekdays,
                ..base.clone()
            })
        }
        "P1M" if !weeks.is_empty() => Some(Schedule {
            frequency: Frequency::Monthly,
            weekdays,
            weeks_of_month: weeks,
            ..base.clone()
        }),
        _ => None,
    };
    if let Some(schedule) = schedule {
        draft.when(schedule);
        return true;
    }
    let names: Vec<&str> = days
        .iter()
        .map(|(day, _)| domain::schedule::weekday_name(*day))
        .collect();
    let hours = match (base.opens_at, base.closes_at) {
        (Some(from), Some(to)) => Some(format!(
            "{} to {}",
            from.format("%H:%M"),
            to.format("%H:%M")
        )),
        (Some(from), None) => Some(format!("from {}", from.format("%H:%M"))),
        _ => None,
    };
    let span = match (base.valid_from, base.valid_to) {
        (Some(from), Some(to)) => Some(format!(
            "between {} and {}",
            from.format("%-d %B %Y"),
            to.format("%-d %B %Y")
        )),
        _ => None,
    };
    let parts = [
        Some(names.join(", ")).filter(|names| !names.is_empty()),
        hours,
        span,
    ];
    let words: Vec<String> = parts.into_iter().flatten().collect();
    draft.hours(&words.join(", "));
    false
}

/// "https://schema.org/Monday", "Monday", "MO", "2TU".
fn day_of(raw: &str) -> Option<(Weekday, Option<i8>)> {
    let name = raw.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let week = raw[..raw.len() - name.len()]
        .trim_start_matches('+')
        .parse()
        .ok();
    Some((
        times::weekday(name)?,
        week.filter(|week| matches!(week, 1..=4 | -1)),
    ))
}

fn opening(entry: Node<'_>, draft: &mut Draft) {
    let text = |key: &str| entry.get(key).text();
    let mut weekdays: Vec<Weekday> = entry
        .get("dayOfWeek")
        .each()
        .filter_map(Node::text)
        .filter_map(|raw| times::weekday(&raw))
        .collect();
    weekdays.sort_by_key(Weekday::num_days_from_monday);
    weekdays.dedup();
    let opens_at = text("opens").and_then(|raw| times::time(&raw));
    let closes_at = text("closes").and_then(|raw| times::time(&raw));
    // From nought to nought is how "closed" is written.
    if weekdays.is_empty() || opens_at.is_none() || opens_at == closes_at {
        return;
    }
    draft.when(Schedule {
        weekdays,
        opens_at,
        closes_at,
        valid_from: text("validFrom").and_then(|raw| draft::day(&raw)),
        valid_to: text("validThrough").and_then(|raw| draft::day(&raw)),
        ..Schedule::default()
    });
}

/// "Mo-Fr 09:00-17:00" as people write it, for the reader of such words.
fn spelt_out(raw: &str) -> String {
    let day = |word: &str| {
        Some(word)
            .filter(|word| word.len() == 2 && word.chars().all(char::is_alphabetic))
            .and_then(times::weekday)
            .map_or_else(
                || word.to_owned(),
                |day| domain::schedule::weekday_name(day).to_owned(),
            )
    };
    text::line(raw)
        .split(' ')
        .map(|word| match word.split_once('-') {
            Some((from, to)) if from.len() == 2 && to.len() == 2 => {
                format!("{} to {}", day(from), day(to))
            }
            _ => word.split(',').map(day).collect::<Vec<_>>().join(", "),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::{moment, spelt_out};

    #[test]
    fn moments_are_as_london_clocks_show_them() {
        let check = |raw: &str, expected: &str| {
            let (day, time) = moment(raw).unwrap();
            let time = time.map(|time| time.to_string()).unwrap_or_default();
            assert_eq!(format!("{day} {time}"), expected, "{raw}");
        };
        check("2026-05-09T18:15:00Z", "2026-05-09 19:15:00");
        check("2026-05-09T18:15:00+01:00", "2026-05-09 18:15:00");
        check("2026-05-09T18:15", "2026-05-09 18:15:00");
        check("2026-01-09T18:15Z", "2026-01-09 18:15:00");
        check("2026-05-09", "2026-05-09 ");
        assert_eq!(moment("soon"), None);
    }

    #[test]
    fn short_days_are_spelt_out() {
        assert_eq!(
            spelt_out("Mo-Fr 09:00-17:00"),
            "Monday to Friday 09:00-17:00"
        );
        assert_eq!(
            spelt_out("Tu,Th 16:00-20:00"),
            "Tuesday, Thursday 16:00-20:00"
        );
    }
}
