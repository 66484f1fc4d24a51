//! Where something is: positions in whatever system a source uses, postcodes, address lines.

use domain::grid;
use domain::position::Position;
use domain::postcode::{Postcode, is_outward};
use domain::text;

use super::plan::Plan;
use super::{Field, Given};

/// Half the circumference of the sphere of Web Mercator, in metres (EPSG:3857).
const MERCATOR_HALF: f64 = 20_037_508.342_789_244;

/// The position of a row, if it has one in or around the United Kingdom.
///
/// Where a row has national grid coordinates, these count: in British data the degrees beside them
/// were mostly computed from them, and not always with the change of datum (120 m in London).
pub(super) fn position(plan: &Plan, cells: &[String], given: &Given) -> Option<Position> {
    let number = |field| plan.value(field, cells).and_then(|cell| number(&cell));
    if let (Some(easting), Some(northing)) = (number(Field::Easting), number(Field::Northing))
        && let Some(position) =
            grid::position(easting, northing).filter(|position| position.is_in_uk_box())
    {
        return Some(position);
    }
    let pair = plan.value(Field::LatLon, cells).and_then(|cell| {
        let mut numbers = cell
            .split([',', ';', ' '])
            .filter(|part| !part.is_empty())
            .map(self::number);
        Some((numbers.next()??, numbers.next()??))
    });
    [
        number(Field::Latitude).zip(number(Field::Longitude)),
        pair,
        given.position,
    ]
    .into_iter()
    .flatten()
    .find_map(|(north, east)| settled(north, east))
}

/// A pair of numbers as a place in or around the United Kingdom, whichever system they are in.
pub(crate) fn settled(north: f64, east: f64) -> Option<Position> {
    let in_uk = |position: &Position| position.is_in_uk_box();
    Position::new(north, east)
        .ok()
        .filter(in_uk)
        .or_else(|| Position::new(east, north).ok().filter(in_uk))
        .or_else(|| {
            grid::position(east, north)
                .filter(in_uk)
                .filter(|_| east > 1_000.0 && north > 1_000.0)
        })
        .or_else(|| mercator(east, north).filter(in_uk))
}

fn mercator(x: f64, y: f64) -> Option<Position> {
    let longitude = x / MERCATOR_HALF * 180.0;
    let latitude = (y / MERCATOR_HALF * std::f64::consts::PI)
        .sinh()
        .atan()
        .to_degrees();
    Position::new(latitude, longitude).ok()
}

fn number(cell: &str) -> Option<f64> {
    cell.trim()
        .replace(',', "")
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
}

/// A postcode in a cell of its own, with the letter O for a nought forgiven, or in some text.
pub(crate) fn postcode(cell: Option<&str>, address: &str) -> Option<Postcode> {
    let of_cell = cell.and_then(|cell| {
        Postcode::parse(cell)
            .ok()
            .or_else(|| Postcode::find_all(cell).into_iter().next())
            .or_else(|| {
                let compact: String = cell.chars().filter(char::is_ascii_alphanumeric).collect();
                let (outward, inward) = compact.split_at_checked(compact.len().checked_sub(3)?)?;
                let inward = inward.strip_prefix(['O', 'o'])?;
                Postcode::parse(&format!("{outward}0{inward}")).ok()
            })
    });
    of_cell.or_else(|| Postcode::find_all(address).pop())
}

/// An address as lines: no postcode, no repeats, no country, house numbers with their street.
pub(crate) fn lines(
    address: &str,
    postcode_cell: Option<&str>,
    postcode: Option<&Postcode>,
) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut number: Option<String> = None;
    for part in address.split(['\n', ',', ';']) {
        let part = match postcode {
            Some(postcode) => without_postcode(part, postcode),
            None => part.to_owned(),
        };
        let Some(part) = text::value(part.trim_matches([' ', '.', '-'])) else {
            continue;
        };
        let part = match number.take() {
            Some(number) => format!("{number} {part}"),
            None => part,
        };
        if is_house_number(&part) {
            number = Some(part);
            continue;
        }
        let part = text::without_shouting(&part).into_owned();
        let folded = text::fold(&part);
        let country = matches!(
            folded.as_str(),
            "uk" | "united kingdom" | "england" | "gb" | "great britain"
        );
        if !country && !lines.iter().any(|line| text::fold(line) == folded) {
            lines.push(part);
        }
    }
    lines.extend(number);
    // Half a postcode is still where to look.
    if postcode.is_none()
        && let Some(outward) = postcode_cell
            .map(|cell| cell.trim().to_uppercase())
            .filter(|cell| is_outward(cell))
        && !lines.contains(&outward)
    {
        lines.push(outward);
    }
    lines
}

/// "218", "12-22", "10A": no line of its own.
fn is_house_number(part: &str) -> bool {
    let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    part.len() <= 8
        && part.len() - digits.len() <= 1
        && !digits.is_empty()
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || "-–/".contains(c))
}

fn without_postcode(part: &str, postcode: &Postcode) -> String {
    let words: Vec<&str> = part.split_whitespace().collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let is = |text: &str| Postcode::parse(text).is_ok_and(|found| found == *postcode);
        if is(words[at]) {
            at += 1;
        } else if words
            .get(at + 1)
            .is_some_and(|next| is(&format!("{}{next}", words[at])))
        {
            at += 2;
        } else {
            kept.push(words[at]);
            at += 1;
        }
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{lines, postcode, settled};

    #[test]
    fn a_position_is_found_in_whichever_system_it_is_in() {
        let pairs = [
            (51.5457, -0.0546),
            (-0.0546, 51.5457),
            (184_765.0, 535_006.0),
            (6_718_395.0, -6_078.0),
        ];
        let expected = domain::position::Position::new(51.5457, -0.0546).unwrap();
        for (north, east) in pairs {
            let found = settled(north, east).unwrap();
            assert!(
                found.distance_m(expected) < 60.0,
                "{north} {east}: {found:?}"
            );
        }
        for (north, east) in [(0.0, 0.0), (-34.6, -58.4), (999.0, 999.0)] {
            assert_eq!(settled(north, east), None);
        }
    }

    #[test]
    fn an_address_becomes_lines() {
        let postcode = postcode(None, "218 ,Eversholt Street,LONDON, NW1 1BD, UK");
        assert_eq!(postcode.as_ref().unwrap().as_str(), "NW1 1BD");
        assert_eq!(
            lines(
                "218 ,Eversholt Street,LONDON, NW1 1BD, UK",
                None,
                postcode.as_ref()
            ),
            ["218 Eversholt Street", "London"]
        );
        assert_eq!(lines("10A ,Keats Grove", None, None), ["10A Keats Grove"]);
        assert_eq!(
            lines("Hall, Hall\nHigh Street", Some("se22"), None),
            ["Hall", "High Street", "SE22"]
        );
    }

    #[test]
    fn a_postcode_with_the_letter_o_is_understood() {
        assert_eq!(postcode(Some("sw9 ODG"), "").unwrap().as_str(), "SW9 0DG");
        assert_eq!(postcode(Some("SW9"), ""), None);
    }
}
