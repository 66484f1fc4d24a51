//! A session of somebody who signs in by the code of a mail, for what no key may do.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// How long a mail may be on its way.
const WAIT: Duration = Duration::from_secs(30);

/// Where the demo's mails go.
pub(super) struct Mailbox {
    port: u16,
    mails: Arc<Mutex<Vec<String>>>,
}

impl Mailbox {
    /// Opens it on a free port of loopback.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn open() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no port for mails")?;
        let port = listener.local_addr()?.port();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&mails);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                // A mail that was not taken whole is sent again.
                thread::spawn(move || drop(receive(&stream, &kept)));
            }
        });
        Ok(Self { port, mails })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Signs in at the demo at `url`; gives the secret that the session's cookie holds.
    ///
    /// # Errors
    /// When the demo does not answer as it should, or no mail comes.
    pub(super) fn sign_in(&self, url: &str, email: &str) -> anyhow::Result<String> {
        let asked = post(
            url,
            "/api/v1/sign-in",
            "",
            &format!(r#"{{"email": "{email}"}}"#),
        )?;
        let asker = cookie(&asked).context("whoever asks is not remembered")?;
        let code = self.code()?;
        let body = format!(r#"{{"code": "{code}"}}"#);
        let begun = post(url, "/api/v1/sign-in/code", asker, &body)?;
        let session = cookie(&begun).and_then(|cookie| cookie.split_once('='));
        let (_, secret) = session.context("no session has begun")?;
        Ok(secret.to_owned())
    }

    /// The code of the mail that brings one, as soon as it is there.
    fn code(&self) -> anyhow::Result<String> {
        let since = Instant::now();
        while since.elapsed() < WAIT {
            let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
            let mut lines = mails.iter().rev().flat_map(|mail| mail.lines());
            if let Some(code) = lines.find(|line| is_code(line)) {
                return Ok(code.to_owned());
            }
            drop(mails);
            thread::sleep(Duration::from_millis(100));
        }
        bail!("no mail with a code came within {} s", WAIT.as_secs());
    }
}

/// Eight letters and digits, with a space in the middle.
fn is_code(line: &str) -> bool {
    let part = |part: &str| {
        let is_ours = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        part.len() == 4 && part.bytes().all(is_ours)
    };
    line.split_once(' ')
        .is_some_and(|(first, second)| part(first) && part(second))
}

/// Takes the mails of a connection.
fn receive(mut stream: &TcpStream, mails: &Mutex<Vec<String>>) -> io::Result<()> {
    stream.write_all(b"220 ready\r\n")?;
    let mut body: Option<String> = None;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        let answer: &[u8] = match (&mut body, line.as_str()) {
            (Some(text), ".") => {
                let mut mails = mails.lock().unwrap_or_else(PoisonError::into_inner);
                mails.push(std::mem::take(text));
                body = None;
                b"250 taken\r\n"
            }
            (Some(text), line) => {
                text.push_str(line);
                text.push('\n');
                continue;
            }
            (None, "DATA") => {
                body = Some(String::new());
                b"354 go on\r\n"
            }
            (None, "QUIT") => return stream.write_all(b"221 bye\r\n"),
            (None, _) => b"250 well\r\n",
        };
        stream.write_all(answer)?;
    }
    Ok(())
}

/// Posts JSON as a page of the demo would; gives the answer's head and body.
fn post(url: &str, path: &str, cookie: &str, body: &str) -> anyhow::Result<String> {
    let host = url
        .strip_prefix("http://")
        .context("the demo is not at http")?;
    let mut stream = TcpStream::connect(host)?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: {host}\r\norigin: {url}\r\ncookie: {cookie}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.lines().next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 20") {
        bail!("{path} answered {status}");
    }
    Ok(answer)
}

/// The first cookie that an answer sets, with its name.
fn cookie(answer: &str) -> Option<&str> {
    let mut lines = answer.lines();
    lines.find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let is_set = name.eq_ignore_ascii_case("set-cookie");
        is_set.then(|| value.split(';').next().unwrap_or(value))
    })
}
