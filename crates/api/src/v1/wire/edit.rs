//! Edits on the wire: what is said at first hand, what came of a change, what waits.

use chrono::{DateTime, Utc};
use directory::{Alike, DraftView, Flaw, HeldView, Preview, Published, SuggestionView};
use domain::edit;
use domain::listing::Field;
use domain::service::Service;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use uuid::Uuid;

use super::form::SourceName;
use super::listing::Listing;
use super::service::{name_of, value_of};
use super::statement_body::StatementBody;

/// What is said at first hand of a listing, for whoever may change it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnWords {
    listing: Uuid,
    slug: String,
    /// `the-group-itself` or `moderators`.
    speaker: String,
    /// Whether anything was said at first hand yet; else `statement` is what other sources say.
    is_said: bool,
    /// The version, as in `ETag`.
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<DateTime<Utc>>,
    /// What is said, in the form in which it is sent back changed.
    #[schema(value_type = StatementBody)]
    statement: Value,
    /// Changes that wait for a moderator.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waiting: Vec<HeldEdit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_useful: Option<Useful>,
}

/// The one thing that would help people most to know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Useful {
    /// The field.
    field: &'static str,
    /// What to add, and why.
    why: &'static str,
}

/// A field that is another than before. What is not there is null.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Change {
    field: String,
    before: Value,
    after: Value,
}

/// A change that is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Saved {
    listing: Uuid,
    slug: String,
    /// The version of what is said now, as in `ETag`.
    version: String,
    /// The fields of the listing that changed.
    changes: Vec<Change>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_useful: Option<Useful>,
}

/// A change that waits for a moderator; what was shown stays.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldEdit {
    id: Uuid,
    listing: Uuid,
    /// Left out for a listing that it would make.
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<String>,
    name: String,
    is_new: bool,
    /// Why it waits, each a sentence.
    reasons: Vec<String>,
    created_at: DateTime<Utc>,
    /// `waiting`, `published`, `refused` or `superseded`.
    state: &'static str,
    changes: Vec<Change>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Edits that wait.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldList {
    edits: Vec<HeldEdit>,
}

/// A moderator's decision on an edit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditDecision {
    /// True publishes it, false refuses it.
    pub(crate) publish: bool,
    /// Why it is refused. Whoever wrote it reads it.
    #[serde(default, deserialize_with = "crate::body::at_most::<2000, _>")]
    #[schema(max_length = 2000)]
    pub(crate) reason: String,
}

/// A listing as it would be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Previewed<'a> {
    listing: Listing<'a>,
    changes: Vec<Change>,
    /// Why it would wait for a moderator; empty when it would be shown at once.
    would_wait: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_useful: Option<Useful>,
}

/// A new listing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewListing {
    /// What is said of it, with its organization.
    #[schema(value_type = StatementBody)]
    pub(crate) statement: Value,
    /// The listings that it is not, by id, of those that were shown as perhaps the same.
    #[serde(default)]
    pub(crate) different_from: Vec<Uuid>,
}

/// A listing that may be the same as a new one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Candidate {
    id: Uuid,
    slug: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// Whether it is probably the same, and not only perhaps.
    probably: bool,
    /// What speaks for it, the strongest first.
    reasons: Vec<String>,
}

/// Which version is to be said again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Restoring {
    /// Its number in the history; 0 takes what was said at first hand back.
    #[serde(deserialize_with = "crate::body::whole")]
    #[schema(format = Int64, maximum = 4294967295_u32)]
    pub(crate) version: u32,
}

/// What was said of a listing, by whom and when.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct History {
    listing: Uuid,
    /// The latest first; at most 200.
    entries: Vec<Happened>,
}

/// Somebody said something else than before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Happened {
    at: DateTime<Utc>,
    /// The source's id. A group's steward is never named.
    source: String,
    source_name: String,
    /// The number of the version, where it can be restored.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    /// Whether it is the first that they said.
    is_first: bool,
    /// The fields that changed; left out with `withheld`.
    changes: Vec<Change>,
    /// `licence` when the source does not let its words be passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<&'static str>,
}

/// What other sources newly say.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suggestions {
    suggestions: Vec<Suggestion>,
}

/// What another source newly says of a field, against what is said at first hand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suggestion {
    listing: Uuid,
    slug: String,
    name: String,
    field: String,
    source: String,
    source_name: String,
    external_id: String,
    /// Since when the source says it.
    since: DateTime<Utc>,
    ours: Value,
    theirs: Value,
}

/// An answer to a suggestion.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuggestionAnswer {
    #[schema(schema_with = field_of_suggestion)]
    pub(crate) field: String,
    /// As in the suggestion.
    #[schema(value_type = SourceName)]
    pub(crate) source: String,
    /// As in the suggestion.
    pub(crate) external_id: String,
    /// True takes what the source says, false keeps yours.
    pub(crate) take: bool,
}

/// What you have begun to write.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Draft {
    /// Of which listing, or of one that is yet to be made.
    id: Uuid,
    #[schema(value_type = Object)]
    statement: Value,
    updated_at: DateTime<Utc>,
}

