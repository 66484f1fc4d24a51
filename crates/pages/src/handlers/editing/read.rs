//! What a form sent, and the small things that people type into it.

use chrono::NaiveDate;

/// The answers, by the names of their fields.
pub(super) struct Answers<'a>(pub(super) &'a [(String, String)]);

impl Answers<'_> {
    /// An answer as it was typed.
    pub(super) fn raw(&self, name: &str) -> String {
        self.0
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }

    /// One line; nothing for an empty one.
    pub(super) fn line(&self, name: &str) -> Option<String> {
        let line = domain::text::line(&self.raw(name));
        (!line.is_empty()).then_some(line)
    }

    /// Paragraphs; nothing for an empty text.
    pub(super) fn prose(&self, name: &str) -> Option<String> {
        let text = domain::text::paragraphs(&self.raw(name));
        (!text.is_empty()).then_some(text)
    }

    /// What stands on lines of its own, or between commas.
    pub(super) fn several(&self, name: &str) -> Vec<String> {
        let raw = self.raw(name);
        raw.split(['\n', ','])
            .map(domain::text::line)
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// The same, lines only.
    pub(super) fn lines(&self, name: &str) -> Vec<String> {
        let raw = self.raw(name);
        raw.lines()
            .map(domain::text::line)
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// Whether a box with this value is ticked.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.0
            .iter()
            .any(|(other, sent)| other == name && sent == value)
    }

    /// Every box of the name that is ticked.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, value)| value.clone())
            .collect()
    }
}

/// A date as people write it: "25 December 2026", "25/12/2026", "2026-12-25".
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let text = domain::text::line(text);
    ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(&text, form).ok())
        .filter(|date| (2000..2100).contains(&chrono::Datelike::year(date)))
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in [
            "25 December 2026",
            "25/12/2026",
            "2026-12-25",
            " 25 Dec 2026",
        ] {
            assert_eq!(date(text).unwrap().to_string(), "2026-12-25", "{text}");
        }
        for text in ["", "Christmas", "25/13/2026", "25 December 26"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
