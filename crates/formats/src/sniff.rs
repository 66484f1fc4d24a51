//! What a document really is, by its first bytes, whatever the server calls it.

/// What a document really is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing but white space.
    Empty,
    /// A zip archive: KMZ, XLSX, ODS.
    Zip,
    /// A compound file: XLS.
    Compound,
    /// XML with a `kml` root.
    Kml,
    /// Any other XML.
    Xml,
    /// An HTML page.
    Html {
        /// Whether it asks for a password.
        sign_in: bool,
    },
    /// Something that begins like JSON.
    Json,
    /// A calendar.
    Calendar,
    /// A known binary format that nothing here reads.
    Other(&'static str),
    /// Text.
    Text,
}

impl Content {
    /// What it is in words, for a problem: "an HTML sign-in page".
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Empty => "an empty document",
            Self::Zip => "a zip archive",
            Self::Compound => "a Microsoft compound file",
            Self::Kml => "a KML document",
            Self::Xml => "an XML document",
            Self::Html { sign_in: true } => "an HTML sign-in page",
            Self::Html { sign_in: false } => "an HTML page",
            Self::Json => "a JSON document",
            Self::Calendar => "a calendar",
            Self::Other(name) => name,
            Self::Text => "plain text",
        }
    }
}

/// How much of a document is looked at, in bytes: a sign-in form can stand far down.
const LOOKED_AT: usize = 64_000;

const MAGIC: &[(&[u8], Content)] = &[
    (b"PK\x03\x04", Content::Zip),
    (b"PK\x05\x06", Content::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content::Compound),
    (b"%PDF", Content::Other("a PDF file")),
    (b"\x1f\x8b", Content::Other("a gzip file")),
    (b"\x89PNG", Content::Other("an image")),
    (b"\xff\xd8\xff", Content::Other("an image")),
    (b"GIF8", Content::Other("an image")),
    (b"Rar!", Content::Other("a RAR archive")),
    (b"7z\xbc\xaf", Content::Other("a 7z archive")),
    (b"SQLite format 3", Content::Other("an SQLite database")),
];

/// Looks at the first bytes.
pub(crate) fn content(bytes: &[u8]) -> Content {
    if let Some((_, content)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return *content;
    }
    let head = bytes.get(..LOOKED_AT.min(bytes.len())).unwrap_or_default();
    let head = crate::decode::text(head, None).text.to_ascii_lowercase();
    let start =
        head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if start.is_empty() {
        return Content::Empty;
    }
    if start.starts_with(['{', '[']) {
        return Content::Json;
    }
    if start.starts_with("begin:vcalendar") {
        return Content::Calendar;
    }
    if !start.starts_with('<') {
        return Content::Text;
    }
    match root(start) {
        Some("kml") => Content::Kml,
        Some("html" | "head" | "body" | "!doctype html" | "title" | "script" | "meta") => {
            Content::Html {
                sign_in: [
                    "type=\"password\"",
                    "type='password'",
                    "type=password",
                    "sign in",
                    "log in",
                    "signin",
                    "accounts.google",
                ]
                .iter()
                .any(|mark| head.contains(mark)),
            }
        }
        Some(_) => Content::Xml,
        None => Content::Text,
    }
}

/// The name of the first element, in lower case, past declarations and comments.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->")?.1;
        } else if let Some(declaration) = rest.strip_prefix("<?") {
            rest = declaration.split_once('>')?.1;
        } else if rest.starts_with("<!doctype html") {
            return Some("!doctype html");
        } else if let Some(doctype) = rest.strip_prefix("<!") {
            // A document type may carry declarations in brackets.
            let end = doctype.find('>')?;
            let inside = doctype.find('[').is_some_and(|bracket| bracket < end);
            rest = if inside {
                doctype.split_once("]>")?.1
            } else {
                &doctype[end + 1..]
            };
        } else {
            let name = rest.strip_prefix('<')?;
            let end = name.find(|c: char| !c.is_alphanumeric() && !"-_:".contains(c))?;
            let name = &name[..end];
            // "<3" is a heart.
            return name
                .starts_with(char::is_alphabetic)
                .then(|| name.rsplit(':').next().unwrap_or(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, content};

    #[test]
    fn documents_are_known_by_their_beginning() {
        for (bytes, expected) in [
            (&b"PK\x03\x04rest"[..], Content::Zip),
            (
                b"<?xml version=\"1.0\"?>\n<!-- c --><kml xmlns='x'>",
                Content::Kml,
            ),
            (b"\xef\xbb\xbf<kml:kml>", Content::Kml),
            (
                b"<!DOCTYPE html><title>Map</title><p>",
                Content::Html { sign_in: false },
            ),
            (
                b"<html><input type=\"password\">",
                Content::Html { sign_in: true },
            ),
            (b"<rss>", Content::Xml),
            (b"  {\"type\": 1}", Content::Json),
            (b"name,postcode", Content::Text),
            (b"BEGIN:VCALENDAR\r\nVERSION:2.0", Content::Calendar),
            (b"<3 tea", Content::Text),
            (b" \n", Content::Empty),
            (b"%PDF-1.7", Content::Other("a PDF file")),
        ] {
            assert_eq!(
                content(bytes),
                expected,
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
}
