//! The Charity Commission's register: what is taken of it, and what never is.

use std::io::{Cursor, Read, Seek, SeekFrom, Write as _};

use chrono::NaiveDate;
use domain::charity::{Charity, CharityNumber, CharityStatus};
use formats::{OtherNames, RegisterCounts, RegisterError, read_other_names, read_register};
use proptest::prelude::*;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

const FIXTURE: &[u8] = include_bytes!("../../../../fixtures/register/publicextract.charity.json");

const OTHER_NAMES: &[u8] =
    include_bytes!("../../../../fixtures/register/publicextract.charity_other_names.json");

fn number(n: u32) -> CharityNumber {
    CharityNumber::new(n).unwrap()
}

fn names(bytes: &[u8]) -> Result<OtherNames, RegisterError> {
    read_other_names(Cursor::new(bytes))
}

fn read(bytes: &[u8]) -> (Vec<Charity>, Result<RegisterCounts, RegisterError>) {
    let mut charities = Vec::new();
    let counts = read_register(Cursor::new(bytes), |charity| {
        charities.push(charity);
        true
    });
    (charities, counts)
}

fn read_rows(rows: &Value) -> (Vec<Charity>, RegisterCounts) {
    let (charities, counts) = read(rows.to_string().as_bytes());
    (charities, counts.unwrap())
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn row(number: u32, name: &str) -> Value {
    json!({
        "date_of_extract": "2026-11-20T00:00:00",
        "registered_charity_number": number,
        "linked_charity_number": 0,
        "charity_name": name,
        "charity_registration_status": "Registered",
    })
}

#[test]
fn the_real_charities_of_the_extract_are_taken() {
    let (charities, counts) = read(FIXTURE);
    assert_eq!(
        counts.unwrap(),
        RegisterCounts {
            rows: 13,
            linked: 1,
            unreadable: 0,
            extracted_on: NaiveDate::from_ymd_opt(2026, 11, 20),
        }
    );
    assert_eq!(charities.len(), 12);
    assert_eq!(
        charities[1],
        Charity {
            number: number(9_900_002),
            name: "Camden Couch to Canal Limited".into(),
            status: CharityStatus::Registered,
            removed_on: None,
            website: Some("http://www.camden-couch-to-canal.example/".into()),
            company_number: Some("09900002".into()),
            other_names: Vec::new(),
        }
    );
    let removed = &charities[5];
    assert_eq!(removed.status, CharityStatus::Removed);
    assert_eq!(removed.removed_on, NaiveDate::from_ymd_opt(2026, 6, 30));
    assert_eq!(charities[7].website, None, "N/A is no web site");
}

#[test]
fn nothing_that_leads_to_a_trustee_is_taken() {
    let (charities, _) = read(FIXTURE);
    let kept = format!("{charities:?}");
    for private in ["NOWHERE", "Nowhere", "ZZ99", "7946", "trustee", "@"] {
        assert!(
            String::from_utf8_lossy(FIXTURE).contains(private) || private == "Nowhere",
            "{private}"
        );
        assert!(!kept.contains(private), "{private}");
    }
    let mut with_mailbox = row(9_900_001, "Larder");
    with_mailbox["charity_contact_web"] = json!("jo.bloggs@mail.example.org");
    let (charities, _) = read_rows(&json!([with_mailbox]));
    assert_eq!(charities[0].website, None);
}

#[test]
fn the_zip_of_tables_is_read_as_its_table_of_charities() {
    let zip = zipped(&[
        (
            "publicextract.charity_trustee.json",
            b"[{\"trustee_name\": 1}]",
        ),
        ("json/publicextract.charity.json", FIXTURE),
    ]);
    assert_eq!(read(&zip).0, read(FIXTURE).0);
    let other = zipped(&[("publicextract.charity_trustee.json", b"[]")]);
    let (_, error) = read(&other);
    assert!(
        matches!(error, Err(RegisterError::NotInside { .. })),
        "{error:?}"
    );
    let (_, error) = read(&zip[..zip.len() / 2]);
    assert!(matches!(error, Err(RegisterError::Zip(_))), "{error:?}");
}

#[test]
fn other_names_are_found_by_number_each_once() {
    let zip = zipped(&[("publicextract.charity_other_names.json", OTHER_NAMES)]);
    for bytes in [OTHER_NAMES, &zip] {
        let names = names(bytes).unwrap();
        assert_eq!(
            names.of(number(9_900_005)),
            ["Belsize Books on Wheels", "Belsize Mobile Library Circle"]
        );
        assert_eq!(names.of(number(9_900_011)), ["Knots and Herbs"]);
        let none: [&str; 0] = [];
        assert_eq!(
            names.of(number(9_900_004)),
            none,
            "a linked charity is another"
        );
        assert_eq!(names.of(number(9_900_012)), none);
        assert_eq!((names.count(), names.unreadable()), (5, (0, 6)));
    }
}

#[test]
fn another_table_has_no_other_names() {
    for bytes in [FIXTURE, b"[{\"trustee_name\": \"A\"}]"] {
        let error = names(bytes).unwrap_err().to_string();
        assert!(
            error.ends_with("another table than publicextract.charity_other_names.json"),
            "{error}"
        );
    }
    assert_eq!(names(b"[]").unwrap().count(), 0);
    let zip = zipped(&[("publicextract.charity.json", FIXTURE)]);
    let error = names(&zip).unwrap_err().to_string();
    assert!(error.contains("not publicextract.charity.json"), "{error}");
    let cut = &OTHER_NAMES[..OTHER_NAMES.len() - 40];
    assert!(matches!(names(cut), Err(RegisterError::Broken(_))));
    let bad = json!([
        {"charity_name_type": "Working Name", "charity_name": "Of nobody"},
        {"charity_name_type": "Working Name", "registered_charity_number": 9_900_001},
    ]);
    let names = names(bad.to_string().as_bytes()).unwrap();
    assert_eq!((names.count(), names.unreadable()), (0, (2, 2)));
}

#[test]
fn one_bad_row_loses_nothing_but_itself() {
    let mut texts = row(0, "Texts");
    texts["registered_charity_number"] = json!("9900002");
    texts["linked_charity_number"] = json!("0");
    let mut no_status = row(9_900_003, "No status");
    no_status["charity_registration_status"] = json!({"of": ["another", "shape"]});
    let rows = json!([
        row(9_900_001, "First"),
        texts,
        no_status,
        null,
        "words",
        [1, [2]],
        3,
        -3,
        1.5,
        true,
        {},
        row(12, "Short number"),
        row(9_900_004, "-"),
        row(9_900_005, "Last"),
    ]);
    let (charities, counts) = read_rows(&rows);
    let names: Vec<&str> = charities.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["First", "Texts", "Last"]);
    assert_eq!((counts.rows, counts.unreadable), (14, 11));
}

