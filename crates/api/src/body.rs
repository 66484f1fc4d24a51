//! What a request carries: JSON that is read whole, or a problem that says what is wrong with it.

use actix_web::{HttpRequest, web};
use directory::Violation;
use serde::de::DeserializeOwned;

use crate::problem::Refusal;

/// Reads the body.
pub(crate) fn read<T: DeserializeOwned>(
    request: &HttpRequest,
    body: &web::Bytes,
    example: &'static str,
) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        Refusal::invalid(
            request,
            vec![Violation {
                parameter: "body",
                message: format!("is not the JSON that is expected: {error}"),
                example,
            }],
        )
    })
}
