//! Taking JSON apart while gathering what is wrong with it.

use chrono::{NaiveDate, NaiveTime};
use serde_json::{Map, Value};

use crate::Flaw;

/// The most characters of a line.
pub(super) const LINE: usize = 200;
/// The most characters of a text of some sentences.
pub(super) const PROSE: usize = 10_000;

/// An object and where it stands.
pub(super) struct Object<'a> {
    map: &'a Map<String, Value>,
    pointer: String,
}

/// What is wrong so far.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) flaws: Vec<Flaw>,
}

impl Object<'_> {
    /// The pointer to a field of it.
    pub(super) fn at(&self, field: &str) -> String {
        format!("{}/{field}", self.pointer)
    }

    /// A field of it, null being nothing.
    pub(super) fn value(&self, field: &str) -> Option<&Value> {
        self.map.get(field).filter(|value| !value.is_null())
    }
}

impl Reader {
    /// Notes what is wrong.
    pub(super) fn fault(
        &mut self,
        pointer: String,
        message: impl Into<String>,
        example: &'static str,
    ) {
        self.flaws.push(Flaw {
            pointer,
            message: message.into(),
            example: Some(example),
        });
    }

    /// An object with no other fields than these.
    pub(super) fn object<'a>(
        &mut self,
        value: &'a Value,
        pointer: String,
        fields: &[&str],
    ) -> Option<Object<'a>> {
        let Some(map) = value.as_object() else {
            self.fault(pointer, "must be an object", "{}");
            return None;
        };
        for name in map.keys().filter(|name| !fields.contains(&name.as_str())) {
            let escaped = name.replace('~', "~0").replace('/', "~1");
            let message = format!("is not a field; the fields are {}", fields.join(", "));
            self.fault(format!("{pointer}/{escaped}"), message, "name");
        }
        Some(Object { map, pointer })
    }

    /// The elements of a list, with their pointers.
    pub(super) fn list<'a>(
        &mut self,
        object: &'a Object<'_>,
        field: &str,
        most: usize,
    ) -> Vec<(&'a Value, String)> {
        let Some(value) = object.value(field) else {
            return Vec::new();
        };
        let Some(list) = value.as_array() else {
            self.fault(object.at(field), "must be a list", "[]");
            return Vec::new();
        };
        if list.len() > most {
            let message = format!("has {} elements; at most {most} are taken", list.len());
            self.fault(object.at(field), message, "[]");
        }
        list.iter()
            .enumerate()
            .map(|(at, value)| (value, format!("{}/{at}", object.at(field))))
            .collect()
    }

    /// One line of text, cleaned; an empty one is nothing.
    pub(super) fn line(&mut self, object: &Object<'_>, field: &str) -> Option<String> {
        let value = object.value(field)?;
        self.line_of(value, object.at(field))
    }

    /// The same for an element of a list.
    pub(super) fn line_of(&mut self, value: &Value, pointer: String) -> Option<String> {
        let text = self.text(value, &pointer)?;
        let text = domain::text::line(text);
        self.within(&text, LINE, pointer);
        Some(text).filter(|text| !text.is_empty())
    }

    /// Paragraphs, cleaned; an empty text is nothing.
    pub(super) fn prose(&mut self, object: &Object<'_>, field: &str) -> Option<String> {
        let value = object.value(field)?;
        let text = self.text(value, &object.at(field))?;
        let text = domain::text::paragraphs(text);
        self.within(&text, PROSE, object.at(field));
        Some(text).filter(|text| !text.is_empty())
    }

    /// Lines, each cleaned.
    pub(super) fn lines(&mut self, object: &Object<'_>, field: &str, most: usize) -> Vec<String> {
        let list = self.list(object, field, most);
        list.into_iter()
            .filter_map(|(value, pointer)| self.line_of(value, pointer))
            .collect()
    }

    /// What a text is read as; `expected` says what would do when it is nothing.
    pub(super) fn parsed<T>(
        &mut self,
        object: &Object<'_>,
        field: &str,
        expected: (&str, &'static str),
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.line(object, field)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.fault(object.at(field), expected.0, expected.1);
        }
        parsed
    }

    pub(super) fn boolean(&mut self, object: &Object<'_>, field: &str) -> bool {
        let Some(value) = object.value(field) else {
            return false;
        };
        value.as_bool().unwrap_or_else(|| {
            self.fault(object.at(field), "must be true or false", "true");
            false
        })
    }

    /// A whole number from 0 to `most`.
    pub(super) fn number(&mut self, object: &Object<'_>, field: &str, most: u64) -> Option<u64> {
        let value = object.value(field)?;
        let number = value.as_u64().filter(|number| *number <= most);
        if number.is_none() {
            let message = format!("must be a whole number from 0 to {most}");
            self.fault(object.at(field), message, "16");
        }
        number
    }

    /// Degrees.
    pub(super) fn degrees(&mut self, object: &Object<'_>, field: &str) -> Option<f64> {
        let value = object.value(field)?;
        let degrees = value.as_f64();
        if degrees.is_none() {
            self.fault(object.at(field), "must be a number of degrees", "51.46");
        }
        degrees
    }

    pub(super) fn date(&mut self, object: &Object<'_>, field: &str) -> Option<NaiveDate> {
        let expected = ("must be a date such as 2027-01-31", "2027-01-31");
        self.parsed(object, field, expected, |text| text.parse().ok())
    }

    pub(super) fn dates(&mut self, object: &Object<'_>, field: &str) -> Vec<NaiveDate> {
        let mut dates = Vec::new();
        for (value, pointer) in self.list(object, field, 200) {
            let date = value.as_str().and_then(|text| text.parse().ok());
            match date {
                Some(date) => dates.push(date),
                None => self.fault(pointer, "must be a date such as 2027-01-31", "2027-01-31"),
            }
        }
        dates.sort_unstable();
        dates.dedup();
        dates
    }

    pub(super) fn time(&mut self, object: &Object<'_>, field: &str) -> Option<NaiveTime> {
        let expected = ("must be a time of day such as 10:00", "10:00");
        self.parsed(object, field, expected, |text| {
            NaiveTime::parse_from_str(text, "%H:%M")
                .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
                .ok()
        })
    }

    fn text<'a>(&mut self, value: &'a Value, pointer: &str) -> Option<&'a str> {
        let text = value.as_str();
        if text.is_none() {
            self.fault(pointer.to_owned(), "must be a text", "\"…\"");
        }
        text
    }

    fn within(&mut self, text: &str, most: usize, pointer: String) {
        let count = text.chars().count();
        if count > most {
            let message = format!("has {count} characters; at most {most} are taken");
            self.fault(pointer, message, "…");
        }
    }
}
