//! What has to be said about a text that is not simply found.

use serde::{Deserialize, Serialize};

/// Something to say beside a reading, or instead of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Note {
    /// The postcode is not among those in use; the reading is where it is known from.
    Retired {
        /// As printed.
        postcode: String,
        /// Day of the data.
        data_date: String,
    },
    /// There is no such postcode; the reading is its sector or outward code, if that exists.
    Unknown {
        /// As printed.
        postcode: String,
        /// What is shown instead.
        shown: Option<String>,
    },
    /// Only the sector's middle is known.
    Approximate {
        /// As printed.
        postcode: String,
    },
    /// Northern Ireland, whose postcodes this gazetteer does not hold.
    NorthernIreland,
    /// Jersey, Guernsey or the Isle of Man.
    CrownDependency {
        /// Which.
        island: String,
    },
    /// The forces' post.
    Forces,
    /// A code for mail that is no place: banks, returns, Girobank.
    NoPlace,
    /// An overseas territory.
    Overseas,
    /// The health service's code for people without a fixed address.
    NoFixedAddress,
    /// A point outside the United Kingdom.
    Abroad,
    /// Nothing was recognised.
    NotUnderstood,
}

impl Note {
    /// The note as a sentence for the person who asked.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Retired { postcode, data_date } => format!(
                "{postcode} was not in use when our postcode data was made ({data_date}); this is where it is known from."
            ),
            Self::Unknown { postcode, shown } => match shown {
                Some(shown) => format!("We could not find {postcode}, so this shows the {shown} area."),
                None => format!("We could not find {postcode}. Try a place name, or the first half of a postcode."),
            },
            Self::Approximate { postcode } => {
                format!("The exact place of {postcode} is not published; this is the middle of its area.")
            }
            Self::NorthernIreland => "Postcodes of Northern Ireland are not open data, so we do not hold them here. \
                 Search for a town instead."
                .to_owned(),
            Self::CrownDependency { island } => format!(
                "We hold no postcodes of {island}: their places are not published. Search for a town on the mainland, \
                 or look for services by phone or online."
            ),
            Self::Forces => "This is a forces address without a place on the map. Search for the town you are near."
                .to_owned(),
            Self::NoPlace => "This code is for post only and has no place on the map. Search for the town you are near."
                .to_owned(),
            Self::Overseas => {
                "This is an overseas territory. We only hold places in the United Kingdom.".to_owned()
            }
            Self::NoFixedAddress => "You do not need an address to search. Enter a town, an area or a station near \
                 where you are."
                .to_owned(),
            Self::Abroad => "That point is outside the United Kingdom.".to_owned(),
            Self::NotUnderstood => {
                "We could not find that place. Try a postcode, or the name of a town or a borough.".to_owned()
            }
        }
    }
}

/// The note for letters that stand for no place in the file, by the first letters of a compact upper-case text.
pub(super) fn of_special(compact: &str) -> Option<Note> {
    const OVERSEAS: [&str; 10] = [
        "ASCN", "BBND", "BIQQ", "FIQQ", "PCRN", "SIQQ", "STHL", "TDCU", "TKCA", "GX11",
    ];
    let then_digit = |letters: &str| {
        compact
            .strip_prefix(letters)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let island = |name: &str| {
        Some(Note::CrownDependency {
            island: name.to_owned(),
        })
    };
    if compact.starts_with("BFPO") || then_digit("BF") {
        return Some(Note::Forces);
    }
    if compact.starts_with("ZZ99") {
        return Some(Note::NoFixedAddress);
    }
    if then_digit("BX") || then_digit("XX") || compact.starts_with("GIR0") {
        return Some(Note::NoPlace);
    }
    if OVERSEAS.iter().any(|code| compact.starts_with(code)) {
        return Some(Note::Overseas);
    }
    match compact {
        _ if then_digit("BT") => Some(Note::NorthernIreland),
        _ if then_digit("JE") => island("Jersey"),
        _ if then_digit("GY") => island("Guernsey"),
        _ if then_digit("IM") => island("the Isle of Man"),
        _ => None,
    }
}
