//! What the OpenAPI document says of the API as a whole, and the document as it is served.

use std::sync::OnceLock;

use actix_web::http::header::ContentType;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder, Schema};

use crate::{Context, rules, shape};

/// The name of the session's cookie where the address begins with https.
const SESSION: &str = "__Host-id";

/// Where the document is served.
pub(crate) const AT: &str = "/api/openapi.json";

/// Operations that know who asks, and answer anybody too.
const FOR_ANYBODY: [&str; 7] = [
    "ask", "by_link", "by_code", "report", "ways", "knock", "sign_out",
];

/// Operations that are not counted, so that nobody is told to wait.
const NOT_COUNTED: [&str; 3] = ["live", "ready", "metrics"];

/// What our patterns call `\p{C}`, as JSON has it: the characters that nobody sees, which are dropped from
/// every text (`domain::text`). Spelt out, because not every dialect of patterns knows the name, and
/// Python's takes it for a mistake.
const UNSEEN: &str = concat!(
    r"\\x00-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e",
    r"\\u2060-\\u206f\\ue000-\\uf8ff\\ufdd0-\\ufdef\\ufe00-\\ufe0f\\ufeff\\ufff9-\\uffff"
);

/// What is said of 422.
const UNFIT: &str = "It could be read, and something that it says cannot be so, or not here.";

/// What is said of 429.
const TOO_MANY: &str = "Too often; `Retry-After` says when it may do.";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Fingerpost",
        description = "A federated directory of community assets: what is near, for this need, and who says so.\n\nReading needs no key. Every answer carries the licence and attribution of the sources it rests on; they must be shown with what you take. Errors are problem+json (RFC 9457) and say what to do.",
        license(name = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "search", description = "Finding listings by need and place."),
        (name = "listings", description = "One listing, whole, with who said each part of it."),
        (name = "edits", description = "What groups say of their listings themselves: drafts, previews, versions, and what waits for a person."),
        (name = "places", description = "Postcodes, places and areas, offline."),
        (name = "people", description = "Signing in, sessions, keys, claims and roles. By the session's cookie from pages of this directory, or by `Authorization: Bearer KEY`."),
        (name = "kitemark", description = "The kitemark: its scheme, applications, awards. A mark says how details were checked; it is not a recommendation."),
        (name = "sources", description = "Where the listings come from and how well that goes."),
        (name = "moderation", description = "Deciding what is the same and what is gone: for moderators of the area."),
        (name = "open referral uk", description = "The directory as Open Referral UK, for the systems of others."),
        (name = "aliss", description = "The directory for clients of ALISS, the directory of Scotland."),
        (name = "fhir", description = "The directory as FHIR R4, for systems of the NHS."),
        (name = "export", description = "Everything at once, in the form that you need."),
        (name = "federation", description = "What instances tell one another."),
        (name = "webhooks", description = "Being told of what happens, in place of asking. With a key."),
        (name = "changes", description = "What has changed since you last asked."),
        (name = "health", description = "Whether this instance can answer.")
    )
)]
struct About;

/// The document as JSON. Made once, when somebody asks: it takes more memory to make than a whole search
/// does, and every worker would make its own.
pub(crate) fn text() -> &'static [u8] {
    static TEXT: OnceLock<Vec<u8>> = OnceLock::new();
    TEXT.get_or_init(|| {
        let json = serde_json::to_string(&crate::described()).unwrap_or_default();
        spelt_out(&json).into_bytes()
    })
}

/// The document as JSON, laid out for people.
pub(crate) fn written(document: &OpenApi) -> String {
    spelt_out(&document.to_pretty_json().unwrap_or_default())
}

/// The same JSON with every [`UNSEEN`] in its patterns.
pub(crate) fn spelt_out(json: &str) -> String {
    json.replace(r"\\p{C}", UNSEEN)
}

/// The document itself, with the name that the session's cookie has here.
pub(crate) async fn show(context: web::Data<Context>) -> HttpResponse {
    let body = match context.visitors.session_name() {
        SESSION => Bytes::from_static(text()),
        here => {
            let quoted = |name| format!("\"{name}\"");
            let text = String::from_utf8_lossy(text());
            Bytes::from(text.replace(&quoted(SESSION), &quoted(here)))
        }
    };
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(body)
}

