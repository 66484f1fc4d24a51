//! JSON as strangers send it: with a byte-order mark, raw control characters inside strings, commas
//! before a closing bracket, one object a line, or an end that never came.
//!
//! Nothing is guessed: what is mended is what every reader of the document would mend alike. Depth is
//! bounded by serde_json (128 levels).

use serde_json::Value;

use crate::decode;
use crate::reader::Document;
use crate::reading::Problem;
use crate::sniff::{self, Content};

/// A document, parsed.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) value: Value,
    /// Why it is not all there.
    pub(crate) problem: Option<Problem>,
}

/// The most entries that one list may have.
pub(crate) const MAX_ENTRIES: usize = 1_000_000;

/// Parses a document that should be JSON.
///
/// # Errors
/// When it is something else, breaks a limit, or is no JSON in any of these ways.
pub(crate) fn open(document: &Document<'_>, expected: &'static str) -> Result<Parsed, Problem> {
    if document.bytes.len() > decode::MAX_BYTES {
        return Err(Problem::Refused(format!(
            "it is longer than {} bytes",
            decode::MAX_BYTES
        )));
    }
    match sniff::content(document.bytes) {
        Content::Json => {}
        Content::Empty => return Err(Problem::Unreadable("the document is empty".to_owned())),
        other => {
            return Err(Problem::WrongKind {
                expected,
                got: other.describe().to_owned(),
            });
        }
    }
    parse(&decode::text(document.bytes, document.content_type).text)
}

/// Parses a text that begins like JSON.
pub(crate) fn parse(text: &str) -> Result<Parsed, Problem> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let whole = |value| Parsed {
        value,
        problem: None,
    };
    let error = match serde_json::from_str::<Value>(text) {
        Ok(value) => return Ok(whole(value)),
        Err(error) => error,
    };
    let mended = mended(text);
    if let Ok(value) = serde_json::from_str::<Value>(&mended) {
        return Ok(whole(value));
    }
    if let Some(lines) = lines(&mended) {
        return Ok(whole(Value::Array(lines)));
    }
    let error = serde_json::from_str::<Value>(&mended)
        .err()
        .unwrap_or(error);
    if error.is_eof()
        && let Some((value, entries)) = before_the_cut(&mended)
    {
        return Ok(Parsed {
            value,
            problem: Some(Problem::CutOff(format!("after {entries} whole entries"))),
        });
    }
    Err(if error.is_eof() {
        Problem::CutOff("before its first entry ended".to_owned())
    } else {
        Problem::Unreadable(format!("it is not JSON: {error}"))
    })
}

/// With control characters in strings escaped and commas before a closing bracket taken out.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        if in_string {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            match c {
                '\n' => out.push_str("\\n"),
                '\r' => {}
                '\t' => out.push_str("\\t"),
                c if c.is_control() => out.push(' '),
                c => out.push(c),
            }
            continue;
        }
        if matches!(c, ']' | '}') {
            let kept = out.trim_end().len();
            if out[..kept].ends_with(',') {
                out.truncate(kept - 1);
            }
        }
        in_string = c == '"';
        out.push(c);
    }
    out
}

/// One JSON value a line, two at least.
fn lines(text: &str) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        values.push(value.ok().filter(Value::is_object)?);
        if values.len() > MAX_ENTRIES {
            return None;
        }
    }
    (values.len() > 1).then_some(values)
}

/// The document as it would be if its longest list of objects had ended where the cut is.
fn before_the_cut(text: &str) -> Option<(Value, usize)> {
    // A list at the top or one level down: deeper ones belong to an entry.
    let mut starts = Vec::new();
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ if in_string => {}
            '[' | '{' => {
                if c == '[' && depth < 2 {
                    starts.push(at);
                }
                depth += 1;
            }
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let start = *starts.last()?;
    let mut entries = Vec::new();
    let mut rest = &text[start + 1..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match stream.next() {
            Some(Ok(value)) => entries.push(value),
            _ => break,
        }
        rest = rest.get(stream.byte_offset()..).unwrap_or_default();
    }
    let count = entries.len();
    let head = &text[..=start];
    let closed = format!("{head}]{}", if head.starts_with('{') { "}" } else { "" });
    let mut value: Value = serde_json::from_str(&closed).ok()?;
    match &mut value {
        Value::Array(list) => *list = entries,
        Value::Object(object) => {
            // The list that was cut is the last key; serde_json sorts, so it is found by its name.
            let key = last_key(head)?;
            object.insert(key, Value::Array(entries));
        }
        _ => return None,
    }
    Some((value, count))
}

/// The key before the `[` at the end.
fn last_key(head: &str) -> Option<String> {
    let head = head.trim_end_matches('[').trim_end().strip_suffix(':')?;
    let quoted = head.trim_end();
    let open = quoted.strip_suffix('"')?.rfind('"')?;
    serde_json::from_str(&quoted[open..]).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::reading::Problem;

    fn check(text: &str, expected: &str) {
        let parsed = parse(text).unwrap();
        assert_eq!(parsed.value.to_string(), expected, "{text}");
    }

    #[test]
    fn what_everybody_would_mend_is_mended() {
        check("\u{feff}{\"a\":1}", r#"{"a":1}"#);
        check("{\"a\":\"one\ntwo\u{1}\",}", r#"{"a":"one\ntwo "}"#);
        check("[1,2,\n]", "[1,2]");
        check("{\"a\":1}\n{\"a\":2}\n", r#"[{"a":1},{"a":2}]"#);
        check(r#"{"a":"\",]"}"#, r#"{"a":"\",]"}"#);
    }

    #[test]
    fn entries_before_a_cut_are_whole() {
        let parsed = parse(r#"{"n":2,"content":[{"a":[1]},{"a":[2]},{"a":"#).unwrap();
        assert_eq!(
            parsed.value.to_string(),
            r#"{"content":[{"a":[1]},{"a":[2]}],"n":2}"#
        );
        assert!(matches!(parsed.problem, Some(Problem::CutOff(_))));
    }

    #[test]
    fn what_is_no_json_says_so() {
        assert!(matches!(parse("{'a':1}"), Err(Problem::Unreadable(_))));
        assert!(matches!(parse("{\"a\":"), Err(Problem::CutOff(_))));
    }
}
