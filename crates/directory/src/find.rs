//! Find: what is near, for this need. The verb behind the search page and the search API.
//!
//! The words are taken apart (`question.rs`), looked up, and looked up once more where the index
//! knows a word only misspelt. A circle that holds little is widened; an empty page has ways on.

use std::sync::Arc;

use chrono::{DateTime, Utc, Weekday};
use domain::calendar::Occurrence;
use domain::position::METRES_PER_MILE;
use domain::service::{Attendance, Location, Precision};
use domain::walk;
use domain::when::{DayPart, When};
use search::{Facet, Filters, Looked, Meaning, Near, Query, Reach, Results, Scope, Sense, Target};
use uuid::Uuid;

pub use search::{Part, Snippet};

use crate::card::{Card, CardListing};
use crate::phrases::is_one_slip;
use crate::show::PlaceView;
use crate::wording::{Danger, Helpline, Wording};
use crate::{Directory, Error, taxonomy};

mod asked;
mod counts;
mod question;
mod request;
mod when;

use asked::Asked;
pub(crate) use counts::SourceNames;
pub use counts::{FilterCounts, ValueCount};
pub use question::{Heard, HeardPlace, HeardReach, LostPlace, Wish};
pub use request::{
    DEEPEST_HIT, DEFAULT_PER_PAGE, DEFAULT_RADIUS_MILES, FindRequest, GREATEST_RADIUS_MILES,
    LEAST_RADIUS_MILES, LONGEST_QUERY, MOST_PER_PAGE, Sort,
};
pub use when::WhenRequest;

/// How many of its next dates a hit shows.
pub const NEXT_DATES: usize = 3;

/// Fewer hits than this are few: the circle is widened, and there is somebody to ring.
pub const ENOUGH: usize = 5;
/// The circles that are tried, in miles.
const WIDER: [f64; 5] = [1.0, 3.0, 5.0, 10.0, GREATEST_RADIUS_MILES];
/// What a meaning of a word counts that was misspelt, beside one of a word that was not.
const MISSPELT: f32 = 0.8;
/// Bytes of a description that a snippet shows.
const SNIPPET: usize = 180;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Listings that match, on all pages.
    pub total: usize,
    /// This page, from 1.
    pub page: usize,
    /// Hits on a full page.
    pub per_page: usize,
    /// Best first.
    pub hits: Vec<FoundHit>,
    /// How the place was read.
    pub place: Option<PlaceView>,
    /// Miles that were searched, when a place was given.
    pub radius: Option<f64>,
    /// Miles that were asked for, where they held so little that the circle was widened.
    pub widened_from: Option<f64>,
    /// Listings within the radius that was asked for, whether or not it was widened.
    pub within_asked: usize,
    /// What was heard in the words besides the need.
    pub heard: Heard,
    /// For each filter, what each of its values alone would leave under the other filters.
    pub filters: Vec<FilterCounts>,
    /// The time that was asked for, as it was read.
    pub when: When,
    /// How many more there may be at that time: they do not say when they are.
    pub unsaid: usize,
    /// Days of the week of what would be found on any day, Monday first; none where counts were not asked
    /// for.
    pub days: Vec<(Weekday, usize)>,
    /// Parts of the day of what would be found in any, in the order of the day; as the days.
    pub day_parts: Vec<(DayPart, usize)>,
    /// True when few listings or none have every word, and those that have most of them are shown too.
    pub relaxed: bool,
    /// Words that were put right, each with what was looked for instead.
    pub spellings: Vec<(String, Vec<String>)>,
    /// Dangers that the words speak of: their numbers come before everything else.
    pub dangers: Vec<Danger>,
    /// Whom to ring, where little was found.
    pub helplines: Vec<Helpline>,
    /// What else there is, where nothing was found.
    pub elsewhere: Option<Elsewhere>,
}

/// What another question would find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// By phone or online, wherever it is.
    pub remote: usize,
    /// Anywhere.
    pub anywhere: usize,
    /// Here, without filters.
    pub unfiltered: usize,
    /// Words that may have been meant, each with the word that was typed.
    pub spellings: Vec<(String, String)>,
}

impl Found {
    /// The number of pages that can be asked for, at least 1.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.total.min(DEEPEST_HIT).div_ceil(self.per_page).max(1)
    }
}

