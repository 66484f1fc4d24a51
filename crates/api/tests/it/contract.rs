//! The committed OpenAPI document is the one that the code generates.

use std::path::Path;

#[test]
fn the_committed_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/fingerpost.json");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let generated = api::openapi().to_pretty_json().unwrap();
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
    let document = serde_json::to_value(api::openapi()).unwrap();
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
fn every_operation_has_a_name_of_its_own() {
    let document = serde_json::to_value(api::openapi()).unwrap();
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
