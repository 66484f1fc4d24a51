//! Times of day as written, and what a pair of them can only mean.

use chrono::NaiveTime;

/// A time of day as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ClockTime {
    /// 0 to 24.
    pub(super) hour: u32,
    /// 0 to 59.
    pub(super) minute: u32,
    /// What says which half of the day it is in.
    pub(super) half: Half,
    /// Whether minutes were written; a bare number alone may be anything.
    pub(super) with_minutes: bool,
}

/// Which half of the day a written time is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// "10am".
    Am,
    /// "2pm", "noon".
    Pm,
    /// "09:00", "14:30": the 24-hour clock.
    TwentyFour,
    /// "10", "2.30": either.
    Unsaid,
}

/// Earliest time of day, in minutes, at which anybody would begin.
const EARLIEST: u32 = 5 * 60;

impl ClockTime {
    /// Minutes since midnight, where that is certain.
    fn minutes(self) -> Option<u32> {
        let hour = match self.half {
            // "12am" is midnight to some and noon to others.
            Half::Am if self.hour == 12 || self.hour == 0 => return None,
            Half::Am if self.hour > 12 => return None,
            Half::Am | Half::TwentyFour => self.hour,
            Half::Pm if self.hour == 0 => return None,
            Half::Pm if self.hour >= 12 => self.hour,
            Half::Pm => self.hour + 12,
            Half::Unsaid if self.hour == 12 => 12,
            Half::Unsaid => return None,
        };
        (hour < 24).then_some(hour * 60 + self.minute)
    }

    fn as_half(self, half: Half) -> Option<u32> {
        Self { half, ..self }.minutes()
    }

    /// A time that stands alone: "7pm", "19:30", "10.30", never a bare "7".
    pub(super) fn alone(self) -> Option<NaiveTime> {
        let minutes = match self.half {
            Half::Unsaid if self.with_minutes && (9..12).contains(&self.hour) => {
                self.as_half(Half::Am)
            }
            Half::Unsaid if !self.with_minutes => None,
            _ => self.minutes(),
        }?;
        time(minutes).filter(|_| minutes >= EARLIEST)
    }
}

/// What "a to b" can only mean, if it can mean only one thing on one day.
pub(super) fn range(from: ClockTime, to: ClockTime) -> Option<(NaiveTime, NaiveTime)> {
    let (start, end) = match (from.half, to.half) {
        (Half::Unsaid, Half::Unsaid) => unsaid(from, to)?,
        (Half::Unsaid, Half::TwentyFour) => (from.as_half(Half::TwentyFour)?, to.minutes()?),
        (Half::TwentyFour, Half::Unsaid) => (from.minutes()?, to.as_half(Half::TwentyFour)?),
        (Half::Unsaid, _) => {
            let end = to.minutes()?;
            let same = from.as_half(to.half).filter(|start| *start < end);
            (
                same.or_else(|| from.as_half(Half::Am).or(from.minutes()))?,
                end,
            )
        }
        (_, Half::Unsaid) => {
            let start = from.minutes()?;
            let after = |half| to.as_half(half).filter(|end| *end > start);
            (start, after(Half::Am).or_else(|| after(Half::Pm))?)
        }
        _ => (from.minutes()?, to.minutes()?),
    };
    (EARLIEST <= start && start < end).then_some((time(start)?, time(end)?))
}

/// Neither side says which half: only the pairs that leave no doubt.
fn unsaid(from: ClockTime, to: ClockTime) -> Option<(u32, u32)> {
    let before = (from.hour, from.minute) < (to.hour, to.minute);
    let start = match from.hour {
        // "9-5", "10.30-12", "12-2".
        9..=12 => from.as_half(Half::Am).or(from.minutes())?,
        // "8-6" is a day's work; "7-9" could be breakfast or a film.
        7..=8 if !before || to.hour == 12 => from.as_half(Half::Am)?,
        // "2-4" at night would be news.
        1..=5 if before && to.hour < 12 => from.as_half(Half::Pm)?,
        _ => return None,
    };
    let end = [to.as_half(Half::Am), to.as_half(Half::Pm)]
        .into_iter()
        .flatten()
        .find(|end| *end > start)?;
    Some((start, end))
}

fn time(minutes: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)
}