/// A listing that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundHit {
    /// The listing.
    pub listing: Card,
    /// Metres from the place to the nearest of its locations.
    pub distance_m: Option<f64>,
    /// About how many minutes' walk it is there, where it is near enough to walk and both ends are known
    /// well enough to say.
    pub walk_minutes: Option<u16>,
    /// Which of its locations is the nearest.
    pub nearest: Option<usize>,
    /// Why it counts as being there.
    pub presence: Presence,
    /// Why it was found although it does not have the words themselves.
    pub matched: Vec<Matched>,
    /// Its next dates, at most [`NEXT_DATES`].
    pub next_dates: Vec<Occurrence>,
    /// The piece of its description that has the words, where it has any.
    pub snippet: Option<Snippet>,
}

/// Words of the question, and what they were taken to mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// "lonely".
    pub typed: String,
    /// "befriending".
    pub meaning: String,
}

/// Why a listing counts as being where the person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// No place was asked for.
    Anywhere,
    /// One of its places is within the radius.
    Within,
    /// It serves the area.
    Serves,
    /// It is online or by phone.
    Remote,
}

impl Directory {
    /// Finds listings.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every parameter that is not as it should be; no text in `q` is.
    pub async fn find(&self, request: &FindRequest) -> Result<Found, Error> {
        let wording = self.wording();
        let mut asked = self.understand(request, &wording, true)?;
        if asked.may_be_name && self.is_name_of_another(&asked.query).await? {
            asked = self.understand(request, &wording, false)?;
        }
        let mut results = self.index.search(&asked.query)?;
        if !request.as_typed {
            self.mean_what_was_meant(&mut asked.query, &mut results, &wording)?;
        }
        let within_asked = whole(results.total);
        let widened_from = if request.widen && !request.typing {
            self.widen(&mut asked, &mut results)?
        } else {
            None
        };
        let total = whole(results.total);
        let elsewhere = (total == 0)
            .then(|| self.elsewhere(&asked.query, &wording))
            .transpose()?;
        let areas = asked.place.as_ref().map_or(&[][..], |place| &place.areas);
        let helplines = if total < ENOUGH {
            wording.helplines.of(areas)
        } else {
            Vec::new()
        };
        let cards = self.cards(&results.hits).await?;
        let filters = self.filter_counts(&results).await?;
        let spellings = asked
            .spellings
            .into_iter()
            .map(|(typed, meant)| (typed, vec![meant]))
            .chain(
                std::mem::take(&mut results.spellings)
                    .into_iter()
                    .map(|word| (word.typed, word.used)),
            )
            .collect();
        let now = self.clock.now();
        let is_wide = asked.place.as_ref().is_some_and(PlaceView::is_wide);
        let found = Found {
            when: asked.when,
            unsaid: whole(results.unsaid),
            days: if request.counts {
                day_counts(&results)
            } else {
                Vec::new()
            },
            day_parts: if request.counts {
                part_counts(&results)
            } else {
                Vec::new()
            },
            total,
            page: asked.page,
            per_page: asked.per_page,
            hits: results
                .hits
                .iter()
                .zip(cards)
                .filter_map(|(hit, card)| Some(hit_of(hit, card?, &results.looked, is_wide, now)))
                .collect(),
            place: asked.place,
            radius: asked.radius,
            widened_from,
            within_asked,
            heard: asked.heard,
            filters,
            relaxed: results.relaxed.is_some(),
            spellings,
            dangers: asked.dangers,
            helplines,
            elsewhere,
        };
        // Half a word is no search.
        if !request.typing {
            self.count_search(
                request.q.as_deref().map(str::trim).unwrap_or_default(),
                &found,
            );
        }
        Ok(found)
    }

    /// Whether the words are the name of a listing, or of who runs it, that is not among the best at the place which
    /// was heard in them: "Blood Bikes Manchester" may have its office elsewhere, or none.
    async fn is_name_of_another(&self, query: &Query) -> Result<bool, Error> {
        /// So many are looked through for the name, whatever is there.
        const NAMED: usize = 5;
        /// So many are looked through for it at the place.
        const BEST: usize = 50;
        /// In a shorter word no slip is forgiven.
        const SHORTEST_SLIP: usize = 4;
        let typed = search::words(&query.text);
        if query.answered.len() >= typed.len() {
            return Ok(false);
        }
        let as_typed = Query {
            text: query.text.clone(),
            limit: NAMED,
            today: query.today,
            time: query.time,
            ..Query::default()
        };
        let best = self.index.search(&as_typed)?.hits;
        let is_like = |word: &str, name: &str| {
            word.chars().count() >= SHORTEST_SLIP && is_one_slip(word, name)
        };
        let is_named = |listing: &Arc<CardListing>| {
            let names: Vec<&str> = taxonomy::names_of(&listing.service)
                .map(String::as_str)
                .collect();
            let names = search::words(&names.join(" "));
            typed
                .iter()
                .all(|word| names.contains(word) || names.iter().any(|name| is_like(word, name)))
        };
        let best = self.card_listings(&best).await?;
        let named = best.into_iter().flatten().filter(is_named);
        let named: Vec<Uuid> = named.map(|listing| listing.id).collect();
        if named.is_empty() {
            return Ok(false);
        }
        let at_the_place = Query {
            near: query.near.clone(),
            limit: BEST,
            ..as_typed
        };
        let at_the_place = self.index.search(&at_the_place)?.hits;
        Ok(!at_the_place.iter().any(|hit| named.contains(&hit.id)))
    }

