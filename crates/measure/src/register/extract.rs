//! The extract: tables of invented charities with the columns that the Charity Commission publishes.
//!
//! Everything comes from a seed, and is written to files once, as the Commission writes them: a byte
//! order mark, one list, a row a line.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::bench::{Dice, Words};

/// What everything follows from.
const SEED: u64 = 20_261_126;
/// The number of the first charity: the Commission has none that begin with 99.
const FIRST: u64 = 9_000_000;
/// The part of rows that are of charities within another.
const LINKED: f64 = 0.08;
/// The part of charities that were removed.
const REMOVED: f64 = 0.55;
/// The part of charities that have a web site.
const ON_THE_WEB: f64 = 0.3;
/// The part of charities that have other names, and how many at most.
const RENAMED: f64 = 0.2;
const MOST_NAMES: usize = 3;
/// Words of what a charity does, at most.
const ACTIVITIES: usize = 60;
const EXTRACTED: &str = "2026-11-20T00:00:00";

/// The files of an extract.
#[derive(Debug)]
pub(super) struct Extract {
    pub(super) charities: PathBuf,
    pub(super) names: PathBuf,
}

impl Extract {
    /// One with so many rows of charities; it is kept in the folder for the next run.
    pub(super) fn of(folder: &Path, rows: u64) -> anyhow::Result<Self> {
        let extract = Self {
            charities: folder.join(format!("charities-{rows}.json")),
            names: folder.join(format!("names-{rows}.json")),
        };
        let done = folder.join(format!("extract-{rows}.done"));
        if !done.is_file() {
            extract.write(rows)?;
            std::fs::write(done, "")?;
        }
        Ok(extract)
    }

    /// Of both files.
    pub(super) fn bytes(&self) -> std::io::Result<u64> {
        Ok(self.charities.metadata()?.len() + self.names.metadata()?.len())
    }

    fn write(&self, rows: u64) -> anyhow::Result<()> {
        let (mut dice, words) = (Dice(SEED), Words::new());
        let mut charities = List::begin(&self.charities)?;
        let mut names = List::begin(&self.names)?;
        let (mut number, mut linked) = (FIRST, 0);
        for row in 0..rows {
            if row > 0 && dice.chance(LINKED) {
                linked += 1;
            } else {
                (number, linked) = (number + 1, 0);
            }
            let title = words.title(&mut dice).to_uppercase();
            charities.add(&charity(&mut dice, &words, (number, linked), &title))?;
            if dice.chance(RENAMED) {
                for _ in 0..=dice.below(MOST_NAMES) {
                    let title = words.title(&mut dice).to_uppercase();
                    names.add(&other_name(&mut dice, (number, linked), &title))?;
                }
            }
        }
        charities.end()?;
        names.end()
    }
}

/// A list that is written a row at a time.
struct List {
    to: BufWriter<File>,
    is_first: bool,
}

impl List {
    fn begin(path: &Path) -> std::io::Result<Self> {
        let mut to = BufWriter::new(File::create(path)?);
        to.write_all(b"\xef\xbb\xbf[")?;
        Ok(Self { to, is_first: true })
    }

    fn add(&mut self, row: &Value) -> anyhow::Result<()> {
        let between: &[u8] = if self.is_first { b"\n" } else { b",\n" };
        self.is_first = false;
        self.to.write_all(between)?;
        Ok(serde_json::to_writer(&mut self.to, row)?)
    }

    fn end(mut self) -> anyhow::Result<()> {
        self.to.write_all(b"\n]\n")?;
        Ok(self.to.flush()?)
    }
}

fn charity(dice: &mut Dice, words: &Words, (number, linked): (u64, u64), title: &str) -> Value {
    let is_removed = dice.chance(REMOVED);
    let web = dice.chance(ON_THE_WEB);
    let activities = 5 + dice.below(ACTIVITIES);
    json!({
        "date_of_extract": EXTRACTED,
        "organisation_number": number - FIRST + 1,
        "registered_charity_number": number,
        "linked_charity_number": linked,
        "charity_name": title,
        "charity_type": "Trust",
        "charity_registration_status": if is_removed { "Removed" } else { "Registered" },
        "date_of_registration": "1999-04-01T00:00:00",
        "date_of_removal": is_removed.then_some("2014-06-30T00:00:00"),
        "charity_reporting_status": "Submission Received",
        "latest_acc_fin_period_start_date": "2025-04-01T00:00:00",
        "latest_acc_fin_period_end_date": "2026-03-31T00:00:00",
        "latest_income": dice.below(100_000),
        "latest_expenditure": dice.below(100_000),
        "charity_contact_address1": "1 NOWHERE TERRACE",
        "charity_contact_address2": "LONDON",
        "charity_contact_address3": null,
        "charity_contact_address4": null,
        "charity_contact_address5": null,
        "charity_contact_postcode": "ZZ99 9ZZ",
        "charity_contact_phone": "020 7946 0901",
        "charity_contact_email": format!("office@charity-{number}.example"),
        "charity_contact_web": web.then(|| format!("www.charity-{number}.example")),
        "charity_company_registration_number": dice.chance(0.1).then(|| number.to_string()),
        "charity_insolvent": false,
        "charity_in_administration": false,
        "charity_previously_excepted": null,
        "charity_is_cdf_or_cif": null,
        "charity_is_cio": false,
        "cio_is_dissolved": null,
        "date_cio_dissolution_notice": null,
        "charity_activities": words.text(dice, activities),
        "charity_gift_aid": true,
        "charity_has_land": false,
    })
}

fn other_name(dice: &mut Dice, (number, linked): (u64, u64), title: &str) -> Value {
    json!({
        "date_of_extract": EXTRACTED,
        "organisation_number": number - FIRST + 1,
        "registered_charity_number": number,
        "linked_charity_number": linked,
        "charity_name_id": dice.below(1_000_000),
        "charity_name_type": dice.one_of(&["Working Name", "Previous Name"]),
        "charity_name": title,
    })
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use formats::{read_other_names, read_register};

    use super::Extract;

    #[test]
    fn the_extract_is_read_as_the_registers_own() {
        let folder = tempfile::tempdir().unwrap();
        let extract = Extract::of(folder.path(), 200).unwrap();
        let mut charities = Vec::new();
        let counts = read_register(File::open(&extract.charities).unwrap(), |charity| {
            charities.push(charity);
            true
        })
        .unwrap();
        assert_eq!((counts.rows, counts.unreadable), (200, 0));
        assert_eq!(charities.len() as u64, 200 - counts.linked);
        let names = read_other_names(File::open(&extract.names).unwrap()).unwrap();
        let named = charities
            .iter()
            .filter(|one| !names.of(one.number).is_empty());
        assert!((20..60).contains(&named.count()));
        assert_eq!(names.unreadable().0, 0);
    }
}
