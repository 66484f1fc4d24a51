//! Postcodes: whole, mistyped, retired, unknown, or half.

use domain::postcode::{PartialPostcode, Postcode, is_outward};

use super::{Confidence, Kind, MOST_ALTERNATIVES, Note, Reading, Resolution, label, note};
use crate::gazetteer::{Gazetteer, middle};
use crate::names::fold;
use crate::postcodes::{PostcodeArea, PostcodeEntry};

pub(super) fn resolve(gazetteer: &Gazetteer, text: &str) -> Option<Resolution> {
    let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let compact = compact.to_ascii_uppercase();
    if let Some(postcode) = Postcode::parse(text)
        .ok()
        .or_else(|| Postcode::find_all(text).into_iter().next())
    {
        return Some(whole(gazetteer, &postcode));
    }
    if let Some(mended) = mended(gazetteer, text, &compact) {
        let mut resolution = whole(gazetteer, &mended);
        soften(&mut resolution, Confidence::Likely);
        resolution.suggestion = Some(mended.to_string());
        return Some(resolution);
    }
    half(gazetteer, text)
        .or_else(|| among_words(gazetteer, text))
        .or_else(|| slip_of_half(gazetteer, text, &compact))
        .or_else(|| letters(gazetteer, text))
        .or_else(|| note::of_special(&compact).map(Resolution::of_note))
}

/// The likeliest slip that exists; one in use before one that is retired.
fn mended(gazetteer: &Gazetteer, text: &str, compact: &str) -> Option<Postcode> {
    // Without any digit it is a word ("Wales" is not W4 1ES) unless it is cut in two as postcodes are.
    let has_digit = compact.contains(|c: char| c.is_ascii_digit());
    let is_cut =
        matches!(text.split_whitespace().collect::<Vec<_>>()[..], [_, inward] if inward.len() == 3);
    if !has_digit && (!is_cut || !gazetteer.named(&fold(text)).is_empty()) {
        return None;
    }
    let mut slips = Postcode::slips(text);
    slips.retain(|slip| gazetteer.postcode(slip).is_some());
    let live = slips
        .iter()
        .position(|slip| gazetteer.postcode(slip).is_some_and(|entry| !entry.retired));
    slips.into_iter().nth(live.unwrap_or_default())
}

fn whole(gazetteer: &Gazetteer, postcode: &Postcode) -> Resolution {
    if let Some(entry) = gazetteer.postcode(postcode) {
        let mut resolution = Resolution::of(of_entry(gazetteer, postcode, &entry));
        resolution.note = if entry.retired {
            Some(Note::Retired {
                postcode: postcode.to_string(),
                data_date: gazetteer.data_date().to_owned(),
            })
        } else {
            entry.approximate.then(|| Note::Approximate {
                postcode: postcode.to_string(),
            })
        };
        return resolution;
    }
    let compact = postcode.as_str().replace(' ', "");
    if let Some(note) = note::of_special(&compact) {
        return Resolution::of_note(note);
    }
    unknown(gazetteer, postcode)
}

/// A postcode of the right shape that does not exist: its sector or outward code, and what may have been meant.
fn unknown(gazetteer: &Gazetteer, postcode: &Postcode) -> Resolution {
    let sector = gazetteer
        .sector(postcode.sector())
        .map(|area| of_part(Kind::Sector, area));
    let outward = || {
        gazetteer
            .outward(postcode.outward())
            .map(|area| of_part(Kind::Outward, area))
    };
    let near_misses = near_misses(gazetteer, postcode, sector.is_some());
    let reading = sector.or_else(outward).map(|mut reading| {
        reading.confidence = Confidence::Likely;
        reading
    });
    Resolution {
        note: Some(Note::Unknown {
            postcode: postcode.to_string(),
            shown: reading.as_ref().map(|reading| reading.name.clone()),
        }),
        reading,
        alternatives: near_misses,
        suggestion: None,
    }
}

