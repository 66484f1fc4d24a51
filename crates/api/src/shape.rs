//! Shapes of what the API takes that no attribute of a field can say: lists of words out of a closed
//! list, and a moment that may be a bare date.

use directory::filter_codes;
use domain::authority::Scope;
use utoipa::openapi::schema::{
    AnyOfBuilder, Array, ArrayBuilder, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat,
    Type,
};

/// Days as a search takes them.
const DAYS: [&str; 11] = [
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "weekend",
    "today",
    "tomorrow",
    "this_weekend",
];
const WAYS: [&str; 4] = ["in_person", "phone", "online", "home"];
const PARTS_OF_DAY: [&str; 3] = ["morning", "afternoon", "evening"];

/// The shape of a parameter, where it is narrower than its type.
pub(crate) fn of_parameter(operation: &str, name: &str) -> Option<Schema> {
    let list = match (operation, name) {
        (_, "modified_after") => return Some(date_or_moment()),
        ("search", "need" | "for" | "type" | "way" | "joining" | "language" | "access") => {
            list_of(filter_codes(name))
        }
        ("search", "how") => list_of(WAYS),
        ("search", "day") => list_of(DAYS),
        ("search", "time") => list_of(PARTS_OF_DAY),
        ("search", "source") => ArrayBuilder::new().items(source_id()).build(),
        _ => return None,
    };
    Some(Schema::Array(list))
}

/// What a key may do: at least one.
pub(crate) fn scopes() -> Array {
    ArrayBuilder::new()
        .description(Some("What it may do."))
        .items(one_of(Scope::ALL.map(Scope::as_str)))
        .min_items(Some(1))
        .build()
}

/// A date, or a moment with its zone.
fn date_or_moment() -> Schema {
    let text = |format| {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(format)))
    };
    let either = AnyOfBuilder::new()
        .item(text(KnownFormat::Date))
        .item(text(KnownFormat::DateTime))
        .build();
    Schema::AnyOf(either)
}

fn source_id() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^[a-z0-9][a-z0-9-]{0,59}$"))
        .build()
}

fn list_of(words: impl IntoIterator<Item = &'static str>) -> Array {
    ArrayBuilder::new().items(one_of(words)).build()
}

fn one_of(words: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .build()
}
