//! A client that costs next to nothing: one kept connection, one request at a time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, bail};

/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(30);

/// What an answer had that was thrown away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Drained {
    /// Of the body.
    pub(crate) bytes: u64,
    /// Ends of lines.
    pub(crate) lines: u64,
}

/// A connection to the server.
pub(crate) struct Client {
    reader: BufReader<TcpStream>,
    body: Vec<u8>,
}

impl Client {
    /// Connects.
    pub(crate) fn new(address: SocketAddr) -> anyhow::Result<Self> {
        if !address.ip().is_loopback() {
            bail!("load goes to loopback only, not to {address}");
        }
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            reader: BufReader::with_capacity(128 * 1024, stream),
            body: Vec::new(),
        })
    }

    /// Asks and reads the whole answer, which must be 200 and have a length; gives its body.
    pub(crate) fn get(&mut self, path: &str) -> anyhow::Result<&[u8]> {
        let length = self.ask(path)?.context("an answer without a length")?;
        self.body.resize(usize::try_from(length)?, 0);
        self.reader.read_exact(&mut self.body)?;
        Ok(&self.body)
    }

    /// Asks and reads the whole answer, which must be 200, however long it is; keeps nothing of it.
    pub(crate) fn drain(&mut self, path: &str) -> anyhow::Result<Drained> {
        let mut drained = Drained::default();
        if let Some(length) = self.ask(path)? {
            self.throw_away(length, &mut drained)?;
            return Ok(drained);
        }
        // In pieces, each with its length before it (RFC 9112, 7.1).
        let mut line = String::new();
        loop {
            line.clear();
            self.reader.read_line(&mut line)?;
            let length = u64::from_str_radix(line.trim(), 16)
                .with_context(|| format!("{path} broke off after {} bytes", drained.bytes))?;
            self.throw_away(length, &mut drained)?;
            line.clear();
            self.reader.read_line(&mut line)?;
            if length == 0 {
                return Ok(drained);
            }
        }
    }

    fn throw_away(&mut self, length: u64, drained: &mut Drained) -> anyhow::Result<()> {
        let mut left = length;
        while left > 0 {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                bail!("the answer broke off");
            }
            let some = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let ends = bytes[..some].iter().filter(|byte| **byte == b'\n');
            drained.lines += ends.count() as u64;
            self.reader.consume(some);
            left -= some as u64;
        }
        drained.bytes += length;
        Ok(())
    }

    /// Asks, and gives the length of the answer's body, where it says one.
    fn ask(&mut self, path: &str) -> anyhow::Result<Option<u64>> {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n");
        self.reader.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        if !line.starts_with("HTTP/1.1 200") {
            bail!("{path}: {}", line.trim());
        }
        let mut length = None;
        loop {
            line.clear();
            self.reader.read_line(&mut line)?;
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = Some(value.trim().parse()?);
            }
        }
        Ok(length)
    }
}
