//! A piece of a page as words: paragraphs, short lines, and the addresses that it links to.
//!
//! Line breaks come from blocks and `<br>`, never from the way the source is laid out. Entities that
//! the site encoded twice are read twice. What comes out is plain text; it is cleaned by
//! `domain::text` when it becomes a value.

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

use super::css::{Css, Many};
use super::dom;

/// The words of a node and all inside it; elements that match `ignore` are passed over.
pub(super) fn text(node: NodeRef<'_, Node>, ignore: &Many<Css>) -> String {
    let mut writer = Writer::default();
    write(node, ignore, &mut writer);
    decoded_again(writer.out)
}

/// The short pieces that a value is made of: its list items, else its spans, else its lines.
pub(super) fn pieces(element: ElementRef<'_>, ignore: &Many<Css>) -> Vec<String> {
    let innermost = |name: &str| -> Vec<ElementRef<'_>> {
        let named = |inner: &ElementRef<'_>| inner.value().name() == name;
        element
            .descendent_elements()
            .skip(1)
            .filter(|inner| {
                named(inner)
                    && !inner
                        .descendent_elements()
                        .skip(1)
                        .any(|deeper| named(&deeper))
            })
            .collect()
    };
    let items = innermost("li");
    if !items.is_empty() {
        return items.iter().map(|item| text(**item, ignore)).collect();
    }
    let all = text(*element, ignore);
    let spans: Vec<String> = innermost("span")
        .iter()
        .map(|span| text(**span, ignore))
        .collect();
    // Spans that leave words out, such as one round the postcode only, are not what it is made of.
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    if spans.len() > 1 && spans.iter().map(|span| letters(span)).sum::<usize>() == letters(&all) {
        return spans;
    }
    all.lines().map(str::to_owned).collect()
}

/// Where the element itself or what is inside it links to, as written.
pub(super) fn links<'a>(element: ElementRef<'a>) -> impl Iterator<Item = &'a str> {
    element
        .descendent_elements()
        .filter(|inner| matches!(inner.value().name(), "a" | "area"))
        .filter_map(|inner| inner.attr("href"))
}

/// The element as HTML, to be kept as it came.
///
/// html5ever's own serialiser takes quadratic time over text with many ampersands (0.40).
pub(super) fn source(element: ElementRef<'_>) -> String {
    use ego_tree::iter::Edge;
    let mut out = String::new();
    for edge in element.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if is_raw(node) => out.push_str(text),
                Node::Text(text) => escape(text, &mut out),
                Node::Element(element) => {
                    out.push('<');
                    out.push_str(element.name());
                    for (name, value) in element.attrs() {
                        out.push(' ');
                        out.push_str(name);
                        out.push_str("=\"");
                        escape(value, &mut out);
                        out.push('"');
                    }
                    out.push('>');
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value()
                    && !is_void(element.name())
                {
                    out.push_str("</");
                    out.push_str(element.name());
                    out.push('>');
                }
            }
        }
    }
    out
}

/// Whether a text stands where HTML knows no entities.
fn is_raw(text: NodeRef<'_, Node>) -> bool {
    let parent = text.parent().and_then(ElementRef::wrap);
    parent.is_some_and(|parent| {
        matches!(
            parent.value().name(),
            "script" | "style" | "iframe" | "noscript"
        )
    })
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// The words of a text that is HTML, or that was HTML before it was encoded into a page.
pub(crate) fn decoded_again(text: String) -> String {
    if !has_entity(&text) && !has_tag(&text) {
        return text;
    }
    match dom::parse(&text.replace('\n', "<br>")) {
        Ok(html) => {
            let mut writer = Writer::default();
            write(html.tree.root(), &Many::default(), &mut writer);
            writer.out
        }
        Err(_) => text,
    }
}

fn has_entity(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let name = text.as_bytes()[at + 1..].iter().take(10);
        let length = name
            .clone()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'#')
            .count();
        length >= 2 && name.clone().nth(length) == Some(&b';')
    })
}

/// Whether a tag of everyday text stands in it: "<br/>", "</p>"; "under <5" is none.
fn has_tag(text: &str) -> bool {
    let last_end = text.rfind('>').unwrap_or(0);
    text[..last_end].match_indices('<').any(|(at, _)| {
        let inside = text[at + 1..].trim_start_matches('/');
        let end = inside
            .bytes()
            .take(12)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        EVERYDAY_TAGS.contains(&inside[..end].to_ascii_lowercase().as_str())
    })
}

const EVERYDAY_TAGS: &[&str] = &[
    "p", "br", "div", "span", "strong", "b", "em", "i", "u", "a", "ul", "ol", "li", "h1", "h2",
    "h3", "h4", "h5", "h6", "table", "tbody", "tr", "td", "th", "img", "font",
];

/// Puts words down with the gaps that HTML means: none, a space, a new line, an empty line.
#[derive(Default)]
struct Writer {
    out: String,
    space: bool,
    lines: u8,
}

impl Writer {
    fn break_at_least(&mut self, lines: u8) {
        self.lines = self.lines.max(lines);
    }

