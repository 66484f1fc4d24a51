//! How our values become column values, so that both databases keep and compare them alike.
//!
//! - Times to the microsecond, which is what PostgreSQL keeps.
//! - Text without NUL, which PostgreSQL cannot keep. Bodies are JSON, where NUL is written `\u0000`,
//!   so nothing is lost there; in ids and addresses, where it only ever comes from a hostile feed,
//!   it becomes the replacement character.
//! - Bodies as text, not `jsonb`: the database never looks inside, and text gives back what was put.

use chrono::{DateTime, SubsecRound as _, Utc};
use domain::source::SourceId;
use domain::statement::{StatementKey, content_hash};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::error::StoreError;

/// Names the ids of statements; any fixed value would do.
const STATEMENTS: Uuid = Uuid::from_u128(0x5b0f_9d0e_64b1_4c0e_9a52_7f3c_1c0d_8e21);
/// The most bytes of a text in an index.
const KEY_LIMIT: usize = 1_000;
/// The strength at which raw items are compressed: zstd's own default.
const ZSTD_LEVEL: i32 = 3;
/// More than any reader accepts: a raw item larger than this, in bytes, is not ours.
const RAW_LIMIT: usize = 64 * 1024 * 1024;

/// The row id of a statement: always the same for one key, so that no read is needed to learn it.
pub(crate) fn statement_id(key: &StatementKey) -> Uuid {
    Uuid::new_v5(&STATEMENTS, text(&key.to_string()).as_bytes())
}

pub(crate) fn instant(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

pub(crate) fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// Text that stands in an index, of which PostgreSQL takes 2,700 bytes: a longer one is cut, and told
/// apart by its hash.
pub(crate) fn key(value: &str) -> String {
    let mut value = text(value);
    if value.len() > KEY_LIMIT {
        let hash = content_hash(value.as_bytes());
        value.truncate(value.floor_char_boundary(KEY_LIMIT));
        value.push('#');
        value.push_str(&hash);
    }
    value
}

pub(crate) fn optional_text(value: Option<&String>) -> Option<String> {
    value.map(|value| text(value))
}

pub(crate) fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(crate) fn counted(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

pub(crate) fn json<T: Serialize>(table: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt(table, "(new)", error))
}

pub(crate) fn from_json<T: DeserializeOwned>(
    table: &'static str,
    id: impl ToString,
    body: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(body).map_err(|error| StoreError::corrupt(table, id, error))
}

pub(crate) fn source_id(table: &'static str, id: &str) -> Result<SourceId, StoreError> {
    SourceId::parse(id).map_err(|error| StoreError::corrupt(table, id, error))
}

/// Compresses raw items, many in a row with one set of tables.
pub(crate) struct Packer(zstd::bulk::Compressor<'static>);

impl Packer {
    pub(crate) fn new() -> Result<Self, StoreError> {
        zstd::bulk::Compressor::new(ZSTD_LEVEL)
            .map(Self)
            .map_err(StoreError::unavailable)
    }

    pub(crate) fn pack(&mut self, raw: &str) -> Result<Vec<u8>, StoreError> {
        self.0
            .compress(raw.as_bytes())
            .map_err(StoreError::unavailable)
    }
}

pub(crate) fn unpack(id: Uuid, packed: &[u8]) -> Result<String, StoreError> {
    let corrupt = |reason: String| StoreError::corrupt("statement_body", id, reason);
    let bytes = zstd::bulk::decompress(packed, capacity(packed))
        .map_err(|error| corrupt(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| corrupt(error.to_string()))
}

fn capacity(packed: &[u8]) -> usize {
    zstd::bulk::Decompressor::upper_bound(packed).map_or(RAW_LIMIT, |size| size.min(RAW_LIMIT))
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};
    use uuid::Uuid;

    use super::{KEY_LIMIT, Packer, key, unpack};

    proptest! {
        #[test]
        fn a_raw_item_comes_back_as_it_was(raw in ".*") {
            let packed = Packer::new().unwrap().pack(&raw).unwrap();
            prop_assert_eq!(unpack(Uuid::nil(), &packed).unwrap(), raw);
        }

        #[test]
        fn an_indexed_text_is_short_and_told_apart_from_others(text in ".{0,2000}") {
            let longer = format!("{text}x");
            prop_assert!(key(&text).len() <= KEY_LIMIT + 65);
            prop_assert!(key(&text) != key(&longer));
            prop_assert!(!key(&text).contains('\0'));
        }
    }

    #[test]
    fn a_raw_item_that_is_not_one_is_told() {
        let error = unpack(Uuid::nil(), b"not compressed")
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("table statement_body, row 00000000-"),
            "{error}"
        );
    }
}
