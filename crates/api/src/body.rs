//! What a request carries: JSON that is read whole, or a problem that says what is wrong with it; and
//! parameters, of which an empty one is none.

use actix_web::{HttpRequest, web};
use directory::Violation;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::{Number, Value};

use crate::problem::Refusal;

/// Reads the body.
pub(crate) fn read<T: DeserializeOwned>(
    request: &HttpRequest,
    body: &web::Bytes,
    example: &'static str,
) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        Refusal::invalid(
            request,
            vec![Violation {
                parameter: "body",
                message: format!("is not the JSON that is expected: {error}"),
                example,
            }],
        )
    })
}

/// A parameter of a query, for serde: nothing where it is empty, as forms send what was left empty.
pub(crate) fn said<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.filter(|text| !text.trim().is_empty()))
}

/// A text of at most so many characters, for serde. The directory counts what is left of a text when it
/// has cleaned it; the document tells of what is sent.
pub(crate) fn at_most<'de, const MOST: usize, D>(from: D) -> Result<String, D::Error>
where
    D: Deserializer<'de>,
{
    let text = String::deserialize(from)?;
    match text.chars().count() {
        count if count > MOST => Err(D::Error::custom(too_long(count, MOST))),
        _ => Ok(text),
    }
}

/// The same of a text that can be left out.
pub(crate) fn at_most_if_any<'de, const MOST: usize, D>(from: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    #[derive(Deserialize)]
    struct Text<const MOST: usize>(#[serde(deserialize_with = "at_most::<MOST, _>")] String);

    let text = Option::<Text<MOST>>::deserialize(from)?;
    Ok(text.map(|Text(text)| text))
}

/// What is said of a text that is too long.
pub(crate) fn too_long(count: usize, most: usize) -> String {
    format!("has {count} characters; at most {most} are taken")
}

/// A whole number in JSON, for serde, however it is written: to JSON Schema `7.0` is the integer 7.
pub(crate) fn whole<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64>,
{
    let number = Number::deserialize(from)?;
    let whole = integer(&number).and_then(|whole| T::try_from(whole).ok());
    whole.ok_or_else(|| D::Error::custom(format!("{number} is not a whole number that will do")))
}

/// Writes every whole number of a document without a point, as those who take it apart expect.
pub(crate) fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(whole) = integer(number) {
                *number = whole.into();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// The whole number that this is, if it is one.
fn integer(number: &Number) -> Option<i64> {
    let fits = |float: &f64| float.fract() == 0.0 && float.abs() < i64::MAX as f64;
    let written = || number.as_f64().filter(fits).map(|float| float as i64);
    number.as_i64().or_else(written)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::{at_most_if_any, make_whole, whole};

    #[derive(Debug, Deserialize)]
    struct Read {
        #[serde(deserialize_with = "whole")]
        version: u64,
    }

    fn version(text: &str) -> Option<u64> {
        let read: Result<Read, _> = serde_json::from_str(&format!("{{\"version\": {text}}}"));
        read.ok().map(|read| read.version)
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        for text in ["210094", "210094.0", "2.10094e5"] {
            assert_eq!(version(text), Some(210_094), "{text}");
        }
    }

    #[test]
    fn what_is_no_whole_number_of_that_size_is_refused() {
        for text in ["0.5", "-1", "-1.0", "1e300", "\"7\"", "null", "true"] {
            assert_eq!(version(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_is_counted_as_it_is_sent() {
        #[derive(Debug, Deserialize)]
        struct Said {
            #[serde(default, deserialize_with = "at_most_if_any::<4, _>")]
            words: Option<String>,
        }
        let words = |body| serde_json::from_value::<Said>(body).map(|said| said.words);
        assert_eq!(words(json!({})).unwrap(), None);
        assert_eq!(words(json!({"words": null})).unwrap(), None);
        assert_eq!(words(json!({"words": "café"})).unwrap().unwrap(), "café");
        assert!(words(json!({"words": "tea\u{200b}\u{200b}"})).is_err());
        assert!(words(json!({"words": 7})).is_err());
    }

    #[test]
    fn whole_numbers_are_found_wherever_they_stand() {
        let mut body =
            json!({"prices": [{"pence": 350.0}, {"pence": 0.5}], "north": 51.46, "n": 7});
        make_whole(&mut body);
        let expected = json!({"prices": [{"pence": 350}, {"pence": 0.5}], "north": 51.46, "n": 7});
        assert_eq!(body, expected);
    }
}
