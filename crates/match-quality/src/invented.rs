//! Invented services of invented groups: sessions of one group, branches of one charity, groups under
//! one roof, each listed once in a first list and, with slips, in a second and a third.

use std::collections::BTreeMap;

use chrono::{NaiveTime, Weekday};
use domain::matching::Weights;
use domain::position::Position;
use domain::postcode::Postcode;
use domain::schedule::Schedule;
use domain::service::{
    Eligibility, Location, Organization, Phone, Service, ServiceAtLocation, TaxonomyTerm,
};

use crate::corrupt;
use crate::dice::Dice;
use crate::said::{Said, statement};
use crate::tally::{self, Tally};

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

/// Something that groups do: what it is called, what else it can be called, a category.
pub(crate) struct Activity {
    pub(crate) name: &'static str,
    pub(crate) renamed: &'static str,
    category: &'static str,
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
        let day = DAYS[(turn * 2 + dice.below(2)) % 7];
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
        set_time(&mut service, *dice.pick(&DAYS), dice);
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

const DAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

const DRAMA: [(&str, &str); 5] = [
    ("020", "7946"),
    ("0161", "496"),
    ("0121", "496"),
    ("0131", "496"),
    ("0113", "496"),
];

const AREAS: [(&str, &str); 24] = [
    ("Stockwell", "SW9"),
    ("Camberwell", "SE5"),
    ("Archway", "N19"),
    ("Kentish Town", "NW5"),
    ("Peckham", "SE15"),
    ("Deptford", "SE8"),
    ("Catford", "SE6"),
    ("Herne Hill", "SE24"),
    ("Norbury", "SW16"),
    ("Selhurst", "SE25"),
    ("Pimlico", "SW1V"),
    ("Holborn", "WC1X"),
    ("Barnsbury", "N1"),
    ("Tufnell Park", "N7"),
    ("Bermondsey", "SE1"),
    ("Brockley", "SE4"),
    ("Sydenham", "SE26"),
    ("Purley", "CR8"),
    ("Kilburn", "NW6"),
    ("Tooting", "SW17"),
    ("Battersea", "SW11"),
    ("Dalston", "E8"),
    ("Poplar", "E14"),
    ("Leyton", "E10"),
];

const STREETS: [&str; 14] = [
    "High Street",
    "Church Road",
    "Station Road",
    "Albert Square",
    "Park Lane",
    "Victoria Road",
    "Green Lanes",
    "Mill Street",
    "Chapel Walk",
    "Queens Road",
    "Larkhall Lane",
    "Bridge Street",
    "Manor Avenue",
    "Grove Terrace",
];

const BUILDINGS: [&str; 8] = [
    "Community Centre",
    "Methodist Church Hall",
    "Library",
    "Leisure Centre",
    "Town Hall",
    "Settlement",
    "Children's Centre",
    "Tenants' Hall",
];

const FIRST: [&str; 40] = [
    "Lantern",
    "Saffron",
    "Good",
    "Open",
    "Kite",
    "Marigold",
    "Harbour",
    "Juniper",
    "Silver",
    "Bridge",
    "Thistle",
    "Beacon",
    "Ember",
    "Willow",
    "Acorn",
    "Swift",
    "Copper",
    "Meadow",
    "Tandem",
    "Compass",
    "Bramble",
    "Pepper",
    "Anchor",
    "Mosaic",
    "Patchwork",
    "Ripple",
    "Orchard",
    "Sparrow",
    "Clover",
    "Hearth",
    "Linden",
    "Magpie",
    "Pebble",
    "Quilt",
    "Rowan",
    "Sunrise",
    "Teasel",
    "Umbel",
    "Velvet",
    "Wren",
];

const LAST: [&str; 16] = [
    "Neighbours",
    "Community Trust",
    "Association",
    "Project",
    "Friends",
    "Collective",
    "Circle",
    "Society",
    "Network",
    "Action Group",
    "Foundation",
    "House",
    "Link",
    "Company",
    "Charity",
    "Co-operative",
];

const NATIONAL: [&str; 8] = [
    "Aid UK",
    "Care National",
    "Listening Service",
    "Mission",
    "League",
    "Support England",
    "Union of Carers",
    "Trust for the Blind",
];

const fn activity(name: &'static str, renamed: &'static str, category: &'static str) -> Activity {
    Activity {
        name,
        renamed,
        category,
    }
}

static ACTIVITIES: [Activity; 32] = [
    activity("Lunch club", "Friendship lunches", "Food"),
    activity("Chair yoga", "Seated yoga for all", "Exercise"),
    activity(
        "Baby and toddler group",
        "Tiny tots stay and play",
        "Families",
    ),
    activity("ESOL class", "English for beginners", "Learning"),
    activity("Knitting circle", "Knit and natter", "Crafts"),
    activity("Job club", "Into work: job help", "Work"),
    activity("Debt advice drop-in", "Money and debt surgery", "Advice"),
    activity("Bereavement group", "Living with loss", "Wellbeing"),
    activity("Walking group", "Wellbeing walks", "Exercise"),
    activity("Gardening club", "Growing together garden", "Outdoors"),
    activity("Computer help", "Digital drop-in", "Learning"),
    activity("Community choir", "Sing for joy", "Music"),
    activity("Art class", "Painting and drawing", "Crafts"),
    activity("Tai chi", "Gentle tai chi", "Exercise"),
    activity("Memory café", "Dementia café", "Wellbeing"),
    activity("Youth club", "Teens' night", "Young people"),
    activity("Food bank", "Community food pantry", "Food"),
    activity("Homework club", "After-school homework den", "Young people"),
    activity("Breastfeeding support", "Feeding café", "Families"),
    activity("Chess club", "Chess and games afternoon", "Social"),
    activity("Men's shed", "The shed: woodwork for men", "Social"),
    activity("Film club", "Cinema afternoons", "Social"),
    activity("Legal clinic", "Free legal advice", "Advice"),
    activity("Carers' group", "Carers' break", "Wellbeing"),
    activity("Table tennis", "Ping pong and table tennis", "Exercise"),
    activity("Coffee morning", "Cuppa and chat", "Social"),
    activity("Repair café", "Fix-it Saturday repairs", "Outdoors"),
    activity("Befriending", "Befriending visits at home", "Social"),
    activity("Dance class", "Dance for beginners", "Exercise"),
    activity("Housing advice", "Tenants' housing surgery", "Advice"),
    activity("Sewing bee", "Sewing and mending", "Crafts"),
    activity("Book group", "Reading group", "Learning"),
];

const OPENINGS: [&str; 6] = [
    "Come along to our",
    "A friendly weekly",
    "Everybody is welcome at this",
    "We run a small",
    "Local people meet for a",
    "Drop in to the",
];

const MIDDLES: [&str; 10] = [
    "There is tea, and somebody will show you round.",
    "No experience is needed and all equipment is provided.",
    "Places are limited, so please ring before you come.",
    "Volunteers speak several languages between them.",
    "The hall is step-free, with an accessible toilet.",
    "Carers and assistance dogs are welcome as well.",
    "We ask for a small donation if you can afford it.",
    "Sessions follow school terms, with breaks in the holidays.",
    "Your first visit is free, then pay what you can.",
    "Referrals from surgeries and social workers are accepted.",
];

const ENDS: [&str; 6] = [
    "Ask for the coordinator at the desk.",
    "Please bring a drink and loose clothing.",
    "Children must come with an adult.",
    "Transport can sometimes be arranged nearby.",
    "New members join throughout the year.",
    "Parking is scarce; buses stop outside.",
];