/// All that you have begun to write.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Drafts {
    drafts: Vec<Draft>,
}

fn field_of_suggestion() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("As in the suggestion."))
        .enum_values(Some(Field::ALL.map(name_of)))
        .build()
}

impl OwnWords {
    pub(crate) fn of(own: directory::OwnWords) -> Self {
        Self {
            listing: own.listing,
            slug: own.slug,
            speaker: own.speaker.to_string(),
            is_said: own.is_said,
            version: own.version,
            since: own.since,
            statement: own.body,
            waiting: own.held.into_iter().map(HeldEdit::of).collect(),
            next_useful: own.next.map(Useful::of),
        }
    }
}

impl Useful {
    fn of(useful: edit::Useful) -> Self {
        Self {
            field: useful.as_str(),
            why: useful.words(),
        }
    }
}

fn changes(fields: &[Field], before: &Service, after: &Service) -> Vec<Change> {
    fields
        .iter()
        .map(|field| Change {
            field: name_of(*field),
            before: value_of(before, *field),
            after: value_of(after, *field),
        })
        .collect()
}

impl Saved {
    pub(crate) fn of(published: &Published) -> Self {
        Self {
            listing: published.listing,
            slug: published.slug.clone(),
            version: published.version.clone(),
            changes: changes(&published.changes, &published.before, &published.after),
            next_useful: published.next.map(Useful::of),
        }
    }
}

impl HeldEdit {
    pub(crate) fn of(view: HeldView) -> Self {
        Self {
            changes: changes(&view.changes, &view.before, &view.after),
            id: view.id,
            listing: view.listing,
            slug: view.slug,
            name: view.name,
            is_new: view.is_new,
            reasons: view.reasons,
            created_at: view.created_at,
            state: view.state.as_str(),
            reason: view.reason,
        }
    }
}

impl HeldList {
    pub(crate) fn of(views: Vec<HeldView>) -> Self {
        Self {
            edits: views.into_iter().map(HeldEdit::of).collect(),
        }
    }
}

impl<'a> Previewed<'a> {
    pub(crate) fn of(preview: &'a Preview, now: DateTime<Utc>, public_url: &str) -> Self {
        let after = &preview.view.listing.service;
        Self {
            listing: Listing::of(&preview.view, now, public_url, true),
            changes: changes(&preview.changes, &preview.before, after),
            would_wait: preview
                .suspicions
                .iter()
                .map(edit::Suspicion::words)
                .collect(),
            next_useful: preview.next.map(Useful::of),
        }
    }
}

impl Candidate {
    pub(crate) fn of(alike: Alike) -> Self {
        Self {
            id: alike.listing,
            slug: alike.slug,
            name: alike.name,
            place: alike.place,
            probably: alike.probably,
            reasons: alike.reasons,
        }
    }
}

impl History {
    pub(crate) fn of(history: &directory::History) -> Self {
        Self {
            listing: history.listing,
            entries: history.entries.iter().map(Happened::of).collect(),
        }
    }
}

impl Happened {
    fn of(happened: &directory::Happened) -> Self {
        let open = happened.source.licence.allows_redistribution;
        Self {
            at: happened.at,
            source: happened.source.id.to_string(),
            source_name: happened.source.name.clone(),
            version: happened.version,
            is_first: happened.is_first,
            changes: if open {
                changes(&happened.changes, &happened.before, &happened.after)
            } else {
                Vec::new()
            },
            withheld: (!open).then_some("licence"),
        }
    }
}

impl Suggestions {
    pub(crate) fn of(views: Vec<SuggestionView>) -> Self {
        Self {
            suggestions: views.into_iter().map(Suggestion::of).collect(),
        }
    }
}

impl Suggestion {
    fn of(view: SuggestionView) -> Self {
        Self {
            ours: value_of(&view.ours, view.field),
            theirs: value_of(&view.theirs, view.field),
            field: name_of(view.field),
            listing: view.listing,
            slug: view.slug,
            name: view.name,
            source: view.source.id.to_string(),
            source_name: view.source.name.clone(),
            external_id: view.key.external_id,
            since: view.since,
        }
    }
}

impl SuggestionAnswer {
    /// The field that is meant.
    pub(crate) fn field(&self) -> Result<Field, directory::Error> {
        Field::ALL
            .into_iter()
            .find(|field| name_of(*field) == self.field)
            .ok_or_else(|| {
                directory::Error::Unfit(vec![Flaw {
                    pointer: "/field".to_owned(),
                    message: "must be the field of a suggestion".to_owned(),
                    example: Some("phones"),
                }])
            })
    }
}

impl Draft {
    pub(crate) fn of(view: DraftView) -> Self {
        Self {
            id: view.subject,
            statement: view.body,
            updated_at: view.updated_at,
        }
    }
}

impl Drafts {
    pub(crate) fn of(views: Vec<DraftView>) -> Self {
        Self {
            drafts: views.into_iter().map(Draft::of).collect(),
        }
    }
}
