//! What a request carries: JSON that is read whole, or a problem that says what is wrong with it; and
//! parameters, of which an empty one is none.

use actix_web::{HttpRequest, web};
use directory::Violation;
use serde::Deserialize as _;
use serde::de::{DeserializeOwned, Deserializer};

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

/// A parameter of a query, for serde: nothing where it is empty, as forms send what was left empty.
pub(crate) fn said<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.filter(|text| !text.trim().is_empty()))
}
