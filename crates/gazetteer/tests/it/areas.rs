//! Areas by code and by point.

use domain::position::Position;
use gazetteer::{AreaCode, AreaKind};

use crate::{DEFAULT, shared};

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

#[test]
fn an_area_lies_in_a_chain_of_areas() {
    let ward = DEFAULT.area(code("E05014098")).unwrap();
    let names: Vec<&str> = DEFAULT.chain(ward).map(|area| area.name).collect();
    assert_eq!(
        names,
        [
            "Brixton Windrush",
            "Lambeth",
            "London",
            "England",
            "United Kingdom"
        ]
    );
}

#[test]
fn a_county_lies_between_a_district_and_its_country() {
    let district = DEFAULT.area(code("E07000106")).unwrap();
    let kinds: Vec<AreaKind> = DEFAULT.chain(district).map(|area| area.kind()).collect();
    use AreaKind::{Country, County, LocalAuthority};
    assert_eq!(kinds, [LocalAuthority, County, Country, Country]);
}

#[test]
fn a_code_that_was_replaced_answers_with_the_present_one() {
    for (old, present) in [
        ("E08000016", "E08000038"),
        ("E07000190", "E06000066"),
        ("S12000046", "S12000049"),
    ] {
        assert_eq!(DEFAULT.present_code(code(old)), code(present), "{old}");
        assert!(DEFAULT.area(code(old)).is_some());
    }
}

#[test]
fn replaced_codes_are_those_that_the_statistics_office_lists() {
    let Some(path) = shared("la_lookup.tsv") else {
        return;
    };
    let table = std::fs::read_to_string(path).unwrap();
    let mut replaced = 0;
    for line in table.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let (old, present) = (code(cells[0]), code(cells[2]));
        if !cells[0].starts_with('N') {
            assert_eq!(DEFAULT.present_code(old), present, "{line}");
            replaced += usize::from(old != present);
        }
    }
    assert!(replaced > 40);
}

#[test]
fn every_council_has_a_name_and_a_middle() {
    let councils: Vec<_> = DEFAULT
        .areas()
        .filter(|area| area.kind() == AreaKind::LocalAuthority)
        .collect();
    assert_eq!(councils.len(), 350);
    for council in councils {
        assert!(
            !council.name.is_empty() && council.centre.is_some(),
            "{}",
            council.code
        );
    }
}

#[test]
fn a_point_lies_in_its_ward_and_council() {
    let brixton = Position::new(51.4613, -0.1156).unwrap();
    let areas = DEFAULT.areas_at(brixton);
    assert_eq!(areas[1].name, "Lambeth");
    assert_eq!(areas.len(), 5);
    let north_sea = Position::new(55.0, 1.7).unwrap();
    assert!(DEFAULT.areas_at(north_sea).is_empty());
}