/// Postcodes that exist and differ in one character that is easily mistaken for the other. A sector is full of
/// neighbours, so any letter would find one: only letters that look, sound or lie alike count.
fn near_misses(gazetteer: &Gazetteer, postcode: &Postcode, sector_exists: bool) -> Vec<Reading> {
    let printed = postcode.as_str();
    let mut found = Vec::new();
    for (at, typed) in printed.char_indices().filter(|(_, c)| *c != ' ') {
        // With a sector that exists, the slip is in the last two letters.
        if sector_exists && at + 2 < printed.len() {
            continue;
        }
        let others = easily_mistaken(typed).chars();
        found.extend(others.filter_map(|other| with_letter(gazetteer, printed, at, other)));
    }
    // Where not even the outward code exists, few postcodes are one letter away, and any letter may be the wrong one.
    if found.is_empty() && gazetteer.outward(postcode.outward()).is_none() {
        let letters = printed.chars().take_while(char::is_ascii_uppercase);
        for (at, typed) in letters.enumerate() {
            let others = ('A'..='Z').filter(|other| *other != typed);
            found.extend(others.filter_map(|other| with_letter(gazetteer, printed, at, other)));
        }
    }
    found.truncate(MOST_ALTERNATIVES);
    found
}

/// The postcode in use that a printed one becomes with another letter or digit at a place.
fn with_letter(gazetteer: &Gazetteer, printed: &str, at: usize, other: char) -> Option<Reading> {
    let mut changed: Vec<char> = printed.chars().collect();
    *changed.get_mut(at)? = other;
    let changed: String = changed.into_iter().collect();
    let candidate = Postcode::parse(&changed).ok()?;
    let entry = gazetteer
        .postcode(&candidate)
        .filter(|entry| !entry.retired)?;
    let mut reading = of_entry(gazetteer, &candidate, &entry);
    reading.confidence = Confidence::Guess;
    Some(reading)
}

/// Characters that look, sound or lie (on a keyboard) like one.
fn easily_mistaken(c: char) -> &'static str {
    match c {
        'A' => "SQZ",
        'B' => "DPVE",
        'D' => "BSFT",
        'E' => "WRB",
        'F' => "SDG",
        'G' => "FHJ",
        'H' => "GJN",
        'J' => "GHL",
        'L' => "JP",
        'N' => "HBW",
        'P' => "BLT",
        'Q' => "AW",
        'R' => "ETP",
        'S' => "ADFX",
        'T' => "RYDP",
        'U' => "YWV",
        'V' => "WBU",
        'W' => "EUVN",
        'X' => "SZ",
        'Y' => "TUX",
        'Z' => "XS",
        '0' => "9",
        '1' => "27",
        '2' => "13",
        '3' => "248",
        '4' => "35",
        '5' => "46",
        '6' => "579",
        '7' => "681",
        '8' => "793",
        '9' => "806",
        _ => "",
    }
}

fn half(gazetteer: &Gazetteer, text: &str) -> Option<Resolution> {
    let mut readings: Vec<Reading> = PartialPostcode::readings(text)
        .iter()
        .filter_map(|part| {
            let kind = if part.sector.is_some() {
                Kind::Sector
            } else {
                Kind::Outward
            };
            Some(of_part(kind, gazetteer.partial(part)?))
        })
        .collect();
    // W1 was split into W1A, W1B and so on; all of them are meant, and not what is left of the old code.
    if let [
        Reading {
            kind: Kind::Outward,
            name,
            ..
        },
    ] = readings.as_slice()
        && gazetteer
            .outward(name)
            .is_some_and(|outward| outward.postcodes == 0)
        && let Some(group) = letters(gazetteer, name)
    {
        return Some(group);
    }
    if readings.is_empty() {
        return None;
    }
    let first = readings.remove(0);
    let mut resolution = Resolution::of(first);
    resolution.alternatives = readings;
    Some(resolution)
}

