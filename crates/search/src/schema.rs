//! The shape of the index, and how a [`Document`] is put into it.
//!
//! The columns hold what filters, ranks and identifies. Two things are stored: what is shown of a listing, as the directory
//! wrote it, and the outline of the ground that a few listings serve, for the few searches from its border.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TantivyDocument, TextFieldIndexing,
    TextOptions,
};
use tantivy::store::Compressor;
use tantivy::{IndexSettings, IndexSortByField, Order};

use crate::analysis::{OPENINGS, STARTS, STEMS, WORDS};
use crate::document::{ANYWHERE, Document};
use crate::error::Error;
use crate::marks::Marks;
use crate::packing::Packing;
use crate::query::Facet;
use crate::{circle, ground, sessions};

/// Rises with every change to what is indexed or how: an index of another version is not used.
pub(crate) const VERSION: u32 = 16;

/// Bytes of what is stored that stand together: two or three cards.
const STORED_TOGETHER: usize = 1_024;

/// The names of the columns.
pub(crate) mod column {
    pub(crate) const ID_HIGH: &str = "id_high";
    pub(crate) const ID_LOW: &str = "id_low";
    pub(crate) const VERSION: &str = "version";
    pub(crate) const CHANGED: &str = "changed";
    pub(crate) const CONFIRMED: &str = "confirmed";
    pub(crate) const TITLE: &str = "title_order";
    pub(crate) const MARKS: &str = "marks";
    pub(crate) const SESSION: &str = "session";
    pub(crate) const POSITION: &str = "position";
    pub(crate) const ORDER: &str = "order";
    pub(crate) const CATEGORY: &str = "category";
    pub(crate) const NEED: &str = "need";
    pub(crate) const CIRCUMSTANCE: &str = "circumstance";
    pub(crate) const SERVICE_TYPE: &str = "service_type";
    pub(crate) const WAY: &str = "way";
    pub(crate) const JOINING: &str = "joining";
    pub(crate) const KITEMARK: &str = "kitemark";
    pub(crate) const SOURCE: &str = "source";
    pub(crate) const AREA: &str = "area";
    pub(crate) const SERVES: &str = "serves";
    pub(crate) const LANGUAGE: &str = "language";
    pub(crate) const ACCESSIBILITY: &str = "accessibility";
}

/// The fields of the schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    id_high: Field,
    id_low: Field,
    version: Field,
    changed: Field,
    confirmed: Field,
    title_order: Field,
    marks: Field,
    session: Field,
    position: Field,
    order: Field,
    category: Field,
    need: Field,
    circumstance: Field,
    service_type: Field,
    way: Field,
    joining: Field,
    kitemark: Field,
    source: Field,
    /// Areas that it lies in or serves.
    area: Field,
    /// Areas that it serves.
    pub(crate) serves: Field,
    /// H3 cells of the ground that it serves: wholly inside, and on the border.
    pub(crate) ground_inside: Field,
    pub(crate) ground_border: Field,
    /// The outline of that ground, read where the border has to be decided.
    pub(crate) ground: Field,
    language: Field,
    accessibility: Field,
    /// The codes of needs, circumstances, service types and ways that say what it is.
    pub(crate) named: Field,
    /// What is shown of it.
    pub(crate) card: Field,
    /// All text, as stems with their places: the one field that decides what matches.
    pub(crate) text: Field,
    /// Beginnings of words of title, organization and categories: matches while typing.
    pub(crate) starts: Field,
    /// The first one or two letters of titles and organizations: matches a first letter or two alone.
    pub(crate) openings: Field,
    /// The rest only rank, or spell.
    pub(crate) title: Field,
    pub(crate) organization: Field,
    pub(crate) terms: Field,
    /// Title, organization, terms.
    pub(crate) naming: [Field; 3],
    /// Keywords and places.
    pub(crate) keywords: Field,
    /// All text as whole words: what misspelt words are compared with.
    pub(crate) words: Field,
}

impl Fields {
    /// The fields in which a word counts by how long the text is.
    pub(crate) fn weighed(&self) -> [Field; 7] {
        [
            self.text,
            self.title,
            self.organization,
            self.terms,
            self.keywords,
            self.starts,
            self.openings,
        ]
    }

