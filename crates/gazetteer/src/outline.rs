//! Outlines of areas, where boundary files were imported: which area a point is in, to the metre.

use domain::position::Position;
use geo::{BoundingRect, Coord, Intersects, LineString, MultiPolygon, Polygon};

use crate::area::{Area, AreaCode, AreaKind};
use crate::gazetteer::Gazetteer;
use crate::layout::{Section, i32_at, u32_at};

/// Units in a degree: about a metre.
const PER_DEGREE: f64 = 1e5;

/// One outline: whose it is, where its rings are, and its box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OutlineRecord {
    pub(crate) code: u32,
    pub(crate) rings_at: u32,
    pub(crate) rings_len: u32,
    /// West, south, east, north in units.
    pub(crate) bounds: [i32; 4],
}

impl OutlineRecord {
    pub(crate) const LEN: usize = 28;

    fn read(record: &[u8; Self::LEN]) -> Self {
        Self {
            code: u32_at(record, 0),
            rings_at: u32_at(record, 4),
            rings_len: u32_at(record, 8),
            bounds: [12, 16, 20, 24].map(|at| i32_at(record, at)),
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        for field in [self.code, self.rings_at, self.rings_len] {
            out.extend(field.to_le_bytes());
        }
        for edge in self.bounds {
            out.extend(edge.to_le_bytes());
        }
    }

    fn holds(&self, x: i32, y: i32) -> bool {
        let [west, south, east, north] = self.bounds;
        (west..=east).contains(&x) && (south..=north).contains(&y)
    }
}

impl Gazetteer {
    /// The outline of an area; `None` when none was imported.
    #[must_use]
    pub fn outline(&self, code: AreaCode) -> Option<MultiPolygon> {
        let code = self.present_code(code).packed();
        let table = self.outlines();
        let at = table
            .binary_search_by_key(&code, |record| u32_at(record, 0))
            .ok()?;
        Some(self.decode(&OutlineRecord::read(table.get(at)?)))
    }

    /// The outline of an area as a GeoJSON geometry (WGS84); `None` when none was imported.
    #[must_use]
    pub fn outline_geojson(&self, code: AreaCode) -> Option<String> {
        let shape = self.outline(code)?;
        Some(geojson::Geometry::new(geojson::GeometryValue::from(&shape)).to_string())
    }

    /// The areas that a point lies in: its ward, its council and all that these lie in, the smallest first.
    ///
    /// Imported outlines decide; where there are none the nearest postcode does, which is right but for a few metres
    /// at a border. A point more than 5 km from every postcode lies in none.
    #[must_use]
    pub fn areas_at(&self, point: Position) -> Vec<Area<'_>> {
        const NEAR_M: f64 = 5_000.0;
        let entry = self
            .nearest(point)
            .filter(|nearest| nearest.distance_m < NEAR_M)
            .map(|nearest| nearest.entry);
        let outlined = self.outlined(point);
        let of_kind = |kind: AreaKind| outlined.iter().copied().find(|area| area.kind() == kind);
        let council =
            of_kind(AreaKind::LocalAuthority).or(entry.and_then(|entry| entry.local_authority));
        let lies_in_council = |ward: &Area<'_>| {
            council
                .is_some_and(|council| self.chain(*ward).any(|around| around.code == council.code))
        };
        let ward = of_kind(AreaKind::Ward)
            .or(entry.and_then(|entry| entry.ward))
            .filter(lies_in_council);
        let smallest = ward.or(council);
        smallest
            .into_iter()
            .flat_map(|area| self.chain(area))
            .collect()
    }

    /// The areas whose outlines hold a point.
    fn outlined(&self, point: Position) -> Vec<Area<'_>> {
        let (x, y) = units(point.longitude, point.latitude);
        let near = self
            .outlines()
            .iter()
            .map(OutlineRecord::read)
            .filter(|record| record.holds(x, y));
        near.filter(|record| self.decode(record).intersects(&point.point()))
            .filter_map(|record| self.area(AreaCode::from_packed(record.code)))
            .collect()
    }

    fn outlines(&self) -> &[[u8; OutlineRecord::LEN]] {
        self.file.table(Section::Outlines)
    }

    fn decode(&self, record: &OutlineRecord) -> MultiPolygon {
        let from = record.rings_at as usize;
        let rings = self.file.section(Section::OutlineRings);
        decode(
            rings
                .get(from..from + record.rings_len as usize)
                .unwrap_or_default(),
        )
    }
}

