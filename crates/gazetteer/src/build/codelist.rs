//! Names of councils and wards from Code-Point's own list, put into the words people use.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use super::BuildError;
use super::draft::Draft;
use crate::area::{AreaCode, AreaKind};

/// Reads `Doc/Codelist.xlsx`: sheets of (name, code).
pub(crate) fn read(bytes: Vec<u8>, draft: &mut Draft) -> Result<(), BuildError> {
    let unreadable = |error: calamine::XlsxError| BuildError::Content {
        source_name: "Codelist.xlsx".to_owned(),
        detail: error.to_string(),
    };
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).map_err(unreadable)?;
        for row in range.rows() {
            if let [Data::String(name), Data::String(code), ..] = row
                && let Ok(code) = AreaCode::parse(code)
            {
                let (name, also) = spoken(name, code.kind());
                draft.name_area(code, &name, also);
            }
        }
    }
    Ok(())
}

/// What people call an area, and its other names: "Lambeth London Boro" is Lambeth, "Caerdydd - Cardiff" is Cardiff
/// and Caerdydd.
pub(crate) fn spoken(official: &str, kind: AreaKind) -> (String, Vec<String>) {
    let mut name = official.trim();
    for ending in [
        " (B)",
        " London Boro",
        " District",
        " County",
        " Ward",
        " ED",
    ] {
        name = name.strip_suffix(ending).unwrap_or(name);
    }
    if kind != AreaKind::LocalAuthority {
        return (name.to_owned(), Vec::new());
    }
    if let Some((welsh, english)) = name.split_once(" - ") {
        let english = english.strip_prefix("the ").unwrap_or(english);
        let also = if welsh == english {
            Vec::new()
        } else {
            vec![welsh.to_owned()]
        };
        return (english.to_owned(), also);
    }
    if name.ends_with("City of London") {
        return ("City of London".to_owned(), vec!["The City".to_owned()]);
    }
    for opening in ["The City of ", "City of ", "County of "] {
        name = name.strip_prefix(opening).unwrap_or(name);
    }
    name = name.strip_suffix(" City").unwrap_or(name);
    let also = match name {
        "Na h-Eileanan an Iar" => vec!["Western Isles".to_owned(), "Outer Hebrides".to_owned()],
        "Kensington and Chelsea" => vec!["RBKC".to_owned()],
        _ => Vec::new(),
    };
    (name.replace("St. ", "St "), also)
}

/// Names that Code-Point's list does not hold, of areas that only some sources know.
const NAMES: [(&str, &str); 19] = [
    ("E12000001", "North East"),
    ("E12000002", "North West"),
    ("E12000003", "Yorkshire and The Humber"),
    ("E12000004", "East Midlands"),
    ("E12000005", "West Midlands"),
    ("E12000006", "East of England"),
    ("E12000008", "South East"),
    ("E12000009", "South West"),
    ("N09000001", "Antrim and Newtownabbey"),
    ("N09000002", "Armagh City, Banbridge and Craigavon"),
    ("N09000003", "Belfast"),
    ("N09000004", "Causeway Coast and Glens"),
    ("N09000005", "Derry City and Strabane"),
    ("N09000006", "Fermanagh and Omagh"),
    ("N09000007", "Lisburn and Castlereagh"),
    ("N09000008", "Mid and East Antrim"),
    ("N09000009", "Mid Ulster"),
    ("N09000010", "Newry, Mourne and Down"),
    ("N09000011", "Ards and North Down"),
];

/// Names the regions and the councils of Northern Ireland that a source has brought, and adds the countries and London,
/// which every point has.
pub(crate) fn add_widest(draft: &mut Draft) {
    for (code, name) in NAMES {
        if let Ok(code) = AreaCode::parse(code)
            && draft.areas.contains_key(&code)
        {
            draft.name_area(code, name, Vec::new());
        }
    }
    let also_uk = vec!["UK", "Britain", "Great Britain", "national", "nationwide"];
    let also_london = vec!["Greater London", "London-wide", "pan-London"];
    let always = [
        ("K02000001", "United Kingdom", also_uk, None),
        ("E92000001", "England", vec![], Some("K02000001")),
        ("N92000002", "Northern Ireland", vec![], Some("K02000001")),
        ("S92000003", "Scotland", vec![], Some("K02000001")),
        ("W92000004", "Wales", vec!["Cymru"], Some("K02000001")),
        ("E12000007", "London", also_london, Some("E92000001")),
    ];
    for (code, name, also, parent) in always {
        let Ok(code) = AreaCode::parse(code) else {
            continue;
        };
        draft.name_area(code, name, also.into_iter().map(str::to_owned).collect());
        if let Some(parent) = parent.and_then(|parent| AreaCode::parse(parent).ok()) {
            draft.place_area(code, parent);
        }
    }
}

/// Where an area lies when no source says: a borough in London, anything else in the country of its letter.
pub(crate) fn default_parent(code: AreaCode) -> Option<AreaCode> {
    if code.is_london_borough() {
        return AreaCode::parse("E12000007").ok();
    }
    code.country().filter(|&country| country != code)
}

#[cfg(test)]
mod tests {
    use super::spoken;
    use crate::area::AreaKind;

    #[test]
    fn councils_are_called_what_people_call_them() {
        let name = |official: &str| spoken(official, AreaKind::LocalAuthority).0;
        assert_eq!(name("Lambeth London Boro"), "Lambeth");
        assert_eq!(name("City of Westminster London Boro"), "Westminster");
        assert_eq!(
            name("City and County of the City of London"),
            "City of London"
        );
        assert_eq!(
            name("The City of Brighton and Hove (B)"),
            "Brighton and Hove"
        );
        assert_eq!(name("St. Albans District (B)"), "St Albans");
        assert_eq!(name("Glasgow City"), "Glasgow");
        assert_eq!(
            name("Bro Morgannwg - the Vale of Glamorgan"),
            "Vale of Glamorgan"
        );
        assert_eq!(spoken("Castle Ward", AreaKind::Ward).0, "Castle");
    }

    #[test]
    fn a_welsh_name_is_kept_as_another_name() {
        let (name, also) = spoken("Caerdydd - Cardiff", AreaKind::LocalAuthority);
        assert_eq!(
            (name.as_str(), also),
            ("Cardiff", vec!["Caerdydd".to_owned()])
        );
    }
}