    pub(crate) fn new() -> (Self, Schema) {
        let mut schema = Schema::builder();
        let code = text(IndexRecordOption::Basic, "raw", false).set_fast("raw");
        let ranking = text(IndexRecordOption::WithFreqs, STEMS, true);
        let title = schema.add_text_field("title", ranking.clone());
        let organization = schema.add_text_field("organization", ranking.clone());
        let terms = schema.add_text_field("terms", ranking.clone());
        let fields = Self {
            id: schema.add_bytes_field("id", INDEXED),
            id_high: schema.add_u64_field(column::ID_HIGH, FAST),
            id_low: schema.add_u64_field(column::ID_LOW, FAST),
            version: schema.add_i64_field(column::VERSION, FAST),
            changed: schema.add_i64_field(column::CHANGED, FAST),
            confirmed: schema.add_i64_field(column::CONFIRMED, FAST),
            title_order: schema
                .add_text_field(column::TITLE, TextOptions::default().set_fast("raw")),
            marks: schema.add_u64_field(column::MARKS, FAST),
            session: schema.add_u64_field(column::SESSION, FAST),
            position: schema.add_u64_field(column::POSITION, FAST),
            order: schema.add_u64_field(column::ORDER, FAST),
            category: schema.add_text_field(column::CATEGORY, code.clone()),
            need: schema.add_text_field(column::NEED, code.clone()),
            circumstance: schema.add_text_field(column::CIRCUMSTANCE, code.clone()),
            service_type: schema.add_text_field(column::SERVICE_TYPE, code.clone()),
            way: schema.add_text_field(column::WAY, code.clone()),
            joining: schema.add_text_field(column::JOINING, code.clone()),
            kitemark: schema.add_text_field(column::KITEMARK, code.clone()),
            source: schema.add_text_field(column::SOURCE, code.clone()),
            area: schema.add_text_field(column::AREA, code.clone()),
            serves: schema.add_text_field(column::SERVES, code.clone()),
            ground_inside: schema.add_u64_field("ground_inside", INDEXED),
            ground_border: schema.add_u64_field("ground_border", INDEXED),
            ground: schema.add_bytes_field("ground", STORED),
            language: schema.add_text_field(column::LANGUAGE, code.clone()),
            accessibility: schema.add_text_field(column::ACCESSIBILITY, code),
            named: schema.add_text_field("named", text(IndexRecordOption::Basic, "raw", false)),
            card: schema.add_bytes_field("card", STORED),
            text: schema.add_text_field(
                "text",
                text(IndexRecordOption::WithFreqsAndPositions, STEMS, true),
            ),
            starts: schema
                .add_text_field("starts", text(IndexRecordOption::WithFreqs, STARTS, true)),
            openings: schema.add_text_field(
                "openings",
                text(IndexRecordOption::WithFreqs, OPENINGS, true),
            ),
            title,
            organization,
            terms,
            naming: [title, organization, terms],
            keywords: schema.add_text_field("keywords", ranking),
            words: schema.add_text_field("words", text(IndexRecordOption::Basic, WORDS, false)),
        };
        (fields, schema.build())
    }

    /// The field of a facet's codes; none where the facet is one of the marks.
    pub(crate) fn of(&self, facet: Facet) -> Option<Field> {
        match facet {
            Facet::Category => Some(self.category),
            Facet::Need => Some(self.need),
            Facet::Circumstance => Some(self.circumstance),
            Facet::ServiceType => Some(self.service_type),
            Facet::Way => Some(self.way),
            Facet::Joining => Some(self.joining),
            Facet::Kitemark => Some(self.kitemark),
            Facet::Source => Some(self.source),
            Facet::Area => Some(self.area),
            Facet::Language => Some(self.language),
            Facet::Accessibility => Some(self.accessibility),
            Facet::Attendance
            | Facet::Weekday
            | Facet::PartOfDay
            | Facet::Free
            | Facet::Open
            | Facet::Age => None,
        }
    }

    /// The document in the shape of the schema.
    ///
    /// # Errors
    /// When its card cannot be packed.
    pub(crate) fn fill(
        &self,
        document: &Document,
        packing: &Packing,
    ) -> Result<TantivyDocument, Error> {
        let mut filled = TantivyDocument::default();
        self.fill_text(document, &mut filled);
        self.fill_codes(document, &mut filled);
        self.fill_columns(document, &mut filled);
        if !document.card.is_empty() {
            filled.add_bytes(self.card, &packing.pack(&document.card)?);
        }
        if let Some(ground) = &document.ground {
            ground::fill(self, ground, &mut filled);
        }
        Ok(filled)
    }

