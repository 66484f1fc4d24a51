//! Lists of services as APIs answer them: which page this is, how many there are, where the next is.
//!
//! | asked for by | envelope |
//! |---|---|
//! | Open Referral UK 3.0 | `total_items, total_pages, page_number, last_page, contents` |
//! | Open Referral UK 1.0, Outpost | `totalElements, totalPages, number, last, content` |
//! | Connected Places | `data, meta { total, current_page, last_page }, links { next }` |
//! | ALISS | `count, next, data` |

use serde_json::Value;
use url::Url;

use super::node::Node;
use crate::reading::Problem;

/// A page of a list.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) entries: Vec<Value>,
    /// How many there are on all pages, as the list says.
    pub(super) total: Option<u64>,
    /// The address of the next page.
    pub(super) next: Option<String>,
    /// What is wrong with the paging.
    pub(super) problem: Option<Problem>,
}

const LISTS: [&str; 8] = [
    "contents",
    "content",
    "data",
    "services",
    "results",
    "records",
    "items",
    "foodbanks",
];

/// The page that a document holds, if it holds one.
pub(super) fn page(value: Value, url: &str) -> Result<Page, Value> {
    let mut object = match value {
        Value::Array(entries) => {
            return Ok(Page {
                entries,
                total: None,
                next: None,
                problem: None,
            });
        }
        Value::Object(object) => object,
        other => return Err(other),
    };
    let Some(key) = LISTS
        .iter()
        .find(|key| object.get(**key).is_some_and(Value::is_array))
    else {
        return Err(Value::Object(object));
    };
    let Some(Value::Array(entries)) = object.remove(*key) else {
        return Err(Value::Object(object));
    };
    let rest = Value::Object(object);
    let envelope = Node::of(&rest);
    let (next, problem) = match next_page(envelope, url, entries.is_empty()) {
        Ok(next) => (next, None),
        Err(problem) => (None, Some(problem)),
    };
    let total = envelope
        .any(&[
            "total_items",
            "totalElements",
            "count",
            "total",
            "totalRecords",
        ])
        .count()
        .or_else(|| envelope.get("meta").get("total").count());
    Ok(Page {
        total,
        entries,
        next,
        problem,
    })
}

/// Where the list goes on.
///
/// # Errors
/// When the server gave another page than the one that was asked for.
fn next_page(envelope: Node<'_>, url: &str, is_empty: bool) -> Result<Option<String>, Problem> {
    let Ok(here) = Url::parse(url) else {
        return Ok(None);
    };
    // What the server says of it counts first; a null in its place is the end.
    let links = envelope.get("links");
    for owner in [links, envelope] {
        if owner.has("next") {
            let next = owner.get("next").text();
            let next = next.and_then(|next| here.join(&next).ok());
            return Ok(next.filter(|next| *next != here).map(String::from));
        }
    }
    let meta = envelope.get("meta");
    let number = envelope
        .any(&["page_number", "number", "page"])
        .count()
        .or_else(|| meta.get("current_page").count());
    let pages = envelope
        .any(&["total_pages", "totalPages"])
        .count()
        .or_else(|| meta.get("last_page").count());
    let is_last = envelope.any(&["last_page", "last"]).flag() == Some(true);
    let asked: Option<u64> = here
        .query_pairs()
        .find(|(name, _)| name == "page")
        .and_then(|(_, value)| value.parse().ok());
    if let (Some(asked), Some(number)) = (asked, number)
        && asked > 1
        && number != asked
        && number + 1 != asked
    {
        return Err(Problem::CutOff(format!(
            "page {asked} was asked for and the server gave page {number}: it does not heed `page`"
        )));
    }
    let at = asked.or(number).unwrap_or(1);
    let more = match (is_last, is_empty, pages) {
        (true, ..) | (_, true, _) => false,
        // Counted from nought, the last page is one before the number of pages.
        (.., Some(pages))
            if number == Some(0)
                || (asked.is_some() && number.is_some_and(|number| Some(number + 1) == asked)) =>
        {
            number.unwrap_or(0) + 1 < pages
        }
        (.., Some(pages)) => at < pages,
        (.., None) => false,
    };
    if !more {
        return Ok(None);
    }
    let mut next = here;
    let others: Vec<(String, String)> = next
        .query_pairs()
        .filter(|(name, _)| name != "page")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    next.query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair("page", &(at + 1).to_string());
    Ok(Some(next.into()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::page;

    fn next(url: &str, mut envelope: Value, key: &str) -> Result<Option<String>, String> {
        envelope[key] = json!([{ "id": 1 }]);
        let page = page(envelope, url).expect("a list");
        match page.problem {
            Some(problem) => Err(problem.to_string()),
            None => Ok(page.next),
        }
    }

    #[test]
    fn each_kind_of_list_leads_on_to_its_true_end() {
        let base = "https://a.example/services";
        let second = Ok(Some(format!("{base}?page=2")));
        assert_eq!(
            next(
                base,
                json!({"total_pages": 3, "page_number": 1, "last_page": false}),
                "contents"
            ),
            second
        );
        assert_eq!(
            next(
                base,
                json!({"totalPages": 3, "number": 1, "last": false}),
                "content"
            ),
            second
        );
        assert_eq!(
            next(
                &format!("{base}?page=3&per_page=5"),
                json!({"totalPages": 3, "number": 3}),
                "content"
            ),
            Ok(None)
        );
        assert_eq!(
            next(
                &format!("{base}?per_page=5&page=2"),
                json!({"totalPages": 3, "number": 2}),
                "content"
            ),
            Ok(Some(format!("{base}?per_page=5&page=3")))
        );
        // From nought, as some count.
        assert_eq!(
            next(base, json!({"totalPages": 2, "number": 0}), "content"),
            Ok(Some(format!("{base}?page=1")))
        );
        assert_eq!(
            next(
                &format!("{base}?page=1"),
                json!({"totalPages": 1, "number": 0}),
                "content"
            ),
            Ok(None)
        );
        // The server's own word.
        assert_eq!(
            next(
                base,
                json!({"links": {"next": "/services?page=2&x=1", "prev": null}, "meta": {"last_page": 9}}),
                "data"
            ),
            Ok(Some("https://a.example/services?page=2&x=1".to_owned()))
        );
        assert_eq!(
            next(base, json!({"next": null, "count": 3}), "data"),
            Ok(None)
        );
        assert_eq!(
            next(base, json!({"last": false, "number": 1}), "content"),
            Ok(None)
        );
    }

    #[test]
    fn a_server_that_does_not_heed_the_page_is_found_out() {
        let error = next(
            "https://a.example/services?page=3",
            json!({"totalPages": 9, "number": 1}),
            "content",
        )
        .unwrap_err();
        assert!(
            error.contains("page 3") && error.contains("page 1"),
            "{error}"
        );
    }
}
