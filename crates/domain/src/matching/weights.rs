//! The numbers of the comparison, as data: an operator can give others in place of the shipped set.
//!
//! Every number is in bits: the base-2 logarithm of how much likelier a thing is between two
//! statements of one service than between two statements of a *rival* kind, [`Bits`]. A pair that
//! is not one service is one of four rivals, and each is told from a match by other things: two
//! sessions of one group share its telephone, two groups under one roof share the postcode. How
//! the numbers were set is in docs/matching.md.

use serde::{Deserialize, Serialize};

/// Bits for a match against each of the four other things that a pair can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 4]", into = "[f64; 4]")]
pub struct Bits {
    /// Two services of one organization at one place.
    pub sibling: f64,
    /// Two branches of one organization, or the whole and its branch.
    pub branch: f64,
    /// Two organizations at one place.
    pub neighbour: f64,
    /// Two organizations at two places, alike by chance.
    pub stranger: f64,
}

impl From<[f64; 4]> for Bits {
    fn from([sibling, branch, neighbour, stranger]: [f64; 4]) -> Self {
        Self {
            sibling,
            branch,
            neighbour,
            stranger,
        }
    }
}

impl From<Bits> for [f64; 4] {
    fn from(bits: Bits) -> Self {
        [bits.sibling, bits.branch, bits.neighbour, bits.stranger]
    }
}

/// A feature's levels, each with its bits: a struct with documented fields and the shipped numbers.
macro_rules! levels {
    ($(#[$of:meta])* $name:ident { $($(#[$doc:meta])* $level:ident = $bits:expr,)+ }) => {
        $(#[$of])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$doc])* pub $level: Bits,)+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($level: Bits::from($bits),)+ }
            }
        }
    };
}

/// Thresholds and weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// At or above this score a pair is the same without asking anybody: 6 bits is 64 to 1.
    pub upper: f64,
    /// Below this score a pair is different; between the two a person decides.
    pub lower: f64,
    /// Before anything is compared: of pairs that share a key, how many are a match for each rival.
    pub base: Bits,
    /// How much of the bits that shared words of a name tell is counted, by how the names agree.
    pub information: Information,
    /// The second agreeing way of contact counts this much, the third this much of that: they go
    /// together.
    pub damping: f64,
    /// Names.
    pub name: NameBits,
    /// Organizations' names.
    pub organization: OrganizationBits,
    /// Registered numbers of organizations.
    pub registered_number: NumberBits,
    /// Places.
    pub place: PlaceBits,
    /// Telephone numbers.
    pub phone: PhoneBits,
    /// Mailboxes.
    pub email: EmailBits,
    /// Sites and pages.
    pub web: WebBits,
    /// Days and times.
    pub schedule: ScheduleBits,
    /// Ages.
    pub ages: AgeBits,
    /// What the names say is done there.
    pub activity: AgreementBits,
    /// Categories.
    pub category: CategoryBits,
    /// Descriptions.
    pub description: DescriptionBits,
    /// Both are one publisher's record.
    pub origin: Bits,
    /// One source has the same entry twice.
    pub same_source: Bits,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            upper: 6.0,
            lower: 0.5,
            base: [2.0, 0.0, -1.0, -2.0].into(),
            information: Information::default(),
            damping: 0.5,
            name: NameBits::default(),
            organization: OrganizationBits::default(),
            registered_number: NumberBits::default(),
            place: PlaceBits::default(),
            phone: PhoneBits::default(),
            email: EmailBits::default(),
            web: WebBits::default(),
            schedule: ScheduleBits::default(),
            ages: AgeBits::default(),
            activity: AgreementBits::default(),
            category: CategoryBits::default(),
            description: DescriptionBits::default(),
            origin: [16.0; 4].into(),
            same_source: [16.0; 4].into(),
        }
    }
}

/// How much of the bits that shared words tell is counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Information {
    /// Share when the names are the same.
    pub same: f64,
    /// Share when one has the other's words, or most agree.
    pub part: f64,
    /// Share when a part agrees.
    pub some: f64,
    /// More bits than this are not believed against a stranger.
    pub most: f64,
    /// More bits than this are not believed against a neighbour: under one roof names repeat.
    pub most_here: f64,
}

impl Default for Information {
    fn default() -> Self {
        Self {
            same: 1.0,
            part: 0.6,
            some: 0.3,
            most: 14.0,
            most_here: 4.0,
        }
    }
}

levels! {
    /// How names agree. What the shared words tell is added for neighbour and stranger.
    NameBits {
        /// The same words.
        same = [8.0, 1.6, 6.0, 2.0],
        /// The same but for words such as "Library".
        same_but_common = [5.5, 1.0, 5.5, 1.0],
        /// One says besides where it is or who runs it.
        same_but_where = [5.0, -1.0, 3.0, 0.5],
        /// One has a common word more that could make another name: "Friendship lunch".
        extended = [3.0, -0.5, 1.5, 0.0],
        /// One says more.
        contained = [1.5, -0.5, 1.0, 0.0],
        /// One is only the organization's or the place's name.
        umbrella = [0.3, -1.0, 1.0, 0.0],
        /// Most agrees, each says something of its own.
        reworded = [2.8, -0.5, 1.5, 0.0],
        /// A part agrees.
        some = [-0.5, -1.0, 0.0, -0.5],
        /// Next to nothing agrees.
        other = [-2.5, -2.0, -3.5, -4.0],
        /// Other people, days, times or levels.
        clash = [-6.0, -3.0, -5.0, -5.0],
    }
}

