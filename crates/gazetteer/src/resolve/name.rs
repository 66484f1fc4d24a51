//! Names: exactly, with a word that tells which of several, misspelt, begun, or somewhere in a longer text.

use domain::position::Position;

use super::phrase::{self, Phrase, Wanted};
use super::{Confidence, Kind, MOST_ALTERNATIVES, Reading, Resolution, label};
use crate::area::AreaKind;
use crate::gazetteer::Gazetteer;
use crate::layout::KeyRecord;
use crate::names::{Hit, Named, PlaceKind, fold};

/// Weight of a London neighbourhood or a town of some fifty thousand people.
const WELL_KNOWN: u8 = 92;

pub(super) fn resolve(gazetteer: &Gazetteer, text: &str) -> Option<Resolution> {
    // "Station Road" is a name of its own: what was typed is tried before the words around it are taken off.
    let whole = fold(text);
    let phrase = phrase::read(text);
    exact(gazetteer, &whole, Wanted::default())
        .or_else(|| exact(gazetteer, &phrase.name, phrase.wanted))
        .or_else(|| qualified(gazetteer, text))
        .or_else(|| misspelt(gazetteer, &phrase.name))
        .or_else(|| begun(gazetteer, &phrase.name))
        .or_else(|| within(gazetteer, text))
}

fn exact(gazetteer: &Gazetteer, name: &str, wanted: Wanted) -> Option<Resolution> {
    let mut hits = gazetteer.named(name);
    prefer(&mut hits, wanted);
    of_hits(gazetteer, &hits)
}

/// A name just as it is, or with "station" or "council" after it.
pub(super) fn named(gazetteer: &Gazetteer, text: &str, well_known: bool) -> Option<Resolution> {
    let of = |name: &str, wanted: Wanted| {
        let mut hits = gazetteer.named(name);
        let least = if well_known { WELL_KNOWN } else { 0 };
        hits.retain(|hit| hit.whole && hit.weight >= least && (wanted.ward || !is_ward(hit)));
        prefer(&mut hits, wanted);
        of_hits(gazetteer, &hits)
    };
    let phrase = phrase::read(text);
    of(&fold(text), Wanted::default()).or_else(|| of(&phrase.name, phrase.wanted))
}

/// Brings what was asked for to the front, and leaves out what nobody means who can mean something clearer:
/// "Peckham" is not East Peckham, and not a ward where there is a town.
fn prefer(hits: &mut Vec<Hit<'_>>, wanted: Wanted) {
    let asked_for = |hit: &Hit<'_>| match hit.named {
        Named::Place(place) => wanted.station && place.kind == PlaceKind::Station,
        Named::Area(area) => match area.kind() {
            AreaKind::LocalAuthority => wanted.council,
            AreaKind::Ward => wanted.ward,
            _ => false,
        },
    };
    hits.sort_by_key(|hit| !asked_for(hit));
    let clearer = |hits: &mut Vec<Hit<'_>>, is_clearer: &dyn Fn(&Hit<'_>) -> bool| {
        if hits.iter().any(is_clearer) {
            hits.retain(is_clearer);
        }
    };
    clearer(hits, &|hit| hit.whole);
    clearer(hits, &|hit| is_ward(hit) == wanted.ward);
}

fn is_ward(hit: &Hit<'_>) -> bool {
    matches!(hit.named, Named::Area(area) if area.kind() == AreaKind::Ward)
}

/// "Richmond, North Yorkshire", "Newport Wales", "Clapham London": a name and a word that tells which.
fn qualified(gazetteer: &Gazetteer, text: &str) -> Option<Resolution> {
    let mut splits: Vec<(Phrase, String)> = Vec::new();
    if let Some((name, qualifier)) = text.split_once(',') {
        splits.push((phrase::read(name), phrase::read(qualifier).name));
    }
    let words: Vec<String> = phrase::read(text)
        .name
        .split(' ')
        .map(str::to_owned)
        .collect();
    for at in (1..words.len()).rev() {
        splits.push((phrase::read(&words[..at].join(" ")), words[at..].join(" ")));
    }
    splits.into_iter().find_map(|(phrase, qualifier)| {
        let mut hits = gazetteer.named(&phrase.name);
        // Elephant and Castle is not the ward of Castle: a ward has to be called one.
        hits.retain(|hit| {
            hit.whole
                && (phrase.wanted.ward || !is_ward(hit))
                && lies_in(gazetteer, hit, &qualifier)
        });
        prefer(&mut hits, phrase.wanted);
        of_hits(gazetteer, &hits)
    })
}

/// Whether something lies in an area of a name, or near a place of that name.
fn lies_in(gazetteer: &Gazetteer, hit: &Hit<'_>, qualifier: &str) -> bool {
    const NEARBY_M: f64 = 15_000.0;
    let (area, position) = match hit.named {
        Named::Place(place) => (place.area, Some(place.position)),
        Named::Area(area) => (gazetteer.parent(area), area.centre),
    };
    let matches = |name: &str| {
        let name = fold(name);
        !qualifier.is_empty()
            && (name == qualifier
                || name
                    .strip_prefix(qualifier)
                    .is_some_and(|r| r.starts_with(' ')))
    };
    if area.is_some_and(|area| gazetteer.chain(area).any(|around| matches(around.name))) {
        return true;
    }
    let near = |at: Position| position.is_some_and(|position| position.distance_m(at) < NEARBY_M);
    gazetteer
        .named(qualifier)
        .iter()
        .filter(|other| other.whole)
        .any(|other| match other.named {
            Named::Place(place) => near(place.position),
            Named::Area(area) => area.centre.is_some_and(near) && area.kind() != AreaKind::Ward,
        })
}

