//! Texts that have a form of their own, for the document: what the directory reads of them, as far as a
//! pattern can say it. Whether there is such a mailbox, site or number no pattern says. A text with nothing
//! in it that can be seen is as if it were left out, where it can be.

use serde::Serialize;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// One e-mail address.
#[derive(Debug, Serialize)]
pub(crate) struct Email(String);

/// One e-mail address; a blank one is none.
#[derive(Debug, Serialize)]
pub(crate) struct EmailIfAny(String);

/// A web address; a blank one is none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(
    max_length = 200,
    pattern = r"^([\s\p{C}]*|(https?://|www[.])[0-9A-Za-z\u00a1-\uffff-]{1,63}([.][0-9A-Za-z\u00a1-\uffff-]{1,63})*[.][A-Za-z\u00a1-\uffff]{2,24}(:[0-9]{2,4})?([/?#][!#-;=?-\[\]-{}~]*)?)$",
    example = "https://www.lunchclub.org.uk"
)]
pub(crate) struct WebAddress(String);

/// One telephone number, as people dial it; a blank one is none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(
    max_length = 200,
    pattern = r"^([\s\p{C}]*|[+(]{0,2}[0-9][0-9 ()+./-]{7,30}( ?(ext|x)[. ]{0,2}[0-9]{1,6})?)$",
    example = "020 7946 0018"
)]
pub(crate) struct PhoneNumber(String);

/// A postcode of the United Kingdom; a blank one is none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(
    pattern = r"^([\s\p{C}]*|[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2})$",
    example = "SW9 8DJ"
)]
pub(crate) struct PostcodeText(String);

/// One line of text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(max_length = 200)]
pub(crate) struct OneLine(String);

/// One line of text that says something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(max_length = 200, pattern = r"[^\s\p{C}]")]
pub(crate) struct SaidLine(String);

/// A time of day; a blank one is none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(
    pattern = r"^([\s\p{C}]*|([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)$",
    example = "10:00"
)]
pub(crate) struct TimeOfDay(String);

/// A day; a blank one is none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(
    pattern = r"^([\s\p{C}]*|[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))$",
    example = "2027-01-31"
)]
pub(crate) struct Day(String);

/// A statement by its source and its id there, with a slash between.
#[derive(Debug, Serialize, ToSchema)]
#[schema(pattern = "^[a-z0-9][a-z0-9-]{0,59}/", example = "camden/1234")]
pub(crate) struct StatementName(String);

/// The code that the Office for National Statistics gives to an area.
#[derive(Debug, Serialize, ToSchema)]
#[schema(pattern = "^[A-Za-z][0-9]{8}$", example = "E09000022")]
pub(crate) struct AreaCodeText(String);

/// The id of a source.
#[derive(Debug, Serialize, ToSchema)]
#[schema(pattern = "^[a-z0-9][a-z0-9-]{0,59}$", example = "camden")]
pub(crate) struct SourceName(String);

impl PartialSchema for Email {
    fn schema() -> RefOr<Schema> {
        let format = Some(SchemaFormat::KnownFormat(KnownFormat::Email));
        let pattern = format!("^{}$", mailbox());
        let email = email("One e-mail address.", &pattern).format(format);
        email.build().into()
    }
}

impl ToSchema for Email {}

impl PartialSchema for EmailIfAny {
    fn schema() -> RefOr<Schema> {
        let says = "One e-mail address; a blank one is none.";
        let pattern = format!(r"^([\s\p{{C}}]*|{})$", mailbox());
        email(says, &pattern).build().into()
    }
}

impl ToSchema for EmailIfAny {}

fn email(says: &str, pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(says))
        .pattern(Some(pattern))
        .examples(["name@organisation.org.uk"])
}

/// The pattern of a mailbox. What stands before the at sign has at most 64 characters, and the whole at
/// most 200: the more parts with dots between, the shorter each.
fn mailbox() -> String {
    const PART: &str = "[A-Za-z0-9_+&'-]";
    let local = [
        format!("{PART}{{0,63}}"),
        format!("{PART}{{0,30}}[.]{PART}{{1,32}}"),
        format!("{PART}{{0,19}}([.]{PART}{{1,21}}){{2}}"),
        format!("{PART}{{0,15}}([.]{PART}{{1,11}}){{3,4}}"),
    ];
    let label = |inner: usize| format!("[A-Za-z0-9]([A-Za-z0-9-]{{0,{inner}}}[A-Za-z0-9])?[.]");
    let host = [
        format!("({}){{1,2}}", label(50)),
        format!("({}){{3}}", label(32)),
        format!("({}){{4,7}}", label(12)),
    ];
    format!(
        "[A-Za-z0-9_]({})@({})[A-Za-z]{{2,24}}",
        local.join("|"),
        host.join("|")
    )
}
