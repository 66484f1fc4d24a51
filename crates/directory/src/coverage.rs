//! Coverage: which small areas have nothing within so many miles. The report for those who plan, never an answer to a
//! person: it speaks of areas and their deprivation, and nothing of it is in what people search.

use domain::listing::Listing;
use domain::position::{METRES_PER_MILE, Position};
use gazetteer::{Area, AreaCode, Gazetteer, SmallArea};

use crate::document::category_code;
use crate::find::{GREATEST_RADIUS_MILES, LEAST_RADIUS_MILES};
use crate::{Directory, Error, Violation};

/// Listings read from the store at one time.
const PAGE: u64 = 1_000;

/// What is asked of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageRequest {
    /// How near is near, in miles.
    pub miles: f64,
    /// The largest decile that is looked at: 3 is the most deprived three tenths of each nation. `None`: all, and those
    /// whose decile is not known.
    pub up_to_decile: Option<u8>,
    /// Only small areas of this council, region, country or health area: a code or a name.
    pub area: Option<String>,
    /// Only what is listed under one of these categories or needs.
    pub categories: Vec<String>,
    /// Report the small areas that have something, too.
    pub covered_too: bool,
}

impl Default for CoverageRequest {
    fn default() -> Self {
        Self {
            miles: 1.0,
            up_to_decile: None,
            area: None,
            categories: Vec::new(),
            covered_too: false,
        }
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Miles that were asked for.
    pub miles: f64,
    /// The area that was asked for, by name.
    pub area: Option<String>,
    /// Small areas that were looked at.
    pub looked_at: usize,
    /// Those of them that have nothing so near.
    pub uncovered: usize,
    /// Small areas that could not be looked at, since none of their postcodes has a known place.
    pub unplaced: usize,
    /// Small areas left out because their decile is not known, where deciles were asked for.
    pub without_decile: usize,
    /// Places of listings that were measured to.
    pub places: usize,
    /// The most deprived first, and among those the ones farthest from anything.
    pub rows: Vec<CoverageRow>,
}

/// One small area.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageRow {
    /// Its code: "E01003012".
    pub code: String,
    /// As statisticians call it: "Lambeth 010A"; empty when not known.
    pub name: String,
    /// 1 for the most deprived tenth of its nation.
    pub decile: Option<u8>,
    /// The council.
    pub council: Option<String>,
    /// The integrated care board or health board.
    pub health_area: Option<String>,
    /// The middle of its postcodes, from which is measured.
    pub centre: Position,
    /// Postcodes in use.
    pub postcodes: u16,
    /// Listings with a place within the distance.
    pub listings: usize,
    /// Metres to the nearest place of any listing, however far.
    pub nearest_m: Option<f64>,
}

impl Directory {
    /// Which small areas have nothing within so many miles; `None` when the gazetteer in use knows no small areas.
    ///
    /// Only places that people can go to are measured: what comes to them, or is on the line, is no place.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every part of the request that is not as it should be.
    pub async fn coverage(&self, request: &CoverageRequest) -> Result<Option<Coverage>, Error> {
        let gazetteer = self.gazetteer();
        let area = understand(request, &gazetteer)?;
        if gazetteer.small_areas().next().is_none() {
            return Ok(None);
        }
        let places = self.places_listed(&request.categories).await?;
        Ok(Some(report(request, &gazetteer, area, &places)))
    }

    /// Every place of every listing that people may see and go to.
    async fn places_listed(&self, categories: &[String]) -> Result<Places, Error> {
        let wanted: Vec<String> = categories.iter().map(|name| category_code(name)).collect();
        let (mut positions, mut after, mut number) = (Vec::new(), None, 0);
        loop {
            let listings = self.store.visible_listings(after, PAGE).await?;
            let Some(last) = listings.last() else { break };
            after = Some(last.id);
            for listing in listings.iter().filter(|listing| is_of(listing, &wanted)) {
                number += 1;
                let placed = listing.service.locations();
                positions.extend(
                    placed
                        .filter_map(|location| location.position)
                        .map(|position| (position, number)),
                );
            }
        }
        Ok(Places::new(positions))
    }
}

