//! Words about time that stand together, put together to one wish.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, Weekday};

use super::meaning::{self, Meaning};
use super::words::Word;
use super::{DayPart, When};

/// What could be read from some place on.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Nothing when the words there are not about time.
    pub(super) when: Option<When>,
    /// The word after the last that was understood.
    pub(super) end: usize,
    /// Whether it can be meant in no other way, even in the middle of a question.
    pub(super) certain: bool,
}

/// One thing that was understood.
enum Piece {
    Means(Meaning),
    /// The coming one of these days, or the one after.
    Next(Weekday),
    /// The coming one of these days, today included.
    Coming(Weekday),
    Dates(NaiveDate, NaiveDate),
    Between(NaiveTime, NaiveTime),
    From(NaiveTime),
    To(NaiveTime),
    At(NaiveTime),
}

/// How long somebody means by "at 6pm", in minutes.
const ABOUT: u16 = 30;

/// Reads as many words about time as stand together from `at` on.
pub(super) fn read(words: &[Word], at: usize, today: NaiveDate) -> Reading {
    let mut when = When::default();
    let mut reading = Reading {
        end: at,
        ..Reading::default()
    };
    let mut pieces = 0;
    let mut at = at;
    while at < words.len() && !words[at].quoted {
        if let Some((taken, piece, certain)) = piece(&words[at..], today) {
            put(&mut when, piece, today);
            pieces += 1;
            at += taken;
            reading.end = at;
            reading.certain |= certain || pieces > 1;
        } else if is_between(&words[at].text) || opens(&words[at..]) {
            at += 1;
        } else {
            break;
        }
    }
    if pieces > 0 {
        when.days.sort_by_key(Weekday::num_days_from_monday);
        when.days.dedup();
        when.parts.sort_unstable();
        when.parts.dedup();
        reading.when = Some(when);
    }
    reading
}

/// Words that may stand before and between words about time, and say nothing themselves.
fn is_between(word: &str) -> bool {
    matches!(
        word,
        "on" | "in"
            | "at"
            | "the"
            | "this"
            | "every"
            | "each"
            | "and"
            | "or"
            | "&"
            | "-"
            | "any"
            | "a"
            | "of"
            | "for"
            | "during"
            | "between"
    )
}

/// "Open", before a day or a time; an "open evening" is a thing to go to.
fn opens(words: &[Word]) -> bool {
    let is_part = |word: &Word| {
        let found = meaning::phrase(std::slice::from_ref(word));
        matches!(found, Some((_, Meaning::Part(_), _)))
    };
    matches!(words, [opens, rest @ ..]
        if matches!(opens.text.as_str(), "open" | "opens" | "opening")
            && !rest.first().is_some_and(is_part))
}

fn put(when: &mut When, piece: Piece, today: NaiveDate) {
    let day = |on: u64| today.checked_add_days(Days::new(on)).unwrap_or(today);
    let until_sunday = 6 - u64::from(today.weekday().num_days_from_monday());
    let weekend = |weeks: u64| {
        let sunday = until_sunday + 7 * weeks;
        (day(sunday.saturating_sub(1)), day(sunday))
    };
    match piece {
        Piece::Dates(first, last) => when.dates = Some((first, last)),
        Piece::Next(wanted) => {
            when.days.push(wanted);
            // People mean either of the two.
            let coming = match days_until(today, wanted) {
                0 => 7,
                on => on,
            };
            when.dates = Some((day(coming), day(coming + 7)));
        }
        Piece::Coming(wanted) => {
            let coming = day(days_until(today, wanted));
            when.dates = Some((coming, coming));
        }
        Piece::Between(from, to) => (when.from, when.to) = (Some(from), Some(to)),
        Piece::From(time) => when.from = Some(time),
        Piece::To(time) => when.to = Some(time),
        Piece::At(time) => {
            let minutes = chrono::TimeDelta::minutes(i64::from(ABOUT));
            let (until, wrapped) = time.overflowing_add_signed(minutes);
            when.from = Some(time);
            when.to = (wrapped == 0).then_some(until);
        }
        Piece::Means(meaning) => match meaning {
            Meaning::Days(days) => when.days.extend(days_of(days)),
            Meaning::Part(part) => when.parts.push(part),
            Meaning::Daytime => when.parts.extend([DayPart::Morning, DayPart::Afternoon]),
            Meaning::DaysOn(on) => when.dates = Some((day(on), day(on))),
            Meaning::ThisWeek => when.dates = Some((today, day(until_sunday))),
            Meaning::NextWeek => when.dates = Some((day(until_sunday + 1), day(until_sunday + 7))),
            Meaning::ThisWeekend => when.dates = Some(weekend(0)),
            Meaning::NextWeekend => when.dates = Some(weekend(1)),
            Meaning::Today(part) => {
                when.dates = Some((today, today));
                when.parts.push(part);
            }
            Meaning::Now => when.now = true,
            Meaning::Window(days, from, to) => {
                if days.count_ones() < 7 {
                    when.days.extend(days_of(days));
                }
                when.from = minutes(from);
                when.to = minutes(to);
            }
        },
    }
}

