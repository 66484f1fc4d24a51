//! Where a service is, from the fields of a record.

use domain::position::Position;
use domain::postcode::Postcode;
use domain::service::{Location, Precision};
use domain::text;

use super::draft::prose;
use crate::html;
use crate::rows::place;

/// What a record says of a place.
#[derive(Debug, Default, Clone)]
pub(crate) struct PlaceWords {
    pub(crate) name: Option<String>,
    /// Street and town, in the order in which they are read.
    pub(crate) lines: Vec<String>,
    pub(crate) postcode: Option<String>,
    /// Two numbers as given, north first where the record says which is which.
    pub(crate) position: Option<(f64, f64)>,
    pub(crate) uprn: Option<String>,
    /// Only the area may be shown.
    pub(crate) masked: bool,
}

impl PlaceWords {
    /// The place, if the words describe one.
    pub(crate) fn location(self) -> Option<Location> {
        let written: Vec<String> = self.lines.iter().filter_map(|raw| prose(raw)).collect();
        let written = written.join("\n");
        let postcode: Option<Postcode> = place::postcode(self.postcode.as_deref(), &written);
        let name = self.name.and_then(|raw| text::name(&html::words(&raw)));
        let mut address = place::lines(&written, self.postcode.as_deref(), postcode.as_ref());
        if let Some(name) = &name {
            address.retain(|line| text::fold(line) != text::fold(name));
        }
        let position: Option<Position> = self
            .position
            .and_then(|(north, east)| place::settled(north, east));
        let location = Location {
            name,
            address,
            postcode,
            position,
            precision: position.map(|_| Precision::Given),
            uprn: self
                .uprn
                .and_then(|raw| raw.trim().parse().ok())
                .filter(|uprn| *uprn > 0),
            local_authority: None,
            area_only: self.masked,
        };
        let known = location.name.is_some()
            || !location.address.is_empty()
            || location.postcode.is_some()
            || location.position.is_some()
            || location.uprn.is_some();
        known.then_some(location)
    }
}

/// A GSS code anywhere in a text: a nation's letter and eight digits.
pub(crate) fn gss_code(raw: &str) -> Option<String> {
    raw.split(|c: char| !c.is_ascii_alphanumeric())
        .find(|part| {
            part.len() == 9
                && part.starts_with(['E', 'W', 'S', 'N', 'K'])
                && part[1..].bytes().all(|digit| digit.is_ascii_digit())
        })
        .map(str::to_owned)
}