/// An outward code among other words: "Brixton SW9".
fn among_words(gazetteer: &Gazetteer, text: &str) -> Option<Resolution> {
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(str::to_ascii_uppercase);
    let outward = words
        .filter(|word| is_outward(word))
        .find_map(|word| gazetteer.outward(&word))?;
    let mut reading = of_part(Kind::Outward, outward);
    reading.confidence = Confidence::Likely;
    Some(Resolution::of(reading))
}

/// "SE1O" for SE10, "SWI9" for SW19; only with a digit in it, since "SWO" may be the beginning of a name.
fn slip_of_half(gazetteer: &Gazetteer, text: &str, compact: &str) -> Option<Resolution> {
    if text.trim().len() > 5 || !compact.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // Any inward half makes a whole postcode of it, and its slips are then known.
    let mended = Postcode::slips(&format!("{compact}1AA"));
    let outward = mended
        .iter()
        .find_map(|slip| gazetteer.outward(slip.outward()))?;
    let mut resolution = Resolution::of(of_part(Kind::Outward, outward));
    soften(&mut resolution, Confidence::Likely);
    resolution.suggestion = resolution
        .reading
        .as_ref()
        .map(|reading| reading.name.clone());
    Some(resolution)
}

/// "SW" alone, "SW London", or the beginning of split codes such as "SW1": all the outward codes that it begins.
fn letters(gazetteer: &Gazetteer, text: &str) -> Option<Resolution> {
    let letters = text.trim().to_ascii_uppercase();
    let letters = letters.strip_suffix(" LONDON").unwrap_or(&letters);
    let area = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_beginning = (1..=2).contains(&area.len())
        && letters.len() <= 4
        && area.chars().all(|c| c.is_ascii_uppercase());
    if !is_beginning {
        return None;
    }
    let goes_on = |rest: &str| match rest.chars().next() {
        Some(c) => c.is_ascii_digit() == (area == letters),
        None => false,
    };
    let outwards: Vec<PostcodeArea<'_>> = gazetteer
        .outwards_from(letters)
        .filter(|outward| {
            outward.postcodes > 0 && outward.code.strip_prefix(letters).is_some_and(goes_on)
        })
        .collect();
    let (position, reach_m) = middle(outwards.iter().map(|outward| outward.centre))?;
    let farthest = outwards
        .iter()
        .map(|outward| outward.reach_m)
        .fold(0.0, f64::max);
    Some(Resolution::of(Reading {
        kind: Kind::PostcodeArea,
        label: format!("{letters} postcodes"),
        name: letters.to_owned(),
        position,
        reach_m: reach_m + farthest,
        confidence: Confidence::Likely,
        outward: None,
        ward: None,
        local_authority: None,
        area: None,
    }))
}

fn of_entry(gazetteer: &Gazetteer, postcode: &Postcode, entry: &PostcodeEntry<'_>) -> Reading {
    Reading {
        kind: Kind::Postcode,
        label: label::of_postcode(
            gazetteer,
            postcode.as_str(),
            entry.position,
            entry.local_authority,
        ),
        name: postcode.to_string(),
        position: entry.position,
        reach_m: 0.0,
        confidence: Confidence::Certain,
        outward: Some(postcode.outward().to_owned()),
        ward: entry.ward.map(Into::into),
        local_authority: entry.local_authority.map(Into::into),
        area: None,
    }
}

fn of_part(kind: Kind, area: PostcodeArea<'_>) -> Reading {
    let council = area.local_authority;
    let outward = area.code.split(' ').next().map(str::to_owned);
    Reading {
        kind,
        label: council.map_or_else(
            || area.code.clone(),
            |council| format!("{}, {}", area.code, council.name),
        ),
        name: area.code,
        position: area.centre,
        reach_m: area.reach_m,
        confidence: Confidence::Certain,
        outward,
        ward: None,
        local_authority: council.map(Into::into),
        area: None,
    }
}

fn soften(resolution: &mut Resolution, confidence: Confidence) {
    if let Some(reading) = &mut resolution.reading {
        reading.confidence = reading.confidence.min(confidence);
    }
}
