//! Placemarks for maps: one for each place, with every part of the listing beside it.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::Record;
use super::words::Flat;

/// The placemarks of a listing.
pub(super) fn placemarks(record: &Record<'_>) -> Vec<String> {
    let flat = Flat::of(record);
    if flat.places.is_empty() {
        return vec![placemark(&flat, &record.listing.id.to_string(), "", &[])];
    }
    flat.places
        .iter()
        .map(|place| {
            let point = place.position.map_or_else(String::new, |at| {
                format!(
                    "<Point><coordinates>{},{}</coordinates></Point>",
                    at.longitude, at.latitude
                )
            });
            let beside = [
                ("venue", place.name.as_deref().unwrap_or_default()),
                ("address", place.address.as_str()),
                ("postcode", place.postcode.as_str()),
            ];
            placemark(&flat, &place.id.to_string(), &point, &beside)
        })
        .collect()
}

fn placemark(flat: &Flat, id: &str, point: &str, beside: &[(&str, &str)]) -> String {
    const OF_PLACES: [&str; 6] = [
        "venue",
        "address",
        "postcode",
        "latitude",
        "longitude",
        "other_places",
    ];
    let value = |name: &str| {
        let mut named = flat.values.iter().filter(|(known, _)| *known == name);
        named.next().map_or("", |(_, value)| value.as_str())
    };
    let mut data = String::new();
    let of_listing = flat
        .values
        .iter()
        .filter(|(name, _)| !OF_PLACES.contains(name))
        .map(|(name, value)| (*name, value.as_str()));
    for (name, value) in of_listing.chain(beside.iter().copied()) {
        if !value.is_empty() {
            let value = clean(value);
            // Writing to memory does not fail.
            let _ = write!(data, "<Data name=\"{name}\"><value>{value}</value></Data>");
        }
    }
    format!(
        "<Placemark id=\"s{id}\"><name>{}</name><description>{}</description>\
         <ExtendedData>{data}</ExtendedData>{point}</Placemark>\n",
        clean(value("name")),
        clean(value("description")),
    )
}

/// Text that may stand in XML 1.0, which has no place for most control characters.
fn clean(text: &str) -> String {
    let allowed: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r'))
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    escape(&allowed).into_owned()
}
