//! The addresses of records: which links lead to one, its id, and the one address that is kept.
//!
//! An address in a profile is a path, perhaps with parameters: `/Services/Details/{id}/**` or
//! `/kb5/camden/cd/service.page?id={id}`. `{id}` is one part of the path or the value of a
//! parameter, `{id*}` all the rest of the path, `*` any one part, `**` any rest, which is dropped.
//! Ids keep their case. It does not look at the host: a caller compares that with the page's own.

use serde::de::{Deserialize, Deserializer, Error};
use url::Url;

/// The shape of a page's address.
#[derive(Debug, Clone)]
pub(super) struct Address {
    parts: Vec<Part>,
    parameters: Vec<(String, Part)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Id,
    Ids,
    Any,
    Rest,
}

/// What an address says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The source's id; empty for an address without `{id}`.
    pub(super) id: String,
    /// The address without anything that does not belong to the record.
    pub(super) url: Url,
}

impl Address {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| {
            format!("{text:?} is not an address like \"/Services/Details/{{id}}\": {why}")
        };
        let Some(path) = text.strip_prefix('/') else {
            return Err(wrong("it must begin with a slash"));
        };
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<Part> = path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(Part::parse)
            .collect();
        let parameters: Vec<(String, Part)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "*")))
            .map(|(name, value)| (name.to_owned(), Part::parse(value)))
            .collect();
        let ends_early = parts
            .iter()
            .rev()
            .skip(1)
            .any(|part| matches!(part, Part::Ids | Part::Rest));
        if ends_early {
            return Err(wrong("only the last part can be {id*} or **"));
        }
        let values = parameters.iter().map(|(_, value)| value);
        if parts
            .iter()
            .chain(values)
            .filter(|part| matches!(part, Part::Id | Part::Ids))
            .count()
            > 1
        {
            return Err(wrong("it can have one {id} only"));
        }
        Ok(Self { parts, parameters })
    }

    /// Reads an address of this shape; `None` for any other.
    pub(super) fn read(&self, url: &Url) -> Option<Record> {
        let mut id = String::new();
        let mut kept: Vec<String> = Vec::new();
        let mut given = url
            .path_segments()?
            .map(without_session)
            .filter(|part| !part.is_empty())
            .peekable();
        for part in &self.parts {
            match part {
                Part::Rest => {
                    given.by_ref().for_each(drop);
                }
                Part::Ids => {
                    id = given.by_ref().collect::<Vec<_>>().join("/");
                    if id.is_empty() {
                        return None;
                    }
                    kept.push(id.clone());
                }
                one => kept.push(one.read(given.next()?, &mut id)?),
            }
        }
        if given.peek().is_some() {
            return None;
        }
        let mut parameters = Vec::new();
        for (name, part) in &self.parameters {
            let value = url.query_pairs().find(|(given, _)| given == name)?.1;
            parameters.push((name, part.read(&value, &mut id)?));
        }
        let mut canonical = url.clone();
        canonical.set_fragment(None);
        canonical.set_path(&kept.join("/"));
        canonical.set_query(None);
        if !parameters.is_empty() {
            canonical.query_pairs_mut().extend_pairs(parameters);
        }
        Some(Record { id, url: canonical })
    }
}

impl Part {
    fn parse(text: &str) -> Self {
        match text {
            "{id}" => Self::Id,
            "{id*}" => Self::Ids,
            "*" => Self::Any,
            "**" => Self::Rest,
            literal => Self::Literal(literal.to_owned()),
        }
    }

    /// What stands in the canonical address for `given`, when it fits.
    fn read(&self, given: &str, id: &mut String) -> Option<String> {
        if given.is_empty() {
            return None;
        }
        match self {
            Self::Literal(literal) => literal.eq_ignore_ascii_case(given).then(|| literal.clone()),
            Self::Id | Self::Ids => {
                given.clone_into(id);
                Some(given.to_owned())
            }
            Self::Any | Self::Rest => Some(given.to_owned()),
        }
    }
}

/// Java servers put the visitor's session into the path: `results.page;jsessionid=1F2E`.
fn without_session(part: &str) -> &str {
    part.split_once(';').map_or(part, |(part, _)| part)
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// An address that must hold an `{id}`.
#[derive(Debug, Clone)]
pub(super) struct RecordAddress(pub(super) Address);

impl<'de> Deserialize<'de> for RecordAddress {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if !text.contains("{id") {
            return Err(D::Error::custom(format!(
                "{text:?} does not say where the {{id}} stands"
            )));
        }
        Address::parse(&text).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Address;
    use url::Url;

    fn check(shape: &str, url: &str, expect: Option<(&str, &str)>) {
        let read = Address::parse(shape)
            .unwrap()
            .read(&Url::parse(url).unwrap());
        let found = read
            .as_ref()
            .map(|record| (record.id.as_str(), record.url.as_str()));
        assert_eq!(found, expect, "{shape} {url}");
    }

    #[test]
    fn the_slug_behind_an_id_does_not_matter() {
        let shape = "/Services/Details/{id}/**";
        let expect = Some(("123", "https://a.uk/Services/Details/123"));
        check(
            shape,
            "https://a.uk/Services/Details/123/old-name?ref=7#top",
            expect,
        );
        check(shape, "https://a.uk/services/details/123/", expect);
        check(shape, "https://a.uk/Services/Details/", None);
    }

    #[test]
    fn a_part_that_belongs_to_the_address_stays() {
        let shape = "/directory_record/{id}/*";
        check(
            shape,
            "https://a.uk/directory_record/7/tate?x=1",
            Some(("7", "https://a.uk/directory_record/7/tate")),
        );
    }

    #[test]
    fn an_id_in_a_parameter_keeps_its_case_and_loses_its_neighbours() {
        let expect = Some((
            "dQ-t3O0ht_s",
            "https://c.uk/kb5/camden/cd/service.page?id=dQ-t3O0ht_s",
        ));
        let shape = "/kb5/camden/cd/service.page?id={id}";
        check(
            shape,
            "https://c.uk/kb5/camden/cd/service.page?familychannelnew=0&id=dQ-t3O0ht_s&sr=50",
            expect,
        );
        check(
            shape,
            "https://c.uk/kb5/camden/cd/service.page;jsessionid=0A?id=dQ-t3O0ht_s",
            expect,
        );
        check(shape, "https://c.uk/kb5/camden/cd/service.page?id=", None);
        check(
            shape,
            "https://c.uk/kb5/camden/cd/advice.page?id=dQ-t3O0ht_s",
            None,
        );
    }

    #[test]
    fn an_id_can_be_all_the_rest_of_the_path() {
        check(
            "/directories/{id*}",
            "https://l.uk/directories/food/larder",
            Some(("food/larder", "https://l.uk/directories/food/larder")),
        );
        check("/directories/{id*}", "https://l.uk/directories", None);
    }

    #[test]
    fn an_address_that_cannot_be_is_refused() {
        for bad in ["Services/{id}", "/{id*}/x", "/{id}/{id}", "/**/x"] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }
}
