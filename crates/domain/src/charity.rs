//! Charities as the Charity Commission for England and Wales registers them, and what its register says of a
//! number that a source gives.
//!
//! The register enriches and never founds: it confirms a number, or does not, and knows a web site. **No
//! address, telephone, mailbox or person of the register is kept**: they are often a trustee's home.

use std::fmt;

use chrono::NaiveDate;

use crate::kitemark::award::words as day;
use crate::matching::are_alike;
use crate::service::{Organization, OrganizationIdentifier};
use crate::source::Licence;

/// The register's list in org-id.guide.
pub const SCHEME: &str = "GB-CHC";
/// The register's short name where sources are credited.
pub const REGISTER_ID: &str = "charity-commission-register";
/// The register's name where sources are credited.
pub const REGISTER_NAME: &str = "The Charity Commission’s register of charities";
/// Where people look a charity up.
pub const REGISTER_PAGE: &str = "https://register-of-charities.charitycommission.gov.uk/";

/// The number of a registered charity: six or seven digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharityNumber(u32);

impl CharityNumber {
    /// The greatest that there can be.
    pub const GREATEST: u32 = 9_999_999;

    /// Reads "1234567", with spaces or not, with `GB-CHC-` before it or not. One of a linked charity
    /// ("1234567-2") is none: it is another body's.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix("GB-CHC-").unwrap_or(text);
        let digits: String = bare.chars().filter(|c| !c.is_whitespace()).collect();
        let good = (6..=7).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let number = digits.parse().ok().filter(|_| good)?;
        Self::new(number)
    }

    /// The number, if it can be one.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        (100_000..=Self::GREATEST)
            .contains(&number)
            .then_some(Self(number))
    }

    /// As a number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }

    /// The number that an identifier is of; `None` for another register's, and for what is no number.
    #[must_use]
    pub fn of(identifier: &OrganizationIdentifier) -> Option<Self> {
        let ours = identifier.scheme.eq_ignore_ascii_case(SCHEME);
        Self::parse(&identifier.identifier).filter(|_| ours)
    }
}

impl fmt::Display for CharityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Whether a charity is on the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CharityStatus {
    /// It is.
    Registered,
    /// It was.
    Removed,
}

impl CharityStatus {
    /// The register's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "Registered",
            Self::Removed => "Removed",
        }
    }

    /// The status of that word, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Registered, Self::Removed]
            .into_iter()
            .find(|status| status.as_str().eq_ignore_ascii_case(name.trim()))
    }
}

/// All that is kept of a charity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charity {
    /// Its number.
    pub number: CharityNumber,
    /// Its name.
    pub name: String,
    /// Whether it is on the register.
    pub status: CharityStatus,
    /// The day on which it was removed.
    pub removed_on: Option<NaiveDate>,
    /// Its web site, absolute.
    pub website: Option<String>,
    /// Its number at Companies House.
    pub company_number: Option<String>,
    /// Names that it works under or had before, by the register's table of other names.
    pub other_names: Vec<String>,
}

impl Charity {
    /// Whether an organization of this name may be this charity, by any of its names.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let mut names = std::iter::once(&self.name).chain(&self.other_names);
        names.any(|known| are_alike(name, known))
    }
}

/// What the register says of a number that a source gives with an organization's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// A charity of that number and a name alike, its own or another of its names, is registered.
    Confirmed,
    /// Such a charity was registered and is not any more.
    Removed,
    /// The number is of a charity of another name.
    OtherName,
    /// No charity has the number.
    Unknown,
}

impl Finding {
    /// What the register's entry under a number says of an organization of this name.
    #[must_use]
    pub fn of(name: &str, entry: Option<&Charity>) -> Self {
        match entry {
            None => Self::Unknown,
            Some(entry) if !entry.is_called(name) => Self::OtherName,
            Some(entry) if entry.status == CharityStatus::Removed => Self::Removed,
            Some(_) => Self::Confirmed,
        }
    }
}

/// What a confirmed entry of the register adds to a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    /// The charity's number.
    pub number: CharityNumber,
    /// Its name on the register.
    pub name: String,
    /// The register's own date.
    pub as_of: NaiveDate,
    /// Whether the organization's web site is the register's word, because no source has one.
    pub gives_website: bool,
    /// The charity's own page in the register.
    pub page: String,
    /// The register's terms.
    pub licence: Licence,
}

impl Registration {
    /// "Registered charity 1234567, by the Charity Commission’s register of 20 November 2026".
    #[must_use]
    pub fn words(&self) -> String {
        format!(
            "Registered charity {}, by the Charity Commission’s register of {}",
            self.number,
            day(self.as_of)
        )
    }
}

/// The terms of the register.
#[must_use]
pub fn licence() -> Licence {
    Licence {
        id: "OGL-UK-3.0".to_owned(),
        url: Some(
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/".to_owned(),
        ),
        attribution: "Contains information from the Charity Commission’s register of charities, licensed under the Open Government Licence v3.0.".to_owned(),
        allows_redistribution: true,
    }
}

