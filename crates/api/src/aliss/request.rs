//! A question in the parameters of ALISS.

use directory::{ChosenService, Directory, Error, GiveRequest, Nearby, PlaceView};
use domain::listing::slug_of;
use domain::postcode::Postcode;
use uuid::Uuid;

use crate::give::asked::Pairs;

/// Metres around a postcode when nothing is asked for.
const DEFAULT_RADIUS_M: f64 = 5_000.0;
/// Items on a page when nothing is asked for.
const DEFAULT_PAGE_SIZE: usize = 10;
/// The most items on a page.
const MOST: usize = 1_000;

/// What is asked.
#[derive(Debug)]
pub(crate) struct Asked {
    search: Option<String>,
    place: Option<PlaceView>,
    radius_m: f64,
    /// Slugs of categories, all of which must be met.
    categories: Vec<String>,
    kind: Kind,
    sort: Sort,
    pub(crate) page: usize,
    pub(crate) page_size: usize,
}

/// Local, national, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    All,
    Local,
    National,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Nearest,
    Name,
    Newest,
}

/// A postcode that is none.
#[derive(Debug)]
pub(crate) struct InvalidPostcode;

impl Asked {
    /// Reads the parameters; what is no number is as if it were not there.
    pub(crate) fn of(pairs: &Pairs, directory: &Directory) -> Result<Self, InvalidPostcode> {
        let number = |name: &str| pairs.text(name).and_then(|text| text.parse::<usize>().ok());
        let place = match pairs.text("postcode") {
            None => None,
            Some(text) => Some(place(directory, text).ok_or(InvalidPostcode)?),
        };
        let radius = pairs
            .text("radius")
            .and_then(|text| text.parse::<f64>().ok());
        let slugs = pairs.text("categories").or_else(|| pairs.text("category"));
        Ok(Self {
            search: pairs.text("q").map(str::to_owned),
            place,
            radius_m: radius
                .filter(|r| r.is_finite() && *r >= 0.0)
                .unwrap_or(DEFAULT_RADIUS_M),
            categories: slugs
                .unwrap_or_default()
                .split(';')
                .map(|slug| slug.trim().to_owned())
                .filter(|slug| !slug.is_empty())
                .collect(),
            kind: match pairs.text("location_type") {
                Some("local") => Kind::Local,
                Some("national") => Kind::National,
                _ => Kind::All,
            },
            sort: match pairs.text("sort") {
                Some("sort-a-z") => Sort::Name,
                Some("sort-recently-added" | "sort-last-reviewed") => Sort::Newest,
                _ => Sort::Nearest,
            },
            page: number("page").unwrap_or(1).max(1),
            page_size: number("page_size")
                .unwrap_or(DEFAULT_PAGE_SIZE)
                .clamp(1, MOST),
        })
    }

    /// What meets it, in order.
    pub(crate) async fn choose(&self, directory: &Directory) -> Result<Vec<ChosenService>, Error> {
        let everywhere = GiveRequest {
            search: self.search.clone(),
            ..GiveRequest::default()
        };
        let mut chosen: Vec<ChosenService> = Vec::new();
        match &self.place {
            None => chosen = directory.choose(&everywhere).await?,
            Some(place) => {
                for nearby in self.ways_to_be_here(place) {
                    let nearby = Some(nearby);
                    let request = GiveRequest {
                        nearby,
                        ..everywhere.clone()
                    };
                    chosen.extend(directory.choose(&request).await?);
                }
            }
        }
        for slug in &self.categories {
            let terms = terms(directory, slug).await?;
            let request = GiveRequest {
                terms,
                ..GiveRequest::default()
            };
            let also = directory.choose(&request).await?;
            chosen.retain(|one| also.iter().any(|other| other.id == one.id));
        }
        chosen.sort_by_key(|one| one.id);
        chosen.dedup_by_key(|one| one.id);
        let far = |one: &ChosenService| one.distance_m.unwrap_or(f64::INFINITY);
        match self.sort {
            Sort::Nearest => chosen.sort_by(|a, b| far(a).total_cmp(&far(b))),
            Sort::Newest => chosen.sort_by_key(|one| std::cmp::Reverse(one.modified)),
            Sort::Name => directory.sort_by_name(&mut chosen).await?,
        }
        Ok(chosen)
    }

    /// Near the place, or serving an area in which it lies.
    fn ways_to_be_here(&self, place: &PlaceView) -> Vec<Nearby> {
        let within = Nearby {
            place: place.clone(),
            within_m: Some(self.radius_m),
        };
        let serving = |national: bool| {
            let mut place = place.clone();
            place.areas.retain(|code| is_country(code) == national);
            Nearby {
                place,
                within_m: None,
            }
        };
        match self.kind {
            Kind::All => vec![within, serving(false), serving(true)],
            Kind::Local => vec![within, serving(false)],
            Kind::National => vec![serving(true)],
        }
    }
}

fn is_country(code: &str) -> bool {
    code.starts_with('K') || code.get(1..3) == Some("92")
}

fn place(directory: &Directory, text: &str) -> Option<PlaceView> {
    let postcode = Postcode::parse(text).ok()?;
    directory.gazetteer().postcode(&postcode)?;
    directory.place(postcode.as_str()).ok()
}

/// Every term that is called by that slug; the id of nothing where there is none.
async fn terms(directory: &Directory, slug: &str) -> Result<Vec<Uuid>, Error> {
    let all = directory.taxonomies_given().await?;
    let mut ids: Vec<Uuid> = all
        .iter()
        .flat_map(|taxonomy| &taxonomy.terms)
        .filter(|term| slug_of(&term.name) == slug)
        .map(|term| term.id)
        .collect();
    if ids.is_empty() {
        ids.push(Uuid::nil());
    }
    Ok(ids)
}
