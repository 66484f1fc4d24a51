//! A mail server on loopback that keeps what it is sent, and can refuse it.
//!
//! It speaks as much of SMTP (RFC 5321) as a client that sends one message at a time needs, straight
//! on a socket, and undoes the encodings of a message (RFC 2045, 2047) well enough to read one back.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::loopback::Server;

/// A message as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// To whom the envelope says.
    pub to: String,
    /// The lines of its head, unfolded.
    pub headers: Vec<(String, String)>,
    /// Its body, decoded.
    pub text: String,
}

impl Message {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// The server; it stops when it is dropped.
#[derive(Debug)]
pub struct Mailbox {
    server: Server,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    kept: watch::Sender<Vec<Message>>,
    /// Answers to the next recipients, in order; then each is welcome.
    refusals: Mutex<Vec<&'static str>>,
}

impl Mailbox {
    /// Starts on a free port of 127.0.0.1.
    ///
    /// # Panics
    /// When loopback has no free port.
    pub async fn start() -> Self {
        let (kept, _) = watch::channel(Vec::new());
        let state = Arc::new(State {
            kept,
            refusals: Mutex::default(),
        });
        let serving = Arc::clone(&state);
        let server = Server::start(move |stream| {
            let state = Arc::clone(&serving);
            async move { converse(stream, &state).await }
        });
        Self {
            server: server.await,
            state,
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// What the next recipients are answered, in order: `451 4.3.0 later`.
    pub fn refuse(&self, answers: &[&'static str]) {
        let mut refusals = self
            .state
            .refusals
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        refusals.extend(answers);
    }

    /// Every message so far, oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        self.state.kept.borrow().clone()
    }

    /// Waits until so many messages have come, and gives all.
    pub async fn received(&self, at_least: usize) -> Vec<Message> {
        let mut kept = self.state.kept.subscribe();
        match kept.wait_for(|kept| kept.len() >= at_least).await {
            Ok(kept) => kept.clone(),
            Err(_) => self.messages(),
        }
    }
}

async fn converse(stream: TcpStream, state: &State) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading).lines();
    writing.write_all(b"220 mailbox.test ESMTP\r\n").await?;
    let mut to = String::new();
    while let Some(line) = reading.next_line().await? {
        let command = line.to_ascii_uppercase();
        let answer = if command.starts_with("EHLO") {
            "250-mailbox.test\r\n250 8BITMIME".to_owned()
        } else if command.starts_with("RCPT TO:") {
            to = between(&line, '<', '>');
            let refusal = {
                let mut refusals = state
                    .refusals
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                (!refusals.is_empty()).then(|| refusals.remove(0))
            };
            refusal.unwrap_or("250 welcome").to_owned()
        } else if command == "DATA" {
            writing.write_all(b"354 go on\r\n").await?;
            let mut lines = Vec::new();
            while let Some(line) = reading.next_line().await? {
                if line == "." {
                    break;
                }
                lines.push(line.strip_prefix('.').unwrap_or(&line).to_owned());
            }
            let message = read(&to, &lines);
            state.kept.send_modify(|kept| kept.push(message));
            "250 kept".to_owned()
        } else if command == "QUIT" {
            writing.write_all(b"221 goodbye\r\n").await?;
            return Ok(());
        } else if ["MAIL FROM:", "NOOP", "RSET", "HELO"]
            .iter()
            .any(|known| command.starts_with(known))
        {
            "250 fine".to_owned()
        } else {
            "502 not spoken here".to_owned()
        };
        writing
            .write_all(format!("{answer}\r\n").as_bytes())
            .await?;
    }
    Ok(())
}

fn between(text: &str, open: char, close: char) -> String {
    let after = text.split_once(open).map_or("", |(_, after)| after);
    after.split(close).next().unwrap_or("").to_owned()
}

fn read(to: &str, lines: &[String]) -> Message {
    let mut parts = lines.splitn(2, String::is_empty);
    let head = parts.next().unwrap_or_default();
    let body = parts.next().unwrap_or_default();
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in head {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
    }
    for (_, value) in &mut headers {
        *value = words(value);
    }
    let message = Message {
        to: to.to_owned(),
        headers,
        text: String::new(),
    };
    let text = match message.header("Content-Transfer-Encoding") {
        Some("quoted-printable") => quoted_printable(body),
        Some("base64") => base64(&body.concat()),
        _ => body.join("\n"),
    };
    Message { text, ..message }
}

/// The value of a header, with its encoded words decoded (RFC 2047, 2 and 6.2): white space between two
/// of them goes.
fn words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut follows_encoded = false;
    while let Some((before, word)) = rest.split_once("=?") {
        let mut parts = word.splitn(3, '?').skip(1);
        let (Some(way), Some(text)) = (parts.next(), parts.next()) else {
            break;
        };
        let Some((text, after)) = text.split_once("?=") else {
            break;
        };
        if !(follows_encoded && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&match way {
            "b" | "B" => base64(text),
            _ => quoted_printable(&[text.replace('_', " ") + "="]),
        });
        follows_encoded = true;
        rest = after;
    }
    out + rest
}

/// RFC 2045, 6.7.
fn quoted_printable(lines: &[String]) -> String {
    let mut bytes = Vec::new();
    for line in lines {
        let (line, soft) = line
            .strip_suffix('=')
            .map_or((line.as_str(), false), |line| (line, true));
        let mut rest = line.as_bytes();
        while let [first, after @ ..] = rest {
            rest = after;
            if *first != b'=' {
                bytes.push(*first);
                continue;
            }
            let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
            if let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                bytes.push(byte);
                rest = &after[2..];
            }
        }
        if !soft {
            bytes.push(b'\n');
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// RFC 4648, 4.
fn base64(text: &str) -> String {
    let mut bytes = Vec::new();
    let (mut held, mut count) = (0_u32, 0);
    for symbol in text.bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        held = held << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(held >> count & 0xff).unwrap_or(0));
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{base64, quoted_printable, read, words};

    #[test]
    fn what_was_encoded_is_read_back() {
        let lines = ["Caf=C3=A9 is=", " open", "=3D yes"].map(str::to_owned);
        assert_eq!(quoted_printable(&lines), "Café is open\n= yes\n");
        assert_eq!(base64("Q2Fmw6k="), "Café");
        assert_eq!(
            words("Your =?utf-8?b?Q2Fmw6k=?= =?utf-8?q?s_=C3=A0?= la carte"),
            "Your Cafés à la carte"
        );
    }

    #[test]
    fn a_head_is_unfolded() {
        let lines = ["Subject: one", " two", "X: y", "", "text", "", "more"].map(str::to_owned);
        let message = read("a@b.example", &lines);
        assert_eq!(message.header("subject"), Some("one two"));
        assert_eq!(message.text, "text\n\nmore");
    }
}
