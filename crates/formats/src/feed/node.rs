//! A look into a JSON value that asks and never fails: a key that is missing, null or empty is nothing.

use serde_json::Value;

/// A value, or nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a>(Option<&'a Value>);

impl<'a> Node<'a> {
    pub(crate) fn of(value: &'a Value) -> Self {
        Self(Some(value))
    }

    /// What stands under a key.
    pub(crate) fn get(self, key: &str) -> Self {
        Self(
            self.0
                .and_then(|value| value.get(key))
                .filter(|value| is_filled(value)),
        )
    }

    /// What stands under the first of these keys that holds something.
    pub(crate) fn any(self, keys: &[&str]) -> Self {
        keys.iter()
            .map(|key| self.get(key))
            .find(|node| node.0.is_some())
            .unwrap_or(Self(None))
    }

    pub(crate) fn value(self) -> Option<&'a Value> {
        self.0
    }

    pub(crate) fn is_some(self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn has(self, key: &str) -> bool {
        self.0.is_some_and(|value| value.get(key).is_some())
    }

    pub(crate) fn is_object(self) -> bool {
        self.0.is_some_and(Value::is_object)
    }

    /// A string, or a number or a truth as text.
    pub(crate) fn text(self) -> Option<String> {
        match self.0? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(truth) => Some(truth.to_string()),
            _ => None,
        }
    }

    /// A number, or a string that is one.
    pub(crate) fn number(self) -> Option<f64> {
        match self.0? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
        .filter(|number: &f64| number.is_finite())
    }

    /// A whole number that is not negative.
    pub(crate) fn count(self) -> Option<u64> {
        match self.0? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn flag(self) -> Option<bool> {
        match self.0? {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "y" | "1" => Some(true),
                "false" | "no" | "n" | "0" => Some(false),
                _ => None,
            },
            Value::Number(number) => number.as_u64().map(|number| number != 0),
            _ => None,
        }
    }

    /// The entries of a list; a value that is no list is the only entry of its own.
    pub(crate) fn each(self) -> impl Iterator<Item = Node<'a>> {
        let list = match self.0 {
            Some(Value::Array(list)) => list.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        list.iter().filter(|value| is_filled(value)).map(Node::of)
    }
}

fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(object) => !object.is_empty(),
        _ => true,
    }
}
