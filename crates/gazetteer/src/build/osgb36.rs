//! National Grid to WGS84, to half a metre: what the domain's Helmert shift says, and a small table of what that leaves.
//!
//! The shift alone is up to 4.7 m off what OSTN15 says; the table (every 20 km, steps of 5 cm, 4,752 bytes, sampled
//! from OSTN15) brings that to 0.06 m in the mean and 0.53 m at most over 100,000 postcodes. OSTN15 itself would add
//! tens of megabytes. ETRS89, which OSTN15 leads to, is within a metre of WGS84 and taken for it.

use domain::grid;
use domain::position::Position;

/// Interleaved north and east residuals, row by row from the south-west.
static RESIDUALS: &[u8] = include_bytes!("../../data/osgb36-residual.bin");
const COLUMNS: usize = 36;
const ROWS: usize = 66;
const SPACING_M: f64 = 20_000.0;
const STEP_M: f64 = 0.05;
const METRES_PER_DEGREE: f64 = 111_320.0;

/// A point of the National Grid, in metres, as WGS84; `None` outside the grid.
pub(crate) fn to_wgs84(easting: f64, northing: f64) -> Option<Position> {
    let shifted = grid::position(easting, northing)?;
    let (north_m, east_m) = residual(easting, northing);
    let shrink = shifted.latitude.to_radians().cos();
    Position::new(
        shifted.latitude + north_m / METRES_PER_DEGREE,
        shifted.longitude + east_m / (METRES_PER_DEGREE * shrink),
    )
    .ok()
}

/// What the shift leaves at a grid point, in metres north and east, between the four corners around it.
fn residual(easting: f64, northing: f64) -> (f64, f64) {
    let (column, row) = (easting / SPACING_M, northing / SPACING_M);
    let (along, up) = (column.fract(), row.fract());
    let (column, row) = (column as usize, row as usize);
    let corner = |down: usize, right: usize, axis: usize| {
        let node = (row + down).min(ROWS - 1) * COLUMNS + (column + right).min(COLUMNS - 1);
        let steps = RESIDUALS
            .get(node * 2 + axis)
            .map_or(0, |b| b.cast_signed());
        f64::from(steps) * STEP_M
    };
    let between = |axis: usize| {
        corner(0, 0, axis) * (1.0 - along) * (1.0 - up)
            + corner(0, 1, axis) * along * (1.0 - up)
            + corner(1, 0, axis) * (1.0 - along) * up
            + corner(1, 1, axis) * along * up
    };
    (between(0), between(1))
}

#[cfg(test)]
mod tests {
    use domain::position::Position;

    use super::to_wgs84;

    /// Grid points with what OSTN15 makes of them (three of Ordnance Survey's own test points first).
    const KNOWN: [(f64, f64, f64, f64); 11] = [
        (91_492.146, 11_318.804, 49.922_263_9, -6.299_777_5),
        (530_624.974, 178_388.464, 51.489_365_6, -0.119_925_6),
        (362_269.991, 169_978.690, 51.427_547_4, -2.544_076_2),
        (524_594.0, 234_144.0, 51.991_788_0, -0.186_794_3),
        (394_008.0, 806_055.0, 57.145_329_1, -2.100_663_4),
        (502_911.0, 453_333.0, 53.965_864_1, -0.432_796_2),
        (371_815.0, 407_203.0, 53.560_697_9, -2.426_970_7),
        (562_196.0, 104_264.0, 50.815_211_6, 0.301_069_8),
        (482_187.0, 100_024.0, 50.793_954_8, -0.835_261_4),
        (418_609.0, 345_558.0, 53.007_033_1, -1.724_118_8),
        (386_051.0, 398_940.0, 53.487_002_0, -2.211_685_1),
    ];

    #[test]
    fn grid_points_come_within_a_metre_of_ostn15() {
        for (easting, northing, latitude, longitude) in KNOWN {
            let truth = Position::new(latitude, longitude).unwrap();
            let off = to_wgs84(easting, northing).unwrap().distance_m(truth);
            assert!(off < 0.6, "{easting} {northing} is {off} m off");
        }
    }

    #[test]
    fn a_point_off_the_grid_has_no_position() {
        assert_eq!(to_wgs84(-1.0, 100.0), None);
        assert_eq!(to_wgs84(f64::NAN, 100.0), None);
        assert_eq!(to_wgs84(400_000.0, 1_300_001.0), None);
    }
}