/// How many days until the coming such day; nought when it is today.
fn days_until(today: NaiveDate, wanted: Weekday) -> u64 {
    let (wanted, today) = (
        wanted.num_days_from_monday(),
        today.weekday().num_days_from_monday(),
    );
    u64::from((7 + wanted - today) % 7)
}

fn days_of(bits: u8) -> impl Iterator<Item = Weekday> {
    (0..7_u8)
        .filter(move |day| bits & 1 << day != 0)
        .filter_map(|day| Weekday::try_from(day).ok())
}

fn minutes(minutes: u16) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(u32::from(minutes / 60), u32::from(minutes % 60), 0)
}

/// The piece at the start of some words, how many it takes, and whether it can be nothing else.
fn piece(words: &[Word], today: NaiveDate) -> Option<(usize, Piece, bool)> {
    if let Some((taken, days)) = day_range(words) {
        return Some((taken, Piece::Means(Meaning::Days(days)), true));
    }
    let named = words.get(1).and_then(|word| meaning::weekday(&word.text));
    if let Some((day, _)) = named
        && !words[1].quoted
    {
        match words[0].text.as_str() {
            "next" => return Some((2, Piece::Next(day), true)),
            "this" | "coming" => return Some((2, Piece::Coming(day), true)),
            _ => {}
        }
    }
    if let Some((taken, first, last)) = date(words, today) {
        // "1/2" may be a half.
        let certain = words[0].text.matches('/').count() != 1;
        return Some((taken, Piece::Dates(first, last), certain));
    }
    if let Some((taken, piece)) = time_of_day(words) {
        return Some((taken, piece, true));
    }
    let (taken, meaning, certain) = meaning::phrase(words)?;
    Some((taken, Piece::Means(meaning), certain))
}

/// "Monday to Friday", "mon-fri".
fn day_range(words: &[Word]) -> Option<(usize, u8)> {
    let [first, to, last, ..] = words else {
        return None;
    };
    let (first, last) = (
        meaning::weekday(&first.text)?.0,
        meaning::weekday(&last.text)?.0,
    );
    if !matches!(to.text.as_str(), "to" | "-" | "until" | "till") {
        return None;
    }
    let mut bits = 1 << first.num_days_from_monday();
    let mut day = first;
    while day != last {
        day = day.succ();
        bits |= 1 << day.num_days_from_monday();
    }
    Some((3, bits))
}

