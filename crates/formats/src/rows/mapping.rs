//! Which heading holds what: the part of a profile that maps columns to fields.

use std::collections::BTreeMap;
use std::fmt;

use domain::text;
use serde::Deserialize;
use serde::de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};

/// What a column can hold. Names follow HSDS where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    /// The source's own id for the record.
    Id,
    Name,
    AlternateName,
    Description,
    /// The group's own web page.
    Url,
    /// The record's page at the source.
    Page,
    Email,
    Phone,
    /// Mailboxes and numbers in one cell, in any order.
    Contact,
    ContactName,
    ContactTitle,
    ContactEmail,
    ContactPhone,
    Organization,
    OrganizationDescription,
    OrganizationUrl,
    OrganizationEmail,
    CharityNumber,
    CompanyNumber,
    /// The name of the place.
    Venue,
    Address,
    Postcode,
    Latitude,
    Longitude,
    /// Both in one cell: "51.46, -0.11".
    LatLon,
    Easting,
    Northing,
    Uprn,
    /// GSS code of the authority the place lies in.
    LocalAuthority,
    Hours,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
    Cost,
    Ages,
    MinimumAge,
    MaximumAge,
    Eligibility,
    Languages,
    Accessibility,
    Category,
    /// An area that is served.
    Area,
    Attendance,
    ApplicationProcess,
    Status,
    AssuredDate,
    LastModified,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = format!("{self:?}");
        for (at, c) in name.char_indices() {
            if c.is_ascii_uppercase() && at > 0 {
                f.write_str("_")?;
            }
            write!(f, "{}", c.to_ascii_lowercase())?;
        }
        Ok(())
    }
}

/// Field by field, where its value comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Mapping(pub(crate) BTreeMap<Field, Column>);

/// Where one field's value comes from: a heading, a list of headings to try, or a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Column {
    /// The first of these that is filled.
    pub(super) from: Vec<String>,
    /// All of these that are filled.
    pub(super) join: Vec<String>,
    /// What joins them.
    pub(super) with: Option<String>,
    /// "{Heading} and {Another}"; nothing when one of them is not filled.
    pub(super) template: Option<String>,
    /// The same for every row, where nothing else gives a value.
    pub(super) constant: Option<String>,
    /// What parts several values in one cell; each of these marks does.
    pub(super) split: Option<String>,
    /// What the source's words mean; others stay as they are.
    pub(super) values: BTreeMap<String, String>,
    /// For yes-or-no columns: the heading and the words to keep where it says yes.
    pub(super) when_yes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Detailed {
    #[serde(default)]
    from: OneOrMany,
    #[serde(default)]
    join: Vec<String>,
    with: Option<String>,
    template: Option<String>,
    constant: Option<String>,
    split: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    #[serde(default)]
    when_yes: BTreeMap<String, String>,
}

#[derive(Default)]
struct OneOrMany(Vec<String>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: de::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ColumnVisitor)
            .map(|column| Self(column.from))
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: de::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ColumnVisitor)
    }
}

struct ColumnVisitor;

impl<'de> Visitor<'de> for ColumnVisitor {
    type Value = Column;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a heading, a list of headings, or a table such as { join = [\"a\", \"b\"] }")
    }

    fn visit_str<E: de::Error>(self, heading: &str) -> Result<Column, E> {
        Ok(Column {
            from: vec![heading.to_owned()],
            ..Column::default()
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Column, A::Error> {
        let mut from = Vec::new();
        while let Some(heading) = list.next_element()? {
            from.push(heading);
        }
        Ok(Column {
            from,
            ..Column::default()
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Column, A::Error> {
        let d = Detailed::deserialize(MapAccessDeserializer::new(map))?;
        let ways = [
            !d.from.0.is_empty(),
            !d.join.is_empty(),
            d.template.is_some(),
            !d.when_yes.is_empty(),
        ];
        if ways.iter().filter(|way| **way).count() > 1 {
            return Err(de::Error::custom(
                "use only one of `from`, `join`, `template` and `when_yes`",
            ));
        }
        if ways.iter().all(|way| !way) && d.constant.is_none() {
            return Err(de::Error::custom(
                "one of `from`, `join`, `template`, `when_yes` and `constant` is needed",
            ));
        }
        Ok(Column {
            from: d.from.0,
            join: d.join,
            with: d.with,
            template: d.template,
            constant: d.constant,
            split: d.split,
            values: d
                .values
                .into_iter()
                .map(|(said, meant)| (text::fold(&said), meant))
                .collect(),
            when_yes: d.when_yes,
        })
    }
}

/// Rows that the profile leaves out, and why.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SkipWhen {
    /// The heading.
    pub(super) column: String,
    /// Any of these values, in any case.
    #[serde(default)]
    pub(super) is: Vec<String>,
    /// Or whenever it is filled.
    #[serde(default)]
    pub(super) filled: bool,
    /// Why, as a sentence without a full stop.
    pub(super) reason: String,
}
