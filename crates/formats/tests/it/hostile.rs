//! No bytes make a reader fail: arbitrary ones, damaged good ones, and those made to do harm.

use std::io::Write as _;
use std::path::Path;

use formats::{Document, LinkKind, Problem, Reader, Reading, built_in_profiles};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use zip::write::SimpleFileOptions;

const KML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Map</name><Folder><name><![CDATA[A & B]]></name>
<Placemark><name>Tea &amp; Toast</name><description><![CDATA[Cost: Free<br>Come <b>along</b>, 020 7946 0018]]></description>
<ExtendedData><Data name="Cost"><value>Free</value></Data></ExtendedData><Point><coordinates>-0.1,51.4,0</coordinates></Point></Placemark>
<Placemark><name>Walk</name><LineString><coordinates>-0.1,51.4 -0.2,51.5</coordinates></LineString></Placemark></Folder>
<NetworkLink><Link><href>more.kml</href></Link></NetworkLink></Document></kml>"#;
const CSV: &str = "Name;Address;Postcode;When;Cost;Telephone\r\n\"Tea; toast\";\"1 High St\nBrixton\";SW9 8DJ;Tuesdays 2-4pm;£2/£1 conc;020 7946 0018 or 0800 1111\r\nHall;;;;;\r\n";
const GEOJSON: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"Name":"Hall","Ages":"11+"},
"geometry":{"type":"Polygon","coordinates":[[[-0.1,51.4],[-0.1,51.5],[-0.2,51.5],[-0.1,51.4]]]}},{"type":"Feature","properties":{},"geometry":null}]}"#;
const SHEET: &str = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="inlineStr"><is><t>Postcode</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>Hall</t></is></c><c r="B2" t="inlineStr"><is><t>SW9 8DJ</t></is></c></row></sheetData></worksheet>"#;
const ODS: &str = r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>
<table:table table:name="One"><table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Hall</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"#;

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn xlsx(sheet: &[u8]) -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#),
        ("_rels/.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn ods(content: &[u8]) -> Vec<u8> {
    zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        (
            "META-INF/manifest.xml",
            br#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="m"/>"#,
        ),
        ("content.xml", content),
    ])
}

fn read_as(profile: &str, bytes: &[u8]) -> Reading {
    let document = Document {
        url: "https://feeds.test/feed",
        content_type: None,
        bytes,
        expected: LinkKind::List,
        terms: &[],
    };
    Reader::built_in(profile).unwrap().read(&document)
}

/// Reads bytes in every way that there is, and says what holds for each reading.
fn check(bytes: &[u8]) -> Result<(), proptest::test_runner::TestCaseError> {
    for (profile, _) in built_in_profiles() {
        for expected in [LinkKind::List, LinkKind::Detail] {
            let document = Document {
                url: "https://feeds.test/feed",
                content_type: Some("text/html"),
                bytes,
                expected,
                terms: &[],
            };
            let reading = Reader::built_in(profile).unwrap().read(&document);
            let mut ids: Vec<&str> = reading
                .items
                .iter()
                .map(|item| item.external_id.as_str())
                .collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), count);
            prop_assert!(
                reading
                    .items
                    .iter()
                    .all(|item| !item.service.name.is_empty() && !item.external_id.is_empty())
            );
            prop_assert!(
                reading
                    .set_aside
                    .iter()
                    .all(|aside| !aside.reason.is_empty() && aside.raw.chars().count() <= 4_000)
            );
        }
    }
    Ok(())
}

/// A good document, damaged here and there.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let damage = vec(
        (any::<proptest::sample::Index>(), any::<u8>(), 0_u8..4),
        0..12,
    );
    (0_usize..6, damage, any::<bool>()).prop_map(|(which, damage, inside)| {
        let text = [KML, CSV, GEOJSON, SHEET, ODS, KML][which]
            .as_bytes()
            .to_vec();
        let wrapped = |bytes: Vec<u8>| match which {
            3 => xlsx(&bytes),
            4 => ods(&bytes),
            5 => zipped(&[("doc.kml", &bytes)]),
            _ => bytes,
        };
        if inside {
            wrapped(hurt(text, &damage))
        } else {
            hurt(wrapped(text), &damage)
        }
    })
}