#[test]
fn what_is_not_the_whole_register_is_told() {
    for broken in [
        "",
        "[",
        "{}",
        "7",
        "<html>",
        "[{\"registered_charity_number\": 1},",
        "[] []",
    ] {
        let (_, error) = read(broken.as_bytes());
        assert!(matches!(error, Err(RegisterError::Broken(_))), "{broken}");
    }
    let (_, error) = read(&FIXTURE[..FIXTURE.len() - 40]);
    assert!(matches!(error, Err(RegisterError::Broken(_))));
    let trustees = json!([{"organisation_number": 1, "trustee_name": "A. N. Other"}]);
    let (_, error) = read(trustees.to_string().as_bytes());
    assert!(matches!(error, Err(RegisterError::OtherTable { .. })));
}

#[test]
fn reading_stops_when_nobody_listens() {
    let mut heard = 0;
    let counts = read_register(Cursor::new(FIXTURE), |_| {
        heard += 1;
        heard < 3
    });
    assert_eq!((heard, counts.unwrap().rows), (3, 3));
}

/// A text of one row that never ends.
struct Endless(u64);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        const BEGINNING: &[u8] = b"[{\"charity_activities\": \"";
        for (at, byte) in (self.0..).zip(buffer.iter_mut()) {
            *byte = *BEGINNING.get(at as usize).unwrap_or(&b'a');
        }
        self.0 += buffer.len() as u64;
        Ok(buffer.len())
    }
}

impl Seek for Endless {
    fn seek(&mut self, _: SeekFrom) -> std::io::Result<u64> {
        self.0 = 0;
        Ok(0)
    }
}

#[test]
fn a_row_without_an_end_is_given_up() {
    let mut input = Endless(0);
    let error = read_register(&mut input, |_| true);
    assert!(matches!(error, Err(RegisterError::Broken(_))), "{error:?}");
    assert!(input.0 < 5_000_000, "{} bytes were read", input.0);
}

proptest! {
    #[test]
    fn arbitrary_bytes_break_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let _ = read(&[b"PK\x03\x04", bytes.as_slice()].concat());
        let _ = read(&[b"[{\"charity_name\":", bytes.as_slice()].concat());
    }

    #[test]
    fn a_register_with_damage_breaks_nothing(at in 0..FIXTURE.len(), byte: u8) {
        let mut bytes = FIXTURE.to_vec();
        bytes[at] = byte;
        let (charities, _) = read(&bytes);
        // The row of the linked charity may have become one of its own.
        prop_assert!(charities.len() <= 13);
        let zip = zipped(&[("publicextract.charity.json", FIXTURE)]);
        let mut damaged = zip.clone();
        damaged[at % zip.len()] = byte;
        let _ = read(&damaged);
    }

    #[test]
    fn every_row_is_counted_once(
        numbers in proptest::collection::vec((0u32..20_000_000, 0u32..3), 0..40),
    ) {
        let rows: Vec<Value> = numbers
            .iter()
            .map(|(number, linked)| {
                let mut row = row(*number, "A name");
                row["linked_charity_number"] = json!(linked);
                row
            })
            .collect();
        let (charities, counts) = read_rows(&Value::from(rows));
        prop_assert_eq!(counts.rows as usize, numbers.len());
        prop_assert_eq!(
            charities.len() as u64 + counts.linked + counts.unreadable,
            counts.rows
        );
        prop_assert!(charities.iter().all(|one| one.number.get() <= CharityNumber::GREATEST));
    }
}