levels! {
    /// How organizations' names agree.
    OrganizationBits {
        /// The same, or a short form of it.
        same = [0.0, 0.0, 6.0, 7.0],
        /// Much agrees.
        alike = [0.0, 0.0, 3.0, 3.0],
        /// Different: the council, the venue or the group itself can be named for one service.
        different = [1.0, 1.0, -2.7, -2.7],
    }
}

levels! {
    /// How registered numbers agree.
    NumberBits {
        /// One number is the same.
        same = [0.0, 0.0, 8.0, 10.0],
        /// Both have numbers of one register, and none is the same.
        different = [0.0, 0.0, -5.0, -5.0],
    }
}

levels! {
    /// How near the nearest places are.
    PlaceBits {
        /// The same street and number, or building.
        door = [0.2, 9.0, 0.5, 10.0],
        /// The same postcode.
        postcode = [0.1, 8.5, 0.3, 9.0],
        /// Within 150 m.
        close = [0.0, 7.5, 0.0, 7.0],
        /// The same street or building's name in one district.
        street = [0.0, 6.5, 0.0, 6.0],
        /// The same postcode, another number in the street.
        other_door = [-1.5, 4.0, -2.5, 5.0],
        /// Within 1 km, or in one postcode sector.
        near = [-2.5, -0.5, -3.0, 2.0],
        /// Within 3 km, or in one postcode district.
        district = [-3.5, -2.5, -4.0, 0.5],
        /// Farther.
        far = [-7.0, -6.0, -8.0, -5.0],
        /// Only one has a place: it may be the branch, the other the whole.
        one_sided = [0.0, 3.0, 0.0, 0.0],
        /// Neither has a place to have branches at.
        none = [0.0, 6.0, 0.0, 0.0],
    }
}

levels! {
    /// How telephone numbers agree.
    PhoneBits {
        /// One number is the same.
        same = [0.4, 3.0, 4.5, 9.0],
        /// One number is the same, and it is not tied to an area (03, 08, 116).
        same_national = [0.2, 0.3, 4.5, 5.0],
        /// Both have numbers, and none is the same.
        different = [-0.7, -1.2, -1.9, -2.0],
    }
}

levels! {
    /// How mailboxes agree.
    EmailBits {
        /// One mailbox is the same.
        same = [0.6, 3.0, 5.0, 9.0],
        /// Both have mailboxes, none is the same, and they are not two of one body.
        different = [-0.4, -0.6, -1.0, -1.0],
    }
}

levels! {
    /// How sites and pages agree.
    WebBits {
        /// One page within a site is the same.
        same_page = [1.5, 2.5, 5.0, 9.0],
        /// The same site or domain of mailboxes.
        same_site = [0.1, 0.2, 4.5, 7.0],
        /// Both have sites of their own, and none is the same.
        different = [-0.4, -0.4, -1.6, -1.6],
    }
}

levels! {
    /// How days and times agree.
    ScheduleBits {
        /// The same one to three days of the week, beginning at the same time.
        same_times = [5.5, 2.5, 4.5, 4.5],
        /// The same one to three days; times are not known of both.
        same_days = [2.5, 1.5, 2.0, 2.0],
        /// The same opening hours on four to seven days.
        same_hours = [2.0, 0.7, 1.2, 1.2],
        /// The same four to seven days: opening days are much alike everywhere.
        same_open_days = [0.5, 0.3, 0.4, 0.4],
        /// Some days are the same.
        some_days = [-0.5, 0.0, -0.3, -0.3],
        /// The same days at other times.
        other_times = [-3.0, -1.0, -2.0, -2.0],
        /// Other days, or other weeks of the month.
        other_days = [-7.0, -4.0, -5.0, -5.0],
    }
}

levels! {
    /// How age bands agree.
    AgeBits {
        /// The same band with two ends.
        same_band = [1.5, 0.3, 1.0, 1.0],
        /// The same open band: "18 and over" is said of most.
        same = [0.2, 0.1, 0.2, 0.2],
        /// The bands overlap.
        overlap = [-0.5, 0.0, -0.3, -0.3],
        /// No age is in both.
        apart = [-7.0, -4.0, -5.0, -5.0],
    }
}

levels! {
    /// How what the names say is done there agrees.
    AgreementBits {
        /// The same sort of thing.
        same = [1.0, 0.2, 1.0, 1.0],
        /// Another sort of thing.
        different = [-4.5, -2.0, -3.0, -3.0],
    }
}

levels! {
    /// How categories agree.
    CategoryBits {
        /// One category of one vocabulary, or one sort of thing in two vocabularies, is the same.
        same = [0.6, 0.1, 0.8, 0.8],
        /// None is.
        different = [-0.5, -0.2, -0.5, -0.5],
    }
}

levels! {
    /// How descriptions agree.
    DescriptionBits {
        /// Nearly the same words: one was copied.
        copy = [4.5, 1.5, 8.0, 10.0],
        /// Much agrees.
        alike = [2.5, 0.5, 3.5, 4.0],
    }
}
