//! Errors as clients of FHIR read them: an `OperationOutcome`, with an issue for each thing that is wrong.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use http_edge::failure::Failure;
use serde_json::{Value, json};

/// The media type of every answer here.
pub(crate) const MEDIA_TYPE: &str = "application/fhir+json";

/// Whether a request is one of FHIR, and so its errors are too.
pub(crate) fn is_asked_in_fhir(request: &HttpRequest) -> bool {
    request.path() == "/fhir" || request.path().starts_with("/fhir/")
}

/// What went wrong; `codes` is where the kinds of error are described.
pub(crate) fn outcome(failure: &Failure, codes: &str) -> Value {
    let code = issue_type(failure.status);
    let issue = |diagnostics: String| {
        json!({
            "severity": "error",
            "code": code,
            "details": {
                "coding": [{"system": codes, "code": failure.code}],
                "text": failure.title,
            },
            "diagnostics": diagnostics,
        })
    };
    let mut issues: Vec<Value> = failure
        .violations
        .iter()
        .map(|wrong| {
            let mut issue = issue(format!(
                "{} {}; {:?} would do",
                wrong.parameter, wrong.message, wrong.example
            ));
            issue["expression"] = json!([format!("http.{}", wrong.parameter)]);
            issue
        })
        .collect();
    if issues.is_empty() {
        issues.push(issue(failure.detail.clone()));
    }
    json!({"resourceType": "OperationOutcome", "issue": issues})
}

/// That parameters were passed over, which is no error.
pub(crate) fn passed_over(names: &[String]) -> Value {
    let issues: Vec<Value> = names
        .iter()
        .map(|name| {
            json!({
                "severity": "warning",
                "code": "not-supported",
                "diagnostics": format!("{name} is no parameter here and was passed over; send \"Prefer: handling=strict\" to be refused instead"),
                "expression": [format!("http.{name}")],
            })
        })
        .collect();
    json!({"resourceType": "OperationOutcome", "issue": issues})
}

/// The code of FHIR's value set `issue-type` for a status of HTTP.
fn issue_type(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "value",
        StatusCode::UNAUTHORIZED => "login",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::METHOD_NOT_ALLOWED => "not-supported",
        StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => "conflict",
        StatusCode::GONE => "deleted",
        StatusCode::PAYLOAD_TOO_LARGE => "too-long",
        StatusCode::TOO_MANY_REQUESTS => "throttled",
        StatusCode::SERVICE_UNAVAILABLE => "transient",
        _ => "exception",
    }
}
