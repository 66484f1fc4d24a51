//! A listing as schema.org JSON-LD, for search engines and other readers of data.
//!
//! The text stands inside a `<script>` element, where HTML is not unescaped: so every character
//! that could end the element, or that JavaScript reads as a line break, is written as `\uXXXX`.
//! A data block is not run, so the content security policy needs no exception. This is a writer of
//! the few shapes needed, no JSON library: reading and writing data formats is another crate's
//! business.

use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    /// A string.
    Text(String),
    /// A finite number.
    Number(f64),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(&'static str, Json)>),
}

impl Json {
    /// A schema.org object of a type, without the properties that have no value.
    pub(crate) fn thing<const N: usize>(
        kind: &str,
        properties: [(&'static str, Option<Json>); N],
    ) -> Self {
        let kind = ("@type", Self::Text(kind.to_owned()));
        let known = properties
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        Self::Object(std::iter::once(kind).chain(known).collect())
    }

    /// A list, or nothing when it is empty.
    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Option<Self> {
        let items: Vec<Self> = items.into_iter().collect();
        (!items.is_empty()).then_some(Self::List(items))
    }
}

impl<T: AsRef<str>> From<T> for Json {
    fn from(text: T) -> Self {
        Self::Text(text.as_ref().to_owned())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write_text(f, text),
            Self::Number(number) if number.is_finite() => write!(f, "{number}"),
            Self::Number(_) => f.write_str("null"),
            Self::List(items) => {
                f.write_char('[')?;
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        f.write_char(',')?;
                    }
                    write!(f, "{item}")?;
                }
                f.write_char(']')
            }
            Self::Object(properties) => {
                f.write_char('{')?;
                for (at, (name, value)) in properties.iter().enumerate() {
                    if at > 0 {
                        f.write_char(',')?;
                    }
                    write_text(f, name)?;
                    write!(f, ":{value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

// Safe in an HTML data block by the escapes of `write_text`.
impl HtmlSafe for Json {}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '<' | '>' | '&' | '\'' | '\u{2028}' | '\u{2029}' => {
                write!(f, "\\u{:04x}", u32::from(c))?;
            }
            c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::Json;

    #[test]
    fn a_name_cannot_end_the_script_element() {
        let json = Json::thing(
            "Service",
            [
                (
                    "name",
                    Some("</script><img src=x onerror=alert(1)> \"A & B\"\u{2028}".into()),
                ),
                ("url", None),
            ],
        );
        insta::assert_snapshot!(json, @r#"{"@type":"Service","name":"\u003c/script\u003e\u003cimg src=x onerror=alert(1)\u003e \"A \u0026 B\"\u2028"}"#);
    }

    proptest! {
        #[test]
        fn no_text_brings_markup(text in any::<String>()) {
            let json = Json::from(&text).to_string();
            assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\n', '\r', '\0']));
        }
    }
}
