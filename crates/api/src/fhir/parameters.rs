//! Which parameters a search knows, and what becomes of the others.
//!
//! As FHIR R4 has it: an unknown parameter is passed over, and said to be, unless the client asks for
//! strict handling; a modifier that is not supported is always refused, because passing it over would
//! answer another question.

use actix_web::HttpRequest;
use directory::Violation;
use url::form_urlencoded;

/// Parameters of every search, each with a value that would do.
static COMMON: [(&str, &str); 5] = [
    ("_id", "0b6b2bbe-4e29-5fd9-8b4b-6a1e4a0c9d11"),
    ("name", "lunch"),
    ("_count", "50"),
    ("page", "1"),
    ("_format", "json"),
];
/// Parameters of what has a place.
static PLACED: [(&str, &str); 3] = [
    (
        "organization",
        "Organization/0b6b2bbe-4e29-5fd9-8b4b-6a1e4a0c9d11",
    ),
    ("address-postalcode", "SW9 8DJ"),
    ("proximity", "1000"),
];
/// What `_format` may be; there is only JSON.
const FORMATS: [&str; 4] = [
    "json",
    "application/json",
    "application/fhir+json",
    "text/json",
];

/// The parameters of a search, sorted.
#[derive(Debug)]
pub(super) struct Parameters {
    /// Those that count, as they were sent.
    pub(super) used: Vec<(String, String)>,
    /// The names of those that are passed over.
    pub(super) passed_over: Vec<String>,
    /// What is wrong.
    pub(super) violations: Vec<Violation>,
}

impl Parameters {
    /// The parameters of a request for resources of a kind.
    pub(super) fn of(request: &HttpRequest, kind: &str) -> Self {
        let known = || {
            let placed = PLACED.iter().filter(|_| kind != "Organization");
            COMMON.iter().chain(placed)
        };
        let mut sorted = Self {
            used: Vec::new(),
            passed_over: Vec::new(),
            violations: Vec::new(),
        };
        for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
            let base = name.split(':').next().unwrap_or_default();
            match known().find(|(known, _)| *known == base) {
                Some(&(known, example)) if base.len() < name.len() => {
                    let modifier = name.get(base.len()..).unwrap_or_default();
                    sorted.violations.push(Violation {
                        parameter: known,
                        message: format!("cannot have the modifier {modifier}; leave that out"),
                        example,
                    });
                }
                Some(_) => sorted.used.push((name.into_owned(), value.into_owned())),
                None if !sorted.passed_over.contains(&name.to_string()) => {
                    sorted.passed_over.push(name.into_owned());
                }
                None => {}
            }
        }
        if is_strict(request) && !sorted.passed_over.is_empty() {
            let names: Vec<&str> = known().map(|(name, _)| *name).collect();
            sorted.violations.push(Violation {
                parameter: "Prefer",
                message: format!(
                    "asks for strict handling, and a search for {kind} does not know {}; it knows {}",
                    sorted.passed_over.join(", "),
                    names.join(", ")
                ),
                example: "handling=lenient",
            });
        }
        let format = sorted.used.iter().rev().find(|(name, _)| name == "_format");
        let format = format.map(|(_, value)| value.trim());
        let is_other = |format: &str| !format.is_empty() && !FORMATS.contains(&format);
        if format.is_some_and(is_other) {
            sorted.violations.push(Violation {
                parameter: "_format",
                message: "must be json: there is nothing else here".to_owned(),
                example: "json",
            });
        }
        sorted
    }
}

/// Whether a `Prefer` header asks for strict handling.
fn is_strict(request: &HttpRequest) -> bool {
    request
        .headers()
        .get_all("prefer")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split([',', ';']))
        .any(|wish| {
            wish.replace(' ', "")
                .eq_ignore_ascii_case("handling=strict")
        })
}
