//! The "names and codes" tables that travel in the zip of a postcode directory: what its area codes are called.

use std::borrow::Cow;
use std::io::Cursor;
use std::path::Path;

use super::archive::{Archive, is_zip};
use super::codelist::spoken;
use super::draft::Draft;
use super::{BuildError, table};
use crate::area::{AreaCode, AreaKind};

/// Names the areas that the directory's rows have brought; a bare CSV has no such tables beside it.
pub(crate) fn read(path: &Path, draft: &mut Draft) -> Result<(), BuildError> {
    if !is_zip(path) {
        return Ok(());
    }
    let mut zip = Archive::open(path)?;
    let mut tables = zip.names.clone();
    tables.retain(|name| {
        let lower = name.to_ascii_lowercase();
        lower.contains("documents/") && lower.ends_with(".csv")
    });
    for name in tables {
        let bytes = zip.bytes(&name)?;
        read_table(&text_of(&bytes), Path::new(&name), draft)?;
    }
    Ok(())
}

/// A table whose first code column (`LAD25CD`) has a name column of the same beginning (`LAD25NM`), and in Wales a
/// second one (`LAD25NMW`); any other table is passed over.
fn read_table(text: &str, path: &Path, draft: &mut Draft) -> Result<(), BuildError> {
    let source = Cursor::new(text.as_bytes().to_vec());
    let mut rows = table::over(Box::new(source), path, &[])?;
    let headings = rows.headings();
    let column = |wanted: &str| headings.iter().position(|heading| heading == wanted);
    let found = headings.iter().enumerate().find_map(|(code, heading)| {
        let stem = heading.strip_suffix("cd")?;
        let name = column(&format!("{stem}nm"))?;
        Some((code, name, column(&format!("{stem}nmw"))))
    });
    let Some((code, name, welsh)) = found else {
        return Ok(());
    };
    while let Some(row) = rows.next_row() {
        let Ok(code) = AreaCode::parse(row.at(code)) else {
            continue;
        };
        // Small areas have tables of their own, and a pseudo code names no place.
        let is_wanted = !matches!(code.kind(), AreaKind::SmallArea | AreaKind::Other);
        if !is_wanted || row.at(name).is_empty() || code.to_string().ends_with("99999999") {
            continue;
        }
        let (spoken, mut also) = spoken(row.at(name), code.kind());
        also.extend(
            welsh
                .map(|welsh| row.at(welsh).to_owned())
                .filter(|welsh| !welsh.is_empty() && *welsh != spoken),
        );
        draft.name_area(code, &spoken, also);
    }
    Ok(())
}

/// UTF-8, or else the Windows code page that some of these tables are still saved in: their names need no more of it
/// than the accented letters, which Latin-1 has at the same places.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(
        |_| bytes.iter().map(|&byte| char::from(byte)).collect(),
        Cow::Borrowed,
    )
}
