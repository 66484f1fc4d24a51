//! Selectors in a profile: compiled when the profile is loaded, so that a slip is told at once.

use std::fmt;
use std::marker::PhantomData;

use scraper::{ElementRef, Selector};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor, value};

/// A CSS selector, perhaps followed by the attribute that holds the value: `input.map @value`.
#[derive(Debug, Clone)]
pub(super) struct Css {
    selector: Selector,
    attribute: Option<String>,
}

impl Css {
    fn parse(text: &str) -> Result<Self, String> {
        let (selector, attribute) = match text.rsplit_once('@') {
            Some((selector, name)) if is_attribute(name) => {
                (selector.trim_end(), Some(name.to_owned()))
            }
            _ => (text, None),
        };
        // The parser's own words for it are about the parser.
        let selector =
            Selector::parse(selector).map_err(|_| format!("{text:?} is not a CSS selector"))?;
        Ok(Self {
            selector,
            attribute,
        })
    }

    /// The attribute that holds the value, when it is not the element's text.
    pub(super) fn attribute(&self) -> Option<&str> {
        self.attribute.as_deref()
    }

    /// Every element inside `scope` that matches, in document order.
    pub(super) fn all<'a>(&self, scope: ElementRef<'a>) -> impl Iterator<Item = ElementRef<'a>> {
        scope.select(&self.selector)
    }

    /// The first element inside `scope` that matches.
    pub(super) fn first<'a>(&self, scope: ElementRef<'a>) -> Option<ElementRef<'a>> {
        self.all(scope).next()
    }

    /// Whether the element itself matches.
    pub(super) fn matches(&self, element: ElementRef<'_>) -> bool {
        self.selector.matches(&element)
    }
}

fn is_attribute(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
}

impl<'de> Deserialize<'de> for Css {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// One value or a list of them, as a profile may write either.
#[derive(Debug, Clone)]
pub(super) struct Many<T>(pub(super) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Many<T> {
    pub(super) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ManyVisitor(PhantomData))
    }
}

struct ManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
    type Value = Many<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        T::deserialize(value::StrDeserializer::new(text)).map(|one| Many(vec![one]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = list.next_element()? {
            all.push(one);
        }
        Ok(Many(all))
    }
}
