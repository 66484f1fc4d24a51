//! What a person asked for, as it stands in the address of a results page.
//!
//! Read from a query string and printed back into one, so that every link on a results page (a
//! filter removed, another page, a listing and the way back) is the same question with one thing
//! changed. It holds the words as typed: whether a place exists or a distance is sensible is
//! judged later, so that the form can show what was typed beside what is wrong with it.

use url::form_urlencoded;

/// The filters, by the names that the directory knows.
const FILTERS: [&str; 15] = [
    "category", "need", "for", "type", "way", "how", "joining", "kitemark", "language", "access",
    "area", "age", "free", "open", "source",
];
/// Filters of which only one value can be chosen: a later one takes the place of an earlier.
const SINGLE: [&str; 3] = ["age", "free", "open"];

/// A search, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SearchQuery {
    /// The need.
    pub(crate) q: String,
    /// The place.
    pub(crate) near: String,
    /// Miles.
    pub(crate) radius: String,
    /// The chosen filters with their values, without repeats.
    pub(crate) filters: Vec<(&'static str, String)>,
    /// What is asked about time: the parameters of [`WHEN`] and their values, in that order.
    pub(crate) when: Vec<(&'static str, String)>,
    /// Which come first.
    pub(crate) sort: String,
    /// "true" where the words are to be taken as they were typed.
    pub(crate) as_typed: String,
    /// "false" where the circle is not to be widened.
    pub(crate) widen: String,
    /// Which page, from 1.
    pub(crate) page: String,
}

/// The parameters about time.
const WHEN: [&str; 7] = ["day", "time", "date", "from", "to", "open_now", "unsaid"];

impl SearchQuery {
    /// Reads a query string; unknown names are passed over.
    pub(crate) fn parse(query: &str) -> Self {
        let mut read = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = tidy(&value);
            match &*name {
                "q" => read.q = value,
                "near" => read.near = value,
                "radius" => read.radius = value,
                "page" => read.page = value,
                "sort" => read.sort = value,
                "as_typed" => read.as_typed = value,
                "widen" => read.widen = value,
                name => match WHEN.into_iter().find(|known| *known == name) {
                    Some(name) => {
                        let pair = (name, value);
                        if !pair.1.is_empty() && !read.when.contains(&pair) {
                            read.when.push(pair);
                        }
                    }
                    None => read.choose(name, &value),
                },
            }
        }
        read.when
            .sort_by_key(|(name, _)| WHEN.iter().position(|known| known == name));
        read
    }

    fn choose(&mut self, name: &str, value: &str) {
        let known = FILTERS.iter().find(|filter| **filter == name);
        let Some(filter) = known.filter(|_| !value.is_empty()) else {
            return;
        };
        if SINGLE.contains(filter) {
            self.filters.retain(|(chosen, _)| chosen != filter);
        }
        if !self.has_filter(filter, value) {
            self.filters.push((filter, value.to_owned()));
        }
    }

    /// Whether a filter has been chosen.
    pub(crate) fn has_filter(&self, filter: &str, value: &str) -> bool {
        self.filters
            .iter()
            .any(|(name, chosen)| *name == filter && chosen == value)
    }

    /// Whether nothing at all was asked.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The address of the results.
    pub(crate) fn href(&self) -> String {
        self.address("/search")
    }

    /// The address of a listing that was found so; it leads back to these results.
    pub(crate) fn listing_href(&self, slug: &str) -> String {
        self.address(&format!("/listings/{slug}"))
    }

    /// The same question on another page of results.
    pub(crate) fn with_page(&self, page: u64) -> Self {
        let page = if page <= 1 {
            String::new()
        } else {
            page.to_string()
        };
        Self {
            page,
            ..self.clone()
        }
    }

    /// The same question about another place.
    pub(crate) fn with_near(&self, near: &str) -> Self {
        Self {
            near: near.to_owned(),
            ..self.with_page(1)
        }
    }

    /// The same question within another distance; empty for the usual one.
    pub(crate) fn with_radius(&self, miles: &str) -> Self {
        Self {
            radius: miles.to_owned(),
            ..self.with_page(1)
        }
    }

    /// The same question with one more filter.
    pub(crate) fn with_filter(&self, filter: &str, value: &str) -> Self {
        let mut other = self.with_page(1);
        other.choose(filter, value);
        other
    }

    /// The same question without one of its filters.
    pub(crate) fn without_filter(&self, filter: &str, value: &str) -> Self {
        let mut other = self.with_page(1);
        other
            .filters
            .retain(|(name, chosen)| *name != filter || chosen != value);
        other
    }

    /// The same words, taken as they were typed.
    pub(crate) fn as_typed(&self) -> Self {
        Self {
            as_typed: "true".to_owned(),
            ..self.with_page(1)
        }
    }

    /// Another need at the same place, with the same filters.
    pub(crate) fn with_q(&self, q: &str) -> Self {
        Self {
            q: q.to_owned(),
            ..self.with_page(1)
        }
    }

    /// The first value of a parameter about time.
    pub(crate) fn when(&self, name: &str) -> Option<&str> {
        let found = self.when.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The same question without one thing that it asks about time.
    pub(crate) fn without_when(&self, name: &str, value: &str) -> Self {
        let mut other = self.with_page(1);
        other
            .when
            .retain(|(known, chosen)| (*known, chosen.as_str()) != (name, value));
        other
    }

    /// The same question, but for what does not say whether it is on at that time.
    pub(crate) fn with_unsaid(&self) -> Self {
        let mut other = self.with_page(1);
        other.when.push(("unsaid", "true".to_owned()));
        other
    }

    /// The same need and place, with no filter.
    pub(crate) fn without_filters(&self) -> Self {
        Self {
            q: self.q.clone(),
            near: self.near.clone(),
            as_typed: self.as_typed.clone(),
            ..Self::default()
        }
    }

    /// The parameters that are not empty.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let single = [
            ("q", &self.q),
            ("near", &self.near),
            ("radius", &self.radius),
            ("sort", &self.sort),
            ("as_typed", &self.as_typed),
            ("widen", &self.widen),
            ("page", &self.page),
        ];
        let filters = self.filters.iter().map(|(name, value)| (*name, value));
        let when = self.when.iter().map(|(name, value)| (*name, value));
        let all = single.into_iter().chain(filters).chain(when);
        all.filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.as_str()))
    }

    fn address(&self, path: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(self.pairs()).finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }
}

