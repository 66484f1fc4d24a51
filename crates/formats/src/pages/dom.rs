//! Bytes of HTML to a tree, within limits.
//!
//! The HTML rules let a small page ask for a huge tree (unclosed formatting elements are copied into
//! every paragraph) or for quadratic work (deep nesting, thousands of attributes on one tag). This
//! file watches the tree while it grows and stops feeding it. It knows nothing of directories.

use std::cell::{Cell, RefCell};

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use scraper::{Html, HtmlTreeSink};

/// The longest page that is read, in bytes.
pub(crate) const MAX_BYTES: usize = 5_000_000;
/// The deepest nesting that is followed.
const MAX_DEPTH: usize = 512;
/// The most elements, texts and comments that a page may come to.
const MAX_NODES: usize = 300_000;
/// The most separators that may pass without the tokenizer finishing a token: a tag with this many
/// attributes costs the square of it.
const MAX_SILENT_SEPARATORS: usize = 20_000;
/// How much is handed to the tokenizer at once, in bytes.
const CHUNK: usize = 16 * 1024;

/// The tree of a page.
///
/// # Errors
/// When the page breaks a limit; the text says which.
pub(crate) fn parse(text: &str) -> Result<Html, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("it is longer than {MAX_BYTES} bytes"));
    }
    let sink = HtmlTreeSink::new(Html::new_document());
    let watch = Watch {
        builder: TreeBuilder::new(sink, TreeBuilderOpts::default()),
        tokens: Cell::new(0),
        broken: RefCell::new(None),
    };
    let tokenizer = Tokenizer::new(watch, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut silent = 0;
    for chunk in chunks(text) {
        let before = tokenizer.sink.tokens.get();
        queue.push_back(StrTendril::from_slice(chunk));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        silent = if tokenizer.sink.tokens.get() == before {
            silent + separators(chunk)
        } else {
            0
        };
        if silent > MAX_SILENT_SEPARATORS {
            return Err("one of its tags has too many attributes".to_owned());
        }
        if let Some(reason) = tokenizer.sink.broken.borrow().clone() {
            return Err(reason);
        }
    }
    tokenizer.end();
    let watch = tokenizer.sink;
    match watch.broken.into_inner() {
        Some(reason) => Err(reason),
        None => Ok(watch.builder.sink.finish()),
    }
}

/// Passes tokens to the tree builder until the tree breaks a limit.
struct Watch {
    builder: TreeBuilder<<HtmlTreeSink as TreeSink>::Handle, HtmlTreeSink>,
    tokens: Cell<u64>,
    broken: RefCell<Option<String>>,
}

impl TokenSink for Watch {
    type Handle = <HtmlTreeSink as TreeSink>::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Self::Handle> {
        self.tokens.set(self.tokens.get() + 1);
        if self.broken.borrow().is_some() {
            return TokenSinkResult::Continue;
        }
        let is_tag = matches!(token, Token::TagToken(_));
        let result = self.builder.process_token(token, line);
        if is_tag {
            *self.broken.borrow_mut() = self.breach();
        }
        result
    }

    fn end(&self) {
        if self.broken.borrow().is_none() {
            self.builder.end();
        }
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Watch {
    fn breach(&self) -> Option<String> {
        let html = self.builder.sink.0.borrow();
        let mut nodes = html.tree.nodes();
        if nodes.len() > MAX_NODES {
            return Some(format!("it has more than {MAX_NODES} parts"));
        }
        let depth = nodes
            .next_back()
            .map_or(0, |newest| newest.ancestors().take(MAX_DEPTH + 1).count());
        (depth > MAX_DEPTH).then(|| format!("it is nested more than {MAX_DEPTH} deep"))
    }
}

fn separators(chunk: &str) -> usize {
    chunk
        .bytes()
        .filter(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'"' | b'\''))
        .count()
}

fn chunks(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let (chunk, rest) = text.split_at(text.floor_char_boundary(CHUNK.min(text.len())));
        text = rest;
        Some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_page_of_everyday_depth_is_taken() {
        assert!(parse(&format!("{}x", "<div>".repeat(100))).is_ok());
    }

    fn refused(text: &str) -> String {
        parse(text).err().unwrap_or_default()
    }

    #[test]
    fn a_page_nested_too_deep_is_refused() {
        assert_eq!(
            refused(&"<div>".repeat(900_000)),
            "it is nested more than 512 deep"
        );
    }

    #[test]
    fn formatting_that_multiplies_itself_is_refused() {
        let opened: String = (0..300).map(|n| format!("<font size={n}>")).collect();
        let text = format!("<p>{opened}{}", "<p>x".repeat(100_000));
        assert_eq!(refused(&text), "it has more than 300000 parts");
    }

    #[test]
    fn a_tag_with_thousands_of_attributes_is_refused() {
        let attributes: String = (0..400_000).map(|n| format!(" a{n}")).collect();
        assert_eq!(
            refused(&format!("<p{attributes}>")),
            "one of its tags has too many attributes"
        );
    }

    #[test]
    fn a_long_image_in_an_attribute_is_no_attack() {
        let image = "iVBORw0KGgo/".repeat(2_000);
        assert!(parse(&format!("<img src=\"data:image/png;base64,{image}\"><p>x")).is_ok());
    }
}
