//! Errors as programs read them: problem+json (RFC 9457), saying what to do; under `/fhir` an
//! `OperationOutcome` that says the same.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use directory::{Error, Violation};
use http_edge::failure::Failure;
use http_edge::trace::request_id;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Context;
use crate::fhir::outcome::{MEDIA_TYPE, is_asked_in_fhir, outcome};
use crate::methods;

/// What went wrong, and what to do about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Address of the description of this kind of error.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in a few words.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// What is wrong with this request and what to do.
    detail: String,
    /// The request's id, to quote when asking for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// The parameters, or parts of the body, at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ParameterProblem>,
}

/// A parameter, or a part of the body, at fault.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ParameterProblem {
    /// The parameter's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'static str>,
    /// Where in the body, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// What is wrong with it.
    detail: String,
    /// A value that would do.
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<&'static str>,
}

/// An error on its way out of a handler.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    retry_after: Option<u64>,
    problem: Box<Problem>,
    /// What stands in its place where FHIR was asked for.
    outcome: Option<Box<Value>>,
}

impl Refusal {
    /// The answer to an error of the directory. What the directory cannot take of a body that could be
    /// read is another failure than a request that cannot be read.
    pub(crate) fn of(request: &HttpRequest, error: &Error) -> Self {
        let failure = if [Method::POST, Method::PUT].contains(request.method()) {
            Failure::of_body(error)
        } else {
            Failure::of(error)
        };
        Self::from_failure(request, &failure)
    }

    /// The answer to parameters, or a body, that cannot be read.
    pub(crate) fn invalid(request: &HttpRequest, violations: Vec<Violation>) -> Self {
        Self::from_failure(request, &Failure::of(&Error::Invalid(violations)))
    }

    /// The answer to a body that cannot be read.
    pub(crate) fn unreadable(request: &HttpRequest, why: &str) -> Self {
        let body = Violation {
            parameter: "body",
            message: format!("cannot be read: {why}"),
            example: "{}",
        };
        Self::invalid(request, vec![body])
    }

    pub(crate) fn from_failure(request: &HttpRequest, failure: &Failure) -> Self {
        let parameters = failure.violations.iter().map(|violation| ParameterProblem {
            parameter: Some(violation.parameter),
            pointer: None,
            detail: violation.message.clone(),
            example: Some(violation.example),
        });
        let parts = failure.flaws.iter().map(|flaw| ParameterProblem {
            parameter: None,
            pointer: Some(flaw.pointer.clone()),
            detail: flaw.message.clone(),
            example: flaw.example,
        });
        let errors = parameters.chain(parts).collect();
        let codes = format!("{}/api/errors", own_address(request));
        let outcome = is_asked_in_fhir(request).then(|| Box::new(outcome(failure, &codes)));
        Self {
            status: failure.status,
            retry_after: failure.retry_after,
            outcome,
            problem: Box::new(Problem {
                kind: format!("{codes}#{}", failure.code),
                title: failure.title,
                status: failure.status.as_u16(),
                detail: failure.detail.clone(),
                instance: request_id(request),
                errors,
            }),
        }
    }
}

impl Refusal {
    /// The answer, with something besides the problem that helps to go on.
    pub(crate) fn with(&self, name: &str, help: &impl Serialize) -> HttpResponse {
        let mut body = serde_json::to_value(&self.problem).unwrap_or_default();
        if let Some(fields) = body.as_object_mut() {
            let help = serde_json::to_value(help).unwrap_or_default();
            fields.insert(name.to_owned(), help);
        }
        HttpResponse::build(self.status)
            .insert_header((header::CONTENT_TYPE, "application/problem+json"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(body.to_string())
    }
}

/// There is no such thing, by the name that it was asked for.
pub(crate) fn unknown(what: &'static str, name: &str) -> Error {
    Error::NotFound {
        what,
        name: name.to_owned(),
    }
}

/// This instance's address, or nothing where no instance is configured (then the type is relative).
fn own_address(request: &HttpRequest) -> &str {
    request
        .app_data::<web::Data<Context>>()
        .map_or("", |context| context.public_url.as_str())
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.detail)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let (kind, body) = match &self.outcome {
            Some(outcome) => (MEDIA_TYPE, serde_json::to_vec(outcome)),
            None => (
                "application/problem+json",
                serde_json::to_vec(&self.problem),
            ),
        };
        let body = body.unwrap_or_default();
        let mut answer = HttpResponse::build(self.status);
        if self.status == StatusCode::UNAUTHORIZED {
            answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            answer.insert_header((header::RETRY_AFTER, seconds));
        }
        answer
            .insert_header((header::CONTENT_TYPE, kind))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .body(body)
    }
}

/// A failure found outside the handlers (too many requests) as problem+json.
#[must_use]
pub fn refuse(request: &HttpRequest, failure: &Failure) -> HttpResponse {
    Refusal::from_failure(request, failure).error_response()
}

/// The answer to an address under `/api` that is not there, or not for this method.
pub async fn no_such_route(request: HttpRequest) -> HttpResponse {
    let methods = methods::at(request.path()).join(", ");
    // A path that takes only some words is of the document with any word.
    let reading = [Method::GET, Method::HEAD].contains(request.method());
    if methods.is_empty() || (reading && methods.contains("GET")) {
        let failure = Failure::plain(
            StatusCode::NOT_FOUND,
            "not-found",
            "Not found",
            format!(
                "there is nothing at {}; /api/docs lists what there is",
                request.path()
            ),
        );
        return refuse(&request, &failure);
    }
    let failure = Failure::plain(
        StatusCode::METHOD_NOT_ALLOWED,
        "not-found",
        "Method not allowed",
        format!(
            "{} is not answered at {}; {methods} is",
            request.method(),
            request.path()
        ),
    );
    let mut response = refuse(&request, &failure);
    if let Ok(allow) = header::HeaderValue::from_str(&methods) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}