    fn break_once_more(&mut self) {
        self.lines = (self.lines + 1).min(2);
    }

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            if !self.out.is_empty() {
                match self.lines {
                    0 if self.space => self.out.push(' '),
                    0 => {}
                    1 => self.out.push('\n'),
                    _ => self.out.push_str("\n\n"),
                }
            }
            self.space = false;
            self.lines = 0;
            self.out.push(c);
        }
    }
}

fn write(node: NodeRef<'_, Node>, ignore: &Many<Css>, to: &mut Writer) {
    use ego_tree::iter::Edge;
    // Not recursion: the depth of a page is its author's to choose, our stack is not.
    let mut skipped = None;
    for edge in node.traverse() {
        match edge {
            Edge::Open(node) if skipped.is_none() => match node.value() {
                Node::Text(text) => to.push(text),
                Node::Element(element) if has_no_words(element.name()) => skipped = Some(node.id()),
                Node::Element(element) => {
                    let ignored = ElementRef::wrap(node)
                        .is_some_and(|element| ignore.iter().any(|css| css.matches(element)));
                    if ignored {
                        skipped = Some(node.id());
                    } else {
                        gap(element.name(), to);
                    }
                }
                _ => {}
            },
            Edge::Close(node) => {
                if skipped == Some(node.id()) {
                    skipped = None;
                } else if let (None, Node::Element(element)) = (skipped, node.value())
                    && element.name() != "br"
                {
                    gap(element.name(), to);
                }
            }
            Edge::Open(_) => {}
        }
    }
}

fn has_no_words(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "iframe"
            | "object"
            | "select"
            | "textarea"
            | "button"
            | "head"
            | "math"
    )
}

fn gap(name: &str, to: &mut Writer) {
    match name {
        "br" => to.break_once_more(),
        "p" | "blockquote" | "ul" | "ol" | "dl" | "table" | "pre" | "figure" | "hr" | "h1"
        | "h2" | "h3" | "h4" | "h5" | "h6" => to.break_at_least(2),
        "div" | "section" | "article" | "aside" | "main" | "header" | "footer" | "nav"
        | "address" | "form" | "fieldset" | "legend" | "li" | "dt" | "dd" | "tr" | "caption"
        | "details" | "summary" | "option" => {
            to.break_at_least(1);
        }
        "td" | "th" => to.space = true,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::css::Many;
    use super::super::dom;
    use super::{pieces, text};

    fn check(html: &str, expect: &str) {
        let page = dom::parse(html).unwrap();
        assert_eq!(text(page.tree.root(), &Many::default()), expect);
    }

    #[test]
    fn blocks_and_breaks_part_lines_and_layout_does_not() {
        check(
            "<p>Come\n   and <b>sing</b>.</p><p>Free<br>tea</p><ul><li>one</li>\n<li>two</li></ul>",
            "Come and sing.\n\nFree\ntea\n\none\ntwo",
        );
        check("One<br><br>two", "One\n\ntwo");
        check("<div><div>a</div></div><div>b</div>", "a\nb");
    }

    #[test]
    fn entities_are_read_once_or_twice() {
        check("<p>Arts &amp; crafts</p>", "Arts & crafts");
        check("<p>Arts &amp;amp; crafts</p>", "Arts & crafts");
        check(
            "<p>&lt;p&gt;Arts&lt;/p&gt;&lt;p&gt;Crafts &amp;pound;3&lt;/p&gt;</p>",
            "Arts\n\nCrafts £3",
        );
    }

    #[test]
    fn a_less_than_sign_is_not_a_tag() {
        check(
            "<p>Children &lt; 5 or age &lt;5, a&lt;b</p>",
            "Children < 5 or age <5, a<b",
        );
    }

    #[test]
    fn scripts_have_no_words() {
        check(
            "<p>Tea<script>alert('x')</script></p><style>p{}</style>",
            "Tea",
        );
    }

    #[test]
    fn the_source_of_an_element_reads_as_the_same_element() {
        let html = "<main><p class=\"a&quot;b\">Tea &amp; &lt;b&gt; toast<br>x</p><script>1 < 2 && \"x\"</script></main>";
        let main = |page: &scraper::Html| {
            let found = page
                .root_element()
                .descendent_elements()
                .find(|element| element.value().name() == "main");
            super::source(found.unwrap())
        };
        let once = main(&dom::parse(html).unwrap());
        assert_eq!(once, main(&dom::parse(&once).unwrap()));
        assert!(
            once.contains("1 < 2 && \"x\"") && once.contains("Tea &amp; &lt;b&gt; toast<br>x</p>"),
            "{once}"
        );
    }

    #[test]
    fn an_address_in_spans_is_in_pieces() {
        for html in [
            "<div><span>1 High St</span> <span>London</span></div>",
            "<div>1 High St<br><span><span>Lon</span></span><span>don</span></div>",
            "<ul><li>1 High St</li><li>London</li></ul>",
        ] {
            let page = dom::parse(html).unwrap();
            let found = pieces(page.root_element(), &Many::default());
            assert_eq!(found, ["1 High St", "London"], "{html}");
        }
    }
}
