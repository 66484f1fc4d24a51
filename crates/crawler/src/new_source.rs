//! A source to be added to `sources.toml`, and the entry that says so.

use std::fmt::Write as _;

use crate::sources_file::{SourceConfig, SourcesError, read_sources};

/// What stands in a profile's place for another instance of this program: the type of its entry.
pub(crate) const PEER: &str = "fingerpost";

/// What is needed to add a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    /// Short name.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Where it is fetched from.
    pub address: String,
    /// A built-in profile, the path of a profile file, or `fingerpost` for another instance of this
    /// program, whose sources have terms of their own.
    pub profile: String,
    /// `OGL-UK-3.0`, `CC-BY-4.0`, `permission`, `none`.
    pub licence: String,
    /// The line that must be shown with what comes from it.
    pub attribution: String,
    /// The area it speaks for.
    pub area: Option<String>,
    /// Other hosts that belong to it.
    pub hosts: Vec<String>,
}

impl NewSource {
    /// The entry as it stands in the file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut entry = String::from("[[source]]\n");
        let mut line = |key: &str, value: &str| {
            // A string in JSON is one in TOML.
            let _ = writeln!(entry, "{key} = {}", serde_json::Value::from(value));
        };
        line("id", &self.id);
        line("name", &self.name);
        line("address", &self.address);
        let is_peer = self.profile == PEER;
        line(if is_peer { "type" } else { "profile" }, &self.profile);
        if let Some(area) = &self.area {
            line("area.name", area);
        }
        if !self.hosts.is_empty() {
            let hosts: Vec<String> = self
                .hosts
                .iter()
                .map(|host| serde_json::Value::from(host.as_str()).to_string())
                .collect();
            let _ = writeln!(entry, "hosts = [{}]", hosts.join(", "));
        }
        if is_peer {
            return entry;
        }
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(entry, "{key} = {}", serde_json::Value::from(value));
        };
        line("licence.id", &self.licence);
        line("licence.attribution", &self.attribution);
        let _ = writeln!(
            entry,
            "licence.redistribution = {}",
            self.may_be_passed_on()
        );
        entry
    }

    /// An open licence lets it be passed on; whatever else was agreed has to be written by a person.
    fn may_be_passed_on(&self) -> bool {
        let licence = self.licence.to_uppercase();
        ["OGL", "CC-BY", "CC0", "ODBL", "PDDL"]
            .iter()
            .any(|open| licence.starts_with(open))
            && !licence.contains("-NC")
            && !licence.contains("-ND")
    }
}

/// The text of a sources file with a source added at its end; comments and order stay as they are.
///
/// # Errors
/// When the file as it would then be is not good: the new id is taken, the profile is unknown.
pub fn append_source(
    text: &str,
    file: &str,
    new: &NewSource,
    load_profile: &dyn Fn(&str) -> std::io::Result<String>,
) -> Result<(String, Vec<SourceConfig>), SourcesError> {
    let gap = match text {
        "" => "",
        text if text.ends_with("\n\n") => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let text = format!("{text}{gap}{}", new.to_toml());
    let configs = read_sources(&text, file, load_profile)?;
    Ok((text, configs))
}

#[cfg(test)]
mod tests {
    use super::{NewSource, append_source};

    fn new(id: &str, address: &str) -> NewSource {
        NewSource {
            id: id.to_owned(),
            name: "Lambeth's \"map\"".to_owned(),
            address: address.to_owned(),
            profile: "mymaps".to_owned(),
            licence: "OGL-UK-3.0".to_owned(),
            attribution: "From Lambeth".to_owned(),
            area: Some("Lambeth".to_owned()),
            hosts: Vec::new(),
        }
    }

    fn add(text: &str, new: &NewSource) -> Result<String, String> {
        let none = |_: &str| Err(std::io::Error::other("no such file"));
        append_source(text, "sources.toml", new, &none)
            .map(|(text, _)| text)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_source_is_added_and_the_rest_is_left_alone() {
        let first = add("# ours\n", &new("lambeth", "https://a.example/map.kml")).unwrap();
        insta::assert_snapshot!(first, @r#"
        # ours

        [[source]]
        id = "lambeth"
        name = "Lambeth's \"map\""
        address = "https://a.example/map.kml"
        profile = "mymaps"
        area.name = "Lambeth"
        licence.id = "OGL-UK-3.0"
        licence.attribution = "From Lambeth"
        licence.redistribution = true
        "#);
        let both = add(&first, &new("other", "https://b.example/map.kml")).unwrap();
        assert!(both.starts_with(&first));
    }

    #[test]
    fn a_source_that_would_spoil_the_file_is_not_added() {
        let first = add("", &new("lambeth", "https://a.example/map.kml")).unwrap();
        for (bad, word) in [
            (new("lambeth", "https://b.example/map.kml"), "id"),
            (new("Other One", "https://b.example/map.kml"), "id"),
            (new("other", "https://a.example/map.kml"), "uri"),
            (new("other", "places.csv"), "address"),
        ] {
            let error = add(&first, &bad).expect_err(word);
            assert!(error.contains(word) && error.contains("line"), "{error}");
        }
    }

    #[test]
    fn only_an_open_licence_lets_a_source_be_passed_on() {
        for (licence, expected) in [
            ("OGL-UK-3.0", true),
            ("CC-BY-SA-4.0", true),
            ("CC-BY-NC-4.0", false),
            ("permission", false),
            ("none", false),
        ] {
            let source = NewSource {
                licence: licence.to_owned(),
                ..new("a", "https://a.example/")
            };
            let line = format!("redistribution = {expected}");
            assert!(source.to_toml().contains(&line), "{licence}");
        }
    }
}
