//! The invented listings, in the shape of real ones: 40 to 150 words, three of 200 categories, at
//! real postcodes, nearly half of them in London.

use chrono::NaiveDate;
use domain::postcode::Postcode;
use domain::schedule::{Schedule, WEEK};
use domain::service::{
    Attendance, CostOption, Eligibility, Location, Organization, Phone, Precision, Service,
    ServiceArea, ServiceAtLocation, TaxonomyTerm,
};
use gazetteer::Gazetteer;

use super::dice::{Dice, Zipf};
use super::words::Words;

/// The part of listings and questions that is in London.
const IN_LONDON: f64 = 0.45;
/// Every so many postcodes one is used, so that the table of them stays small.
const EVERY: usize = 7;
const CATEGORIES: usize = 200;
const ORGANIZATIONS: usize = 8_000;
/// Outward codes of London begin with these letters.
const LONDON: [&str; 8] = ["E", "EC", "N", "NW", "SE", "SW", "W", "WC"];

/// Postcodes to be at.
#[derive(Debug)]
pub(crate) struct Places {
    london: Vec<Postcode>,
    elsewhere: Vec<Postcode>,
}

impl Places {
    pub(crate) fn of(gazetteer: &Gazetteer) -> Self {
        let is_london = |postcode: &Postcode| {
            let letters = postcode.outward();
            let end = letters.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
            LONDON.contains(&&letters[..end])
        };
        let (london, elsewhere) = gazetteer
            .postcodes()
            .step_by(EVERY)
            .partition(|postcode| is_london(postcode));
        Self { london, elsewhere }
    }

    pub(super) fn roll(&self, dice: &mut Dice) -> &Postcode {
        if dice.chance(IN_LONDON) {
            dice.one_of(&self.london)
        } else {
            dice.one_of(&self.elsewhere)
        }
    }
}

/// Makes services, one after another.
pub(crate) struct Maker<'a> {
    gazetteer: &'a Gazetteer,
    places: &'a Places,
    words: Words,
    organizations: Zipf,
    categories: Zipf,
    dice: Dice,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(gazetteer: &'a Gazetteer, places: &'a Places) -> Self {
        Self {
            gazetteer,
            places,
            words: Words::new(),
            organizations: Zipf::new(ORGANIZATIONS, 1.0),
            categories: Zipf::new(CATEGORIES, 1.0),
            dice: Dice(7),
        }
    }

    pub(crate) fn next(&mut self) -> Service {
        let remote = self.dice.chance(0.1);
        let places = match (remote, self.dice.chance(0.1)) {
            (true, _) => 0,
            (_, true) => 2 + self.dice.below(4),
            _ => 1,
        };
        let locations: Vec<ServiceAtLocation> = (0..places).map(|_| self.place()).collect();
        let serves = if remote { 0.8 } else { 0.2 };
        let area = self.dice.chance(serves).then(|| self.area()).flatten();
        let length = 40 + self.dice.below(111);
        let title = self.words.title(&mut self.dice);
        let organization = self.organization();
        let free = self.dice.chance(0.4);
        Service {
            name: title,
            description: Some(self.words.text(&mut self.dice, length)),
            url: Some(format!("https://{}.example/", organization.len())),
            email: Some("office@group.example".to_owned()),
            organization: Some(Organization {
                name: organization,
                ..Organization::default()
            }),
            phones: vec![Phone {
                number: format!("020 7946 0{:03}", self.dice.below(1_000)),
                description: None,
            }],
            service_at_locations: locations,
            schedules: vec![Schedule {
                weekdays: vec![WEEK[self.dice.below(WEEK.len())]],
                ..Schedule::default()
            }],
            hours_text: Some("10am to 12 noon".to_owned()),
            cost_options: vec![CostOption {
                amount_pence: Some(if free { 0 } else { 350 }),
                ..CostOption::default()
            }],
            eligibility: Eligibility {
                minimum_age: self.dice.chance(0.5).then_some(18),
                ..Eligibility::default()
            },
            service_areas: area.into_iter().collect(),
            taxonomy_terms: (0..3).map(|_| self.category()).collect(),
            attendance: if remote {
                vec![Attendance::Phone, Attendance::Online]
            } else {
                vec![Attendance::InPerson]
            },
            assured_date: NaiveDate::from_ymd_opt(2025, 1, 1).and_then(|day| {
                day.checked_add_days(chrono::Days::new(self.dice.below(600) as u64))
            }),
            ..Service::default()
        }
    }

    fn organization(&mut self) -> String {
        let rank = self.organizations.roll(&mut self.dice);
        self.words.title(&mut Dice(rank as u64 ^ 0x77))
    }

    fn category(&mut self) -> TaxonomyTerm {
        let rank = self.categories.roll(&mut self.dice);
        let name = self.words.title(&mut Dice(rank as u64 ^ 0xca7));
        TaxonomyTerm {
            vocabulary: "bench".to_owned(),
            code: format!("c{rank}"),
            name,
        }
    }

    fn place(&mut self) -> ServiceAtLocation {
        let postcode = self.places.roll(&mut self.dice).clone();
        let entry = self.gazetteer.postcode(&postcode);
        let authority = entry.as_ref().and_then(|entry| entry.local_authority);
        let hall = self.words.of_title(&mut self.dice).to_owned();
        let location = Location {
            name: Some(format!("{hall} hall")),
            address: vec![format!("{} {hall} road", 1 + self.dice.below(200))],
            position: entry.as_ref().map(|entry| entry.position),
            precision: Some(Precision::Postcode),
            local_authority: authority.map(|area| area.code.to_string()),
            postcode: Some(postcode),
            ..Location::default()
        };
        ServiceAtLocation {
            location,
            ..ServiceAtLocation::default()
        }
    }

    fn area(&mut self) -> Option<ServiceArea> {
        let postcode = self.places.roll(&mut self.dice);
        let authority = self.gazetteer.postcode(postcode)?.local_authority?;
        Some(ServiceArea {
            name: authority.name.to_owned(),
            code: Some(authority.code.to_string()),
            ..ServiceArea::default()
        })
    }
}
