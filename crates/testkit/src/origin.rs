//! An origin server on loopback that answers by script, well or badly, and remembers who asked.
//!
//! It speaks HTTP/1.1 straight on a socket, because a real server would not cut a body, hang, drip
//! or lie about a length. What is not in its script comes from a folder, if it was given one
//! ([`Origin::serve_folder`]), and is otherwise not found. Every answer that is not a refusal to
//! answer properly keeps to HTTP.

mod answer;
mod folder;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::net::TcpStream;
use tokio::sync::watch;

pub use answer::Answer;

use crate::loopback::Server;

/// The largest head of a request that is read, in lines.
const MOST_LINES: usize = 100;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query.
    pub path: String,
    /// Names in lower case, in order.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The server; it stops when it is dropped.
#[derive(Debug)]
pub struct Origin {
    server: Server,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    script: Mutex<Script>,
    /// The number of requests so far.
    asked: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Script {
    routes: HashMap<String, VecDeque<Answer>>,
    folder: Option<PathBuf>,
    requests: Vec<Request>,
    connections: usize,
    /// Requests that are being answered, and the most that ever were.
    open: usize,
    most_open: usize,
}

impl State {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Origin {
    /// Starts on a free port of 127.0.0.1, with an empty script.
    ///
    /// # Panics
    /// When loopback has no free port.
    pub async fn start() -> Self {
        let (asked, _) = watch::channel(0);
        let state = Arc::new(State {
            script: Mutex::default(),
            asked,
        });
        let serving = Arc::clone(&state);
        let server = Server::start(move |stream| {
            serving.script().connections += 1;
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

    /// The address of a path here.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    /// What is answered at a path and query from now on: each once, the last for ever.
    pub fn on(&self, path: &str, answers: impl IntoIterator<Item = Answer>) -> &Self {
        let answers = answers.into_iter().collect();
        self.state.script().routes.insert(path.to_owned(), answers);
        self
    }

    /// Answers what is not in the script with the files of a folder: `/a/b?q` with `a/b@q`, and with
    /// `.html` after it when the last part of the path has no dot.
    pub fn serve_folder(&self, folder: impl Into<PathBuf>) -> &Self {
        self.state.script().folder = Some(folder.into());
        self
    }

    /// Every request so far, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.state.script().requests.clone()
    }

    /// The paths that were asked for, oldest first, robots.txt left out.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        let requests = self.requests().into_iter().map(|request| request.path);
        requests.filter(|path| path != "/robots.txt").collect()
    }

    /// How often a path was asked for.
    #[must_use]
    pub fn asked_for(&self, path: &str) -> usize {
        self.state
            .script()
            .requests
            .iter()
            .filter(|request| request.path == path)
            .count()
    }

    /// Connections so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.state.script().connections
    }

    /// The most requests that were being answered at one time.
    #[must_use]
    pub fn most_at_once(&self) -> usize {
        self.state.script().most_open
    }

    /// Forgets the requests so far.
    pub fn forget(&self) {
        self.state.script().requests.clear();
    }

    /// Waits until a path has been asked for.
    pub async fn heard(&self, path: &str) {
        let mut asked = self.state.asked.subscribe();
        while self.asked_for(path) == 0 {
            if asked.changed().await.is_err() {
                return;
            }
        }
    }
}

async fn converse(stream: TcpStream, state: &State) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    while let Some(request) = next_request(&mut reading).await? {
        let answer = {
            let mut script = state.script();
            script.requests.push(request.clone());
            script.open += 1;
            script.most_open = script.most_open.max(script.open);
            script.answer_to(&request)
        };
        state.asked.send_modify(|asked| *asked += 1);
        let sent = answer.write(&request, &mut writing).await;
        state.script().open -= 1;
        if !sent? {
            return Ok(());
        }
    }
    Ok(())
}

/// Reads the head of the next request; `None` when the visitor has gone.
async fn next_request(
    reading: &mut BufReader<impl AsyncRead + Unpin>,
) -> std::io::Result<Option<Request>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        let read = reading.read_line(&mut line).await?;
        if read == 0 || lines.len() > MOST_LINES {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        lines.push(line.to_owned());
    }
    let Some(path) = lines.first().and_then(|line| line.split(' ').nth(1)) else {
        return Ok(None);
    };
    let headers = lines
        .iter()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    Ok(Some(Request {
        path: path.to_owned(),
        headers,
    }))
}

impl Script {
    fn answer_to(&mut self, request: &Request) -> Answer {
        if let Some(answers) = self.routes.get_mut(&request.path) {
            let next = if answers.len() > 1 {
                answers.pop_front()
            } else {
                answers.front().cloned()
            };
            return next.unwrap_or_else(|| Answer::status(404));
        }
        let file = self
            .folder
            .as_ref()
            .and_then(|folder| folder::answer(folder, &request.path));
        file.unwrap_or_else(|| Answer::status(404))
    }
}
