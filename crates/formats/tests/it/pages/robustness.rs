//! Whatever bytes come, reading ends, does not panic, and a page that did not arrive whole is never
//! taken for an empty one.

use std::sync::LazyLock;

use formats::{Document, LinkKind, Problem, Reader, Reading, built_in_profiles};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert_eq, proptest};

use super::{SITE, fixtures};

static READERS: LazyLock<Vec<Reader>> = LazyLock::new(|| {
    let pages = built_in_profiles()
        .iter()
        .filter(|(_, text)| text.contains("format = \"pages\""));
    let texts = pages.map(|(_, text)| *text).chain([SITE]);
    texts
        .map(|text| Reader::from_profile(text).unwrap_or_else(|error| panic!("{error}")))
        .collect()
});

/// Fixture pages with their addresses and what is expected there.
static PAGES: LazyLock<Vec<(String, LinkKind, Vec<u8>)>> = LazyLock::new(|| {
    [
        (
            "/kb5/camden/cd/results.page?sr=0",
            "kb5/camden/cd/results.page@sr=0",
            LinkKind::List,
        ),
        (
            "/kb5/islington/directory/results.page?sr=0",
            "kb5/islington/directory/results.page@sr=0",
            LinkKind::List,
        ),
        (
            "/localgov/directories/community",
            "localgov/directories/community.html",
            LinkKind::List,
        ),
        (
            "/kb5/camden/cd/service.page?id=Hr75yCqgPWQ",
            "kb5/camden/cd/service.page@id=Hr75yCqgPWQ",
            LinkKind::Detail,
        ),
        (
            "/localgov/directories/community/norbury-library",
            "localgov/directories/community/norbury-library.html",
            LinkKind::Detail,
        ),
    ]
    .into_iter()
    .map(|(path, file, kind)| {
        let bytes = std::fs::read(fixtures().join("feeds").join(file))
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        (format!("https://d.org.uk{path}"), kind, bytes)
    })
    .collect()
});

fn read(reader: &Reader, url: &str, expected: LinkKind, bytes: &[u8]) -> Reading {
    let terms = ["Arts".to_owned(), "geo:51.5,-0.1".to_owned()];
    reader.read(&Document {
        url,
        content_type: None,
        bytes,
        expected,
        terms: &terms,
    })
}

/// What holds of every reading.
fn check(reading: &Reading) {
    let mut urls: Vec<&str> = reading.links.iter().map(|link| link.url.as_str()).collect();
    assert!(
        urls.iter().all(|url| url.starts_with("https://d.org.uk/")),
        "{urls:?}"
    );
    urls.sort_unstable();
    let count = urls.len();
    urls.dedup();
    assert_eq!(urls.len(), count, "a link came twice");
    assert!(
        reading
            .items
            .iter()
            .all(|item| !item.external_id.is_empty() && !item.service.name.is_empty())
    );
    assert!(
        reading
            .set_aside
            .iter()
            .all(|aside| !aside.reason.is_empty() && aside.raw.chars().count() <= 4_000)
    );
}

fn kind() -> impl Strategy<Value = LinkKind> {
    any::<bool>().prop_map(|list| {
        if list {
            LinkKind::List
        } else {
            LinkKind::Detail
        }
    })
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_read_by_every_profile(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), kind in kind()) {
        for reader in READERS.iter() {
            check(&read(reader, "https://d.org.uk/record/1", kind, &bytes));
        }
    }

    #[test]
    fn broken_html_is_read_by_every_profile(html in "(<[a-z0-9!/ ='\"-]{0,12}>?|&[a-z#0-9]{0,5};?|[a-zé<>:\\n ]{0,6}|<(dl|dt|dd|tr|td|th|li|h1|h2|strong|table|main)( class=record)?>|Cost\\(s\\)){0,60}", kind in kind()) {
        let html = format!("<main><div class=record><h1>x</h1>{html}");
        for reader in READERS.iter() {
            check(&read(reader, "https://d.org.uk/record/1", kind, html.as_bytes()));
        }
    }

}

