//! Configuration: one struct, defaults stated once, errors that name the key and the cure.
//!
//! Defaults (`default.toml`, built in) < file < environment (`FINGERPOST_SECTION__KEY`) < flags.
//! Lower crates take their own options, never this.

mod mail;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use pages::Brand;
use serde::{Deserialize, Serialize};

pub(crate) use mail::{Encryption, MailConfig};

/// The defaults, with a comment on every key: what `config generate` prints.
pub(crate) const DEFAULT: &str = include_str!("config/default.toml");
/// The file that is read when none is named and it is there.
pub(crate) const USUAL_FILE: &str = "fingerpost.toml";
const ENVIRONMENT: &str = "FINGERPOST_";

/// Everything that an operator can set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: ServerConfig,
    pub(crate) data: DataConfig,
    pub(crate) store: StoreConfig,
    pub(crate) crawl: CrawlConfig,
    pub(crate) gazetteer: GazetteerConfig,
    pub(crate) search: SearchConfig,
    pub(crate) kitemark: KitemarkConfig,
    pub(crate) limits: LimitsConfig,
    pub(crate) mail: MailConfig,
    pub(crate) log: LogConfig,
    /// Name, contact and helpline on the pages.
    #[serde(default)]
    pub(crate) brand: Brand,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServerConfig {
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: String,
    pub(crate) trusted_proxies: Vec<String>,
    pub(crate) workers: usize,
    pub(crate) stop_within: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DataConfig {
    pub(crate) dir: PathBuf,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoreConfig {
    pub(crate) url: String,
    pub(crate) max_connections: u32,
    pub(crate) lease_seconds: u64,
    pub(crate) cache_mb: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CrawlConfig {
    pub(crate) sources: PathBuf,
    pub(crate) contact: String,
    pub(crate) allow_loopback: bool,
    pub(crate) allowed_ports: Vec<u16>,
    pub(crate) scheduled: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GazetteerConfig {
    pub(crate) file: PathBuf,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchConfig {
    pub(crate) words: PathBuf,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KitemarkConfig {
    pub(crate) scheme: PathBuf,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitsConfig {
    pub(crate) requests_per_minute: u32,
    pub(crate) burst: u32,
    pub(crate) key_requests_per_minute: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogConfig {
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("there is no configuration file at {0}; `fingerpost config generate` writes one")]
    NoFile(PathBuf),
    #[error("{0}")]
    Shape(String),
    #[error("{key}: {fault}; {cure}")]
    Value {
        key: &'static str,
        fault: String,
        cure: &'static str,
    },
}

impl Config {
    /// Reads the defaults, the file and the environment, and checks the whole.
    ///
    /// Without a file's name, [`USUAL_FILE`] in the present folder is read if it is there.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let usual = Path::new(USUAL_FILE);
        let file = match file {
            Some(named) if !named.is_file() => return Err(ConfigError::NoFile(named.to_owned())),
            Some(named) => Some(named),
            None => usual.is_file().then_some(usual),
        };
        let mut figment = Figment::from(Serialized::default("brand", Brand::default()))
            .merge(Toml::string(DEFAULT));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let mut config: Self = figment
            .merge(
                Env::prefixed(ENVIRONMENT)
                    .split("__")
                    .ignore(&["test_postgres", "config"]),
            )
            .extract()
            .map_err(|error| ConfigError::Shape(error.to_string()))?;
        config.follow_paths(file.and_then(Path::parent));
        config.validate()?;
        Ok(config)
    }

    /// Paths are from the folder of the file that names them.
    fn follow_paths(&mut self, folder: Option<&Path>) {
        let Some(folder) = folder else { return };
        for path in [
            &mut self.data.dir,
            &mut self.crawl.sources,
            &mut self.gazetteer.file,
            &mut self.search.words,
            &mut self.kitemark.scheme,
        ] {
            if !path.as_os_str().is_empty() {
                *path = folder.join(&path);
            }
        }
    }

    /// What figment cannot check.
    pub(crate) fn validate(&self) -> Result<(), ConfigError> {
        let value = |key, fault: String, cure| Err(ConfigError::Value { key, fault, cure });
        if let Err(error) = http_edge::client::TrustedProxies::parse(&self.server.trusted_proxies) {
            return value(
                "server.trusted_proxies",
                error.to_string(),
                "write blocks like \"10.0.0.0/8\"",
            );
        }
        let url = &self.server.public_url;
        if !url.is_empty() {
            let good = url::Url::parse(url)
                .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            if !good || url.ends_with('/') {
                return value(
                    "server.public_url",
                    format!("{url:?} is not an address without a slash at its end"),
                    "write it like \"https://directory.example\"",
                );
            }
        }
        let words = &self.search.words;
        if !words.as_os_str().is_empty() && !words.is_dir() {
            return value(
                "search.words",
                format!("{} is not a folder", words.display()),
                "make it, or leave the key empty for the words that are built in",
            );
        }
        let scheme = &self.kitemark.scheme;
        if !scheme.as_os_str().is_empty()
            && let Err(faults) = crate::kitemark::scheme(scheme)
        {
            return value(
                "kitemark.scheme",
                faults,
                "mend the file, or leave the key empty for the scheme that is built in",
            );
        }
        let store = self.store_url();
        if !store.starts_with("sqlite:")
            && !store.starts_with("postgres://")
            && !store.starts_with("postgresql://")
        {
            return value(
                "store.url",
                "it is neither SQLite nor PostgreSQL".to_owned(),
                "write \"sqlite:PATH\" or \"postgres://user:password@host/database\", or leave it empty",
            );
        }
        if self.store.max_connections == 0 {
            return value(
                "store.max_connections",
                "0 is none".to_owned(),
                "write 1 or more",
            );
        }
        if !(1..=3_600).contains(&self.store.lease_seconds) {
            return value(
                "store.lease_seconds",
                format!("{} is not from 1 to 3600", self.store.lease_seconds),
                "write 30",
            );
        }
        if self.store.cache_mb == 0 {
            return value(
                "store.cache_mb",
                "it is 0, so every page would be read again".to_owned(),
                "write 8",
            );
        }
        if !self.crawl.contact.is_empty() && !self.crawl.contact.contains('@') {
            return value(
                "crawl.contact",
                format!("{:?} is not an e-mail address", self.crawl.contact),
                "write one that publishers can reach you at",
            );
        }
        self.mail.validate()?;
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&self.log.level) {
            return value(
                "log.level",
                error.to_string(),
                "write error, warn, info, debug or trace",
            );
        }
        Ok(())
    }

    /// The database, said or implied.
    pub(crate) fn store_url(&self) -> String {
        if self.store.url.is_empty() {
            format!("sqlite:{}", self.data.dir.join("fingerpost.db").display())
        } else {
            self.store.url.clone()
        }
    }

    /// The operator's gazetteer: the file that is named, or the place where `install` puts one.
    pub(crate) fn gazetteer_file(&self) -> PathBuf {
        if self.gazetteer.file.as_os_str().is_empty() {
            self.data.dir.join("gazetteer.gaz")
        } else {
            self.gazetteer.file.clone()
        }
    }

    /// The address people use, said or made from the one that is listened on.
    pub(crate) fn public_url(&self, listening: SocketAddr) -> String {
        if self.server.public_url.is_empty() {
            format!("http://{listening}")
        } else {
            self.server.public_url.clone()
        }
    }
}

/// The password of a database address never prints.
impl std::fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoreConfig")
            .field("url", &without_password(&self.url))
            .field("max_connections", &self.max_connections)
            .field("lease_seconds", &self.lease_seconds)
            .field("cache_mb", &self.cache_mb)
            .finish()
    }
}

/// An address with its password replaced.
pub(crate) fn without_password(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut parsed) if parsed.password().is_some() => {
            // It has a host, or it would have no password, so this cannot fail.
            let _ = parsed.set_password(Some("…"));
            parsed.to_string()
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests;