    fn fill_text(&self, document: &Document, filled: &mut TantivyDocument) {
        let names = std::iter::once(&document.title)
            .chain(&document.alternate_names)
            .map(String::as_str);
        let organization = document.organization.as_deref();
        let terms = document.terms.iter().map(|term| term.name.as_str());
        let keywords = document
            .keywords
            .iter()
            .chain(&document.places)
            .map(String::as_str);
        let mut add = |field: Field, text: &str| {
            filled.add_text(field, text);
            filled.add_text(self.text, text);
            filled.add_text(self.words, text);
            if field != self.keywords {
                filled.add_text(self.starts, text);
            }
            if field == self.title || field == self.organization {
                filled.add_text(self.openings, text);
            }
        };
        names.for_each(|name| add(self.title, name));
        organization
            .into_iter()
            .for_each(|name| add(self.organization, name));
        terms.for_each(|name| add(self.terms, name));
        keywords.for_each(|word| add(self.keywords, word));
        if let Some(description) = &document.description {
            filled.add_text(self.text, description);
            filled.add_text(self.words, description);
        }
    }

    fn fill_codes(&self, document: &Document, filled: &mut TantivyDocument) {
        let mut add = |field: Field, mut codes: Vec<&str>| {
            codes.sort_unstable();
            codes.dedup();
            codes
                .into_iter()
                .for_each(|code| filled.add_text(field, code));
        };
        let serves = document
            .service_areas
            .iter()
            .map(String::as_str)
            .filter(|code| *code != ANYWHERE);
        // What has no position and serves everybody is found by where it is kept.
        let anywhere = document.serves_anywhere() && !document.positions.is_empty();
        let anywhere = anywhere.then_some(ANYWHERE);
        let lies_in = document.areas.iter().map(String::as_str);
        add(self.area, serves.clone().chain(lies_in).collect());
        add(self.serves, serves.chain(anywhere).collect());
        add(
            self.category,
            document
                .terms
                .iter()
                .map(|term| term.code.as_str())
                .collect(),
        );
        add(
            self.source,
            document
                .sources
                .iter()
                .map(domain::source::SourceId::as_str)
                .collect(),
        );
        let browsed = [
            (self.need, &document.needs),
            (self.circumstance, &document.circumstances),
            (self.service_type, &document.service_types),
            (self.way, &document.ways),
        ];
        let named = browsed.iter().flat_map(|(_, codes)| *codes);
        let named = named.filter(|code| !document.mentioned.contains(code));
        add(self.named, named.map(String::as_str).collect());
        for (field, codes) in browsed.into_iter().chain([
            (self.joining, &document.joining),
            (self.kitemark, &document.kitemark),
        ]) {
            add(field, codes.iter().map(String::as_str).collect());
        }
        add(
            self.language,
            document.languages.iter().map(String::as_str).collect(),
        );
        add(
            self.accessibility,
            document.accessibility.iter().map(String::as_str).collect(),
        );
    }

    fn fill_columns(&self, document: &Document, filled: &mut TantivyDocument) {
        filled.add_bytes(self.id, document.id.as_bytes());
        let (high, low) = document.id.as_u64_pair();
        filled.add_u64(self.id_high, high);
        filled.add_u64(self.id_low, low);
        filled.add_i64(self.version, document.version);
        filled.add_i64(self.changed, moment(document.changed_at));
        if let Some(confirmed) = document.confirmed {
            filled.add_i64(self.confirmed, i64::from(day(confirmed)));
        }
        filled.add_text(
            self.title_order,
            crate::analysis::sort_text(&document.title),
        );
        filled.add_u64(self.marks, Marks::of(document).bits());
        for session in &document.sessions {
            filled.add_u64(self.session, sessions::pack(session));
        }
        filled.add_u64(self.order, document.order());
        for position in &document.positions {
            filled.add_u64(self.position, circle::pack(*position));
        }
    }
}

/// The settings of the engine: documents that are close on the ground are close on the disk.
pub(crate) fn settings() -> IndexSettings {
    IndexSettings {
        sort_by_field: Some(IndexSortByField {
            field: column::ORDER.to_owned(),
            order: Order::Asc,
        }),
        // Cards come packed, and what stands together is copied for each that is read.
        docstore_compression: Compressor::None,
        docstore_blocksize: STORED_TOGETHER,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}

/// Days since the beginning of our era.
pub(crate) fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

fn moment(time: DateTime<Utc>) -> i64 {
    time.timestamp_micros()
}

fn text(record: IndexRecordOption, tokenizer: &str, lengths: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_index_option(record)
        .set_tokenizer(tokenizer)
        .set_fieldnorms(lengths);
    TextOptions::default().set_indexing_options(indexing)
}