proptest! {
    // Each case reads a page with every profile.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn mutated_pages_are_read(page in 0..5_usize, from in any::<proptest::sample::Index>(), length in 0..400_usize, put in proptest::collection::vec(any::<u8>(), 0..40)) {
        let (url, kind, bytes) = &PAGES[page];
        let start = from.index(bytes.len());
        let end = (start + length).min(bytes.len());
        let mutated = [&bytes[..start], &put, &bytes[end..]].concat();
        for reader in READERS.iter() {
            check(&read(reader, url, *kind, &mutated));
        }
    }

    #[test]
    fn a_page_cut_anywhere_is_a_problem_or_says_what_the_whole_said(page in 0..5_usize, at in any::<proptest::sample::Index>()) {
        let (url, kind, bytes) = &PAGES[page];
        let cut = &bytes[..at.index(bytes.len())];
        for reader in READERS.iter() {
            let whole = read(reader, url, *kind, bytes);
            let part = read(reader, url, *kind, cut);
            check(&part);
            if part.problem.is_none() {
                prop_assert_eq!(&part.links, &whole.links);
                prop_assert_eq!(part.items.len(), whole.items.len());
            }
        }
    }
}

#[test]
fn reading_twice_gives_the_same() {
    for (url, kind, bytes) in PAGES.iter() {
        for reader in READERS.iter() {
            assert_eq!(
                read(reader, url, *kind, bytes),
                read(reader, url, *kind, bytes)
            );
        }
    }
}

#[test]
fn pages_made_to_hurt_are_refused_or_read_in_short_time() {
    let reader = &READERS[READERS.len() - 1];
    let record = |inside: String| format!("<main><div class=record><h1>x</h1>{inside}");
    for (what, html) in [
        ("nested blocks", record("<div>".repeat(100_000))),
        ("nested bold labels", record("<b>Cost(s)".repeat(400))),
        (
            "nested rows",
            record("<table><tr><th>Cost(s)</th><td>".repeat(100) + &"x ".repeat(200_000)),
        ),
        (
            "many labels",
            record("<dl><dt>Cost(s)</dt><dd>£3</dd></dl>".repeat(5_000)),
        ),
        (
            "many values",
            record(
                (0..20_000)
                    .map(|n| format!("<dl><dt>Cost(s)<dd>£{n}</dl>"))
                    .collect(),
            ),
        ),
        ("unclosed tags in text", record("&lt;b".repeat(50_000))),
        ("ampersands", record("&amp;".repeat(50_000))),
    ] {
        let reading = read(
            reader,
            "https://d.org.uk/record/1",
            LinkKind::Detail,
            html.as_bytes(),
        );
        check(&reading);
        let refused = matches!(reading.problem, Some(Problem::Refused(_)));
        assert!(
            refused || reading.items.len() == 1,
            "{what}: {:?}",
            reading.problem
        );
    }
}

#[test]
fn what_is_no_page_at_all_is_a_problem() {
    let reader = &READERS[READERS.len() - 1];
    let problem = |bytes: &str| {
        let reading = read(
            reader,
            "https://d.org.uk/record/1",
            LinkKind::Detail,
            bytes.as_bytes(),
        );
        reading.problem.map(|problem| problem.to_string())
    };
    for (bytes, got) in [
        ("{\"error\": \"none\"}", "a JSON document"),
        ("%PDF-1.7", "a PDF file"),
        ("", "an empty document"),
        ("<?xml version='1.0'?><rss></rss>", "an XML document"),
    ] {
        assert_eq!(
            problem(bytes),
            Some(format!("expected an HTML page, got {got}"))
        );
    }
    let long = problem(&"<p>".repeat(2_000_000));
    assert_eq!(
        long.as_deref(),
        Some("the document is refused: it is longer than 5000000 bytes")
    );
}
