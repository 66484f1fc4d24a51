//! What the questions are compared with: one text field, the engine's own tokenizer and BM25, any of
//! the words. It is what a search box is before anybody thinks about it.

use std::sync::Arc;

use directory::ListingView;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{Field, STORED, STRING, Schema, TEXT, Value as _};
use tantivy::{Index, IndexReader, TantivyDocument, doc};
use uuid::Uuid;

/// Memory for the writer: the least that the engine takes.
const BUDGET: usize = 15_000_000;

pub(super) struct Plain {
    reader: IndexReader,
    parser: QueryParser,
    id: Field,
}

impl Plain {
    /// An index of the texts of listings.
    pub(super) fn of(listings: &[Arc<ListingView>]) -> anyhow::Result<Self> {
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let text = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, BUDGET)?;
        for view in listings {
            let key = view.listing.id.to_string();
            writer.add_document(doc!(id => key, text => text_of(view)))?;
        }
        writer.commit()?;
        Ok(Self {
            reader: index.reader()?,
            parser: QueryParser::for_index(&index, vec![text]),
            id,
        })
    }

    /// The best listings for any of the words.
    pub(super) fn find(&self, text: &str, most: usize) -> anyhow::Result<Vec<Uuid>> {
        let (query, _) = self.parser.parse_query_lenient(text);
        let searcher = self.reader.searcher();
        let top = searcher.search(&query, &TopDocs::with_limit(most).order_by_score())?;
        let mut ids = Vec::with_capacity(top.len());
        for (_, address) in top {
            let stored: TantivyDocument = searcher.doc(address)?;
            let id = stored.get_first(self.id).and_then(|value| value.as_str());
            ids.push(Uuid::parse_str(id.unwrap_or_default())?);
        }
        Ok(ids)
    }
}

fn text_of(view: &ListingView) -> String {
    let service = &view.listing.service;
    let mut lines: Vec<&str> = vec![&service.name];
    lines.extend(service.alternate_names.iter().map(String::as_str));
    lines.extend(service.organization.iter().map(|by| by.name.as_str()));
    lines.extend(service.taxonomy_terms.iter().map(|term| term.name.as_str()));
    lines.extend(service.description.as_deref());
    lines.extend(service.hours_text.as_deref());
    lines.extend(service.service_areas.iter().map(|area| area.name.as_str()));
    for location in service.locations() {
        lines.extend(location.name.as_deref());
        lines.extend(location.address.iter().map(String::as_str));
        lines.extend(
            location
                .postcode
                .as_ref()
                .map(domain::postcode::Postcode::outward),
        );
    }
    lines.join("\n")
}
