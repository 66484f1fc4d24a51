//! Which methods an address answers, so that any other is refused with the right ones named
//! (RFC 9110, 15.5.6). They are read from the OpenAPI document, which is made of the handlers.

use std::sync::OnceLock;

use crate::document;

/// A path of the document, in parts, with what it answers.
#[derive(Debug)]
struct Answered {
    parts: Vec<String>,
    methods: Vec<&'static str>,
}

/// The methods that a path answers, HEAD beside GET; none where there is nothing at all.
pub(crate) fn at(path: &str) -> Vec<&'static str> {
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let mut likely: Vec<&Answered> = known()
        .iter()
        .filter(|one| one.parts.len() == parts.len())
        .filter(|one| one.parts.iter().zip(&parts).all(|(is, at)| fits(is, at)))
        .collect();
    // What is written out comes before what takes any word, as where requests are routed.
    likely.sort_by_key(|one| {
        one.parts
            .iter()
            .filter(|part| part.starts_with('{'))
            .count()
    });
    let Some(first) = likely.first() else {
        return Vec::new();
    };
    let mut methods = first.methods.clone();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods
}

fn fits(pattern: &str, part: &str) -> bool {
    match pattern {
        "{version}" => matches!(part, "v4" | "v5"),
        _ if pattern.starts_with('{') => !part.is_empty(),
        _ => pattern == part,
    }
}

fn known() -> &'static [Answered] {
    static KNOWN: OnceLock<Vec<Answered>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let paths = crate::described().paths.paths;
        let answered = |(path, item): (&String, &_)| Answered {
            parts: path.split('/').map(str::to_owned).collect(),
            methods: document::methods(item).collect(),
        };
        paths.iter().map(answered).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn an_address_names_the_methods_that_it_answers() {
        assert_eq!(at("/api/v1/search"), ["GET", "HEAD"]);
        assert_eq!(at("/api/v1/account"), ["DELETE"]);
        assert_eq!(at("/api/v1/drafts/any"), ["GET", "PUT", "DELETE", "HEAD"]);
        assert_eq!(at("/aliss/v4/services/"), ["GET", "HEAD"]);
    }

    #[test]
    fn what_is_written_out_comes_before_what_takes_any_word() {
        assert_eq!(at("/api/v1/claims/proof"), ["POST"]);
        assert_eq!(at("/api/v1/claims/0b6b2bbe"), ["DELETE"]);
    }

    #[test]
    fn where_there_is_nothing_no_method_is_named() {
        assert!(at("/api/v1/nothing").is_empty());
        assert!(at("/aliss/v6/services").is_empty());
    }
}