fn units(x: f64, y: f64) -> (i32, i32) {
    (
        (x * PER_DEGREE).round() as i32,
        (y * PER_DEGREE).round() as i32,
    )
}

/// A multipolygon as varints: counts of polygons, rings and points, then each point as steps from the one before.
pub(crate) fn encode(shape: &MultiPolygon) -> (Vec<u8>, [i32; 4]) {
    let mut out = Vec::new();
    put(&mut out, shape.0.len() as u32);
    for polygon in shape {
        put(&mut out, polygon.interiors().len() as u32 + 1);
        let (mut x, mut y) = (0, 0);
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            put(&mut out, ring.0.len() as u32);
            for point in &ring.0 {
                let (to_x, to_y) = units(point.x, point.y);
                put(&mut out, zigzag(to_x - x));
                put(&mut out, zigzag(to_y - y));
                (x, y) = (to_x, to_y);
            }
        }
    }
    let bounds = shape.bounding_rect().map_or([0; 4], |bounds| {
        let (west, south) = units(bounds.min().x, bounds.min().y);
        let (east, north) = units(bounds.max().x, bounds.max().y);
        [west, south, east, north]
    });
    (out, bounds)
}

fn decode(bytes: &[u8]) -> MultiPolygon {
    let mut rest = bytes;
    let polygons = (0..take(&mut rest))
        .map_while(|_| decode_polygon(&mut rest))
        .collect();
    MultiPolygon::new(polygons)
}

fn decode_polygon(rest: &mut &[u8]) -> Option<Polygon> {
    let (mut x, mut y) = (0i32, 0i32);
    let mut rings = Vec::new();
    for _ in 0..take(rest) {
        let mut ring = Vec::new();
        for _ in 0..take(rest) {
            // A count that is too large ends with the bytes and not with the count.
            if rest.is_empty() {
                return None;
            }
            x = x.wrapping_add(unzigzag(take(rest)));
            y = y.wrapping_add(unzigzag(take(rest)));
            ring.push(Coord {
                x: f64::from(x) / PER_DEGREE,
                y: f64::from(y) / PER_DEGREE,
            });
        }
        rings.push(LineString::new(ring));
    }
    let mut rings = rings.into_iter();
    Some(Polygon::new(rings.next()?, rings.collect()))
}

fn put(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The next varint; nought at the end.
fn take(bytes: &mut &[u8]) -> u32 {
    let mut value = 0;
    for shift in (0..32).step_by(7) {
        let Some((&byte, rest)) = bytes.split_first() else {
            break;
        };
        *bytes = rest;
        value |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

fn zigzag(value: i32) -> u32 {
    (value << 1 ^ value >> 31).cast_unsigned()
}

fn unzigzag(value: u32) -> i32 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, polygon};
    use proptest::prelude::*;

    use super::{decode, encode, put, take, unzigzag, zigzag};

    #[test]
    fn an_outline_comes_back_as_it_went_in() {
        let shape = MultiPolygon::new(vec![
            polygon!(
                exterior: [(x: -0.15, y: 51.41), (x: -0.07, y: 51.41), (x: -0.07, y: 51.51), (x: -0.15, y: 51.41)],
                interiors: [[(x: -0.1, y: 51.42), (x: -0.09, y: 51.42), (x: -0.09, y: 51.43), (x: -0.1, y: 51.42)]],
            ),
            polygon![(x: 1.0, y: 52.0), (x: 1.1, y: 52.0), (x: 1.1, y: 52.1), (x: 1.0, y: 52.0)],
        ]);
        let (bytes, bounds) = encode(&shape);
        assert_eq!(decode(&bytes), shape);
        assert_eq!(bounds, [-15_000, 5_141_000, 110_000, 5_210_000]);
    }

    #[test]
    fn a_shape_cut_short_is_no_endless_work() {
        let huge = [
            0xff, 0xff, 0xff, 0xff, 0x0f, 0x01, 0xff, 0xff, 0xff, 0xff, 0x0f,
        ];
        assert!(decode(&huge).0.is_empty());
    }

    proptest! {
        #[test]
        fn every_number_comes_back(value: i32) {
            let mut bytes = Vec::new();
            put(&mut bytes, zigzag(value));
            prop_assert_eq!(unzigzag(take(&mut bytes.as_slice())), value);
        }
    }
}
