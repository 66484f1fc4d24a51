//! What the OpenAPI document says of the API as a whole.

use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

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

/// The head of the document; the handlers bring the paths and schemas.
pub(crate) fn about() -> OpenApi {
    About::openapi()
}
