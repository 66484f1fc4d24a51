//! Label and value, in every way that directory pages set them: definition lists, table rows, a bold
//! label with what follows it, a heading with what follows it, "label: value" in a line, and what a
//! profile describes.
//!
//! Pages are read by what the labels say and never by position, so a new field or another order does
//! no harm. A label is compared in lower case without colons, accents or doubled spaces.

use domain::text::fold;
use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

use super::css::{Css, Many};
use super::markup;
use super::profile::PairRules;

/// Longer than any label, in characters.
const LONGEST_LABEL: usize = 80;

/// A label that was asked for, and what stands beside it.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    /// Folded.
    pub(super) label: String,
    /// Never empty.
    pub(super) value: Beside<'a>,
}

/// What stands beside a label.
#[derive(Debug)]
pub(super) enum Beside<'a> {
    /// Nodes of the page, in order.
    Nodes(Vec<NodeRef<'a, Node>>),
    /// The rest of the label's own line, and the element that the line stands in.
    Line(String, ElementRef<'a>),
}

/// Every pair inside `scope` whose folded label is `wanted`.
pub(super) fn find<'a>(
    scope: ElementRef<'a>,
    rules: &[PairRules],
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for element in scope.descendent_elements() {
        let found = match element.value().name() {
            "dt" => labelled(element, wanted, definitions),
            "tr" => row(element, wanted),
            "strong" | "b" => labelled(element, wanted, after_bold),
            "h2" | "h3" | "h4" | "h5" | "h6" => labelled(element, wanted, under_heading),
            "li" | "p" => {
                pairs.extend(lines(element, wanted));
                None
            }
            _ => None,
        };
        pairs.extend(found);
        for rule in rules.iter().filter(|rule| rule.container.matches(element)) {
            pairs.extend(described(element, rule, wanted));
        }
    }
    pairs
}

/// The pair of an element that is itself the label.
fn labelled<'a>(
    element: ElementRef<'a>,
    wanted: &dyn Fn(&str) -> bool,
    value: fn(ElementRef<'a>) -> Vec<NodeRef<'a, Node>>,
) -> Option<Pair<'a>> {
    let label = label_of(element)?;
    if !wanted(&label) {
        return None;
    }
    let nodes = value(element);
    // A heading "Venue" over a list that has its own "Venue" is the list's title, not a label.
    let is_title = nodes
        .iter()
        .flat_map(NodeRef::descendants)
        .filter_map(ElementRef::wrap)
        .any(|inner| {
            matches!(inner.value().name(), "dt" | "th")
                && label_of(inner).is_some_and(|label| wanted(&label))
        });
    (!nodes.is_empty() && !is_title).then_some(Pair {
        label,
        value: Beside::Nodes(nodes),
    })
}

/// The folded text of an element, unless it is too long for a label.
fn label_of(element: ElementRef<'_>) -> Option<String> {
    let mut label = String::new();
    for text in element.text() {
        label.push_str(text);
        if label.len() > 4 * LONGEST_LABEL {
            return None;
        }
    }
    let label = fold(&label);
    (!label.is_empty() && label.len() <= LONGEST_LABEL).then_some(label)
}

/// `<dt>`: the `<dd>`s up to the next term; terms in a row share them.
fn definitions(term: ElementRef<'_>) -> Vec<NodeRef<'_, Node>> {
    fn name<'a>(element: &ElementRef<'a>) -> &'a str {
        element.value().name()
    }
    term.next_siblings()
        .filter_map(ElementRef::wrap)
        .skip_while(|sibling| name(sibling) == "dt")
        .take_while(|sibling| name(sibling) == "dd")
        .map(|value| *value)
        .collect()
}

/// `<tr>`: a heading cell with the others, or the first of two cells with the second.
fn row<'a>(row: ElementRef<'a>, wanted: &dyn Fn(&str) -> bool) -> Option<Pair<'a>> {
    let cells: Vec<ElementRef<'a>> = row
        .child_elements()
        .filter(|cell| matches!(cell.value().name(), "td" | "th"))
        .collect();
    let (first, rest) = cells.split_first()?;
    let is_heading = first.value().name() == "th";
    if rest.is_empty() || (!is_heading && rest.len() > 1) {
        return None;
    }
    let label = label_of(*first).filter(|label| wanted(label))?;
    Some(Pair {
        label,
        value: Beside::Nodes(rest.iter().map(|cell| **cell).collect()),
    })
}

/// `<strong>`: what follows it up to the next bold text; when that is nothing, the next block.
fn after_bold(bold: ElementRef<'_>) -> Vec<NodeRef<'_, Node>> {
    let Some(parent) = bold.parent().and_then(ElementRef::wrap) else {
        return Vec::new();
    };
    let parent_name = parent.value().name();
    if matches!(
        parent_name,
        "dt" | "th" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
    ) {
        return Vec::new();
    }
    let is_bold = |node: &NodeRef<'_, Node>| {
        node.value()
            .as_element()
            .is_some_and(|element| matches!(element.name(), "strong" | "b"))
    };
    let beside: Vec<_> = bold
        .next_siblings()
        .take_while(|node| !is_bold(node))
        .collect();
    if beside.iter().any(|node| has_words(*node)) {
        return beside;
    }
    let alone = bold.next_siblings().all(|node| !has_words(node));
    let next = parent
        .next_siblings()
        .find_map(ElementRef::wrap)
        .filter(|_| alone);
    next.map(|next| *next).into_iter().collect()
}

