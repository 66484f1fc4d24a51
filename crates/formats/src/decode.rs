//! Bytes to text: what is the document really, and in which encoding is it written?
//!
//! What a server calls a document is a hint; the bytes decide.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The longest document that is taken, in bytes (compressed archives have their own limits).
pub(crate) const MAX_BYTES: usize = 200_000_000;

/// A document as text.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// Without byte-order mark; bytes that mean nothing in the encoding are U+FFFD.
    pub(crate) text: String,
    /// How many bytes or sequences meant nothing.
    pub(crate) malformed: usize,
}

/// How far into a document its own declaration of an encoding is looked for, in bytes.
const DECLARED_WITHIN: usize = 1_024;
/// How much is enough to guess an encoding from, in bytes.
const GUESSED_FROM: usize = 256_000;

/// Reads bytes as text: byte-order mark, then UTF-8 where the bytes are UTF-8, then what the
/// server says, then what the document says of itself, then a guess.
pub(crate) fn text(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with(encoding, bytes.get(length..).unwrap_or_default());
    }
    if let Some(encoding) = sixteen_bits(bytes) {
        return with(encoding, bytes);
    }
    // Text in another encoding that happens to be valid UTF-8 does not occur outside of ASCII.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: text.to_owned(),
            malformed: 0,
        };
    }
    let declared = content_type.and_then(charset).or_else(|| declared(bytes));
    match declared.filter(|encoding| encoding.is_ascii_compatible()) {
        Some(encoding) if encoding == UTF_8 => {
            let decoded = with(UTF_8, bytes);
            // A broken character here and there is damage; many are another encoding.
            let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
            if decoded.malformed * 4 <= high {
                decoded
            } else {
                with(guessed(bytes), bytes)
            }
        }
        Some(encoding) => with(encoding, bytes),
        None => with(guessed(bytes), bytes),
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let malformed = if broken {
        text.matches('\u{fffd}').count()
    } else {
        0
    };
    Decoded {
        text: text.into_owned(),
        malformed,
    }
}

/// UTF-16 without a mark: every second byte of plain text is nought.
fn sixteen_bits(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.get(..64.min(bytes.len()) & !1)?.chunks_exact(2);
    let count = pairs.len();
    let noughts = |at: usize| {
        pairs
            .clone()
            .filter(|pair| pair[at] == 0 && pair[1 - at] != 0)
            .count()
    };
    if count < 4 {
        None
    } else if noughts(1) * 10 >= count * 9 {
        Some(UTF_16LE)
    } else if noughts(0) * 10 >= count * 9 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The charset of a content type: "text/csv; charset=windows-1252".
fn charset(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let (_, label) = lower.split_once("charset=")?;
    let label = label.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(['"', '\'', ';', ' ']).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

/// What the document says of itself: `<?xml encoding="…"?>`, `<meta charset="…">`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARED_WITHIN.min(bytes.len()))?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let xml = head.trim_start().starts_with("<?xml");
    let mark = if xml { "encoding" } else { "charset" };
    if !xml && !head.contains("<meta") {
        return None;
    }
    let rest = head
        .split_once(mark)?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let label = rest.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c))?;
    Encoding::for_label(&label.as_bytes()[..end])
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(
        bytes
            .get(..GUESSED_FROM.min(bytes.len()))
            .unwrap_or_default(),
        true,
    );
    detector.guess(Some(b"uk"), Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::text;

    fn check(bytes: &[u8], content_type: Option<&str>, expected: &str) {
        let decoded = text(bytes, content_type);
        assert_eq!((decoded.text.as_str(), decoded.malformed), (expected, 0));
    }

    #[test]
    fn a_mark_decides() {
        check(
            b"\xef\xbb\xbfCaf\xc3\xa9",
            Some("text/csv; charset=iso-8859-1"),
            "Café",
        );
        check(b"\xff\xfeC\0a\0f\0\xe9\0", None, "Café");
    }

    #[test]
    fn utf_8_is_known_by_its_bytes() {
        check(
            "name,price\nCafé,£3".as_bytes(),
            Some("text/csv; charset=iso-8859-1"),
            "name,price\nCafé,£3",
        );
        check(b"n\0a\0m\0e\0,\0x\0\n\0y\0", None, "name,x\ny");
    }

    #[test]
    fn the_server_is_believed_before_the_document_and_both_before_a_guess() {
        check(
            b"Caf\xe9 \xa33 \x96 \x805",
            Some("text/csv; charset=\"windows-1252\""),
            "Café £3 – €5",
        );
        check(
            b"<?xml version='1.0' encoding='iso-8859-15'?>\xa4",
            None,
            "<?xml version='1.0' encoding='iso-8859-15'?>€",
        );
        check(
            b"<meta charset=windows-1252><p>\x93x\x94",
            None,
            "<meta charset=windows-1252><p>“x”",
        );
        check(
            b"Neal\x92s Caf\xe9, \xa33 a visit, open daily \x96 all welcome",
            None,
            "Neal’s Café, £3 a visit, open daily – all welcome",
        );
    }

    #[test]
    fn a_little_damage_does_not_change_the_encoding() {
        let mut bytes = "Café — £3 – £5 ‘tea’ é é é".as_bytes().to_vec();
        bytes.push(0xff);
        let decoded = text(&bytes, Some("text/csv; charset=utf-8"));
        assert_eq!(decoded.malformed, 1);
        assert!(decoded.text.starts_with("Café — £3"));
    }
}
