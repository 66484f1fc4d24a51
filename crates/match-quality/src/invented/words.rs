//! Words of which invented groups, services and places are made.

/// Something that groups do: what it is called, what else it can be called, a category.
pub(crate) struct Activity {
    pub(crate) name: &'static str,
    pub(crate) renamed: &'static str,
    pub(crate) category: &'static str,
}

/// Codes of telephone numbers that are kept for drama, and how those numbers begin.
pub(super) const DRAMA: [(&str, &str); 5] = [
    ("020", "7946"),
    ("0161", "496"),
    ("0121", "496"),
    ("0131", "496"),
    ("0113", "496"),
];

/// Parts of London, each with an outward code.
pub(super) const AREAS: [(&str, &str); 24] = [
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

pub(super) const STREETS: [&str; 14] = [
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

pub(super) const BUILDINGS: [&str; 8] = [
    "Community Centre",
    "Methodist Church Hall",
    "Library",
    "Leisure Centre",
    "Town Hall",
    "Settlement",
    "Children's Centre",
    "Tenants' Hall",
];

pub(super) const FIRST: [&str; 40] = [
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

pub(super) const LAST: [&str; 16] = [
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

pub(super) const NATIONAL: [&str; 8] = [
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

pub(super) static ACTIVITIES: [Activity; 32] = [
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

pub(super) const OPENINGS: [&str; 6] = [
    "Come along to our",
    "A friendly weekly",
    "Everybody is welcome at this",
    "We run a small",
    "Local people meet for a",
    "Drop in to the",
];

pub(super) const MIDDLES: [&str; 10] = [
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

pub(super) const ENDS: [&str; 6] = [
    "Ask for the coordinator at the desk.",
    "Please bring a drink and loose clothing.",
    "Children must come with an adult.",
    "Transport can sometimes be arranged nearby.",
    "New members join throughout the year.",
    "Parking is scarce; buses stop outside.",
];
