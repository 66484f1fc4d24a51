//! What the builder makes of sources that disagree, are old, or make no sense.

use domain::postcode::Postcode;
use gazetteer::build::{Inputs, build};
use gazetteer::{Gazetteer, Kind};
use tempfile::TempDir;

use crate::sample::{built, code_point_zip, file, rows};

/// Three rows in the columns of a postcode directory of 2025, and one of each sort that is not simply taken.
const DIRECTORY: &str = "\
pcd7,pcds,dointr,doterm,cty25cd,lad25cd,wd25cd,usrtypind,east1m,north1m,gridind,ctry25cd,rgn25cd,lsoa11cd,lsoa21cd,lat,long
SW9 8DJ,SW9 8DJ,198001,,,E09000022,E05014098,0,531000,175600,1,E92000001,E12000007,E01003012,E01003012,51.464012,-0.115602
SW9 8DX,SW9 8DX,198001,200912,,E09000022,E05014098,0,531010,175610,1,E92000001,E12000007,E01003012,E01003012,51.464102,-0.115451
SW9 8DA,SW9 8DA,202506,,,E09000022,E05014098,0,,,9,E92000001,E12000007,E01003012,E01003012,99.999999,0.000000
BT1 5GS,BT1 5GS,198001,,,N09000003,N08000301,0,333900,374000,1,N92000002,,,,54.596390,-5.930120
JE2 3XP,JE2 3XP,198001,,,L99999999,L99999999,0,,,9,L93000001,,,,99.999999,0.000000
nonsense,nonsense,,,,,,,,,,,,,,,
";

fn directory(northern_ireland: bool) -> Gazetteer {
    let directory = TempDir::new().unwrap();
    let inputs = Inputs {
        directory: Some(file(&directory, "ONSPD_NOV_2025_UK.csv", DIRECTORY)),
        northern_ireland,
        ..Inputs::default()
    };
    Gazetteer::from_bytes(build(&inputs, &mut |_| {}).unwrap().bytes).unwrap()
}

fn entry<'a>(gazetteer: &'a Gazetteer, postcode: &str) -> Option<gazetteer::PostcodeEntry<'a>> {
    gazetteer.postcode(&Postcode::parse(postcode).unwrap())
}

#[test]
fn a_directory_tells_the_retired_and_the_placeless() {
    let gazetteer = directory(false);
    assert_eq!(gazetteer.data_date(), "2025-11-01");
    let live = entry(&gazetteer, "SW9 8DJ").unwrap();
    assert!(!live.retired && !live.approximate);
    assert_eq!(live.local_authority.unwrap().code.to_string(), "E09000022");
    assert!(entry(&gazetteer, "SW9 8DX").unwrap().retired);
    let placeless = entry(&gazetteer, "SW9 8DA").unwrap();
    assert!(placeless.approximate && !placeless.retired);
    assert_eq!(entry(&gazetteer, "JE2 3XP"), None);
}

#[test]
fn northern_ireland_comes_only_when_asked_for() {
    assert_eq!(entry(&directory(false), "BT1 5GS"), None);
    let with = directory(true);
    assert_eq!(
        entry(&with, "BT1 5GS")
            .unwrap()
            .local_authority
            .unwrap()
            .name,
        "Belfast"
    );
    assert_eq!(
        entry(&with, "BT1 5GS")
            .unwrap()
            .local_authority
            .unwrap()
            .code
            .to_string(),
        "N09000003"
    );
    let licences: Vec<&str> = with
        .attributions()
        .iter()
        .map(|line| line.licence.as_str())
        .collect();
    assert!(licences.contains(&"LPS end user licence"));
}

#[test]
fn headings_of_an_older_directory_are_read_too() {
    let older = "\
pcd,pcds,dointr,doterm,oscty,oslaua,osward,usertype,oseast1m,osnrth1m,osgrdind,lsoa11,lat,long
\"SW9 8DJ\",\"SW9 8DJ\",198001,,E99999999,E09000022,E05014098,0,00531000,0175600,1,E01003012,51.464012,-0.115602
";
    let gazetteer = built(&[], |directory| Inputs {
        directory: Some(file(directory, "NSPL_FEB_2024_UK.csv", older)),
        ..Inputs::default()
    });
    let ward = entry(&gazetteer, "SW9 8DJ").unwrap().ward.unwrap();
    assert_eq!(ward.code.to_string(), "E05014098");
}

#[test]
fn a_postcode_in_two_sources_is_taken_once() {
    let rows = rows();
    let directory = TempDir::new().unwrap();
    let first = &rows[0];
    let text = format!(
        "pcds,doterm,lad25cd,wd25cd,lat,long\n{},,E09000022,E05014098,51.5,-0.1\n",
        first.postcode
    );
    let inputs = Inputs {
        code_point: Some(code_point_zip(&rows[..10], &directory)),
        directory: Some(file(&directory, "directory.csv", &text)),
        ..Inputs::default()
    };
    let built = build(&inputs, &mut |_| {}).unwrap();
    assert_eq!(built.report.meta.live, 10);
    let gazetteer = Gazetteer::from_bytes(built.bytes).unwrap();
    // The directory's word is taken before Code-Point's.
    assert_eq!(
        gazetteer
            .postcode(&first.postcode)
            .unwrap()
            .local_authority
            .unwrap()
            .code
            .to_string(),
        "E09000022"
    );
}

#[test]
fn what_the_directory_retired_is_not_brought_back_by_an_older_list() {
    let rows = rows();
    let text = format!(
        "pcds,doterm,lad25cd,wd25cd,lat,long\n{},202507,S12000033,S13002842,57.14959,-2.09692\n",
        rows[0].postcode
    );
    let gazetteer = built(&rows[..10], |directory| Inputs {
        directory: Some(file(directory, "ONSPD_NOV_2025_UK.csv", &text)),
        ..Inputs::default()
    });
    assert!(gazetteer.postcode(&rows[0].postcode).unwrap().retired);
    assert_eq!(gazetteer.data_date(), "2025-11-01");
}

#[test]
fn progress_is_told_and_what_is_left_out_is_counted() {
    let directory = TempDir::new().unwrap();
    let inputs = Inputs {
        directory: Some(file(&directory, "ONSPD_NOV_2025_UK.csv", DIRECTORY)),
        ..Inputs::default()
    };
    let mut steps = Vec::new();
    let built = build(&inputs, &mut |progress| {
        steps.push(progress.step.to_owned());
    })
    .unwrap();
    assert!(steps.contains(&"encoding".to_owned()));
    let left_out: Vec<String> = built
        .report
        .left_out
        .iter()
        .map(|(why, count)| format!("{why}: {count}"))
        .collect();
    insta::assert_snapshot!(left_out.join("\n"), @r"
    postcode without a position in an area without any: 1
    row of Northern Ireland: 1
    row without a postcode: 1
    ");
}

#[test]
fn a_sparse_gazetteer_still_resolves() {
    let gazetteer = directory(false);
    let kind = |text: &str| gazetteer.resolve(text).reading.map(|reading| reading.kind);
    assert_eq!(kind("SW9 8DJ"), Some(Kind::Postcode));
    assert_eq!(kind("SW9"), Some(Kind::Outward));
    assert_eq!(kind("Brixton"), None);
}