/// One space between words, none around them, no control characters.
fn tidy(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::SearchQuery;

    fn check(query: &str, expect: &str) {
        assert_eq!(SearchQuery::parse(query).href(), expect);
    }

    #[test]
    fn a_question_is_printed_as_it_was_read() {
        check("", "/search");
        check(
            "near=SW9+8DJ&q=lunch%20%20club",
            "/search?q=lunch+club&near=SW9+8DJ",
        );
        check(
            "category=a&category=b&category=a&other=1",
            "/search?category=a&category=b",
        );
    }

    #[test]
    fn a_removed_filter_leads_to_the_first_page() {
        let query = SearchQuery::parse("q=tea&category=a&category=b&page=3");
        assert_eq!(
            query.without_filter("category", "a").href(),
            "/search?q=tea&category=b"
        );
        assert_eq!(
            query.with_page(2).href(),
            "/search?q=tea&page=2&category=a&category=b"
        );
    }

    #[test]
    fn a_wish_for_a_time_is_kept_in_one_order_and_taken_back_piece_by_piece() {
        check(
            "time=evening&q=choir&day=tue&day=tue&open_now=",
            "/search?q=choir&day=tue&time=evening",
        );
        let query = SearchQuery::parse("day=tue&time=evening&page=2");
        assert_eq!(
            query.without_when("day", "tue").href(),
            "/search?time=evening"
        );
        assert_eq!(
            query.with_unsaid().href(),
            "/search?day=tue&time=evening&unsaid=true"
        );
    }

    #[test]
    fn a_listing_carries_the_way_back() {
        let query = SearchQuery::parse("q=tea&near=SW9");
        assert_eq!(
            query.listing_href("tea-room"),
            "/listings/tea-room?q=tea&near=SW9"
        );
    }

    proptest! {
        #[test]
        fn printing_then_reading_changes_nothing(text in any::<String>()) {
            let read = SearchQuery::parse(&text);
            let href = read.href();
            let again = href.split_once('?').map_or("", |(_, query)| query);
            assert_eq!(SearchQuery::parse(again), read);
        }
    }
}