    /// Asks again where the index knew a word only misspelt, and the right one means something
    /// besides itself.
    fn mean_what_was_meant(
        &self,
        query: &mut Query,
        results: &mut Results,
        wording: &Wording,
    ) -> Result<(), Error> {
        let senses: Vec<Sense> = results
            .spellings
            .iter()
            .filter_map(|word| meant(&word.typed, &word.used, wording))
            .collect();
        let mut used = results.spellings.iter().map(|word| &word.used);
        let is_sensitive = used.any(|used| taxonomy::is_sensitive(used));
        if senses.is_empty() && !is_sensitive {
            return Ok(());
        }
        query.is_sensitive |= is_sensitive || asked::means_sensitive(&senses);
        query.senses.extend(senses);
        query.slips = std::mem::take(&mut results.spellings);
        *results = self.index.search(query)?;
        for word in &query.slips {
            for hit in &mut results.hits {
                let is_itself = |meaning: &Target| matches!(meaning, Target::Words(text, _) if word.used.contains(text));
                hit.because.retain(|because| !is_itself(&because.meaning));
            }
            if !results
                .spellings
                .iter()
                .any(|known| known.typed == word.typed)
            {
                results.spellings.push(word.clone());
            }
        }
        Ok(())
    }

    /// Widens a circle that holds little, and says how wide it was.
    ///
    /// Whether it does is settled without the filters: a filter must never bring hits by emptying
    /// the page.
    fn widen(&self, asked: &mut Asked, results: &mut Results) -> Result<Option<f64>, Error> {
        let (Some(near), Some(radius)) = (asked.query.near.clone(), asked.radius) else {
            return Ok(None);
        };
        if whole(results.total) >= ENOUGH {
            return Ok(None);
        }
        let within = |miles: f64| Near {
            radius_m: miles * METRES_PER_MILE,
            asked_m: Some(radius * METRES_PER_MILE),
            ..near.clone()
        };
        // One look at the widest circle counts what every one of them holds.
        let circles: Vec<f64> = [radius].into_iter().chain(WIDER).collect();
        let counting = Query {
            near: Some(within(GREATEST_RADIUS_MILES)),
            filters: Filters::default(),
            rings_m: circles
                .iter()
                .map(|miles| miles * METRES_PER_MILE)
                .collect(),
            facets: Vec::new(),
            offset: 0,
            limit: 0,
            ..asked.query.clone()
        };
        let counted = self.index.search(&counting)?;
        let held: Vec<usize> = counted.rings.into_iter().map(whole).collect();
        let (here, most) = (held.first().copied().unwrap_or(0), whole(counted.total));
        // Nothing is gained by a wider circle that holds no more.
        if here >= ENOUGH || most <= here {
            return Ok(None);
        }
        for (miles, held) in circles.into_iter().zip(held) {
            let is_wide = miles >= GREATEST_RADIUS_MILES || held >= ENOUGH.min(most);
            if miles <= radius || !is_wide {
                continue;
            }
            asked.query.near = Some(within(miles));
            asked.radius = Some(miles);
            *results = self.index.search(&asked.query)?;
            return Ok(Some(radius));
        }
        Ok(None)
    }