/// "2026-12-01", "1 December", "Dec 1st 2026", "1/12", "this month".
fn date(words: &[Word], today: NaiveDate) -> Option<(usize, NaiveDate, NaiveDate)> {
    let text = |at: usize| words.get(at).map(|word| word.text.as_str());
    let year = |at: usize| {
        text(at)
            .filter(|text| text.len() == 4)
            .and_then(|text| text.parse::<i32>().ok())
            .filter(|year| (today.year() - 1..today.year() + 20).contains(year))
    };
    let first = text(0)?;
    let one = |taken: usize, date: NaiveDate| Some((taken, date, date));
    if let Ok(date) = NaiveDate::parse_from_str(first, "%Y-%m-%d") {
        return one(1, date);
    }
    if let Some(month @ ("this" | "next")) = text(0)
        && text(1) == Some("month")
    {
        let start = today.with_day(1)?;
        let start = if month == "next" {
            start + Months::new(1)
        } else {
            start
        };
        let end = (start + Months::new(1)).pred_opt()?;
        return Some((2, start.max(today), end));
    }
    if first == "24/7" {
        return None;
    }
    let slashed: Vec<&str> = first.split('/').collect();
    if let [day, month, rest @ ..] = slashed.as_slice() {
        let year = match rest {
            [] => None,
            [year] if year.len() == 4 => Some(year.parse().ok()?),
            [year] if year.len() == 2 => Some(2000 + year.parse::<i32>().ok()?),
            _ => return None,
        };
        return one(
            1,
            coming(day.parse().ok()?, month.parse().ok()?, year, today)?,
        );
    }
    let of = usize::from(text(1) == Some("of"));
    let (day, month, taken) = match (day_number(first), text(1 + of).and_then(month_number)) {
        (Some(day), Some(month)) => (day, month, 2 + of),
        _ => (text(1).and_then(day_number)?, month_number(first)?, 2),
    };
    let named = year(taken);
    one(
        taken + usize::from(named.is_some()),
        coming(day, month, named, today)?,
    )
}

/// The date in that year, or the next such date from today on.
fn coming(day: u32, month: u32, year: Option<i32>, today: NaiveDate) -> Option<NaiveDate> {
    match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day),
        None => (0..=8)
            .filter_map(|on| NaiveDate::from_ymd_opt(today.year() + on, month, day))
            .find(|date| *date >= today),
    }
}

/// "1", "1st", "22nd".
fn day_number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    matches!(suffix, "" | "st" | "nd" | "rd" | "th")
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|day| (1..=31).contains(day))
}

fn month_number(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let known = |month: &&str| {
        *month == word
            || (word.len() == 3 && month.starts_with(word))
            || (word == "sept" && *month == "september")
    };
    MONTHS
        .iter()
        .position(known)
        .and_then(|at| u32::try_from(at + 1).ok())
}

/// "After 6pm", "from 18:00", "before noon", "10am to 12pm", "at 7.30pm".
fn time_of_day(words: &[Word]) -> Option<(usize, Piece)> {
    let text = |at: usize| words.get(at).map(|word| word.text.as_str());
    let clock = |at: usize| -> Option<(usize, NaiveTime)> {
        let whole = format!("{}{}", text(at)?, text(at + 1).unwrap_or_default());
        match clock_time(text(at)?) {
            Some(time) => Some((1, time)),
            None if matches!(text(at + 1), Some("am" | "pm")) => Some((2, clock_time(&whole)?)),
            None => None,
        }
    };
    let prefix = text(0)?;
    let is_prefix = matches!(
        prefix,
        "after" | "from" | "since" | "before" | "until" | "till" | "by" | "at" | "between"
    );
    let start = usize::from(is_prefix);
    let (taken, time) = clock(start)?;
    let taken = start + taken;
    if matches!(text(taken), Some("to" | "-" | "until" | "till" | "and"))
        && let Some((more, to)) = clock(taken + 1)
        && time < to
    {
        return Some((taken + 1 + more, Piece::Between(time, to)));
    }
    let piece = match prefix {
        "after" | "from" | "since" | "between" => Piece::From(time),
        "before" | "until" | "till" | "by" => Piece::To(time),
        _ => Piece::At(time),
    };
    Some((taken, piece))
}

/// "6pm", "6.30pm", "18:00", "noon"; never a bare "6".
fn clock_time(word: &str) -> Option<NaiveTime> {
    if matches!(word, "noon" | "midday") {
        return minutes(12 * 60);
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let half = &word[digits.len()..];
    let (hour, minute) = match digits.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse::<u32>().ok()?),
        Some(_) => return None,
        None if half.is_empty() => return None,
        None => (digits, 0),
    };
    let hour: u32 = hour.parse().ok()?;
    let hour = match half {
        "am" if (1..=11).contains(&hour) => hour,
        "pm" if hour == 12 => 12,
        "pm" if (1..=11).contains(&hour) => hour + 12,
        // "6.30" may be a price, "18:00" cannot.
        "" if digits.contains(':') => hour,
        _ => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}
