//! The small facts of a document, packed into one number.
//!
//! One read of one column answers most filters; a column for each would be a read for each.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveTime};
use domain::calendar::{self, Met};
use domain::service::Attendance;
use domain::when::When;

use crate::document::{Document, Sensitivity};
use crate::query::AGE_BANDS;

/// Each with the bit that stands for it and the name it has in facets.
pub(crate) const ATTENDANCE: [(Attendance, &str); 4] = [
    (Attendance::InPerson, "in_person"),
    (Attendance::Phone, "phone"),
    (Attendance::Online, "online"),
    (Attendance::Home, "home"),
];

const WEEKDAYS_AT: u32 = 4;
const FREE: u64 = 1 << 11;
const STALE: u64 = 1 << 12;
const REMOTE: u64 = 1 << 13;
const ANYWHERE: u64 = 1 << 14;
const FULL: u64 = 1 << 15;
const OPEN: u64 = 1 << 32;
/// How many tiers of a kitemark it has reached, two bits: 3 is three or more.
const KITEMARK_AT: u32 = 33;
const UNANSWERED: u64 = 1 << 35;
const FOR_SOME: u64 = 1 << 36;
const SENSITIVE_IN_NAME: u64 = 1 << 38;
const SENSITIVE_IN_NEEDS: u64 = 1 << 39;
const BY_NAME: u64 = 1 << 40;
/// It names areas that it serves.
const SERVES_AREAS: u64 = 1 << 37;
const MINIMUM_AGE_AT: u32 = 16;
const MAXIMUM_AGE_AT: u32 = 24;
/// The week does not tell the whole: a session is bounded by dates, or its hours are not known.
const LOOK_CLOSER: u64 = 1 << 42;
/// Parts of days, three bits a day, as in [`Met::cells`]: the highest bits.
const CELLS_AT: u32 = 43;

/// The days, Monday first, each with the two letters by which facets and iCalendar call it.
pub(crate) const LETTERS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Attendance in the bits of [`ATTENDANCE`], weekdays, flags, ages and parts of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks(u64);

impl Marks {
    pub(crate) fn of(document: &Document) -> Self {
        let flag = |is: bool, bit: u64| if is { bit } else { 0 };
        let sessions = &document.sessions;
        // The usual week; bounds and unknown hours are looked at when it matters.
        let week = calendar::meet(
            sessions,
            &When::default(),
            NaiveDate::MIN,
            NaiveTime::default(),
        );
        let is_usual = sessions
            .iter()
            .all(|session| !session.is_bounded() && session.from.is_some());
        Self(
            u64::from(attendance_bits(&document.attendance))
                | u64::from(week.days) << WEEKDAYS_AT
                | u64::from(week.cells) << CELLS_AT
                | flag(!is_usual, LOOK_CLOSER)
                | (document.kitemark.len().min(3) as u64) << KITEMARK_AT
                | flag(document.is_free, FREE)
                | flag(document.is_open, OPEN)
                | flag(document.is_full, FULL)
                | flag(document.is_stale, STALE)
                | flag(document.is_unanswered, UNANSWERED)
                | flag(document.is_for_some, FOR_SOME)
                | flag(document.is_by_name, BY_NAME)
                | match document.sensitivity {
                    Sensitivity::None => 0,
                    Sensitivity::InNeeds => SENSITIVE_IN_NEEDS,
                    Sensitivity::InName => SENSITIVE_IN_NAME,
                }
                | flag(!document.service_areas.is_empty(), SERVES_AREAS)
                | flag(document.is_remote(), REMOTE)
                | flag(document.serves_anywhere(), ANYWHERE)
                | u64::from(document.minimum_age.unwrap_or(0)) << MINIMUM_AGE_AT
                | u64::from(document.maximum_age.unwrap_or(u8::MAX)) << MAXIMUM_AGE_AT,
        )
    }

    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    pub(crate) fn attendance(self) -> u8 {
        self.byte(0) & 0b1111
    }

    /// The week, where that is all there is to know of its times.
    pub(crate) fn week(self) -> Option<Met> {
        let days = self.byte(WEEKDAYS_AT) & 0b111_1111;
        (self.0 & LOOK_CLOSER == 0).then_some(Met {
            days,
            cells: (self.0 >> CELLS_AT) as u32,
            is_unsaid: days == 0,
        })
    }

    pub(crate) fn is_free(self) -> bool {
        self.0 & FREE != 0
    }

    pub(crate) fn is_open(self) -> bool {
        self.0 & OPEN != 0
    }

    pub(crate) fn is_full(self) -> bool {
        self.0 & FULL != 0
    }

    /// How many tiers of a kitemark it has reached, up to three.
    pub(crate) fn kitemark(self) -> u8 {
        self.byte(KITEMARK_AT) & 0b11
    }

    pub(crate) fn is_stale(self) -> bool {
        self.0 & STALE != 0
    }

    pub(crate) fn is_unanswered(self) -> bool {
        self.0 & UNANSWERED != 0
    }

    pub(crate) fn serves_areas(self) -> bool {
        self.0 & SERVES_AREAS != 0
    }

    pub(crate) fn is_for_some(self) -> bool {
        self.0 & FOR_SOME != 0
    }

    pub(crate) fn sensitivity(self) -> Sensitivity {
        if self.0 & SENSITIVE_IN_NAME != 0 {
            Sensitivity::InName
        } else if self.0 & SENSITIVE_IN_NEEDS != 0 {
            Sensitivity::InNeeds
        } else {
            Sensitivity::None
        }
    }

    pub(crate) fn is_by_name(self) -> bool {
        self.0 & BY_NAME != 0
    }

    /// Whether the only way to take part is to go there.
    pub(crate) fn is_gone_to(self) -> bool {
        self.attendance() == attendance_bits(&[Attendance::InPerson])
    }

    pub(crate) fn is_remote(self) -> bool {
        self.0 & REMOTE != 0
    }

    pub(crate) fn serves_anywhere(self) -> bool {
        self.0 & ANYWHERE != 0
    }

    pub(crate) fn is_for(self, ages: &RangeInclusive<u8>) -> bool {
        self.byte(MINIMUM_AGE_AT) <= *ages.end() && *ages.start() <= self.byte(MAXIMUM_AGE_AT)
    }

    /// Whether it is for these ages and not for much younger or older people as well.
    pub(crate) fn is_aimed_at(self, ages: &RangeInclusive<u8>, within: u8) -> bool {
        let is_near_below = || {
            let least = self.byte(MINIMUM_AGE_AT);
            least > 0 && least >= ages.start().saturating_sub(within)
        };
        let is_near_above =
            || self.byte(MAXIMUM_AGE_AT) <= ages.end().saturating_add(within).min(254);
        self.is_for(ages) && (is_near_below() || is_near_above())
    }

    /// The bits of [`crate::query::AGE_BANDS`] that it is for.
    pub(crate) fn age_bands(self) -> u8 {
        AGE_BANDS
            .iter()
            .enumerate()
            .filter(|(_, (least, most))| self.is_for(&(*least..=*most)))
            .fold(0, |bits, (at, _)| bits | 1 << at)
    }

    fn byte(self, at: u32) -> u8 {
        (self.0 >> at & 0xff) as u8
    }
}

/// The ways in the bits of [`ATTENDANCE`].
pub(crate) fn attendance_bits(ways: &[Attendance]) -> u8 {
    ATTENDANCE
        .iter()
        .enumerate()
        .filter(|(_, (way, _))| ways.contains(way))
        .fold(0, |bits, (at, _)| bits | 1 << at)
}
