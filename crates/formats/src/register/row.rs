//! One row of the register: the columns that are taken, whatever type they come as. All others are
//! passed over without being kept.

use std::fmt;

use chrono::NaiveDate;
use domain::charity::{Charity, CharityNumber, CharityStatus};
use domain::contact::web_address;
use domain::text;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The longest name or number that is kept, in characters.
const LONGEST: usize = 300;

/// What is taken of a row, as it stands there.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) number: Option<String>,
    linked: Option<String>,
    name: Option<String>,
    pub(super) kind_of_name: Option<String>,
    status: Option<String>,
    removed: Option<String>,
    website: Option<String>,
    company: Option<String>,
    extracted: Option<String>,
}

impl Row {
    /// Whether it is of a charity that is part of another.
    pub(super) fn is_linked(&self) -> bool {
        self.linked.as_deref().is_some_and(|number| number != "0")
    }

    /// The register's date.
    pub(super) fn extracted_on(&self) -> Option<NaiveDate> {
        day(self.extracted.as_deref())
    }

    /// A number and another name of its charity; `None` without either.
    pub(super) fn other_name(&self) -> Option<(CharityNumber, String)> {
        let number = CharityNumber::parse(self.number.as_deref()?)?;
        Some((number, short(text::name(self.name.as_deref()?)?)?))
    }

    /// The charity; `None` without a number, a name or a status.
    pub(super) fn charity(self) -> Option<Charity> {
        let status = CharityStatus::from_name(&self.status?)?;
        Some(Charity {
            number: CharityNumber::parse(&self.number?)?,
            name: short(text::name(&self.name?)?)?,
            status,
            removed_on: day(self.removed.as_deref()).filter(|_| status == CharityStatus::Removed),
            website: self.website.as_deref().and_then(web_address),
            company_number: self
                .company
                .and_then(|number| text::value(&number))
                .and_then(short),
            other_names: Vec::new(),
        })
    }
}

fn short(text: String) -> Option<String> {
    (text.chars().count() <= LONGEST).then_some(text)
}

/// A date with its time, or alone: "2026-11-20T00:00:00".
fn day(text: Option<&str>) -> Option<NaiveDate> {
    text?.trim().get(..10)?.parse().ok()
}

/// Reads a row from whatever stands in its place: what is no object is a row without columns.
pub(super) struct RowSeed;

impl<'de> Visitor<'de> for RowSeed {
    type Value = Row;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut columns: A) -> Result<Row, A::Error> {
        let mut row = Row::default();
        while let Some(column) = columns.next_key::<Column>()? {
            let kept = match column {
                Column::Number => &mut row.number,
                Column::Linked => &mut row.linked,
                Column::Name => &mut row.name,
                Column::KindOfName => &mut row.kind_of_name,
                Column::Status => &mut row.status,
                Column::Removed => &mut row.removed,
                Column::Website => &mut row.website,
                Column::Company => &mut row.company,
                Column::Extracted => &mut row.extracted,
                Column::Other => {
                    columns.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *kept = columns.next_value::<Cell>()?.0;
        }
        Ok(row)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Row, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Row::default())
    }

    fn visit_unit<E>(self) -> Result<Row, E> {
        Ok(Row::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Row, E> {
        Ok(Row::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Row, E> {
        Ok(Row::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Row, E> {
        Ok(Row::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Row, E> {
        Ok(Row::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Row, E> {
        Ok(Row::default())
    }
}

/// The columns that are taken, and any other.
#[derive(serde::Deserialize)]
#[serde(field_identifier)]
enum Column {
    #[serde(rename = "registered_charity_number")]
    Number,
    #[serde(rename = "linked_charity_number")]
    Linked,
    #[serde(rename = "charity_name")]
    Name,
    #[serde(rename = "charity_name_type")]
    KindOfName,
    #[serde(rename = "charity_registration_status")]
    Status,
    #[serde(rename = "date_of_removal")]
    Removed,
    #[serde(rename = "charity_contact_web")]
    Website,
    #[serde(rename = "charity_company_registration_number")]
    Company,
    #[serde(rename = "date_of_extract")]
    Extracted,
    #[serde(other)]
    Other,
}

/// One value as text: numbers come as either, and nothing is null or empty.
struct Cell(Option<String>);

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell, E> {
        let text = text.trim();
        Ok(Cell((!text.is_empty()).then(|| text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Cell, E> {
        Ok(Cell(Some(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Cell, E> {
        Ok(Cell(Some(number.to_string())))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Cell, E> {
        Ok(Cell(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Cell, E> {
        Ok(Cell(None))
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cell, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cell(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell(None))
    }
}
