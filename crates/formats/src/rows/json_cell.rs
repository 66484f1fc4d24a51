//! Cells that hold JSON, or what Python prints of it, where a name was meant.
//!
//! Flattened exports have `{'id': '…', 'name': 'Growing Club'}` for an organisation and a list of
//! such for categories. The names in it are what a cell would have said.

use serde_json::Value;

/// Keys under which a thing's name is found, the likeliest first.
const KEYS: [&str; 5] = ["name", "title", "label", "prefLabel", "value"];

/// Whether a cell is GeoJSON with an area in it, as HSDS has it in `extent`; one of more than a million bytes is not.
pub(crate) fn is_outline(cell: &str) -> bool {
    const LONGEST: usize = 1_000_000;
    const KINDS: [&str; 5] = [
        "Polygon",
        "MultiPolygon",
        "Feature",
        "FeatureCollection",
        "GeometryCollection",
    ];
    let cell = cell.trim();
    if !cell.starts_with('{') || !cell.contains("\"coordinates\"") || cell.len() > LONGEST {
        return false;
    }
    let kind = serde_json::from_str::<Value>(cell)
        .ok()
        .and_then(|value| Some(value.get("type")?.as_str()?.to_owned()));
    kind.is_some_and(|kind| KINDS.contains(&kind.as_str()))
}

/// The names in a cell of JSON; nothing when the cell is not JSON.
pub(super) fn names_in(cell: &str) -> Option<Vec<String>> {
    let cell = cell.trim();
    let inside = cell.strip_prefix('[').map_or(cell, str::trim_start);
    let begins = inside.starts_with(['{', ']'])
        || (cell.starts_with('[') && inside.starts_with(['"', '\'']));
    if !begins || !cell.ends_with(['}', ']']) {
        return None;
    }
    match serde_json::from_str::<Value>(cell) {
        Ok(Value::Array(list)) => Some(list.iter().filter_map(name).collect()),
        Ok(value) => Some(name(&value).into_iter().collect()),
        Err(_) => Some(printed_names(cell)),
    }
}

fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => KEYS
            .iter()
            .find_map(|key| object.get(*key)?.as_str().map(str::to_owned)),
        _ => None,
    }
}

/// The names in a printed Python structure: what stands after `'name':`.
fn printed_names(cell: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = cell;
    while let Some((_, after)) = ["'name':", "\"name\":"]
        .iter()
        .filter_map(|key| rest.split_once(key))
        .min_by_key(|(before, _)| before.len())
    {
        let after = after.trim_start();
        let Some(quote) = after.chars().next().filter(|c| matches!(c, '\'' | '"')) else {
            rest = after;
            continue;
        };
        let mut name = String::new();
        let mut chars = after[1..].chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => name.extend(chars.next()),
                c if c == quote => break,
                c => name.push(c),
            }
        }
        names.push(name);
        rest = chars.as_str();
    }
    names
}

#[cfg(test)]
mod tests {
    use super::names_in;

    fn check(cell: &str, expected: Option<&[&str]>) {
        let found = names_in(cell);
        assert_eq!(
            found
                .as_ref()
                .map(|names| names.iter().map(String::as_str).collect::<Vec<_>>())
                .as_deref(),
            expected,
            "{cell}"
        );
    }

    #[test]
    fn names_are_read_out_of_json_and_what_python_prints() {
        check("{\"id\": 1, \"name\": \"Hall\"}", Some(&["Hall"]));
        check(
            "[{\"name\": \"Food\"}, {\"name\": \"Walks\"}]",
            Some(&["Food", "Walks"]),
        );
        check("[\"Food\", \"Walks\"]", Some(&["Food", "Walks"]));
        check(
            "[{'name': 'Food', 'selected': True}, {'name': \"Finn's Place\"}]",
            Some(&["Food", "Finn's Place"]),
        );
        check("[]", Some(&[]));
        for text in ["[Cancelled] Tea", "Tea", "{braces", ""] {
            check(text, None);
        }
    }
}
