//! The committed OpenAPI document is the one that the code generates.

use std::path::Path;

use serde_json::Value;

#[test]
fn the_committed_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/fingerpost.json");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let generated = api::openapi();
    // Beside, so that the two can be compared.
    let beside = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fingerpost.json");
    std::fs::write(&beside, format!("{}\n", generated.trim())).unwrap();
    assert!(
        committed.trim() == generated.trim(),
        "openapi/fingerpost.json is not what the code says, which is in {}; run `cargo xtask openapi` and commit it",
        beside.display()
    );
}

#[test]
fn every_operation_is_described_and_every_parameter_explained() {
    let document: Value = serde_json::from_str(&api::openapi()).unwrap();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            assert!(
                operation["summary"].is_string(),
                "{method} {path} has no summary"
            );
            assert!(
                operation["responses"]
                    .as_object()
                    .is_some_and(|all| !all.is_empty())
            );
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(
                    parameter["description"].is_string(),
                    "{method} {path}: {} is not explained",
                    parameter["name"]
                );
            }
        }
    }
}

#[test]
fn every_dialect_of_patterns_can_read_ours() {
    let document = api::openapi();
    assert!(
        !document.contains(r"\\p{"),
        "Python's patterns know no classes by name"
    );
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let document: Value = serde_json::from_str(&api::openapi()).unwrap();
    let mut names: Vec<&str> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|operations| operations.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
}

/// The derive macro lets a later type of a name take the place of an earlier one, and says nothing.
#[test]
fn no_two_types_have_one_name_in_the_document() {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    let mut seen = std::collections::BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for name in names_of_schemas(&text) {
            let other = seen.insert(name.clone(), file.clone());
            assert!(
                other.is_none(),
                "{name} is in {} and {}: give one another name with #[schema(as = …)]",
                file.display(),
                other.unwrap_or_default().display()
            );
        }
    }
    assert!(seen.len() > 100, "the types were looked for and not found");
}

/// The names under which the types of a file stand in the document.
fn names_of_schemas(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if !(line.starts_with("#[derive(") && line.contains("ToSchema")) {
            continue;
        }
        let mut renamed = None;
        for line in lines.by_ref() {
            if let Some((_, after)) = line.split_once("schema(as = ") {
                renamed = after.split([')', ',']).next().map(str::to_owned);
            }
            let mut words = line.split([' ', '(', ')', '<', '{', ';']);
            if words.any(|word| matches!(word, "struct" | "enum")) && !line.starts_with("#[") {
                let own = words.next().unwrap_or_default().to_owned();
                names.push(renamed.unwrap_or(own));
                break;
            }
        }
    }
    names
}
