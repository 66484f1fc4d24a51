//! The table of other names: what charities work as, and what they were called before.
//!
//! It stands apart from the charities and in no order that can be relied on, so all of it is held at
//! once, side by side in one text: some ten megabytes for a hundred thousand names.

use std::io::{Read, Seek};

use domain::charity::CharityNumber;

use super::{RegisterError, Table, read_table};

/// The table.
const OTHER_NAMES: Table = Table {
    file: "publicextract.charity_other_names.json",
    column: "charity_name_type",
    has: |row| row.kind_of_name.is_some(),
};
/// The most bytes of names: several times those of the register of England and Wales.
const MOST: usize = 64_000_000;

/// The other names of charities.
#[derive(Debug, Clone, Default)]
pub struct OtherNames {
    text: String,
    /// By number, and within one as they came.
    places: Vec<Place>,
    unreadable: u64,
    rows: u64,
}

/// Where a name stands in the text.
#[derive(Debug, Clone, Copy)]
struct Place {
    number: CharityNumber,
    begin: u32,
    end: u32,
}

/// Reads the table of other names, as JSON or as the zip around it. Working names and former ones are
/// both taken: either says whose the number is.
///
/// # Errors
/// When it cannot be read to its end, or is another table.
pub fn read_other_names<R: Read + Seek>(input: R) -> Result<OtherNames, RegisterError> {
    let mut names = OtherNames::default();
    let counts = read_table(input, OTHER_NAMES, |row| {
        let (number, name) = row.other_name()?;
        Some(names.add(number, &name))
    })?;
    if names.text.len() > MOST {
        return Err(RegisterError::TooLong(MOST));
    }
    names.places.sort_by_key(|place| place.number);
    (names.unreadable, names.rows) = (counts.unreadable, counts.rows);
    Ok(names)
}

impl OtherNames {
    /// Adds a name; whether there is room for more.
    fn add(&mut self, number: CharityNumber, name: &str) -> bool {
        let begin = self.text.len() as u32;
        self.text.push_str(name);
        let end = self.text.len() as u32;
        self.places.push(Place { number, begin, end });
        self.text.len() <= MOST
    }

    /// The other names of a charity, each once.
    #[must_use]
    pub fn of(&self, number: CharityNumber) -> Vec<String> {
        let first = self.places.partition_point(|place| place.number < number);
        let of_it = self.places[first..]
            .iter()
            .take_while(|place| place.number == number);
        let mut names: Vec<String> = Vec::new();
        for place in of_it {
            let name = &self.text[place.begin as usize..place.end as usize];
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// How many names there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// Rows that could not be read, and all rows.
    #[must_use]
    pub fn unreadable(&self) -> (u64, u64) {
        (self.unreadable, self.rows)
    }
}
