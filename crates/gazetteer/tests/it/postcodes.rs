//! Every postcode is there, where it is, and is found however it is written.

use std::io::Read;
use std::sync::LazyLock;

use domain::position::Position;
use domain::postcode::Postcode;
use gazetteer::Confidence;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::sample::{built, rows};
use crate::{DEFAULT, shared};

/// Farther off than this no postcode in use may be, in metres.
const BAR_M: f64 = 10.0;

#[test]
fn ten_thousand_postcodes_are_where_ostn15_puts_them() {
    let rows = rows();
    let off: Vec<f64> = rows
        .iter()
        .map(|row| {
            DEFAULT
                .postcode(&row.postcode)
                .unwrap()
                .position
                .distance_m(row.position)
        })
        .collect();
    let worst = off.iter().copied().fold(0.0, f64::max);
    let mean = off.iter().sum::<f64>() / off.len() as f64;
    assert_eq!(off.len(), 10_000);
    assert!(
        worst < BAR_M && mean < 5.0,
        "worst {worst:.2} m, mean {mean:.2} m"
    );
}

#[test]
fn the_sample_is_what_ordnance_survey_published() {
    // Without the download beside the checkout the sample stands on its own.
    let Some(path) = shared("codepo_gb.zip") else {
        return;
    };
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut table = String::new();
    zip.by_name("Data/CSV/sw.csv")
        .unwrap()
        .read_to_string(&mut table)
        .unwrap();
    let in_table: Vec<_> = rows()
        .into_iter()
        .filter(|row| row.postcode.outward().starts_with("SW"))
        .collect();
    assert!(in_table.len() > 100);
    for row in in_table {
        let wanted = format!("\"{}\",10,{},{},", row.postcode, row.easting, row.northing);
        assert!(table.contains(&wanted), "{wanted}");
    }
}

#[test]
fn a_postcode_knows_its_ward_and_council() {
    for row in rows() {
        let entry = DEFAULT.postcode(&row.postcode).unwrap();
        let council = entry.local_authority.unwrap();
        assert_eq!(
            entry.ward.unwrap().code.to_string(),
            row.ward,
            "{}",
            row.postcode
        );
        assert_eq!(
            council.code,
            DEFAULT.present_code(row.district.parse().unwrap())
        );
        assert!(!council.name.is_empty() && !entry.retired);
    }
}

#[test]
fn every_postcode_in_the_file_comes_back_from_print_and_sloppy_print() {
    let mut count = 0u32;
    for postcode in DEFAULT.postcodes() {
        let how = u8::try_from(count % 7).unwrap();
        let text = sloppily(postcode.as_str(), how);
        assert_eq!(Postcode::parse(&text).as_ref(), Ok(&postcode), "{text}");
        assert!(DEFAULT.postcode(&postcode).is_some(), "{postcode}");
        count += 1;
    }
    assert_eq!(count, DEFAULT.meta().live + DEFAULT.meta().retired);
}

#[test]
fn a_retired_postcode_says_so_and_where_it_was() {
    // W1M was split up in 2000; W1M 4AA lay in Marylebone.
    let retired = DEFAULT
        .postcode(&Postcode::parse("W1M 4AA").unwrap())
        .unwrap();
    assert!(retired.retired);
    assert_eq!(retired.local_authority.unwrap().name, "Westminster");
    let marylebone = Position::new(51.5185, -0.1505).unwrap();
    assert!(retired.position.distance_m(marylebone) < 1_000.0);
}

#[test]
fn a_postcode_that_never_was_is_none() {
    for never in ["SW9 8ZZ", "SW77 1AA", "ZE99 3ZZ", "BT1 5GS", "JE2 3XP"] {
        assert_eq!(
            DEFAULT.postcode(&Postcode::parse(never).unwrap()),
            None,
            "{never}"
        );
    }
}

