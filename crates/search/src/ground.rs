//! The ground that a listing serves, drawn and not named: cells find who may serve a point, the outline decides.
//!
//! A point lies in a cell at each resolution. A listing that has one of these cells as wholly inside its outline serves
//! the point; one that has it only on its border is asked for its outline, which is kept with the document for that and
//! read for nothing else.

use domain::position::Position;
use geo::{Coord, Intersects, LineString, MultiPolygon, Polygon};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyDocument, Term};

use crate::cells;
use crate::document::Ground;
use crate::error::Error;
use crate::schema::Fields;

/// Steps in a degree in which outlines are kept: a centimetre, as positions are.
const STEPS: f64 = 1e7;

/// The documents of a segment whose outline holds the point, in rising order; removed ones included.
pub(crate) fn serving(
    segment: &SegmentReader,
    fields: &Fields,
    point: Position,
) -> Result<Vec<DocId>, Error> {
    let cells = cells::around(point);
    let mut serving = with_any(segment, fields.ground_inside, &cells)?;
    let mut undecided = with_any(segment, fields.ground_border, &cells)?;
    undecided.retain(|doc| serving.binary_search(doc).is_err());
    if !undecided.is_empty() {
        let outlines = segment.get_store_reader(1)?;
        for doc in undecided {
            let document: TantivyDocument = outlines.get(doc)?;
            let outline = document.get_first(fields.ground);
            let holds = outline
                .as_ref()
                .and_then(Value::as_bytes)
                .is_some_and(|bytes| decode(bytes).intersects(&point.point()));
            if holds {
                serving.push(doc);
            }
        }
        serving.sort_unstable();
    }
    Ok(serving)
}

/// Puts the ground of a document into it.
pub(crate) fn fill(fields: &Fields, ground: &Ground, filled: &mut TantivyDocument) {
    for cell in &ground.inside {
        filled.add_u64(fields.ground_inside, *cell);
    }
    for cell in &ground.border {
        filled.add_u64(fields.ground_border, *cell);
    }
    filled.add_bytes(fields.ground, &encode(&ground.outline));
}

/// The documents that have any of the cells, in rising order.
fn with_any(segment: &SegmentReader, field: Field, cells: &[u64]) -> Result<Vec<DocId>, Error> {
    let index = segment.inverted_index(field)?;
    let mut docs = Vec::new();
    // Most indexes have no outline at all.
    if index.terms().num_terms() == 0 {
        return Ok(docs);
    }
    for cell in cells {
        let term = Term::from_field_u64(field, *cell);
        if let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? {
            let mut doc = postings.doc();
            while doc != TERMINATED {
                docs.push(doc);
                doc = postings.advance();
            }
        }
    }
    docs.sort_unstable();
    docs.dedup();
    Ok(docs)
}

/// Counts of polygons, rings and corners, each corner as two steps counts, all in four bytes.
fn encode(outline: &MultiPolygon) -> Vec<u8> {
    let mut out = Vec::new();
    let mut put = |number: i32| out.extend(number.to_le_bytes());
    put(count(outline.0.len()));
    for polygon in outline {
        put(count(polygon.interiors().len() + 1));
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            put(count(ring.0.len()));
            for corner in &ring.0 {
                put((corner.x * STEPS).round() as i32);
                put((corner.y * STEPS).round() as i32);
            }
        }
    }
    out
}

fn count(of: usize) -> i32 {
    i32::try_from(of).unwrap_or(i32::MAX)
}

/// The outline of these bytes; of cut bytes, what is there of it.
fn decode(bytes: &[u8]) -> MultiPolygon {
    let mut numbers = bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| i32::from_le_bytes(*bytes));
    let polygons = numbers.next().unwrap_or(0);
    let polygons = (0..polygons).map_while(|_| {
        let rings = numbers.next()?;
        let mut rings = (0..rings).map_while(|_| {
            let corners = numbers.next()?;
            let corner = |_| {
                let (x, y) = (numbers.next()?, numbers.next()?);
                Some(Coord {
                    x: f64::from(x) / STEPS,
                    y: f64::from(y) / STEPS,
                })
            };
            Some(LineString::new((0..corners).map_while(corner).collect()))
        });
        let exterior = rings.next()?;
        Some(Polygon::new(exterior, rings.collect()))
    });
    MultiPolygon::new(polygons.collect())
}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, polygon};

    use super::{decode, encode};

    #[test]
    fn an_outline_comes_back_to_the_centimetre() {
        let ring = polygon![
            exterior: [(x: -0.14, y: 51.45), (x: -0.10, y: 51.44), (x: -0.085, y: 51.46), (x: -0.14, y: 51.45)],
            interiors: [[(x: -0.12, y: 51.451), (x: -0.11, y: 51.451), (x: -0.11, y: 51.452), (x: -0.12, y: 51.451)]],
        ];
        let outline = MultiPolygon::new(vec![ring.clone(), ring]);
        assert_eq!(decode(&encode(&outline)), outline);
        assert_eq!(decode(&[]), MultiPolygon::new(Vec::new()));
        assert!(decode(&encode(&outline)[..40]).0.len() <= 1);
    }
}
