//! The nearest postcode to a point, without an index of its own: boxes of outward codes, then of sectors, prune.
//!
//! Distances are compared in grid units on a plane around the point, which is exact enough to choose; the one that
//! is answered is geodesic.

use domain::position::Position;

use crate::area::Area;
use crate::gazetteer::Gazetteer;
use crate::layout::{OutwardRecord, SectorRecord};
use crate::postcodes::{Grid, Key, PostcodeEntry, outward_text};

/// The postcode in use that is nearest to a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest<'a> {
    /// "SW9 8DJ".
    pub postcode: String,
    /// Its outward code, the most that a public log may keep.
    pub outward: String,
    /// What the gazetteer knows of it.
    pub entry: PostcodeEntry<'a>,
    /// Metres from the point.
    pub distance_m: f64,
}

impl<'a> Nearest<'a> {
    /// The nearest postcode's ward.
    #[must_use]
    pub fn ward(&self) -> Option<Area<'a>> {
        self.entry.ward
    }
}

impl Gazetteer {
    /// The postcode in use that is nearest to a point, however far.
    ///
    /// `None` only when the gazetteer is empty. Its ward and council are the point's own but for a few metres at a
    /// border; a point in the sea, or abroad, is told by the distance.
    #[must_use]
    pub fn nearest(&self, point: Position) -> Option<Nearest<'_>> {
        let plane = Plane::around(point, self.live().grid);
        let mut best = Best::default();
        let mut near: Vec<(f64, OutwardRecord)> = Vec::with_capacity(16);
        let mut reach = f64::INFINITY;
        for record in self.outwards() {
            let outward = OutwardRecord::read(record);
            if outward.live_postcodes == 0 {
                continue;
            }
            let away = plane.to_box(outward.south, outward.west, outward.north, outward.east);
            if away > reach {
                continue;
            }
            // Somewhere in its box there is a postcode, so no farther than the box's farthest corner.
            reach = reach.min(plane.to_far_corner(
                outward.south,
                outward.west,
                outward.north,
                outward.east,
            ));
            near.push((away, outward));
        }
        near.retain(|(away, _)| *away <= reach);
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (away, outward) in near {
            if away > best.away {
                break;
            }
            self.scan_outward(&plane, outward, &mut best);
        }
        self.answer(point, &best)
    }

    fn scan_outward(&self, plane: &Plane, outward: OutwardRecord, best: &mut Best) {
        let live = self.live();
        for (_, record) in live.sectors_of(outward.live_first, outward.live_sectors) {
            let north = record.south + i32::from(record.height);
            let east = record.west + i32::from(record.breadth);
            if plane.to_box(record.south, record.west, north, east) > best.away {
                continue;
            }
            let sector = live.sector(record);
            let (south, west) = (f64::from(record.south), f64::from(record.west));
            for at in 0..record.count {
                let (up, along) = sector.offsets(at);
                let away = plane.to(south + f64::from(up), west + f64::from(along));
                if away < best.away {
                    *best = Best {
                        away,
                        sector: Some((outward.code, record)),
                        at,
                    };
                }
            }
        }
    }

    fn answer(&self, point: Position, best: &Best) -> Option<Nearest<'_>> {
        let (outward, record) = best.sector?;
        let units = self.live().sector(record).units();
        let key = Key {
            outward,
            digit: record.digit,
            unit: units.get(usize::from(best.at)).copied()?,
        };
        let entry = self.entry(key)?;
        Some(Nearest {
            postcode: key.print(),
            outward: outward_text(outward),
            distance_m: entry.position.distance_m(point),
            entry,
        })
    }
}

/// The nearest record so far, by squared grid distance.
struct Best {
    away: f64,
    sector: Option<([u8; 4], SectorRecord)>,
    at: u16,
}

impl Default for Best {
    fn default() -> Self {
        Self {
            away: f64::INFINITY,
            sector: None,
            at: 0,
        }
    }
}

/// A plane around a point, in grid units, longitude stretched to the measure of latitude; distances are squared.
struct Plane {
    north: f64,
    east: f64,
    stretch: f64,
}

impl Plane {
    fn around(point: Position, grid: Grid) -> Self {
        let (up, along) = (f64::from(grid.up.max(1)), f64::from(grid.along.max(1)));
        Self {
            north: point.latitude * up,
            east: point.longitude * along,
            stretch: point.latitude.to_radians().cos() * up / along,
        }
    }

    fn to(&self, north: f64, east: f64) -> f64 {
        let (up, along) = (north - self.north, (east - self.east) * self.stretch);
        up * up + along * along
    }

    fn to_box(&self, south: i32, west: i32, north: i32, east: i32) -> f64 {
        self.to(
            self.north
                .clamp(f64::from(south), f64::from(north.max(south))),
            self.east.clamp(f64::from(west), f64::from(east.max(west))),
        )
    }

    fn to_far_corner(&self, south: i32, west: i32, north: i32, east: i32) -> f64 {
        let (south, north) = (f64::from(south), f64::from(north));
        let (west, east) = (f64::from(west), f64::from(east));
        let far = |a: f64, b: f64, from: f64| {
            if (a - from).abs() > (b - from).abs() {
                a
            } else {
                b
            }
        };
        self.to(far(south, north, self.north), far(west, east, self.east))
    }
}