fn hurt(mut bytes: Vec<u8>, damage: &[(proptest::sample::Index, u8, u8)]) -> Vec<u8> {
    for (place, byte, kind) in damage {
        if bytes.is_empty() {
            break;
        }
        let at = place.index(bytes.len());
        match kind {
            0 => bytes[at] = *byte,
            1 => bytes.truncate(at),
            2 => bytes.insert(at, *byte),
            _ => {
                let piece = bytes[at..].to_vec();
                bytes.extend_from_slice(&piece[..piece.len().min(usize::from(*byte))]);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    #[test]
    fn arbitrary_bytes_never_make_a_reader_fail(
        start in prop_oneof![
            vec(any::<u8>(), 0..8),
            proptest::sample::select(vec![
                b"PK\x03\x04".to_vec(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), b"<kml>".to_vec(),
                b"name,".to_vec(), b"{\"features\":[".to_vec(), b"<html>".to_vec(), b"\xff\xfe".to_vec(),
            ]),
        ],
        rest in vec(any::<u8>(), 0..300),
    ) {
        check(&[start, rest].concat())?;
    }

    #[test]
    fn a_damaged_document_never_makes_a_reader_fail(bytes in damaged()) {
        check(&bytes)?;
    }
}

#[test]
fn the_samples_are_good_before_they_are_damaged() {
    assert_eq!(read_as("mymaps", KML.as_bytes()).items.len(), 1);
    assert_eq!(
        read_as("mymaps", &zipped(&[("a/b.kml", KML.as_bytes())]))
            .items
            .len(),
        1
    );
    assert_eq!(read_as("table", CSV.as_bytes()).items.len(), 2);
    assert_eq!(read_as("table", GEOJSON.as_bytes()).items.len(), 1);
    assert_eq!(read_as("table", &xlsx(SHEET.as_bytes())).items.len(), 1);
    let sheet = read_as("table", &ods(ODS.as_bytes()));
    assert_eq!((sheet.items.len(), sheet.problem), (1, None));
}

#[test]
fn a_document_that_is_cut_off_says_so_and_keeps_what_was_good() {
    let kml = KML.split("<Placemark><name>Walk").next().unwrap();
    for (profile, cut) in [
        ("mymaps", kml),
        (
            "table",
            "name,postcode,cost\nHall,SW9 8DJ,Free\nHut,SW9 8DJ,£2\nShed,SW9",
        ),
        ("table", "name,postcode\nHall,SW9 8DJ\nHut,\"SW9 8"),
        (
            "table",
            GEOJSON
                .split(",{\"type\":\"Feature\",\"properties\":{}")
                .next()
                .unwrap(),
        ),
    ] {
        let reading = read_as(profile, cut.as_bytes());
        assert!(
            matches!(reading.problem, Some(Problem::CutOff(_))),
            "{cut}: {:?}",
            reading.problem
        );
        assert!(!reading.items.is_empty(), "{cut}");
    }
}

#[test]
fn something_else_is_named_for_what_it_is() {
    let sign_in = b"<!doctype html><form><input type=password></form>";
    for (profile, bytes, got) in [
        ("mymaps", &sign_in[..], "an HTML sign-in page"),
        ("table", &sign_in[..], "an HTML sign-in page"),
        ("table", KML.as_bytes(), "a KML document"),
        ("mymaps", CSV.as_bytes(), "plain text"),
        ("mymaps", b"%PDF-1.7", "a PDF file"),
    ] {
        let Some(Problem::WrongKind { got: named, .. }) = read_as(profile, bytes).problem else {
            panic!("{got}");
        };
        assert_eq!(named, got);
    }
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 12_000_000];
    let corner = SHEET.replace("r=\"B2\"", "r=\"XFD2\"");
    let repeated = ODS
        .replace(
            "<table:table-cell ",
            "<table:table-cell table:number-columns-repeated=\"16000\" ",
        )
        .replace(
            "<table:table-row>",
            "<table:table-row table:number-rows-repeated=\"1000000\">",
        );
    for (profile, bytes) in [
        ("mymaps", zipped(&[("doc.kml", &zeros)])),
        ("table", xlsx(&zeros)),
        ("table", xlsx(corner.as_bytes())),
        ("table", ods(repeated.as_bytes())),
        (
            "mymaps",
            format!("<!DOCTYPE kml [<!ENTITY a \"aaaa\">]>{KML}").into_bytes(),
        ),
        (
            "mymaps",
            format!("<kml>{}", "<Folder>".repeat(100_000)).into_bytes(),
        ),
    ] {
        let problem = read_as(profile, &bytes).problem;
        assert!(matches!(problem, Some(Problem::Refused(_))), "{problem:?}");
    }
}

#[test]
fn a_cell_a_million_rows_down_is_not_waited_for() {
    let far = SHEET
        .replace(
            "<row r=\"2\"><c r=\"A2\"",
            "<row r=\"1048576\"><c r=\"A1048576\"",
        )
        .replace("B2", "B1048576");
    let reading = read_as("table", &xlsx(far.as_bytes()));
    assert_eq!((reading.items.len(), reading.problem), (0, None));
}

#[test]
fn the_demonstration_profiles_stand_damage_too() {
    let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/profiles");
    for profile in ["mymaps-lambeth", "csv-southwark", "xlsx-lewisham"] {
        let text = std::fs::read_to_string(profiles.join(format!("{profile}.toml"))).unwrap();
        let reader = Reader::from_profile(&text).unwrap();
        for bytes in [
            KML.as_bytes(),
            CSV.as_bytes(),
            GEOJSON.as_bytes(),
            b"",
            b"\xff\xfe\0",
            &xlsx(SHEET.as_bytes()),
        ] {
            let document = Document {
                url: "not an address",
                content_type: None,
                bytes,
                expected: LinkKind::Detail,
                terms: &[],
            };
            let _ = reader.read(&document);
        }
    }
}