fn is_of(listing: &Listing, categories: &[String]) -> bool {
    let terms = &listing.service.taxonomy_terms;
    categories.is_empty()
        || terms.iter().any(|term| {
            categories.contains(&category_code(&term.name)) || categories.contains(&term.code)
        })
}

/// Checks every part; gives the area that is meant.
fn understand<'a>(
    request: &CoverageRequest,
    gazetteer: &'a Gazetteer,
) -> Result<Option<Area<'a>>, Error> {
    let mut violations = Vec::new();
    if !(LEAST_RADIUS_MILES..=GREATEST_RADIUS_MILES).contains(&request.miles) {
        violations.push(Violation {
            parameter: "miles",
            message: format!(
                "must be a number of miles from {LEAST_RADIUS_MILES} to {GREATEST_RADIUS_MILES}"
            ),
            example: "1",
        });
    }
    if request
        .up_to_decile
        .is_some_and(|decile| !(1..=10).contains(&decile))
    {
        violations.push(Violation {
            parameter: "decile",
            message: "must be a whole number from 1, the most deprived tenth, to 10".to_owned(),
            example: "3",
        });
    }
    let area = request
        .area
        .as_ref()
        .map(|words| (words, area_meant(gazetteer, words)));
    if let Some((words, None)) = area {
        violations.push(Violation {
            parameter: "area",
            message: format!(
                "{words:?} is no council, region, country or health area that we know"
            ),
            example: "Lambeth",
        });
    }
    if violations.is_empty() {
        Ok(area.and_then(|(_, area)| area))
    } else {
        Err(Error::Invalid(violations))
    }
}

/// An area by its code, by its name, or, for a health area, by its name alone: searches do not know those.
fn area_meant<'a>(gazetteer: &'a Gazetteer, words: &str) -> Option<Area<'a>> {
    let code = match AreaCode::parse(words) {
        Ok(code) => Some(code),
        Err(_) => gazetteer.service_area(words).codes.first().copied(),
    };
    match code {
        Some(code) => gazetteer.area(code),
        None => gazetteer
            .areas()
            .find(|area| area.name.eq_ignore_ascii_case(words.trim())),
    }
}

fn report(
    request: &CoverageRequest,
    gazetteer: &Gazetteer,
    area: Option<Area<'_>>,
    places: &Places,
) -> Coverage {
    let mut coverage = Coverage {
        miles: request.miles,
        area: area.map(|area| area.name.to_owned()),
        looked_at: 0,
        uncovered: 0,
        unplaced: 0,
        without_decile: 0,
        places: places.0.len(),
        rows: Vec::new(),
    };
    let small_areas = gazetteer
        .small_areas()
        .filter(|small| area.is_none_or(|area| lies_in(gazetteer, small, area)));
    for small in small_areas {
        if let Some(largest) = request.up_to_decile {
            match small.decile {
                None => {
                    coverage.without_decile += 1;
                    continue;
                }
                Some(decile) if decile > largest => continue,
                Some(_) => {}
            }
        }
        let Some(centre) = small.centre else {
            coverage.unplaced += 1;
            continue;
        };
        coverage.looked_at += 1;
        let listings = places.listings_within(centre, request.miles * METRES_PER_MILE);
        coverage.uncovered += usize::from(listings == 0);
        if listings == 0 || request.covered_too {
            coverage.rows.push(CoverageRow {
                code: small.code.to_string(),
                name: small.name.to_owned(),
                decile: small.decile,
                council: small.council.map(name_of),
                health_area: small.health_area.map(name_of),
                centre,
                postcodes: small.postcodes,
                listings,
                nearest_m: places.nearest_m(centre),
            });
        }
    }
    coverage.rows.sort_by(|a, b| {
        let far = |row: &CoverageRow| row.nearest_m.unwrap_or(f64::INFINITY);
        let deprived = |row: &CoverageRow| row.decile.unwrap_or(u8::MAX);
        deprived(a)
            .cmp(&deprived(b))
            .then(far(b).total_cmp(&far(a)))
            .then(a.code.cmp(&b.code))
    });
    coverage
}

