//! Pieces of HTML in cells and descriptions: their words, links and table rows.
//!
//! Whole pages are `pages`' matter, whose guarded parser is used here too.

use std::borrow::Cow;

use scraper::ElementRef;

use crate::pages::{dom, markup};

/// The longest piece that is read, in bytes; the rest is cut off.
const MAX_BYTES: usize = 1_000_000;
/// Entities encoded again and again are decoded this many times.
const ROUNDS: usize = 3;

/// The words of a text that may be HTML: no tags, no entities, blocks and `<br>` as line breaks.
pub(crate) fn words(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let mut words = start(text).to_owned();
    for _ in 0..ROUNDS {
        let next = markup::decoded_again(words.clone());
        if next == words {
            break;
        }
        words = next;
    }
    Cow::Owned(words)
}

/// Where the links of a piece of HTML lead, as written, in order.
pub(crate) fn links(html: &str) -> Vec<String> {
    if !html.contains("href") {
        return Vec::new();
    }
    let Ok(tree) = dom::parse(start(html)) else {
        return Vec::new();
    };
    tree.root_element()
        .descendent_elements()
        .filter(|element| element.value().name() == "a")
        .filter_map(|element| element.attr("href").map(str::to_owned))
        .collect()
}

/// The rows of two cells in the tables of a piece of HTML, as label and value: what a mapping
/// server writes as a placemark's description.
pub(crate) fn table_pairs(html: &str) -> Vec<(String, String)> {
    if !html.contains("<td") {
        return Vec::new();
    }
    let Ok(tree) = dom::parse(start(html)) else {
        return Vec::new();
    };
    let cells = |row: ElementRef<'_>| -> Vec<String> {
        row.child_elements()
            .filter(|cell| matches!(cell.value().name(), "td" | "th"))
            .filter(|cell| {
                !cell
                    .descendent_elements()
                    .skip(1)
                    .any(|inner| inner.value().name() == "table")
            })
            .map(|cell| domain::text::paragraphs(&cell.text().collect::<String>()))
            .collect()
    };
    tree.root_element()
        .descendent_elements()
        .filter(|element| element.value().name() == "tr")
        .filter_map(|row| <[String; 2]>::try_from(cells(row)).ok())
        .filter(|[label, _]| !label.is_empty())
        .map(|[label, value]| (label, value))
        .collect()
}

fn start(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_BYTES.min(text.len()))]
}

#[cfg(test)]
mod tests {
    use super::{links, table_pairs, words};

    #[test]
    fn words_are_read_out_of_html_and_plain_text_is_left() {
        assert_eq!(words("Tea\nand toast"), "Tea\nand toast");
        assert_eq!(words("Arts &amp;amp;amp; crafts"), "Arts & crafts");
        assert_eq!(words("<p>Tea<br>toast</p><script>x</script>"), "Tea\ntoast");
        assert_eq!(words("under <5s & over"), "under <5s & over");
    }

    #[test]
    fn links_and_table_rows_are_found() {
        assert_eq!(
            links("<a href='https://a.org.uk'>x</a><a>y</a>"),
            ["https://a.org.uk"]
        );
        assert_eq!(
            table_pairs(
                "<table><tr><td><table><tr><td>NAME</td><td>Hall</td></tr><tr><td>TEL</td><td>&lt;Null&gt;</td></tr></table></td></tr></table>"
            ),
            [
                ("NAME".to_owned(), "Hall".to_owned()),
                ("TEL".to_owned(), "<Null>".to_owned())
            ]
        );
    }
}
