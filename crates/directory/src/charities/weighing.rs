//! Weighing: an extract is held against what is known before anything is written.
//!
//! A download that was cut off, or a day on which the register was not itself, shows as a register that
//! is much smaller, or in which very many are newly removed. A person decides about such a one.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::charity::{Charity, CharityNumber, CharityStatus};
use store::CharityRegister;

use super::numbers::Numbers;
use crate::{Directory, Error};

/// The share of the register that may be gone, or be newly removed, without a person's word.
const MOST_LOST: f64 = 0.3;
/// The share of rows that may be unreadable.
const MOST_UNREADABLE: f64 = 0.01;

/// An extract that is being weighed.
#[derive(Debug)]
pub struct Weighing<'a> {
    directory: &'a Directory,
    before: Option<CharityRegister>,
    seen: Numbers,
    charities: u64,
    newly_removed: u64,
}

/// What was found out about an extract.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterWeight {
    /// The register as it was imported before.
    pub before: Option<CharityRegister>,
    /// The extract's date.
    pub extracted_on: NaiveDate,
    /// Charities in it.
    pub charities: u64,
    /// Those that were registered in the one before and are removed in this.
    pub newly_removed: u64,
    /// Rows that could not be read, of all rows.
    pub unreadable: (u64, u64),
}

impl Directory {
    /// Begins to weigh an extract of the register.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn weigh_register(&self) -> Result<Weighing<'_>, Error> {
        Ok(Weighing {
            directory: self,
            before: self.store.charity_register().await?,
            seen: Numbers::default(),
            charities: 0,
            newly_removed: 0,
        })
    }
}

impl Weighing<'_> {
    /// Weighs some more of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn add(&mut self, charities: &[Charity]) -> Result<(), Error> {
        let new: Vec<&Charity> = charities
            .iter()
            .filter(|charity| self.seen.insert(charity.number))
            .collect();
        self.charities += new.len() as u64;
        let removed: Vec<CharityNumber> = new
            .iter()
            .filter(|charity| charity.status == CharityStatus::Removed)
            .map(|charity| charity.number)
            .collect();
        let known: HashMap<CharityNumber, CharityStatus> = self
            .directory
            .store
            .charities(&removed)
            .await?
            .into_iter()
            .map(|charity| (charity.number, charity.status))
            .collect();
        let newly = removed
            .iter()
            .filter(|number| known.get(number) == Some(&CharityStatus::Registered));
        self.newly_removed += newly.count() as u64;
        Ok(())
    }

    /// The end of it; `unreadable` are rows that could not be read, and all rows.
    #[must_use]
    pub fn done(self, extracted_on: NaiveDate, unreadable: (u64, u64)) -> RegisterWeight {
        RegisterWeight {
            before: self.before,
            extracted_on,
            charities: self.charities,
            newly_removed: self.newly_removed,
            unreadable,
        }
    }
}

impl RegisterWeight {
    /// Why it is not imported without a person's word; empty when nothing is wrong with it.
    #[must_use]
    pub fn objections(&self) -> Vec<String> {
        let mut objections = Vec::new();
        let (bad, rows) = self.unreadable;
        if share(bad, rows) > MOST_UNREADABLE {
            objections.push(format!("{bad} of {rows} rows cannot be read"));
        }
        let Some(before) = &self.before else {
            return objections;
        };
        let lost = before.charities.saturating_sub(self.charities);
        if share(lost, before.charities) >= MOST_LOST {
            objections.push(format!(
                "it has {} charities and the one in use {}: {:.0} in a hundred are missing",
                self.charities,
                before.charities,
                100.0 * share(lost, before.charities)
            ));
        }
        if share(self.newly_removed, before.registered) > MOST_LOST {
            objections.push(format!(
                "{} of {} registered charities are newly removed in it",
                self.newly_removed, before.registered
            ));
        }
        if let Some(day) = before.extracted_on.filter(|day| *day > self.extracted_on) {
            objections.push(format!(
                "it is of {} and the one in use of {day}",
                self.extracted_on
            ));
        }
        objections
    }
}

fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}
