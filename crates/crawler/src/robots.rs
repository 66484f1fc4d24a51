//! robots.txt (RFC 9309): what a host lets us fetch, and how slowly it wants us to.

use std::collections::HashMap;
use std::time::Duration;

use reqwest::StatusCode;
use robotxt::Robots;
use url::Url;

use crate::client::{Answer, FetchError};

/// Our name in robots.txt.
pub(crate) const AGENT: &str = "Fingerpost";
/// The longest `Crawl-delay` that we keep; a host that asks for more is to be asked by a person.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// The rules of each origin, for as long as a run lasts.
#[derive(Debug, Default)]
pub(crate) struct Rules(HashMap<String, Rule>);

#[derive(Debug)]
enum Rule {
    /// What the file says.
    File(Box<Robots>),
    /// The file could not be had, so nothing may be fetched; why.
    Closed(String),
    /// Its publisher agreed to everything.
    Waived,
}

impl Rules {
    /// Whether the rules of this address's origin are known.
    pub(crate) fn knows(&self, url: &Url) -> bool {
        self.0.contains_key(&origin(url))
    }

    /// Takes the answer to an origin's robots.txt: 4xx means that everything may be fetched; no
    /// answer, or a fault of the server, that nothing may. A server that is too busy to show its
    /// rules is too busy for us.
    pub(crate) fn learn(&mut self, url: &Url, answer: Result<&Answer, &FetchError>) {
        let rule = match answer {
            Ok(answer) if answer.status.is_success() => {
                Rule::File(Box::new(Robots::parse(&answer.body, AGENT)))
            }
            Ok(answer) if answer.status == StatusCode::TOO_MANY_REQUESTS => {
                Rule::Closed(answer.status.to_string())
            }
            Ok(answer) if answer.status.is_client_error() => {
                Rule::File(Box::new(Robots::allow_all()))
            }
            Ok(answer) => Rule::Closed(answer.status.to_string()),
            Err(error) => Rule::Closed(error.to_string()),
        };
        self.0.insert(origin(url), rule);
    }

    /// Lets everything of an origin be fetched: its publisher agreed.
    pub(crate) fn waive(&mut self, url: &Url) {
        self.0.insert(origin(url), Rule::Waived);
    }

    /// Whether a page may be fetched.
    ///
    /// # Errors
    /// Why it may not.
    pub(crate) fn allow(&self, url: &Url) -> Result<(), FetchError> {
        match self.0.get(&origin(url)) {
            Some(Rule::Waived) => Ok(()),
            Some(Rule::File(robots)) if robots.is_url_allowed(url) => Ok(()),
            Some(Rule::File(_)) => Err(FetchError::Robots(
                "robots.txt does not let us read it".to_owned(),
            )),
            Some(Rule::Closed(why)) => Err(FetchError::Robots(format!(
                "robots.txt cannot be had ({why}), so nothing is read"
            ))),
            None => Err(FetchError::Robots(
                "robots.txt has not been read".to_owned(),
            )),
        }
    }

    /// The pause that the host asks for between pages.
    pub(crate) fn delay(&self, url: &Url) -> Option<Duration> {
        match self.0.get(&origin(url))? {
            Rule::File(robots) => robots.crawl_delay().map(|delay| delay.min(LONGEST_DELAY)),
            Rule::Closed(_) | Rule::Waived => None,
        }
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
