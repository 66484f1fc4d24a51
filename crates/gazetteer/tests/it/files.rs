//! A file that is damaged, cut short or of another format is refused.

use gazetteer::build::{BuildError, Inputs, build};
use gazetteer::{Gazetteer, OpenError};
use tempfile::TempDir;

use crate::sample::{code_point_zip, file, rows};

/// A small file's bytes.
fn bytes() -> Vec<u8> {
    let directory = TempDir::new().unwrap();
    let inputs = Inputs {
        code_point: Some(code_point_zip(&rows()[..500], &directory)),
        ..Inputs::default()
    };
    build(&inputs, &mut |_| {}).unwrap().bytes
}

#[test]
fn the_same_sources_make_the_same_file() {
    assert_eq!(bytes(), bytes());
}

fn refused(bytes: Vec<u8>) -> OpenError {
    Gazetteer::from_bytes(bytes).unwrap_err()
}

#[test]
fn a_sound_file_opens_from_bytes_and_from_a_path() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("gb.gaz");
    let bytes = bytes();
    std::fs::write(&path, &bytes).unwrap();
    let opened = Gazetteer::open(&path).unwrap();
    assert_eq!((opened.size(), opened.meta().live), (bytes.len(), 500));
    assert_eq!(opened.data_date(), "2025-04-22");
}

#[test]
fn a_changed_byte_is_noticed_wherever_it_is() {
    let sound = bytes();
    for at in (24..sound.len()).step_by(sound.len() / 40) {
        let mut damaged = sound.clone();
        damaged[at] ^= 0x20;
        assert!(matches!(refused(damaged), OpenError::Checksum), "byte {at}");
    }
}

#[test]
fn a_file_cut_short_is_refused() {
    let sound = bytes();
    for length in [sound.len() - 1, sound.len() / 2, 30, 12] {
        assert!(
            matches!(refused(sound[..length].to_vec()), OpenError::Length { .. }),
            "{length} bytes"
        );
    }
    assert!(matches!(refused(Vec::new()), OpenError::NotAGazetteer));
}

#[test]
fn another_format_is_refused_by_its_number() {
    let mut older = bytes();
    older[8] = 0;
    assert!(matches!(
        refused(older),
        OpenError::Format {
            found: 0,
            wanted: 1
        }
    ));
}

#[test]
fn something_else_is_no_gazetteer() {
    let directory = TempDir::new().unwrap();
    let path = file(&directory, "gb.gaz", "postcode,latitude,longitude\n");
    assert!(matches!(
        Gazetteer::open(&path),
        Err(OpenError::NotAGazetteer)
    ));
    assert!(matches!(
        Gazetteer::open(directory.path().join("none.gaz")),
        Err(OpenError::Read { .. })
    ));
}

#[test]
fn nothing_is_built_out_of_nothing() {
    assert!(matches!(
        build(&Inputs::default(), &mut |_| {}),
        Err(BuildError::NoPostcodes)
    ));
    let directory = TempDir::new().unwrap();
    let inputs = Inputs {
        code_point: Some(file(&directory, "codepo_gb.zip", "no zip")),
        ..Inputs::default()
    };
    assert!(matches!(
        build(&inputs, &mut |_| {}),
        Err(BuildError::Content { .. })
    ));
}

#[test]
fn the_default_says_what_its_licences_ask_for() {
    let texts: Vec<&str> = crate::DEFAULT
        .attributions()
        .iter()
        .map(|line| line.text.as_str())
        .collect();
    insta::assert_snapshot!(texts.join("\n"), @r"
    Contains OS data © Crown copyright and database right 2025
    Contains Royal Mail data © Royal Mail copyright and database right 2025
    Contains National Statistics data © Crown copyright and database right 2025
    Grid conversion derived from OSTN15 © Ordnance Survey, © Crown copyright Land & Property Services, © Ordnance Survey Ireland 2016
    Source: Office for National Statistics licensed under the Open Government Licence v.3.0
    Place names from GeoNames
    ");
}

#[test]
fn the_default_is_as_small_as_it_has_to_be() {
    assert!(
        crate::DEFAULT.size() <= 8_000_000,
        "{} bytes",
        crate::DEFAULT.size()
    );
}
