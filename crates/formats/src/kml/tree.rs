//! KML text, read from start to end, to placemarks and network links; everything else passes by.
//!
//! What comes before a break in the text is kept. Namespaces are not looked at (exports of mapping
//! servers use prefixes that they do not declare), and no entity is ever defined or loaded.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The deepest nesting.
const MAX_DEPTH: usize = 100;
/// The longest text of one element, in bytes.
const MAX_TEXT: usize = 1_000_000;
/// The most placemarks.
const MAX_PLACEMARKS: usize = 200_000;

/// A map, as far as it could be read.
#[derive(Debug, Default)]
pub(super) struct Map {
    /// The document's name.
    pub(super) name: Option<String>,
    pub(super) placemarks: Vec<Placemark>,
    /// Where network links lead, as written.
    pub(super) links: Vec<String>,
    /// How the text breaks off, if it does.
    pub(super) broken: Option<String>,
}

/// A placemark with the names of the folders that it is in, the outermost first.
#[derive(Debug)]
pub(super) struct Placemark {
    pub(super) folders: Vec<String>,
    pub(super) element: Element,
    /// As it came.
    pub(super) raw: String,
}

/// An element by its local name, with its text and children.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) tag: String,
    /// The attribute `name`, which is the only one that matters here.
    pub(super) name: String,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    start: usize,
    /// For a folder or document: its `<name>`.
    label: Option<String>,
}

impl Element {
    /// The text of the first child of that tag.
    pub(super) fn child_text(&self, tag: &str) -> Option<&str> {
        self.child(tag)
            .map(|child| child.text.trim())
            .filter(|text| !text.is_empty())
    }

    pub(super) fn child(&self, tag: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.tag == tag)
    }
}

/// Reads a map.
///
/// # Errors
/// Which limit it breaks.
pub(super) fn read(text: &str) -> Result<Map, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut map = Map::default();
    let mut open: Vec<Element> = Vec::new();
    let mut finished = false;
    loop {
        let start = at(&reader);
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                if open.len() >= MAX_DEPTH {
                    return Err(format!("it is nested more than {MAX_DEPTH} deep"));
                }
                open.push(element(&tag, start));
            }
            Ok(Event::Empty(tag)) => {
                open.push(element(&tag, start));
                close(&mut open, &mut map, text, at(&reader))?;
            }
            Ok(Event::End(_)) => {
                finished |= open.len() == 1 && open[0].tag == "kml";
                close(&mut open, &mut map, text, at(&reader))?;
            }
            Ok(Event::Text(part)) => push(&mut open, &part.into_inner())?,
            Ok(Event::CData(part)) => push(&mut open, &part.into_inner())?,
            Ok(Event::GeneralRef(entity)) => push(&mut open, &resolved(&entity))?,
            Ok(Event::DocType(_)) => return Err("it declares a document type".to_owned()),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                if !finished {
                    map.broken = Some(format!("at byte {start} of {}: {error}", text.len()));
                }
                return Ok(map);
            }
        }
    }
    if !finished {
        map.broken = Some(format!("it ends after {} bytes without </kml>", text.len()));
    }
    Ok(map)
}

fn at(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn element(tag: &BytesStart<'_>, start: usize) -> Element {
    let name = tag
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == "name");
    Element {
        tag: tag.local_name().as_ref().to_owned(),
        name: name
            .map(|attribute| unescaped(&attribute.value))
            .unwrap_or_default(),
        start,
        ..Element::default()
    }
}

/// The entities of XML in an attribute; what is left is HTML's to read.
fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value)
        .map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned)
}

/// An entity as its character; one that XML does not know as it is written, for HTML to read.
fn resolved(entity: &BytesRef<'_>) -> String {
    let name: &str = entity;
    match entity.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        _ => quick_xml::escape::resolve_predefined_entity(name)
            .map_or_else(|| format!("&{name};"), str::to_owned),
    }
}

fn push(open: &mut [Element], part: &str) -> Result<(), String> {
    let Some(element) = open.last_mut() else {
        return Ok(());
    };
    if element.text.len() + part.len() > MAX_TEXT {
        return Err(format!("one of its texts is longer than {MAX_TEXT} bytes"));
    }
    element.text.push_str(part);
    Ok(())
}

/// Ends the innermost element and puts it where it matters.
fn close(open: &mut Vec<Element>, map: &mut Map, text: &str, end: usize) -> Result<(), String> {
    let Some(element) = open.pop() else {
        return Ok(());
    };
    let inside = open
        .iter()
        .any(|outer| matches!(outer.tag.as_str(), "Placemark" | "NetworkLink"));
    match element.tag.as_str() {
        _ if inside => {
            if let Some(parent) = open.last_mut() {
                parent.children.push(element);
            }
        }
        "Placemark" => {
            if map.placemarks.len() >= MAX_PLACEMARKS {
                return Err(format!("it has more than {MAX_PLACEMARKS} placemarks"));
            }
            let folders = open
                .iter()
                .filter(|outer| outer.tag == "Folder")
                .filter_map(|f| f.label.clone())
                .collect();
            let raw = text.get(element.start..end).unwrap_or_default().to_owned();
            map.placemarks.push(Placemark {
                folders,
                element,
                raw,
            });
        }
        "NetworkLink" => {
            let link = element.child("Link").or_else(|| element.child("Url"));
            map.links.extend(
                link.and_then(|link| link.child_text("href"))
                    .map(str::to_owned),
            );
        }
        "name" => {
            let label = domain::text::value(&crate::html::words(&element.text));
            if let Some(parent) = open.last_mut().filter(|parent| parent.label.is_none()) {
                if parent.tag == "Document" && map.name.is_none() {
                    map.name.clone_from(&label);
                }
                parent.label = label;
            }
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn folders_and_raw_text_come_with_a_placemark() {
        let text = "<?xml version='1.0'?><kml><Document><name>M</name><Folder><name><![CDATA[A & B]]></name>\
                    <Placemark><name>Neal&apos;s &#38; x &nbsp; &amp;amp;</name></Placemark></Folder></Document></kml>";
        let map = read(text).unwrap();
        assert_eq!((map.name.as_deref(), map.broken), (Some("M"), None));
        let placemark = &map.placemarks[0];
        assert_eq!(placemark.folders, ["A & B"]);
        assert_eq!(
            placemark.element.child_text("name"),
            Some("Neal's & x &nbsp; &amp;")
        );
        assert!(
            placemark.raw.starts_with("<Placemark>") && placemark.raw.ends_with("</Placemark>"),
            "{}",
            placemark.raw
        );
    }

    #[test]
    fn what_stands_before_a_break_is_kept() {
        for cut in [
            "<Placemark><name>B</na",
            "<Placemark><name>B",
            "",
            "</Document>",
            "</Folder></kml>",
        ] {
            let map = read(&format!(
                "<kml><Document><Placemark><name>A</name></Placemark>{cut}"
            ))
            .unwrap();
            assert_eq!(map.placemarks.len(), 1, "{cut}");
            assert!(map.broken.is_some(), "{cut}");
        }
    }

    #[test]
    fn limits_are_kept() {
        assert!(read("<!DOCTYPE kml [<!ENTITY a 'b'>]><kml/>").is_err());
        assert!(read(&format!("<kml>{}", "<a>".repeat(200))).is_err());
        assert!(read(&format!("<kml><Placemark><name>{}", "a".repeat(2_000_000))).is_err());
    }
}