/// The names that a few slips of the finger make of what was typed: one in five letters and more, two in eight.
fn misspelt(gazetteer: &Gazetteer, name: &str) -> Option<Resolution> {
    let most = match name.chars().count() {
        // "home" is not Hove.
        0..5 => return None,
        5..8 => 1,
        _ => 2,
    };
    let first = name.chars().next();
    let mut best: Vec<(usize, bool, Hit<'_>)> = Vec::new();
    for record in gazetteer.keys() {
        let key = KeyRecord::read(record);
        if key.later || usize::from(key.key_len).abs_diff(name.len()) > most {
            continue;
        }
        let Some(hit) = gazetteer.hit(&key).filter(|hit| !is_ward(hit)) else {
            continue;
        };
        let known = gazetteer.file.text(key.key_at, key.key_len);
        let slips = strsim::osa_distance(known, name);
        if slips <= most {
            // The first letter is the one that is seldom wrong.
            best.push((slips, known.chars().next() != first, hit));
        }
    }
    best.sort_by_key(|(slips, other_start, hit)| {
        (*slips, *other_start, std::cmp::Reverse(hit.weight))
    });
    let hits: Vec<Hit<'_>> = best.into_iter().map(|(.., hit)| hit).collect();
    let mut resolution = of_hits(gazetteer, &hits)?;
    let reading = resolution.reading.as_mut()?;
    reading.confidence = Confidence::Likely;
    resolution.suggestion = Some(reading.name.clone());
    Some(resolution)
}

/// A name that was begun: "brix". The fewer the letters, the better known the place must be.
fn begun(gazetteer: &Gazetteer, name: &str) -> Option<Resolution> {
    let least = match name.chars().count() {
        0..4 => return None,
        4..6 => WELL_KNOWN,
        _ => 0,
    };
    let mut hits: Vec<Hit<'_>> = gazetteer.beginning(name, MOST_ALTERNATIVES * 2);
    hits.retain(|hit| hit.weight >= least && !is_ward(hit));
    let mut resolution = of_hits(gazetteer, &hits)?;
    let reading = resolution.reading.as_mut()?;
    reading.confidence = Confidence::Guess;
    resolution.suggestion = Some(reading.name.clone());
    Some(resolution)
}

/// The name that a longer text has between commas or ends with, as addresses do: "Coldharbour Lane, Brixton".
fn within(gazetteer: &Gazetteer, text: &str) -> Option<Resolution> {
    let parts = text.rsplit(',').map(|part| phrase::read(part).name);
    let folded = phrase::read(text).name;
    let endings = folded
        .match_indices(' ')
        .map(|(at, _)| folded[at + 1..].to_owned());
    let known = |name: &String, least: u8| {
        let mut hits = gazetteer.named(name);
        hits.retain(|hit| hit.whole && !is_ward(hit) && hit.weight >= least);
        of_hits(gazetteer, &hits)
    };
    // Tulse Hill is not the hamlet of Hill: only a well-known place is taken for the end of an unknown name.
    let mut resolution = parts
        .filter(|_| text.contains(','))
        .find_map(|part| known(&part, 0))
        .or_else(|| {
            endings
                .into_iter()
                .find_map(|ending| known(&ending, WELL_KNOWN))
        })?;
    if let Some(reading) = &mut resolution.reading {
        reading.confidence = Confidence::Guess;
    }
    Some(resolution)
}

/// The first hit as the reading, the others as alternatives, each place once.
fn of_hits(gazetteer: &Gazetteer, hits: &[Hit<'_>]) -> Option<Resolution> {
    let mut readings: Vec<Reading> = Vec::new();
    for hit in hits {
        let Some(reading) = of_hit(gazetteer, hit) else {
            continue;
        };
        // A council and the town that gave it its name are one answer, not two.
        let is_known = readings.iter().any(|known| {
            known.label == reading.label
                || fold(&known.name) == fold(&reading.name)
                    && known.position.distance_m(reading.position)
                        < known.reach_m.max(reading.reach_m)
        });
        if !is_known {
            readings.push(reading);
        }
        if readings.len() > MOST_ALTERNATIVES {
            break;
        }
    }
    let mut readings = readings.into_iter();
    let mut first = readings.next()?;
    let alternatives: Vec<Reading> = readings.collect();
    if alternatives
        .iter()
        .any(|other| fold(&other.name) == fold(&first.name))
    {
        first.confidence = Confidence::Likely;
    }
    Some(Resolution {
        reading: Some(first),
        alternatives,
        ..Resolution::default()
    })
}

fn of_hit(gazetteer: &Gazetteer, hit: &Hit<'_>) -> Option<Reading> {
    match hit.named {
        Named::Place(place) => {
            let council = place
                .area
                .filter(|area| area.kind() == AreaKind::LocalAuthority);
            Some(Reading {
                kind: match place.kind {
                    PlaceKind::Settlement => Kind::Place,
                    PlaceKind::Station => Kind::Station,
                },
                label: label::of_place(gazetteer, place),
                name: place.name.to_owned(),
                position: place.position,
                reach_m: 0.0,
                confidence: Confidence::Certain,
                outward: None,
                ward: None,
                local_authority: council.map(Into::into),
                area: None,
            })
        }
        Named::Area(area) => {
            let council = gazetteer
                .chain(area)
                .find(|area| area.kind() == AreaKind::LocalAuthority);
            Some(Reading {
                kind: area.kind().into(),
                label: label::of_area(gazetteer, area),
                name: area.name.to_owned(),
                position: area.centre?,
                reach_m: area.reach_m,
                confidence: Confidence::Certain,
                outward: None,
                ward: (area.kind() == AreaKind::Ward).then(|| area.into()),
                local_authority: council.map(Into::into),
                area: Some(area.code),
            })
        }
    }
}
