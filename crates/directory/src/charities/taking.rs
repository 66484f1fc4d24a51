//! Taking: the register is written, a batch at a time, and listings follow what it says now.
//!
//! Every batch is a transaction of its own, so that crawls and edits go on beside it. What is equal is
//! not written. An import that breaks off is marked, and the next one looks at every listing.

use std::collections::HashMap;

use domain::authority::Actor;
use domain::charity::{Charity, CharityNumber, CharityStatus};
use store::CharityRegister;

use super::numbers::Numbers;
use super::review::Reviewed;
use super::weighing::RegisterWeight;
use crate::people::note;
use crate::{Directory, Error};

/// Numbers that are looked at once, to find those that the register has no longer.
const WALK: u64 = 5_000;

/// An extract that is being taken.
#[derive(Debug)]
pub struct Taking<'a> {
    directory: &'a Directory,
    weight: RegisterWeight,
    seen: Numbers,
    changed: Numbers,
    /// An import before this one broke off: nobody knows what it changed.
    all_changed: bool,
    /// The table of other names did not come with it.
    keeps_names: bool,
    written: u64,
    registered: u64,
    forgotten: u64,
}

/// What came of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegisterTaken {
    /// Charities in the register.
    pub charities: u64,
    /// Those of them that are registered.
    pub registered: u64,
    /// Rows that are new or have changed.
    pub written: u64,
    /// Charities that the register has no longer.
    pub forgotten: u64,
    /// What the register says of the listings.
    pub reviewed: Reviewed,
}

impl Directory {
    /// Begins to take an extract that was weighed.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn take_register(&self, weight: RegisterWeight) -> Result<Taking<'_>, Error> {
        let before = weight.before.clone();
        let begun = CharityRegister {
            unfinished: true,
            ..before.clone().unwrap_or(CharityRegister {
                extracted_on: None,
                imported_at: None,
                charities: 0,
                registered: 0,
                unfinished: true,
            })
        };
        let tx = self.store.begin().await?;
        tx.put_charity_register(&begun).await?;
        tx.commit().await?;
        Ok(Taking {
            directory: self,
            weight,
            seen: Numbers::default(),
            changed: Numbers::default(),
            // Before there was a register, listings showed what their sources say.
            all_changed: before.is_none_or(|before| before.unfinished),
            keeps_names: false,
            written: 0,
            registered: 0,
            forgotten: 0,
        })
    }
}

impl Taking<'_> {
    /// The charities come without their other names: those that are known stay.
    #[must_use]
    pub fn keeping_names(self) -> Self {
        Self {
            keeps_names: true,
            ..self
        }
    }

    /// Takes some more of it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn add(&mut self, charities: &[Charity]) -> Result<(), Error> {
        let tx = self.directory.store.begin().await?;
        let numbers: Vec<CharityNumber> = charities.iter().map(|one| one.number).collect();
        let stored: HashMap<CharityNumber, Charity> = tx
            .charities(&numbers)
            .await?
            .into_iter()
            .map(|charity| (charity.number, charity))
            .collect();
        let mut latest: HashMap<CharityNumber, &Charity> = HashMap::new();
        for charity in charities {
            let number = charity.number;
            let is_first = self.seen.insert(number);
            let is_registered = charity.status == CharityStatus::Registered;
            // A charity that was registered anew has two rows: the one that stands counts.
            if !is_first && !is_registered {
                continue;
            }
            // Of the row before, if there was one: in this batch, or in one that was written.
            let before = latest.get(&number).copied().or(stored.get(&number));
            let was_counted = !is_first
                && before.is_some_and(|before| before.status == CharityStatus::Registered);
            self.registered += u64::from(is_registered && !was_counted);
            latest.insert(number, charity);
        }
        let write: Vec<Charity> = latest
            .into_values()
            .filter_map(|charity| self.news(charity, stored.get(&charity.number)))
            .collect();
        tx.put_charities(&write).await?;
        tx.commit().await?;
        self.written += write.len() as u64;
        for charity in write {
            self.changed.insert(charity.number);
        }
        Ok(())
    }

    /// What is to be written of a charity, if it is not what is stored.
    fn news(&self, charity: &Charity, stored: Option<&Charity>) -> Option<Charity> {
        let mut charity = charity.clone();
        if let Some(stored) = stored.filter(|_| self.keeps_names) {
            charity.other_names.clone_from(&stored.other_names);
        }
        (stored != Some(&charity)).then_some(charity)
    }

    /// The end of it: what the register has no longer is forgotten, listings that now show something
    /// else get a new version, and people are asked to look where it contradicts a listing.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn done(mut self) -> Result<RegisterTaken, Error> {
        self.forget_the_rest().await?;
        let directory = self.directory;
        let now = directory.clock.now();
        let state = CharityRegister {
            extracted_on: Some(self.weight.extracted_on),
            imported_at: Some(now),
            charities: self.weight.charities,
            registered: self.registered,
            unfinished: true,
        };
        let tx = directory.store.begin().await?;
        tx.put_charity_register(&state).await?;
        note(
            &tx,
            &Actor::Operator,
            "import_register",
            format!("register of charities, {}", self.weight.extracted_on),
            Some(&format!("{} charities", state.charities)),
            now,
        )
        .await?;
        tx.commit().await?;
        let changed = (!self.all_changed).then_some(&self.changed);
        let reviewed = directory
            .review_charities(self.weight.extracted_on, changed)
            .await?;
        let tx = directory.store.begin().await?;
        let finished = CharityRegister {
            unfinished: false,
            ..state.clone()
        };
        tx.put_charity_register(&finished).await?;
        tx.commit().await?;
        directory.ring();
        Ok(RegisterTaken {
            charities: state.charities,
            registered: state.registered,
            written: self.written,
            forgotten: self.forgotten,
            reviewed,
        })
    }

    async fn forget_the_rest(&mut self) -> Result<(), Error> {
        let store = &self.directory.store;
        let mut after = None;
        loop {
            let numbers = store.charity_numbers(after, WALK).await?;
            let Some(last) = numbers.last().copied() else {
                return Ok(());
            };
            after = Some(last);
            let gone: Vec<CharityNumber> = numbers
                .into_iter()
                .filter(|number| !self.seen.has(*number))
                .collect();
            if gone.is_empty() {
                continue;
            }
            let tx = store.begin().await?;
            tx.forget_charities(&gone).await?;
            tx.commit().await?;
            self.forgotten += gone.len() as u64;
            for number in gone {
                self.changed.insert(number);
            }
        }
    }
}
