//! Invented services of invented groups: sessions of one group, branches of one charity, groups under
//! one roof, each listed once in a first list and, with slips, in a second and a third.

use std::collections::BTreeMap;

use chrono::{NaiveTime, Weekday};
use domain::matching::Weights;
use domain::position::Position;
use domain::postcode::Postcode;
use domain::schedule::{Schedule, WEEK};
use domain::service::{
    Eligibility, Location, Organization, Phone, Service, ServiceAtLocation, TaxonomyTerm,
};

use words::{
    ACTIVITIES, AREAS, BUILDINGS, DRAMA, ENDS, FIRST, LAST, MIDDLES, NATIONAL, OPENINGS, STREETS,
};

use crate::corrupt;
use crate::dice::Dice;
use crate::said::{Said, statement};
use crate::tally::{self, Tally};

mod words;

pub(crate) use words::Activity;

/// What was found, in all and by what had been done to the second listing.
pub(crate) struct Invented {
    pub(crate) all: Tally,
    pub(crate) by_slip: BTreeMap<&'static str, Tally>,
}

pub(crate) fn measure(services: usize, seed: u64, weights: &Weights) -> Invented {
    let (all, by_slip) = tally::measure(&listings(services, seed), weights);
    Invented { all, by_slip }
}

/// One service in truth, before any list tells of it.
pub(crate) struct Fact {
    pub(crate) service: Service,
    pub(crate) area: &'static str,
    pub(crate) activity: &'static Activity,
    /// Whether the group runs nothing else.
    pub(crate) only_one: bool,
}

fn listings(services: usize, seed: u64) -> Vec<Said> {
    let mut dice = Dice::new(seed);
    let facts = facts(services, &mut dice);
    let mut all = Vec::new();
    for (at, fact) in facts.iter().enumerate() {
        let mut list = |list: &str, service: Service, slip: &'static str| {
            if let Ok(statement) = statement(list, &format!("{at}"), service, None) {
                all.push(Said {
                    statement,
                    truth: format!("{at}"),
                    slip,
                });
            }
        };
        list("first-list", fact.service.clone(), "");
        for (name, percent) in [("second-list", 60), ("third-list", 15)] {
            if dice.chance(percent) {
                let (service, slip) = corrupt::again(fact, &mut dice);
                list(name, service, slip);
            }
        }
    }
    all
}

fn facts(services: usize, dice: &mut Dice) -> Vec<Fact> {
    let venues: Vec<Venue> = (0..(services / 6).max(8))
        .map(|_| Venue::new(dice))
        .collect();
    let mut facts: Vec<Fact> = Vec::new();
    while facts.len() < services {
        if dice.chance(6) {
            facts.extend(branches(&venues, dice));
        } else {
            facts.extend(group(dice.pick(&venues), dice));
        }
    }
    facts
}

/// A group and its one to four sessions at one place.
fn group(venue: &Venue, dice: &mut Dice) -> Vec<Fact> {
    let name = format!("{} {} {}", venue.area, dice.pick(&FIRST), dice.pick(&LAST));
    let runs = Runs::new(&name, dice);
    let count = 1 + dice.below(4) * usize::from(dice.chance(55));
    let mut found: Vec<Fact> = Vec::new();
    for turn in 0..count {
        // Half of the sessions are of what the group does already: other days, ages, levels.
        let activity = match found.last() {
            Some(before) if dice.chance(45) => before.activity,
            _ => dice.pick(&ACTIVITIES),
        };
        let mut service = runs.service(activity, venue, dice);
        service.name = match (turn, dice.below(4)) {
            (_, 0) => format!("{name}: {}", activity.name),
            (_, 1) => format!("{} {}", venue.area, activity.name),
            (0, 2) if count == 1 => name.clone(),
            _ => activity.name.to_owned(),
        };
        let day = WEEK[(turn * 2 + dice.below(2)) % 7];
        set_time(&mut service, day, dice);
        if found
            .iter()
            .any(|before| before.activity.name == activity.name)
            && dice.chance(50)
        {
            // The same thing for other ages, on any day.
            service.eligibility.minimum_age = Some(u8::try_from(20 + turn * 20).unwrap_or(60));
            service.eligibility.maximum_age = Some(u8::try_from(35 + turn * 20).unwrap_or(75));
        }
        found.push(Fact {
            service,
            area: venue.area,
            activity,
            only_one: count == 1,
        });
    }
    found
}