/// The name of an area, or its code when the file has none.
fn name_of(area: Area<'_>) -> String {
    if area.name.is_empty() {
        area.code.to_string()
    } else {
        area.name.to_owned()
    }
}

fn lies_in(gazetteer: &Gazetteer, small: &SmallArea<'_>, area: Area<'_>) -> bool {
    let by_council = small.council.is_some_and(|council| {
        gazetteer
            .chain(council)
            .any(|around| around.code == area.code)
    });
    by_council
        || small.code == area.code
        || small
            .health_area
            .is_some_and(|health| health.code == area.code)
}

/// Places of listings by latitude, each with the number of its listing.
struct Places(Vec<(Position, usize)>);

/// A degree of latitude is nowhere shorter than this, in metres: what is farther off by latitude alone is farther.
const LEAST_DEGREE_M: f64 = 110_500.0;

impl Places {
    fn new(mut positions: Vec<(Position, usize)>) -> Self {
        positions.sort_by(|a, b| a.0.latitude.total_cmp(&b.0.latitude));
        Self(positions)
    }

    /// How many listings have a place within so many metres.
    fn listings_within(&self, centre: Position, metres: f64) -> usize {
        let degrees = metres / LEAST_DEGREE_M;
        let from = self.first_from(centre.latitude - degrees);
        let to = self.first_from(centre.latitude + degrees + f64::EPSILON);
        let mut listings: Vec<usize> = self.0[from..to.max(from)]
            .iter()
            .filter(|(place, _)| place.distance_m(centre) <= metres)
            .map(|(_, listing)| *listing)
            .collect();
        listings.sort_unstable();
        listings.dedup();
        listings.len()
    }

    /// Metres to the nearest place.
    fn nearest_m(&self, centre: Position) -> Option<f64> {
        let middle = self.first_from(centre.latitude);
        let mut nearest = f64::INFINITY;
        let (south, north) = self.0.split_at(middle);
        let mut look = |places: &mut dyn Iterator<Item = &(Position, usize)>| {
            for (place, _) in places {
                if (place.latitude - centre.latitude).abs() * LEAST_DEGREE_M > nearest {
                    break;
                }
                nearest = nearest.min(place.distance_m(centre));
            }
        };
        look(&mut north.iter());
        look(&mut south.iter().rev());
        nearest.is_finite().then_some(nearest)
    }

    fn first_from(&self, latitude: f64) -> usize {
        self.0
            .partition_point(|(place, _)| place.latitude < latitude)
    }
}

#[cfg(test)]
mod tests {
    use domain::position::Position;

    use super::Places;

    /// Points on a spiral over Great Britain, in no order, every third listing with two of them.
    fn scattered() -> Vec<(Position, usize)> {
        (0..2_000_u32)
            .map(|number| {
                let turn = f64::from(number) * 2.399_963;
                let out = (f64::from(number) / 2_000.0).sqrt();
                let position = Position {
                    latitude: 54.5 + out * turn.sin() * 4.0,
                    longitude: -2.5 + out * turn.cos() * 3.0,
                };
                (position, (number / 3) as usize)
            })
            .collect()
    }

    #[test]
    fn the_nearest_and_the_number_within_are_those_of_looking_at_every_place() {
        let all = scattered();
        let places = Places::new(all.clone());
        for (at, (centre, _)) in all.iter().step_by(37).enumerate() {
            let centre = Position {
                latitude: centre.latitude + 0.013,
                longitude: centre.longitude - 0.021,
            };
            let metres = 300.0 * f64::from(u32::try_from(at).unwrap() + 1);
            let away = |(place, _): &(Position, usize)| place.distance_m(centre);
            let mut within: Vec<usize> = all
                .iter()
                .filter(|place| away(place) <= metres)
                .map(|(_, listing)| *listing)
                .collect();
            within.sort_unstable();
            within.dedup();
            assert_eq!(places.listings_within(centre, metres), within.len());
            let nearest = all.iter().map(away).fold(f64::INFINITY, f64::min);
            assert_eq!(places.nearest_m(centre), Some(nearest));
        }
        assert_eq!(Places::new(Vec::new()).nearest_m(all[0].0), None);
    }
}
