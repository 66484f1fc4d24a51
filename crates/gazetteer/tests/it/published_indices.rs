//! Indices of deprivation and look-ups to health boards, in the shape that three nations publish them in.

use gazetteer::Gazetteer;
use gazetteer::build::{Inputs, build};
use tempfile::TempDir;

use crate::published::{BRIXTON, ONSPD_2025, table};
use crate::sample::{built, file};

/// The English index of 2025, all domains (its seventh file), as CSV.
const IMD_2025: &str = "\u{feff}LSOA code (2021),LSOA name (2021),Local Authority District code (2024),\
    Local Authority District name (2024),Index of Multiple Deprivation (IMD) Score,\
    Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),\
    Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs),Income Score (rate),\
    Income Rank (where 1 is most deprived),Income Decile (where 1 is most deprived 10% of LSOAs)
E01003012,Lambeth 010A,E09000022,Lambeth,38.1,\"4,001\",2,0.2,500,1
E01003013,Lambeth 010B,E09000022,Lambeth,21.4,12001,4,0.1,9000,3
";

fn with_small_areas(texts: &[&str]) -> Gazetteer {
    let row = |postcode: &'static str, area: &'static str| {
        [
            ("pcds", postcode),
            ("lad25cd", "E09000022"),
            ("wd25cd", "E05014098"),
            ("lat", "51.464012"),
            ("long", "-0.115602"),
            ("lsoa21cd", area),
        ]
    };
    let rows = [
        row("SW9 8DJ", "E01003012"),
        row("SW9 8DL", "E01003013"),
        row("EH1 1YZ", "S01008675"),
        row("CF10 1EP", "W01001939"),
    ];
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(<[_; 6]>::as_slice).collect();
    let text = table(ONSPD_2025, &rows);
    built(&[], |directory| Inputs {
        directory: Some(file(directory, "ONSPD_NOV_2025_UK.csv", &text)),
        small_areas: (0..)
            .zip(texts)
            .map(|(at, text)| file(directory, &format!("{at}.csv"), text))
            .collect(),
        ..Inputs::default()
    })
}

fn told(gazetteer: &Gazetteer) -> Vec<String> {
    let small_areas = gazetteer.small_areas().map(|area| {
        let decile = area
            .decile
            .map_or("-".to_owned(), |decile| decile.to_string());
        let health = area.health_area.map_or("-", |area| area.name);
        format!("{} {} {decile} {health}", area.code, area.name)
    });
    small_areas.collect()
}

#[test]
fn the_indices_of_three_nations_are_read_as_they_are_published() {
    let scotland = "Data_Zone,Intermediate_Zone,Council_area,Total_population,SIMD2020v2_Rank,SIMD_2020v2_Percentile,\
        SIMD2020v2_Vigintile,SIMD2020v2_Decile,SIMD2020v2_Quintile\nS01008675,Old Town,City of Edinburgh,900,5000,72,15,8,4\n";
    let wales = "LSOA code,LSOA name (Eng),Local Authority name (Eng),WIMD 2019 overall rank,WIMD 2019 overall decile\n\
        W01001939,Cathays 12,Cardiff,900,5\n";
    let gazetteer = with_small_areas(&[IMD_2025, scotland, wales]);
    assert_eq!(
        told(&gazetteer),
        [
            "E01003012 Lambeth 010A 2 -",
            "E01003013 Lambeth 010B 4 -",
            "S01008675  8 -",
            "W01001939 Cathays 12 5 -",
        ]
    );
}

#[test]
fn the_look_ups_of_small_areas_to_boards_are_read_as_they_are_published() {
    let england = "\u{feff}LSOA21CD,LSOA21NM,SICBL24CD,SICBL24CDH,SICBL24NM,ICB24CD,ICB24CDH,ICB24NM,CAL24CD,CAL24NM,\
        LAD24CD,LAD24NM,ObjectId\nE01003012,Lambeth 010A,E38000244,72Q,NHS South East London ICB - 72Q,E54000030,QKK,\
        NHS South East London Integrated Care Board,E56000030,South East London,E09000022,Lambeth,1\n";
    let scotland = "DataZone,DataZoneName,IntZone,IntZoneName,HB,HBName,HSCP,HSCPName\n\
        S01008675,Old Town - 02,S02001630,Old Town,S08000024,NHS Lothian,S37000012,Edinburgh\n";
    let gazetteer = with_small_areas(&[england, scotland]);
    assert_eq!(
        told(&gazetteer),
        [
            "E01003012 Lambeth 010A - NHS South East London Integrated Care Board",
            "E01003013  - -",
            "S01008675 Old Town - 02 - NHS Lothian",
            "W01001939  - -",
        ]
    );
}

#[test]
fn a_table_that_tells_nothing_of_small_areas_stops_the_build() {
    let refuses = |text: &str| {
        let directory = TempDir::new().unwrap();
        let inputs = Inputs {
            directory: Some(file(&directory, "o.csv", &table(ONSPD_2025, &[BRIXTON]))),
            small_areas: vec![file(&directory, "other.csv", text)],
            ..Inputs::default()
        };
        build(&inputs, &mut |_| {}).unwrap_err().to_string()
    };
    assert!(
        refuses("LSOA21CD,Population\nE01003012,5\n")
            .contains("no column with a decile or a health area")
    );
    assert!(refuses("Council,IMD Decile\nE09000022,5\n").contains("no row with a small-area code"));
}
