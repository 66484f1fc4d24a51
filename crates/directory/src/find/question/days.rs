//! Words about days and times of day.

use chrono::Weekday;

/// When something should be, as far as the words say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// On one of these days; empty for any.
    pub days: Vec<Weekday>,
    /// At one of these times of day; empty for any.
    pub parts: Vec<DayPart>,
    /// At this moment.
    pub is_now: bool,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayPart {
    /// Before noon.
    Morning,
    /// From noon until five.
    Afternoon,
    /// From five on.
    Evening,
}

impl When {
    /// Hears a folded word; says whether it is about time.
    pub(super) fn hear(&mut self, word: &str, today: Weekday) -> bool {
        let days = match word {
            "today" => vec![today],
            "tonight" => {
                self.add_part(DayPart::Evening);
                vec![today]
            }
            "tomorrow" => vec![today.succ()],
            "weekend" | "weekends" => vec![Weekday::Sat, Weekday::Sun],
            "now" => {
                self.is_now = true;
                Vec::new()
            }
            "morning" | "mornings" => return self.add_part(DayPart::Morning),
            "afternoon" | "afternoons" => return self.add_part(DayPart::Afternoon),
            "evening" | "evenings" => return self.add_part(DayPart::Evening),
            word => match day(word) {
                Some(day) => vec![day],
                None => return false,
            },
        };
        for day in days {
            if !self.days.contains(&day) {
                self.days.push(day);
            }
        }
        true
    }

    fn add_part(&mut self, part: DayPart) -> bool {
        if !self.parts.contains(&part) {
            self.parts.push(part);
        }
        true
    }
}

/// The day of a folded word, one or many of it.
fn day(word: &str) -> Option<Weekday> {
    let name = word.strip_suffix('s').unwrap_or(word);
    Some(match name {
        "monday" => Weekday::Mon,
        "tuesday" | "tue" => Weekday::Tue,
        "wednesday" | "weds" | "wed" => Weekday::Wed,
        "thursday" | "thur" | "thu" => Weekday::Thu,
        "friday" | "fri" => Weekday::Fri,
        "saturday" => Weekday::Sat,
        "sunday" => Weekday::Sun,
        _ => return None,
    })
}
