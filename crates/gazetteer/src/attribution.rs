//! The words that each source's licence asks to see.

use serde::{Deserialize, Serialize};

/// One source's statement, to be shown on the about page and with the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The sentence, as the licensor words it.
    pub text: String,
    /// Short name of the licence.
    pub licence: String,
    /// Where the licence or the source is explained.
    pub url: String,
}

impl Attribution {
    const OGL: (&str, &str) = (
        "OGL-UK-3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    );

    fn ogl(text: String) -> Self {
        let (licence, url) = Self::OGL;
        Self {
            text,
            licence: licence.to_owned(),
            url: url.to_owned(),
        }
    }

    /// Code-Point Open, and the rows of the ONS directories for Great Britain, of a year.
    pub(crate) fn postcodes(year: &str) -> Vec<Self> {
        let mut lines = vec![
            Self::ogl(format!(
                "Contains OS data © Crown copyright and database right {year}"
            )),
            Self::ogl(format!(
                "Contains Royal Mail data © Royal Mail copyright and database right {year}"
            )),
            Self::ogl(format!(
                "Contains National Statistics data © Crown copyright and database right {year}"
            )),
        ];
        lines.push(Self {
            text: "Grid conversion derived from OSTN15: © Copyright and database rights Ordnance Survey Limited 2016, \
                   © Crown copyright and database rights Land & Property Services 2016 and/or © Ordnance Survey \
                   Ireland, 2016. All rights reserved."
                .to_owned(),
            licence: "BSD-2-Clause".to_owned(),
            url: "https://www.ordnancesurvey.co.uk/geodesy-positioning/coordinate-transformations".to_owned(),
        });
        lines
    }

    /// OS Open Names of a year.
    pub(crate) fn ordnance_survey(year: &str) -> Self {
        Self::ogl(format!(
            "Contains OS data © Crown copyright and database right {year}"
        ))
    }

    /// Anything of the Office for National Statistics.
    pub(crate) fn statistics() -> Self {
        Self::ogl(
            "Source: Office for National Statistics licensed under the Open Government Licence v.3.0"
                .to_owned(),
        )
    }

    /// Rows for Northern Ireland, which an operator adds under an agreement of their own.
    pub(crate) fn northern_ireland() -> Self {
        Self {
            text: "Northern Ireland postcodes © Crown copyright, Land & Property Services; not to be passed on"
                .to_owned(),
            licence: "LPS end user licence".to_owned(),
            url: "https://www.ons.gov.uk/methodology/geography/licences".to_owned(),
        }
    }

    /// Names of places from GeoNames.
    pub(crate) fn geonames() -> Self {
        Self {
            text: "Place names from GeoNames".to_owned(),
            licence: "CC-BY-4.0".to_owned(),
            url: "https://www.geonames.org/".to_owned(),
        }
    }

    /// Stations of the Department for Transport's NaPTAN.
    pub(crate) fn stations() -> Self {
        Self::ogl(
            "Contains public sector information licensed under the Open Government Licence v3.0: stations from \
             NaPTAN, Department for Transport"
                .to_owned(),
        )
    }

    /// Deprivation and health areas.
    pub(crate) fn small_areas() -> Self {
        Self::ogl(
            "Contains public sector information licensed under the Open Government Licence v3.0: indices of \
             deprivation and health areas"
                .to_owned(),
        )
    }
}
