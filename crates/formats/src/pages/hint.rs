//! Where a list shows the place of a record whose own page does not, the place travels with the link.
//!
//! It is written among the link's terms as a `geo:` URI (RFC 5870), so that whoever follows links
//! needs to know nothing of it. No category looks like one.

use domain::position::Position;

/// A position as a term of a link.
pub(super) fn of_position(position: Position) -> String {
    format!("geo:{},{}", position.latitude, position.longitude)
}

/// The position among a link's terms, and the other terms.
pub(super) fn parted(terms: &[String]) -> (Option<Position>, Vec<String>) {
    let mut position = None;
    let mut others = Vec::new();
    for term in terms {
        match read(term) {
            Some(found) => {
                position.get_or_insert(found);
            }
            None => others.push(term.clone()),
        }
    }
    (position, others)
}

fn read(term: &str) -> Option<Position> {
    let (latitude, longitude) = term.strip_prefix("geo:")?.split_once(',')?;
    Position::new(latitude.parse().ok()?, longitude.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{of_position, parted};
    use domain::position::Position;

    #[test]
    fn a_position_comes_back_from_among_the_terms() {
        let at = Position::new(51.40508, -0.12288).unwrap();
        let terms = [
            "Libraries".to_owned(),
            of_position(at),
            "geo: a science".to_owned(),
        ];
        assert_eq!(
            parted(&terms),
            (
                Some(at),
                vec!["Libraries".to_owned(), "geo: a science".to_owned()]
            )
        );
    }
}