#[test]
fn parts_of_a_postcode_have_a_middle_and_a_reach() {
    let outward = DEFAULT.outward("sw9").unwrap();
    let sector = DEFAULT.sector("SW98").unwrap();
    assert_eq!(
        (outward.code.as_str(), sector.code.as_str()),
        ("SW9", "SW9 8")
    );
    assert!(
        (500.0..2_500.0).contains(&outward.reach_m),
        "{}",
        outward.reach_m
    );
    assert!(sector.reach_m < outward.reach_m && sector.postcodes < outward.postcodes);
    assert_eq!(outward.local_authority.unwrap().name, "Lambeth");
    let within = DEFAULT
        .postcode(&Postcode::parse("SW9 8DJ").unwrap())
        .unwrap()
        .position;
    assert!(within.distance_m(sector.centre) < 1_000.0);
}

#[test]
fn the_nearest_postcode_is_the_nearest_by_brute_force() {
    let rows = rows();
    let small = built(&rows, |_| gazetteer::build::Inputs::default());
    for (at, row) in rows.iter().enumerate().step_by(97) {
        // Up to some 15 km off the postcode, in every direction, and sometimes into the sea.
        let angle = at as f64;
        let point = Position {
            latitude: row.position.latitude + 0.13 * angle.sin(),
            longitude: row.position.longitude + 0.2 * angle.cos(),
        };
        let found = small.nearest(point).unwrap();
        let away = |row: &crate::sample::Row| {
            small
                .postcode(&row.postcode)
                .unwrap()
                .position
                .distance_m(point)
        };
        let best = rows.iter().map(away).fold(f64::INFINITY, f64::min);
        // The plane in which they are compared bends a little over kilometres.
        assert!(
            found.distance_m <= best * 1.0001 + 0.5,
            "{} m, not {best} m",
            found.distance_m
        );
    }
}

#[test]
fn the_nearest_postcode_of_a_postcode_is_there() {
    for row in rows().iter().step_by(211) {
        let nearest = DEFAULT.nearest(row.position).unwrap();
        assert!(
            nearest.distance_m < BAR_M,
            "{} is {} m from {}",
            nearest.postcode,
            nearest.distance_m,
            row.postcode
        );
    }
}

/// How people write postcodes without meaning anything by it.
fn sloppily(postcode: &str, how: u8) -> String {
    let (outward, inward) = postcode.split_once(' ').unwrap();
    match how {
        0 => postcode.to_lowercase(),
        1 => format!("{outward}{inward}"),
        2 => format!("  {outward}   {inward} ").to_lowercase(),
        3 => format!("{outward}\u{a0}{inward}."),
        4 => postcode.chars().flat_map(|c| [c, ' ']).collect(),
        5 => format!("{outward}-{inward}"),
        _ => outward.chars().map(|c| format!("{c}.")).collect::<String>() + inward,
    }
}

/// Letters and digits that look alike, taken for each other.
fn mixed_up(postcode: &str) -> String {
    let swap = |c: char| match c {
        'O' => '0',
        '0' => 'O',
        'I' => '1',
        '1' => 'I',
        other => other,
    };
    postcode.chars().map(swap).collect()
}

fn any_postcode() -> impl Strategy<Value = Postcode> {
    static SAMPLE: LazyLock<Vec<Postcode>> =
        LazyLock::new(|| rows().into_iter().map(|row| row.postcode).collect());
    any::<Index>().prop_map(|at| at.get(&SAMPLE).clone())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_postcode_is_resolved_however_it_is_written(postcode in any_postcode(), how in 0u8..7) {
        let text = sloppily(postcode.as_str(), how);
        let resolution = DEFAULT.resolve(&text);
        let reading = resolution.reading.unwrap();
        prop_assert_eq!(&reading.name, postcode.as_str(), "{}", text);
        prop_assert_eq!(reading.confidence, Confidence::Certain);
    }

    #[test]
    fn o_for_nought_and_i_for_one_are_mended(postcode in any_postcode()) {
        let text = mixed_up(postcode.as_str());
        prop_assume!(Postcode::parse(&text).is_err());
        let resolution = DEFAULT.resolve(&text);
        prop_assert_eq!(resolution.reading.unwrap().name, postcode.as_str(), "{}", text);
    }
}
