//! Places: what the gazetteer knows, for the faces. Nothing of a question is kept.

use domain::position::Position;
use domain::postcode::Postcode;
use gazetteer::{Area, AreaCode, Gazetteer};

use crate::{Directory, Error, Violation};

pub use gazetteer::{AreaKind, Attribution, Completion, Kind, Reading, Resolution};

/// A postcode and where it lies.
#[derive(Debug, Clone, PartialEq)]
pub struct PostcodeView {
    /// As printed: "SW9 8DJ".
    pub postcode: String,
    /// The first half.
    pub outward: String,
    /// The middle of its addresses.
    pub position: Position,
    /// Only the sector's middle is known.
    pub approximate: bool,
    /// No longer in use; the position is where it was.
    pub retired: bool,
    /// The areas it lies in, the smallest first.
    pub areas: Vec<AreaView>,
}

/// An area: a ward, a borough, a region.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaView {
    /// GSS code.
    pub code: String,
    /// Name.
    pub name: String,
    /// What sort of area.
    pub kind: AreaKind,
    /// The middle of its postcodes.
    pub centre: Option<Position>,
    /// Metres around the centre within which nearly all of its postcodes lie.
    pub reach_m: f64,
}

/// What came of asking for an area.
#[derive(Debug, Clone, PartialEq)]
pub enum AreaShown {
    /// The area, and those it lies in, the smallest first.
    Area(AreaView, Vec<AreaView>),
    /// The code is an old one; this one stands for it now.
    Recoded(String),
}

/// What the gazetteer in use is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct GazetteerView {
    /// Day of the postcode data.
    pub data_date: String,
    /// Postcodes in use.
    pub live: u32,
    /// Postcodes no longer in use.
    pub retired: u32,
    /// Places and stations.
    pub places: u32,
    /// What has to be shown.
    pub attributions: Vec<Attribution>,
}

impl Directory {
    /// What a text means as a place.
    #[must_use]
    pub fn resolve_place(&self, text: &str) -> Resolution {
        self.gazetteer().resolve(text)
    }

    /// What may be meant by the beginning of a text, the likeliest first.
    #[must_use]
    pub fn complete_place(&self, prefix: &str, limit: usize) -> Vec<Completion> {
        self.gazetteer().complete(prefix, limit)
    }

    /// A full postcode.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is not of a postcode's shape, [`Error::NotFound`] when it is not
    /// among those in use or retired.
    pub fn postcode(&self, text: &str) -> Result<PostcodeView, Error> {
        let postcode = Postcode::parse(text).map_err(|error| {
            Error::Invalid(vec![Violation {
                parameter: "postcode",
                message: error.to_string(),
                example: "SW9 8DJ",
            }])
        })?;
        let gazetteer = self.gazetteer();
        let entry = gazetteer
            .postcode(&postcode)
            .ok_or_else(|| Error::NotFound {
                what: "postcode",
                name: postcode.to_string(),
            })?;
        let smallest = entry.ward.or(entry.local_authority);
        Ok(PostcodeView {
            outward: postcode.outward().to_owned(),
            postcode: postcode.to_string(),
            position: entry.position,
            approximate: entry.approximate,
            retired: entry.retired,
            areas: smallest
                .map(|area| chain_of(&gazetteer, area))
                .unwrap_or_default(),
        })
    }

    /// An area by its GSS code.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is not of a code's shape, [`Error::NotFound`] when nothing is
    /// known of it.
    pub fn area(&self, code: &str) -> Result<AreaShown, Error> {
        let code = AreaCode::parse(code).map_err(|error| {
            Error::Invalid(vec![Violation {
                parameter: "code",
                message: error.to_string(),
                example: "E09000022",
            }])
        })?;
        let gazetteer = self.gazetteer();
        let present = gazetteer.present_code(code);
        if present != code {
            return Ok(AreaShown::Recoded(present.to_string()));
        }
        let area = gazetteer.area(code).ok_or_else(|| Error::NotFound {
            what: "area",
            name: code.to_string(),
        })?;
        let mut chain = chain_of(&gazetteer, area);
        let around = chain.split_off(1);
        let itself = chain
            .pop()
            .ok_or_else(|| Error::internal("reading an area", "no area"))?;
        Ok(AreaShown::Area(itself, around))
    }

    /// What the gazetteer in use is made from, and what has to be shown for it.
    #[must_use]
    pub fn gazetteer_view(&self) -> GazetteerView {
        let gazetteer = self.gazetteer();
        let meta = gazetteer.meta();
        GazetteerView {
            data_date: meta.data_date.clone(),
            live: meta.live,
            retired: meta.retired,
            places: meta.places,
            attributions: gazetteer.attributions().to_vec(),
        }
    }
}

fn chain_of(gazetteer: &Gazetteer, area: Area<'_>) -> Vec<AreaView> {
    gazetteer
        .chain(area)
        .map(|area| AreaView {
            code: area.code.to_string(),
            name: area.name.to_owned(),
            kind: area.kind(),
            centre: area.centre,
            reach_m: area.reach_m,
        })
        .collect()
}
