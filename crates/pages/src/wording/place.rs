//! Addresses. A place of which only the area may be published is never told more exactly.

use domain::postcode::Postcode;
use domain::service::Location;

/// An address as lines, without the venue's name.
pub(crate) fn place_lines(location: &Location) -> Vec<String> {
    if location.area_only {
        let area = location.postcode.as_ref().map(Postcode::outward);
        return vec![match area {
            Some(area) => format!("In the {area} area; the address is not published"),
            None => "The address is not published".to_owned(),
        }];
    }
    let mut lines: Vec<String> = Vec::new();
    for line in &location.address {
        let line = line.trim().trim_end_matches(',');
        if !line.is_empty() && location.name.as_deref() != Some(line) {
            lines.push(line.to_owned());
        }
    }
    if let Some(postcode) = &location.postcode {
        let known = lines.iter().any(|line| line.contains(postcode.as_str()));
        if !known {
            lines.push(postcode.to_string());
        }
    }
    lines
}

/// A place as one line, with the venue's name first.
pub(crate) fn place_line(location: &Location) -> String {
    let name = location
        .name
        .as_ref()
        .filter(|_| !location.area_only)
        .cloned();
    let parts: Vec<String> = name.into_iter().chain(place_lines(location)).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use domain::postcode::Postcode;
    use domain::service::Location;

    use super::place_line;

    fn location() -> Location {
        Location {
            name: Some("Tate Library".to_owned()),
            address: vec![
                "Tate Library".to_owned(),
                "Brixton Oval,".to_owned(),
                "London".to_owned(),
            ],
            postcode: Postcode::parse("SW2 1JQ").ok(),
            ..Location::default()
        }
    }

    #[test]
    fn an_address_is_one_line_and_names_the_venue_once() {
        assert_eq!(
            place_line(&location()),
            "Tate Library, Brixton Oval, London, SW2 1JQ"
        );
    }

    #[test]
    fn a_refuge_is_told_by_its_area_only() {
        let refuge = Location {
            area_only: true,
            ..location()
        };
        assert_eq!(
            place_line(&refuge),
            "In the SW2 area; the address is not published"
        );
    }
}
