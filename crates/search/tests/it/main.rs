//! What the index answers, asked through its public face alone.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to be there")]

mod filters;
mod invented;
mod keeping;
mod laws;
mod many;
mod ordering;
mod places;
mod senses;
mod wishes;
mod words;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Weekday};
use domain::calendar::{Session, day_bits};
use domain::position::Position;
use search::{Document, Index, Query, Results, Term, Update};
use uuid::Uuid;

/// The titles of the hits, in order.
fn check(documents: &[Document], query: &Query) -> Vec<String> {
    titles(documents, &answer(documents, query))
}

/// The whole answer.
fn answer(documents: &[Document], query: &Query) -> Results {
    index_of(documents).search(query).unwrap()
}

fn index_of(documents: &[Document]) -> Index {
    let index = Index::in_memory().unwrap();
    index
        .apply(documents.iter().cloned().map(put).collect(), 1)
        .unwrap();
    index
}

fn titles(documents: &[Document], results: &Results) -> Vec<String> {
    let by_id: HashMap<Uuid, &str> = documents
        .iter()
        .map(|document| (document.id, document.title.as_str()))
        .collect();
    results
        .hits
        .iter()
        .map(|hit| by_id[&hit.id].to_owned())
        .collect()
}

fn put(document: Document) -> Update {
    Update::Put(Box::new(document))
}

/// A listing whose id follows from its title.
fn listing(title: &str) -> Document {
    Document {
        id: Uuid::new_v5(&Uuid::NAMESPACE_URL, title.as_bytes()),
        version: 1,
        title: title.to_owned(),
        changed_at: DateTime::UNIX_EPOCH,
        ..Document::default()
    }
}

fn described(title: &str, description: &str) -> Document {
    Document {
        description: Some(description.to_owned()),
        ..listing(title)
    }
}

fn at(title: &str, latitude: f64, longitude: f64) -> Document {
    Document {
        positions: vec![position(latitude, longitude)],
        ..listing(title)
    }
}

fn term(code: &str, name: &str) -> Term {
    Term {
        code: code.to_owned(),
        name: name.to_owned(),
    }
}

fn position(latitude: f64, longitude: f64) -> Position {
    Position::new(latitude, longitude).unwrap()
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A question for the first twenty hits.
fn ask(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        limit: 20,
        ..Query::default()
    }
}

fn typing(text: &str) -> Query {
    Query {
        as_you_type: true,
        ..ask(text)
    }
}

/// Every week on these days, between these hours.
fn weekly(days: &[Weekday], from: u16, to: u16) -> Session {
    Session {
        days: day_bits(days),
        from: Some(from * 60),
        to: Some(to * 60),
        ..Session::default()
    }
}

/// Brixton, near the town hall.
const BRIXTON: (f64, f64) = (51.4613, -0.1156);
