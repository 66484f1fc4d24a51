//! The `area` of an entry: a code or a name, or the boroughs, postal districts or outline that it is made of.

use directory::{check_area_code, check_outline};
use domain::postcode::is_outward;
use domain::service::ServiceArea;
use domain::source::Area;
use serde::Deserialize;
use toml::Spanned;

use super::{Place, SourcesError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AreaEntry {
    name: Spanned<String>,
    code: Option<Spanned<String>>,
    #[serde(default)]
    areas: Vec<Spanned<String>>,
    #[serde(default)]
    outward_codes: Vec<Spanned<String>>,
    outline: Option<Spanned<String>>,
}

/// The area that an entry describes; `load` gives the text of the outline's file.
pub(super) fn area_of(
    entry: AreaEntry,
    at: Place<'_>,
    load: &dyn Fn(&str) -> std::io::Result<String>,
) -> Result<Area, SourcesError> {
    if entry.name.get_ref().trim().is_empty() {
        let fault = "it is empty".to_owned();
        return Err(at.fault(&entry.name, "area.name", fault, "name = \"Camden\""));
    }
    let code = entry.code.map(|code| {
        check_area_code(code.get_ref())
            .map_err(|fault| at.fault(&code, "area.code", fault, "code = \"E09000007\""))
    });
    let mut parts = Vec::new();
    for words in entry.areas {
        // A code among the names is a code.
        parts.push(match check_area_code(words.get_ref()) {
            Ok(code) => coded(words.into_inner(), code),
            Err(_) => ServiceArea {
                name: words.into_inner(),
                ..ServiceArea::default()
            },
        });
    }
    for outward in entry.outward_codes {
        let code = outward.get_ref().trim().to_ascii_uppercase();
        if !is_outward(&code) {
            let fault = format!("{code:?} is not the first half of a postcode");
            let example = "outward_codes = [\"SW9\", \"SE5\"]";
            return Err(at.fault(&outward, "area.outward_codes", fault, example));
        }
        parts.push(coded(code.clone(), code));
    }
    if let Some(path) = entry.outline {
        let extent = load(path.get_ref())
            .map_err(|error| error.to_string())
            .and_then(|text| check_outline(&text).map(|()| text))
            .map_err(|fault| {
                let fault = format!("{}: {fault}", path.get_ref());
                let example = "outline = \"outlines/brixton.geojson\", a file beside this one";
                at.fault(&path, "area.outline", fault, example)
            })?;
        parts.push(ServiceArea {
            name: entry.name.get_ref().clone(),
            code: None,
            extent: Some(extent),
        });
    }
    Ok(Area {
        name: entry.name.into_inner(),
        code: code.transpose()?,
        parts,
    })
}

fn coded(name: String, code: String) -> ServiceArea {
    ServiceArea {
        name,
        code: Some(code),
        extent: None,
    }
}