/// The head of the document; the handlers bring the paths and schemas.
pub(crate) fn about() -> OpenApi {
    About::openapi()
}

/// Says of every operation what is so of all of them, which no handler says of itself: how one shows who
/// one is, that one may be told to wait, that an empty parameter is none, and of which words one is.
pub(crate) fn complete(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("key", SecurityScheme::Http(key()));
    components.add_security_scheme("session", SecurityScheme::ApiKey(session()));
    if let Some(RefOr::T(Schema::OneOf(kinds))) = components.schemas.get_mut("KitemarkAnswer") {
        kinds.items.iter_mut().for_each(take_nothing_else);
    }
    for (name, keyword, rule) in rules::all() {
        if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(name) {
            let more = object.extensions.get_or_insert_default();
            more.insert(keyword.to_owned(), rule);
        }
    }
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        let name = operation.operation_id.as_deref().unwrap_or_default();
        for parameter in operation.parameters.iter_mut().flatten() {
            narrow(name, parameter);
            may_be_empty(parameter);
        }
        let answers = &mut operation.responses.responses;
        if answers.contains_key("401") {
            let anybody = FOR_ANYBODY
                .contains(&name)
                .then(SecurityRequirement::default);
            let known = ["key", "session"].map(|way| SecurityRequirement::new(way, [""; 0]));
            operation.security = Some(anybody.into_iter().chain(known).collect());
        }
        if operation.request_body.is_some() && answers.contains_key("400") {
            answers
                .entry("422".to_owned())
                .or_insert_with(|| refused(UNFIT).into());
        }
        if !NOT_COUNTED.contains(&name) {
            answers
                .entry("429".to_owned())
                .or_insert_with(|| refused(TOO_MANY).into());
        }
    }
}

/// The operations of a path, each with the method that it answers.
pub(crate) fn methods(path: &PathItem) -> impl Iterator<Item = &'static str> {
    [
        ("GET", path.get.is_some()),
        ("PUT", path.put.is_some()),
        ("POST", path.post.is_some()),
        ("DELETE", path.delete.is_some()),
    ]
    .into_iter()
    .filter_map(|(method, is_there)| is_there.then_some(method))
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut path.get,
        &mut path.put,
        &mut path.post,
        &mut path.delete,
    ]
    .into_iter()
    .flatten()
}

fn key() -> utoipa::openapi::security::Http {
    HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "A key: its maker's roles, within its scopes. `POST /api/v1/keys` makes one.",
        ))
        .build()
}

fn session() -> ApiKey {
    ApiKey::Cookie(ApiKeyValue::with_description(
        SESSION,
        "The session of a person who has signed in, from pages of this directory only.",
    ))
}

/// Gives a parameter the shape that it has besides its type.
fn narrow(operation: &str, parameter: &mut RefOr<Parameter>) {
    if let RefOr::T(parameter) = parameter
        && let Some(shape) = shape::of_parameter(operation, &parameter.name)
    {
        parameter.schema = Some(shape.into());
    }
}

/// `allowEmptyValue` has no field of its own in the library, which only knows what stays in later
/// versions of OpenAPI; it is a field of 3.1 all the same.
fn may_be_empty(parameter: &mut RefOr<Parameter>) {
    if let RefOr::T(parameter) = parameter
        && parameter.parameter_in == ParameterIn::Query
        && parameter.required != Required::True
    {
        let more = parameter.extensions.get_or_insert_default();
        more.insert("allowEmptyValue".to_owned(), true.into());
    }
}

/// An object that is refused with a field that it does not have: the library does not say so of the
/// kinds of an enum.
fn take_nothing_else(kind: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::Object(object)) = kind {
        object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    }
}

fn refused(why: &str) -> utoipa::openapi::Response {
    let problem = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    ResponseBuilder::new()
        .description(why)
        .content("application/problem+json", problem)
        .build()
}
