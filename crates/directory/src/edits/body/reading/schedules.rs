//! When a service is: days, weeks, times, dates and rules that repeat.

use chrono::Weekday;
use domain::recurrence;
use domain::schedule::{Frequency, Schedule, weekday_name};

use super::super::reader::{Object, Reader};
use super::{FREQUENCIES, MOST};

impl Reader {
    pub(super) fn schedules(&mut self, object: &Object<'_>) -> Vec<Schedule> {
        const FIELDS: [&str; 12] = [
            "frequency",
            "weekdays",
            "weeks_of_month",
            "opens_at",
            "closes_at",
            "valid_from",
            "valid_to",
            "term_time_only",
            "rrule",
            "exdates",
            "rdates",
            "description",
        ];
        let mut schedules = Vec::new();
        for (value, pointer) in self.list(object, "schedules", MOST) {
            let Some(session) = self.object(value, pointer, &FIELDS) else {
                continue;
            };
            let schedule = Schedule {
                frequency: self
                    .word(&session, "frequency", &FREQUENCIES)
                    .unwrap_or_default(),
                weekdays: self.weekdays(&session),
                weeks_of_month: self.weeks(&session),
                opens_at: self.time(&session, "opens_at"),
                closes_at: self.time(&session, "closes_at"),
                valid_from: self.date(&session, "valid_from"),
                valid_to: self.date(&session, "valid_to"),
                term_time_only: self.boolean(&session, "term_time_only"),
                rrule: self.rule(&session),
                exdates: self.dates(&session, "exdates"),
                rdates: self.dates(&session, "rdates"),
                description: self.line(&session, "description"),
            };
            self.check_schedule(&session, &schedule);
            schedules.push(schedule);
        }
        schedules
    }

    fn check_schedule(&mut self, session: &Object<'_>, schedule: &Schedule) {
        let needs_start = schedule.rrule.is_some() || schedule.frequency == Frequency::Once;
        if needs_start && schedule.valid_from.is_none() {
            let message = "must be the first date: a rule or a single date begins somewhere";
            self.fault(session.at("valid_from"), message, "2027-01-31");
        }
        let is_weekly = !needs_start;
        if is_weekly && schedule.weekdays.is_empty() && session.value("weekdays").is_none() {
            let message = "must name at least one day of the week";
            self.fault(session.at("weekdays"), message, "[\"Tuesday\"]");
        }
        if let (Some(from), Some(to)) = (schedule.valid_from, schedule.valid_to)
            && to < from
        {
            let message = "must not be before valid_from";
            self.fault(session.at("valid_to"), message, "2027-12-31");
        }
        let is_empty = schedule.opens_at.is_some() && schedule.opens_at == schedule.closes_at;
        if is_empty {
            let message = "must not be the time at which it begins";
            self.fault(session.at("closes_at"), message, "12:00");
        }
    }

    fn weekdays(&mut self, session: &Object<'_>) -> Vec<Weekday> {
        let mut days: Vec<Weekday> = Vec::new();
        for (value, pointer) in self.list(session, "weekdays", 7) {
            let day = value.as_str().and_then(|text| text.parse::<Weekday>().ok());
            match day {
                Some(day) if !days.contains(&day) => days.push(day),
                Some(_) => {}
                None => {
                    let message = "must be a day of the week such as Tuesday";
                    self.fault(pointer, message, weekday_name(Weekday::Tue));
                }
            }
        }
        days.sort_by_key(Weekday::num_days_from_monday);
        days
    }

    fn weeks(&mut self, session: &Object<'_>) -> Vec<i8> {
        let mut weeks = Vec::new();
        for (value, pointer) in self.list(session, "weeks_of_month", 5) {
            let week = value.as_i64().and_then(|week| i8::try_from(week).ok());
            match week.filter(|week| matches!(week, -1 | 1..=4)) {
                Some(week) => weeks.push(week),
                None => self.fault(pointer, "must be 1 to 4, or -1 for the last", "1"),
            }
        }
        weeks.sort_unstable();
        weeks.dedup();
        weeks
    }

    fn rule(&mut self, session: &Object<'_>) -> Option<String> {
        let text = self.line(session, "rrule")?;
        match recurrence::checked(&text) {
            Ok(rule) => Some(rule),
            Err(error) => {
                self.fault(
                    session.at("rrule"),
                    error.to_string(),
                    "FREQ=WEEKLY;BYDAY=TU",
                );
                None
            }
        }
    }
}
