//! Sessions in the index: one number each.
//!
//! Packed so that what most sessions share (no bounds, no exceptions) is nought in the high bits,
//! where a column of small numbers takes little room.

use chrono::{Datelike as _, NaiveDate};
use domain::calendar::Session;

/// Times are kept to this many minutes: a beginning is rounded down, an end up.
const STEP: u16 = 5;
/// Stands for a beginning that is not known.
const NO_BEGINNING: u64 = 511;
/// Stands for an end that is not known.
const NO_END: u64 = 1023;
/// Dates are kept as days from 1 January 2000; nought stands for none.
const LAST_DAY: i32 = (1 << 15) - 1;

const WEEKS_AT: u32 = 7;
const FROM_AT: u32 = 13;
const TO_AT: u32 = 22;
const FORTNIGHTLY_AT: u32 = 32;
const OFF_AT: u32 = 33;
const FIRST_AT: u32 = 34;
const LAST_AT: u32 = 49;

pub(crate) fn pack(session: &Session) -> u64 {
    let from = session
        .from
        .map_or(NO_BEGINNING, |minutes| u64::from(minutes / STEP));
    let to = session
        .to
        .map_or(NO_END, |minutes| u64::from(minutes.div_ceil(STEP)));
    u64::from(session.days)
        | u64::from(session.weeks) << WEEKS_AT
        | from.min(NO_BEGINNING) << FROM_AT
        | to.min(NO_END) << TO_AT
        | u64::from(session.fortnightly) << FORTNIGHTLY_AT
        | u64::from(session.is_off) << OFF_AT
        | pack_date(session.first) << FIRST_AT
        | pack_date(session.last) << LAST_AT
}

pub(crate) fn unpack(packed: u64) -> Session {
    let bits = |at: u32, count: u32| packed >> at & ((1 << count) - 1);
    let minutes = |value: u64, none: u64| (value != none).then_some(value as u16 * STEP);
    Session {
        days: bits(0, 7) as u8,
        weeks: bits(WEEKS_AT, 6) as u8,
        from: minutes(bits(FROM_AT, 9), NO_BEGINNING),
        to: minutes(bits(TO_AT, 10), NO_END),
        fortnightly: bits(FORTNIGHTLY_AT, 1) == 1,
        is_off: bits(OFF_AT, 1) == 1,
        first: unpack_date(bits(FIRST_AT, 15)),
        last: unpack_date(bits(LAST_AT, 15)),
    }
}

/// The day before the first that can be kept.
fn epoch() -> NaiveDate {
    NaiveDate::from_ymd_opt(1999, 12, 31).unwrap_or_default()
}

/// A date before 2000 is as good as the first day of it, one past 2089 as the last that fits.
fn pack_date(date: Option<NaiveDate>) -> u64 {
    date.map_or(0, |date| {
        let days = date.num_days_from_ce() - epoch().num_days_from_ce();
        days.clamp(1, LAST_DAY) as u64
    })
}

fn unpack_date(days: u64) -> Option<NaiveDate> {
    (days != 0)
        .then(|| epoch().checked_add_days(chrono::Days::new(days)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use domain::calendar::Session;
    use proptest::prelude::{any, prop, proptest};

    use super::{epoch, pack, unpack};

    proptest! {
        #[test]
        fn what_is_packed_comes_out_as_it_went_in(
            (days, weeks, fortnightly, is_off) in (0_u8..128, 0_u8..64, any::<bool>(), any::<bool>()),
            from in prop::option::of(0_u16..288),
            to in prop::option::of(1_u16..577),
            first in prop::option::of(1_u64..32_767),
            last in prop::option::of(1_u64..32_767),
        ) {
            let date = |days| epoch().checked_add_days(chrono::Days::new(days));
            let session = Session {
                days,
                weeks,
                from: from.map(|steps| steps * 5),
                to: to.map(|steps| steps * 5),
                fortnightly,
                is_off,
                first: first.and_then(date),
                last: last.and_then(date),
            };
            assert_eq!(unpack(pack(&session)), session);
        }
    }
}