/// A charity with branches that all do the same, and its own page.
fn branches(venues: &[Venue], dice: &mut Dice) -> Vec<Fact> {
    let name = format!("{} {}", dice.pick(&FIRST), dice.pick(&NATIONAL));
    let head = Runs::new(&name, dice);
    let activity = dice.pick(&ACTIVITIES);
    let mut found = Vec::new();
    let mut whole = head.service(activity, &Venue::new(dice), dice);
    whole.name.clone_from(&name);
    found.push(Fact {
        service: whole,
        area: "",
        activity,
        only_one: true,
    });
    for _ in 0..2 + dice.below(4) {
        let venue = dice.pick(venues);
        let mut service = head.service(activity, venue, dice);
        service.name = if dice.chance(50) {
            format!("{name} {}", venue.area)
        } else {
            activity.name.to_owned()
        };
        if dice.chance(60) {
            service.phones = vec![phone(dice)];
        }
        set_time(&mut service, *dice.pick(&WEEK), dice);
        found.push(Fact {
            service,
            area: venue.area,
            activity,
            only_one: false,
        });
    }
    found
}

fn set_time(service: &mut Service, day: Weekday, dice: &mut Dice) {
    let hour = u32::try_from(9 + dice.below(10)).unwrap_or(9);
    service.schedules = vec![Schedule {
        weekdays: vec![day],
        opens_at: NaiveTime::from_hms_opt(hour, 30 * u32::from(dice.chance(50)), 0),
        closes_at: NaiveTime::from_hms_opt(hour + 2, 0, 0),
        ..Schedule::default()
    }];
}

/// Who runs something, and how they are reached.
struct Runs {
    organization: Organization,
    phone: Phone,
    email: String,
    site: String,
}

impl Runs {
    fn new(name: &str, dice: &mut Dice) -> Self {
        let host = format!(
            "{}.org.uk",
            domain::matching::name_key(name).replace(' ', "-")
        );
        Self {
            organization: Organization {
                name: name.to_owned(),
                ..Organization::default()
            },
            phone: phone(dice),
            email: format!("info@{host}"),
            site: format!("https://{host}/"),
        }
    }

    fn service(&self, activity: &Activity, venue: &Venue, dice: &mut Dice) -> Service {
        let lower = activity.name.to_lowercase();
        Service {
            name: activity.name.to_owned(),
            description: Some(format!(
                "{} {lower} at {}. {} {} {}",
                dice.pick(&OPENINGS),
                venue.name,
                dice.pick(&MIDDLES),
                dice.pick(&ENDS),
                dice.pick(&MIDDLES),
            )),
            organization: Some(self.organization.clone()),
            phones: vec![self.phone.clone()],
            email: Some(self.email.clone()),
            url: Some(self.site.clone()),
            service_at_locations: vec![ServiceAtLocation {
                location: venue.location(),
                ..ServiceAtLocation::default()
            }],
            eligibility: Eligibility {
                minimum_age: dice.chance(40).then_some(18),
                ..Eligibility::default()
            },
            taxonomy_terms: vec![TaxonomyTerm {
                vocabulary: "first-list".to_owned(),
                code: activity.category.to_lowercase(),
                name: activity.category.to_owned(),
            }],
            ..Service::default()
        }
    }
}

/// A number of the ranges that are kept for drama.
pub(crate) fn phone(dice: &mut Dice) -> Phone {
    let (code, start) = *dice.pick(&DRAMA);
    Phone {
        number: format!("{code} {start} {:04}", dice.below(1_000)),
        description: None,
    }
}

/// A building.
struct Venue {
    name: String,
    line: String,
    postcode: String,
    area: &'static str,
    position: Option<Position>,
}

impl Venue {
    fn new(dice: &mut Dice) -> Self {
        let at = dice.below(AREAS.len());
        let (area, outward) = AREAS[at];
        let letter = |dice: &mut Dice| char::from(*dice.pick(b"ABDEFGHJLNPQRSTUWXYZ"));
        let postcode = format!(
            "{outward} {}{}{}",
            dice.below(10),
            letter(dice),
            letter(dice)
        );
        // Areas lie 2.5 km apart on a grid, buildings within 900 m of the middle.
        let within = |dice: &mut Dice| (dice.below(1_600) as f64 - 800.0) / 100_000.0;
        let latitude = 51.40 + 0.0225 * (at / 6) as f64 + within(dice);
        let longitude = -0.25 + 0.036 * (at % 6) as f64 + within(dice);
        Self {
            name: format!("{area} {}", dice.pick(&BUILDINGS)),
            line: format!("{} {}", 1 + dice.below(240), dice.pick(&STREETS)),
            postcode,
            area,
            position: Position::new(latitude, longitude).ok(),
        }
    }

    fn location(&self) -> Location {
        Location {
            name: Some(self.name.clone()),
            address: vec![self.line.clone(), self.area.to_owned(), "London".to_owned()],
            postcode: Postcode::parse(&self.postcode).ok(),
            position: self.position,
            ..Location::default()
        }
    }
}
