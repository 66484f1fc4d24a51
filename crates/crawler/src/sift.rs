//! What a reading gave and what is none the less no listing: events that are over, pages that ask not
//! to be listed.

use chrono::{NaiveDate, TimeDelta};
use domain::schedule::Frequency;
use domain::service::Service;
use domain::statement::SetAside;
use formats::Reading;

/// A single event is kept for so long after it is over.
const OVER_AFTER: TimeDelta = TimeDelta::days(30);

/// Single events that are over are no listings.
pub(crate) fn forget_past(reading: &mut Reading, today: NaiveDate) {
    let (over, items): (Vec<_>, Vec<_>) = std::mem::take(&mut reading.items)
        .into_iter()
        .partition(|item| is_over(&item.service, today));
    reading.items = items;
    reading
        .set_aside
        .extend(over.into_iter().map(|item| SetAside {
            place: "page".to_owned(),
            external_id: Some(item.external_id),
            reason: "it is over".to_owned(),
            raw: item.raw.chars().take(4_000).collect(),
        }));
}

fn is_over(service: &Service, today: NaiveDate) -> bool {
    let mut schedules = service.all_schedules().peekable();
    schedules.peek().is_some()
        && schedules.all(|schedule| {
            schedule.frequency == Frequency::Once
                && schedule
                    .valid_from
                    .is_some_and(|day| today - day > OVER_AFTER)
        })
}

/// A page whose header says noindex is not listed.
pub(crate) fn forget_unindexed(reading: &mut Reading) {
    for item in std::mem::take(&mut reading.items) {
        reading.set_aside.push(SetAside {
            place: "page".to_owned(),
            external_id: Some(item.external_id),
            reason: "the page asks not to be indexed".to_owned(),
            raw: item.raw.chars().take(4_000).collect(),
        });
    }
}