/// Lets the register, as of its date, have its say on an organization; `entry` looks a number up.
///
/// A number that it confirms is marked so. One that it knows under another name, or not at all, is taken
/// away, because whoever joins data by it would join it to somebody else. A web site is taken where there
/// is none.
pub fn enrich<'a>(
    organization: &mut Organization,
    as_of: NaiveDate,
    entry: impl Fn(CharityNumber) -> Option<&'a Charity>,
) -> Option<Registration> {
    let mut confirmed: Option<(NaiveDate, &Charity)> = None;
    let name = organization.name.clone();
    organization.identifiers.retain_mut(|identifier| {
        let Some(number) = CharityNumber::of(identifier) else {
            return true;
        };
        let entry = entry(number);
        let finding = Finding::of(&name, entry);
        if finding == Finding::Confirmed {
            identifier.confirmed_on = Some(as_of);
            confirmed = confirmed.or(entry.map(|entry| (as_of, entry)));
        }
        !matches!(finding, Finding::OtherName | Finding::Unknown)
    });
    let (as_of, entry) = confirmed?;
    let gives_website = organization.website.is_none() && entry.website.is_some();
    if gives_website {
        organization.website.clone_from(&entry.website);
    }
    Some(Registration {
        number: entry.number,
        name: entry.name.clone(),
        as_of,
        gives_website,
        page: format!(
            "{REGISTER_PAGE}charity-search/-/charity-details/{}",
            entry.number
        ),
        licence: licence(),
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Charity, CharityNumber, CharityStatus, Finding, enrich};
    use crate::service::{Organization, OrganizationIdentifier};

    fn larder() -> Charity {
        Charity {
            number: CharityNumber::new(9_900_001).unwrap(),
            name: "THE LISSON LARDER LTD".into(),
            status: CharityStatus::Registered,
            removed_on: None,
            website: Some("https://larder.example/".into()),
            company_number: None,
            other_names: vec!["Soup on Lisson Street".into()],
        }
    }

    fn organization(name: &str) -> Organization {
        Organization {
            name: name.into(),
            identifiers: ["GB-CHC", "GB-COH"]
                .map(|scheme| OrganizationIdentifier::new(scheme, "9900001"))
                .into(),
            ..Organization::default()
        }
    }

    #[test]
    fn a_number_is_six_or_seven_digits_of_this_register() {
        for good in ["9900001", " 990 0001 ", "GB-CHC-9900001"] {
            assert_eq!(CharityNumber::parse(good), CharityNumber::new(9_900_001));
        }
        assert_eq!(CharityNumber::parse("234567").unwrap().get(), 234_567);
        for bad in [
            "",
            "12345",
            "12345678",
            "9900001-2",
            "SC012345",
            "0000000",
            "٣٣٣٣٣٣",
        ] {
            assert_eq!(CharityNumber::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn number_and_name_decide_together() {
        let removed = Charity {
            status: CharityStatus::Removed,
            ..larder()
        };
        fn check(name: &str, entry: Option<&Charity>, expected: Finding) {
            assert_eq!(Finding::of(name, entry), expected, "{name}");
        }
        check("Lisson Larder", Some(&larder()), Finding::Confirmed);
        check("Lisson Larder", Some(&removed), Finding::Removed);
        check("Soup on Lisson Street", Some(&larder()), Finding::Confirmed);
        check("Soup on Lisson Street", Some(&removed), Finding::Removed);
        check("Brixton Singers", Some(&larder()), Finding::OtherName);
        check("Brixton Singers", Some(&removed), Finding::OtherName);
        check("Lisson Larder", None, Finding::Unknown);
    }

    #[test]
    fn a_confirmed_number_is_marked_and_its_web_site_fills_a_gap() {
        let (day, entry) = (NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(), larder());
        let mut run_by = organization("Lisson Larder");
        let found = enrich(&mut run_by, day, |_| Some(&entry)).unwrap();
        assert!(found.gives_website);
        assert_eq!(run_by.website.as_deref(), Some("https://larder.example/"));
        let marks: Vec<_> = run_by
            .identifiers
            .iter()
            .map(|id| id.confirmed_on)
            .collect();
        assert_eq!(marks, [Some(day), None]);
        assert_eq!(
            found.words(),
            "Registered charity 9900001, by the Charity Commission’s register of 20 November 2026"
        );

        let mut own = organization("Lisson Larder");
        own.website = Some("https://own.example/".into());
        assert!(
            !enrich(&mut own, day, |_| Some(&entry))
                .unwrap()
                .gives_website
        );
        assert_eq!(own.website.as_deref(), Some("https://own.example/"));
    }

    #[test]
    fn what_is_not_confirmed_adds_nothing_and_a_wrong_number_is_not_passed_on() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let removed = Charity {
            status: CharityStatus::Removed,
            ..larder()
        };
        for (name, entry, kept) in [
            ("Brixton Singers", Some(larder()), 1),
            ("Lisson Larder", None, 1),
            ("Lisson Larder", Some(removed), 2),
        ] {
            let mut run_by = organization(name);
            assert_eq!(enrich(&mut run_by, day, |_| entry.as_ref()), None);
            assert_eq!(run_by.identifiers.len(), kept, "{name}");
            assert!(
                run_by
                    .identifiers
                    .iter()
                    .all(|id| id.confirmed_on.is_none())
            );
            assert_eq!(run_by.website, None);
        }
    }
}