    /// Looks wider, and no further than there is anything to find: words that no listing has cost one
    /// search more, a place two, a place with filters three.
    fn elsewhere(&self, query: &Query, wording: &Wording) -> Result<Elsewhere, Error> {
        let with = |near: Option<&Near>, filters: Filters| Query {
            near: near.cloned(),
            filters,
            ..query.clone()
        };
        let remote = Filters {
            attendance: vec![Attendance::Phone, Attendance::Online],
            ..Filters::default()
        };
        let anywhere = self.count(&with(None, Filters::default()))?;
        let is_filtered = query.filters != Filters::default();
        let unfiltered = match &query.near {
            _ if anywhere == 0 || !is_filtered => 0,
            None => anywhere,
            near => self.count(&with(near.as_ref(), Filters::default()))?,
        };
        let words = search::words(&query.text);
        let near = |word: &String| {
            let near = wording.vocabulary.near(word).into_iter();
            near.map(|known| (word.clone(), known.to_owned()))
                .collect::<Vec<_>>()
        };
        Ok(Elsewhere {
            remote: if anywhere == 0 {
                0
            } else {
                self.count(&with(None, remote))?
            },
            unfiltered,
            anywhere,
            spellings: words.iter().flat_map(near).collect(),
        })
    }

    /// How many listings a question finds.
    fn count(&self, query: &Query) -> Result<usize, Error> {
        let counting = Query {
            facets: Vec::new(),
            offset: 0,
            limit: 0,
            ..query.clone()
        };
        Ok(whole(self.index.search(&counting)?.total))
    }
}

/// What a misspelt word means: the words that are there, and what they mean besides.
fn meant(typed: &str, used: &[String], wording: &Wording) -> Option<Sense> {
    let right = |word: &String| Meaning {
        target: Target::Words(word.clone(), Scope::Any),
        weight: MISSPELT,
    };
    let besides: Vec<Meaning> = used
        .iter()
        .flat_map(|word| wording.vocabulary.senses(std::slice::from_ref(word), word))
        .flat_map(|sense| sense.meanings)
        .map(|meaning| Meaning {
            weight: meaning.weight * MISSPELT,
            ..meaning
        })
        .collect();
    (!besides.is_empty()).then(|| Sense {
        words: search::words(typed),
        meanings: used.iter().map(right).chain(besides).collect(),
    })
}

fn whole(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn day_counts(results: &search::Results) -> Vec<(Weekday, usize)> {
    let days = (0..7_u8).filter_map(|day| Weekday::try_from(day).ok());
    // The index calls a day by the two letters of iCalendar.
    let letters = |day: Weekday| day.to_string()[..2].to_uppercase();
    days.map(|day| (day, count_of(results, Facet::Weekday, &letters(day))))
        .collect()
}

fn part_counts(results: &search::Results) -> Vec<(DayPart, usize)> {
    let parts = DayPart::ALL.into_iter();
    parts
        .map(|part| (part, count_of(results, Facet::PartOfDay, part.code())))
        .collect()
}

fn count_of(results: &search::Results, facet: Facet, value: &str) -> usize {
    let mut counts = results.facets.get(&facet).into_iter().flatten();
    let count = counts.find(|count| count.value == value);
    count.map_or(0, |count| whole(count.count))
}

/// `is_wide` where distances are from the middle of a wide place.
fn hit_of(
    hit: &search::Hit,
    card: Card,
    looked: &Looked,
    is_wide: bool,
    now: DateTime<Utc>,
) -> FoundHit {
    let service = &card.listing.service;
    // The index counts only locations that have a position.
    let nearest = hit.nearest.and_then(|at| {
        let placed = service.locations().enumerate();
        placed
            .filter(|(_, location)| location.position.is_some())
            .nth(at)
    });
    let is_exact =
        |location: &Location| !location.area_only && location.precision != Some(Precision::Outward);
    let walk_minutes = nearest
        .filter(|(_, location)| !is_wide && hit.reach == Some(Reach::Within) && is_exact(location))
        .and(hit.distance_m)
        .and_then(walk::minutes);
    let nearest = nearest.map(|(at, _)| at);
    let because = hit.because.iter().map(|because| Matched {
        typed: because.typed.clone(),
        meaning: match &because.meaning {
            Target::Words(text, _) => text.clone(),
            Target::Code(_, code) => taxonomy::category(code)
                .map_or_else(|| code.clone(), |category| category.name.clone()),
        },
    });
    let description = service.description.as_deref();
    FoundHit {
        snippet: description.and_then(|text| looked.snippet(text, SNIPPET)),
        distance_m: hit.distance_m,
        walk_minutes,
        nearest,
        next_dates: card.listing.next_dates(now),
        presence: match hit.reach {
            None => Presence::Anywhere,
            Some(Reach::Within) => Presence::Within,
            Some(Reach::Serves) => Presence::Serves,
            Some(Reach::Remote) => Presence::Remote,
        },
        matched: because.collect(),
        listing: card,
    }
}
