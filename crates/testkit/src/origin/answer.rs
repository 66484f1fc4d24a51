//! One answer of the script: a proper one, or one of the ways in which servers fail.

use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::Request;

/// What is answered. Made by one of the constructors, then dressed with headers.
#[derive(Debug, Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    tag: Option<String>,
}

#[derive(Debug, Clone)]
enum Body {
    /// With its true length.
    Whole(Vec<u8>),
    /// Without a length; the connection closes where it ends, properly or not.
    UntilClosed(Vec<u8>),
    /// With a length that it does not reach.
    Short { sent: Vec<u8>, declared: usize },
    /// The same again and again.
    Endless(Vec<u8>),
    /// A byte at a time.
    Drip { bytes: Vec<u8>, every: Duration },
    /// Not even a head.
    Silence,
}

impl Answer {
    /// 200 with a body of some type.
    #[must_use]
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, Body::Whole(body.into())).header("content-type", content_type)
    }

    /// 200 with a web page.
    #[must_use]
    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::ok("text/html; charset=utf-8", body)
    }

    /// 200 with a map.
    #[must_use]
    pub fn kml(body: impl Into<Vec<u8>>) -> Self {
        Self::ok("application/vnd.google-earth.kml+xml", body)
    }

    /// A status with a few words.
    #[must_use]
    pub fn status(status: u16) -> Self {
        let body = format!("status {status}");
        Self::new(status, Body::Whole(body.into_bytes())).header("content-type", "text/plain")
    }

    /// 302 to another place.
    #[must_use]
    pub fn redirect(to: &str) -> Self {
        Self::new(302, Body::Whole(Vec::new())).header("location", to)
    }

    /// A body without a length: the connection closes after it.
    #[must_use]
    pub fn until_closed(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, Body::UntilClosed(body.into())).header("content-type", content_type)
    }

    /// A body that stops before the length that it was said to have.
    #[must_use]
    pub fn short(content_type: &str, sent: impl Into<Vec<u8>>, declared: usize) -> Self {
        Self::new(
            200,
            Body::Short {
                sent: sent.into(),
                declared,
            },
        )
        .header("content-type", content_type)
    }

    /// The same bytes for as long as anybody listens.
    #[must_use]
    pub fn endless(content_type: &str, piece: impl Into<Vec<u8>>) -> Self {
        Self::new(200, Body::Endless(piece.into())).header("content-type", content_type)
    }

    /// A byte at a time, with this long between two.
    #[must_use]
    pub fn drip(content_type: &str, bytes: impl Into<Vec<u8>>, every: Duration) -> Self {
        Self::new(
            200,
            Body::Drip {
                bytes: bytes.into(),
                every,
            },
        )
        .header("content-type", content_type)
    }

    /// Nothing at all, for as long as the visitor waits.
    #[must_use]
    pub fn silence() -> Self {
        Self::new(200, Body::Silence)
    }

    fn new(status: u16, body: Body) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
            tag: None,
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Gives it an entity tag; who has that already is answered 304.
    #[must_use]
    pub fn tag(mut self, tag: &str) -> Self {
        self.tag = Some(format!("\"{tag}\""));
        self
    }

    /// Sends it; true when the connection can be used again.
    pub(super) async fn write(
        &self,
        request: &Request,
        to: &mut (impl AsyncWrite + Unpin),
    ) -> std::io::Result<bool> {
        if self.tag.is_some() && self.tag.as_deref() == request.header("if-none-match") {
            to.write_all(self.head(304, None).as_bytes()).await?;
            return Ok(true);
        }
        match &self.body {
            Body::Whole(bytes) => {
                let mut message = self.head(self.status, Some(bytes.len())).into_bytes();
                message.extend(bytes);
                to.write_all(&message).await?;
                return Ok(true);
            }
            Body::UntilClosed(bytes) => {
                to.write_all(self.head(self.status, None).as_bytes())
                    .await?;
                to.write_all(bytes).await?;
            }
            Body::Short { sent, declared } => {
                to.write_all(self.head(self.status, Some(*declared)).as_bytes())
                    .await?;
                to.write_all(sent).await?;
            }
            Body::Endless(piece) => {
                to.write_all(self.head(self.status, None).as_bytes())
                    .await?;
                loop {
                    to.write_all(piece).await?;
                }
            }
            Body::Drip { bytes, every } => {
                to.write_all(self.head(self.status, Some(bytes.len())).as_bytes())
                    .await?;
                let mut drops = tokio::time::interval(*every);
                for byte in bytes {
                    drops.tick().await;
                    to.write_all(&[*byte]).await?;
                }
            }
            Body::Silence => std::future::pending().await,
        }
        to.shutdown().await?;
        Ok(false)
    }

    fn head(&self, status: u16, length: Option<usize>) -> String {
        let mut head = format!("HTTP/1.1 {status} As scripted\r\n");
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(tag) = &self.tag {
            head.push_str(&format!("etag: {tag}\r\n"));
        }
        match length {
            Some(length) => head.push_str(&format!("content-length: {length}\r\n")),
            None if status == 304 => {}
            None => head.push_str("connection: close\r\n"),
        }
        head.push_str("\r\n");
        head
    }
}