/// A heading: what follows it up to the next heading; when that is nothing, the block after its own.
fn under_heading(heading: ElementRef<'_>) -> Vec<NodeRef<'_, Node>> {
    let is_heading = |node: &NodeRef<'_, Node>| {
        node.value().as_element().is_some_and(|element| {
            matches!(element.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
        })
    };
    let beside: Vec<_> = heading
        .next_siblings()
        .take_while(|node| !is_heading(node))
        .collect();
    if beside.iter().any(|node| has_words(*node)) {
        return beside;
    }
    let block = heading
        .parent()
        .filter(|_| heading.next_siblings().all(|node| !has_words(node)));
    let next = block.and_then(|block| block.next_siblings().find(|node| node.value().is_element()));
    next.filter(|node| !is_heading(node)).into_iter().collect()
}

fn has_words(node: NodeRef<'_, Node>) -> bool {
    node.descendants().any(|inner| {
        inner
            .value()
            .as_text()
            .is_some_and(|text| text.chars().any(char::is_alphanumeric))
    })
}

/// "Cost: £3" in a list item or in a line of a paragraph.
fn lines<'a>(element: ElementRef<'a>, wanted: &dyn Fn(&str) -> bool) -> Vec<Pair<'a>> {
    // Most paragraphs have no colon; their text is not worth the making.
    if !element.text().any(|text| text.contains(':')) {
        return Vec::new();
    }
    let text = markup::text(*element, &Many::default());
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(label, value)| (fold(label), value.trim()))
        .filter(|(label, value)| !value.is_empty() && label.len() <= LONGEST_LABEL && wanted(label))
        .map(|(label, value)| Pair {
            label,
            value: Beside::Line(value.to_owned(), element),
        })
        .collect()
}

/// A container that a profile describes.
fn described<'a>(
    container: ElementRef<'a>,
    rule: &PairRules,
    wanted: &dyn Fn(&str) -> bool,
) -> Option<Pair<'a>> {
    let label = rule
        .label
        .first(container)
        .and_then(|label| named(label, &rule.label))?;
    if !wanted(&label) {
        return None;
    }
    let nodes: Vec<_> = rule.value.all(container).map(|value| *value).collect();
    (!nodes.is_empty()).then_some(Pair {
        label,
        value: Beside::Nodes(nodes),
    })
}

fn named(label: ElementRef<'_>, css: &Css) -> Option<String> {
    match css.attribute() {
        Some(attribute) => label
            .attr(attribute)
            .map(fold)
            .filter(|label| !label.is_empty()),
        None => label_of(label),
    }
}

#[cfg(test)]
mod tests {
    use super::super::css::Many;
    use super::super::{dom, markup};
    use super::{Beside, find};

    fn check(html: &str, expect: &[(&str, &str)]) {
        let page = dom::parse(html).unwrap();
        let wanted =
            |label: &str| matches!(label, "cost" | "age range" | "opening times" | "phone");
        let found: Vec<(String, String)> = find(page.root_element(), &[], &wanted)
            .into_iter()
            .map(|pair| {
                let text = match pair.value {
                    Beside::Nodes(nodes) => nodes
                        .iter()
                        .map(|node| markup::text(*node, &Many::default()))
                        .filter(|text| !text.is_empty())
                        .collect::<Vec<_>>()
                        .join("|"),
                    Beside::Line(line, _) => line,
                };
                (pair.label, text)
            })
            .collect();
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(label, value)| (label.as_str(), value.as_str()))
            .collect();
        assert_eq!(found, expect, "{html}");
    }

    #[test]
    fn a_definition_list_is_read_by_its_terms() {
        check(
            "<dl><dt>COST :</dt><dd>£3</dd><dd>£1</dd><dt>Colour</dt><dd>red</dd></dl>",
            &[("cost", "£3|£1")],
        );
        check(
            "<dl><div><dt>Cost</dt><dd>£3</dd></div><div><dt>Age  range</dt><dd>5</dd></div></dl>",
            &[("cost", "£3"), ("age range", "5")],
        );
        check(
            "<dl><dt>Cost</dt><dt>Age range</dt><dd>any</dd></dl>",
            &[("cost", "any"), ("age range", "any")],
        );
    }

    #[test]
    fn a_row_of_a_table_is_a_pair() {
        check(
            "<table><tr><th>Cost:</th><td>£3</td></tr></table>",
            &[("cost", "£3")],
        );
        check(
            "<table><tr><td>Cost</td><td>£3</td></tr></table>",
            &[("cost", "£3")],
        );
        check(
            "<table><tr><td>Cost</td><td>£3</td><td>£4</td></tr></table>",
            &[],
        );
    }

    #[test]
    fn a_bold_label_takes_what_follows() {
        check(
            "<p><strong>Cost</strong> £3 <b>Phone</b> 020</p>",
            &[("cost", "£3"), ("phone", "020")],
        );
        check(
            "<p><strong>Opening times</strong></p><p>Monday</p>",
            &[("opening times", "Monday")],
        );
    }

    #[test]
    fn a_heading_takes_what_stands_under_it() {
        check(
            "<h3>Opening times</h3><p>Monday</p><p>Friday</p><h3>Map</h3><p>x</p>",
            &[("opening times", "Monday|Friday")],
        );
        check("<div><h3>Cost</h3></div><div>£3</div>", &[("cost", "£3")]);
        check(
            "<h2>Cost</h2><dl><dt>Cost</dt><dd>£3</dd></dl>",
            &[("cost", "£3")],
        );
    }

    #[test]
    fn a_line_with_a_colon_is_a_pair() {
        check(
            "<ul><li>Cost: £3</li><li>Bring: tea</li></ul>",
            &[("cost", "£3")],
        );
        check(
            "<p>Phone: 020<br>Cost: £3</p>",
            &[("phone", "020"), ("cost", "£3")],
        );
    }
}
