//! How a source is read: page by page by a profile, or as another instance of this program.

use domain::source::Licence;
use domain::statement::content_hash;
use formats::{Reader, built_in_profiles};
use toml::Spanned;

use super::{Entry, Place, SourcesError};

/// How a source is read.
#[derive(Debug)]
pub(crate) enum Way {
    /// Page by page, by a profile.
    Pages {
        reader: Box<Reader>,
        /// Stands for the way of reading: changes with the profile and with this program.
        reading: String,
    },
    /// It is another instance of this program, and followed by its feed of statements.
    Peer {
        /// By which it lets us have webhooks.
        key: Option<String>,
    },
}

impl Way {
    /// The reader of pages, and what stands for the way of reading.
    pub(crate) fn reading(&self) -> Option<(&Reader, &str)> {
        match self {
            Self::Pages { reader, reading } => Some((reader, reading)),
            Self::Peer { .. } => None,
        }
    }
}

/// How a source is read, by its type or its profile.
pub(super) fn way_of(
    entry: &Entry,
    at: Place<'_>,
    load_file: &dyn Fn(&str) -> std::io::Result<String>,
) -> Result<Way, SourcesError> {
    let example = "type = \"fingerpost\"";
    match (&entry.kind, &entry.profile) {
        (None, Some(profile)) => {
            let (reader, reading) = reader_of(profile, at, load_file)?;
            Ok(Way::Pages {
                reader: Box::new(reader),
                reading,
            })
        }
        (Some(kind), None) if kind.get_ref() == "fingerpost" => Ok(Way::Peer {
            key: entry
                .key_file
                .as_ref()
                .map(|file| key_of(file, at, load_file))
                .transpose()?,
        }),
        (Some(kind), None) => {
            let fault = format!("{:?} is no type that is known", kind.get_ref());
            Err(at.fault(kind, "type", fault, example))
        }
        (Some(kind), Some(_)) => {
            let fault = "a source has a type or a profile, not both".to_owned();
            Err(at.fault(kind, "type", fault, example))
        }
        (None, None) => {
            let fault =
                "nothing says how to read it: name a profile, or the type of another instance";
            Err(at.fault(
                &entry.id,
                "profile",
                fault.to_owned(),
                "profile = \"mymaps\"",
            ))
        }
    }
}

/// The key in a file: its first line.
fn key_of(
    file: &Spanned<String>,
    at: Place<'_>,
    load_file: &dyn Fn(&str) -> std::io::Result<String>,
) -> Result<String, SourcesError> {
    let example = "key_file = \"keys/neighbour.key\"";
    let text = load_file(file.get_ref()).map_err(|error| {
        at.fault(
            file,
            "key_file",
            format!("it cannot be read: {error}"),
            example,
        )
    })?;
    let key = text.lines().next().unwrap_or_default().trim();
    if key.is_empty() {
        return Err(at.fault(file, "key_file", "it holds no key".to_owned(), example));
    }
    Ok(key.to_owned())
}

/// What another instance tells is under the terms of each of its sources.
pub(super) fn each_its_own() -> Licence {
    Licence {
        id: "each-its-own".to_owned(),
        url: None,
        attribution: "As each source says".to_owned(),
        allows_redistribution: true,
    }
}

/// The reader that a profile describes, and what stands for that way of reading.
fn reader_of(
    profile: &Spanned<String>,
    at: Place<'_>,
    load_file: &dyn Fn(&str) -> std::io::Result<String>,
) -> Result<(Reader, String), SourcesError> {
    let name = profile.get_ref();
    let example = "profile = \"mymaps\", or the path of a profile file";
    let fault = |error: &dyn std::fmt::Display| {
        at.fault(profile, "profile", format!("{name}: {error}"), example)
    };
    let (reader, text) = if name.contains('.') {
        let text = load_file(name).map_err(|error| fault(&error))?;
        (Reader::from_profile(&text), text)
    } else {
        let built_in = built_in_profiles().iter().find(|(known, _)| known == name);
        let text = built_in.map_or("", |(_, text)| text);
        (Reader::built_in(name), text.to_owned())
    };
    let way = content_hash(format!("{} {text}", env!("CARGO_PKG_VERSION")).as_bytes());
    Ok((reader.map_err(|error| fault(&error))?, way))
}
