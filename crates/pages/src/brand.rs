//! Who runs this copy, in their words: name, contact, helpline, common needs.
//!
//! Given once at start-up by the server's configuration. It holds no colours: those are in the
//! style sheet, whose contrast is tested.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

/// The words that differ from one copy of Fingerpost to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Brand {
    /// The site's name, in the header and after every title.
    pub name: String,
    /// One line under the name on the home page.
    pub strapline: String,
    /// The area it covers, as people call it: "London".
    pub area: String,
    /// The body that runs it and answers for it.
    pub operator: String,
    /// Where people write with questions and corrections.
    pub contact_email: Option<String>,
    /// Where people ring with questions and corrections.
    pub contact_phone: Option<String>,
    /// What to do in an emergency; shown on every page, plain text.
    pub helpline: String,
    /// The public origin, "https://fingerpost.example", for canonical links; without it they are
    /// paths.
    pub base_url: Option<Url>,
    /// Needs offered as links on the home page, in the words of the people who look.
    pub popular_needs: Vec<String>,
    /// When a person last checked the accessibility statement.
    pub accessibility_reviewed: NaiveDate,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: "Fingerpost".to_owned(),
            strapline: "Groups, classes and help near you, gathered from local directories."
                .to_owned(),
            area: "London".to_owned(),
            operator: "the people who run this directory".to_owned(),
            contact_email: None,
            contact_phone: None,
            helpline: "In an emergency call 999. For urgent medical help call 111. \
                       To talk to someone at any time, call Samaritans on 116 123."
                .to_owned(),
            base_url: None,
            popular_needs: [
                "Meeting people",
                "Exercise classes",
                "Lunch clubs",
                "Money advice",
                "Libraries",
                "Arts and crafts",
                "Parents and babies",
                "Learning English",
                "Dementia support",
            ]
            .map(str::to_owned)
            .to_vec(),
            accessibility_reviewed: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default(),
        }
    }
}

impl Brand {
    /// The whole address of a path on this site, or the path itself where the origin is not known.
    pub(crate) fn address_of(&self, path: &str) -> String {
        match &self.base_url {
            Some(base) => base
                .join(path)
                .map_or_else(|_| path.to_owned(), String::from),
            None => path.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Brand;

    #[test]
    fn a_canonical_address_is_whole_when_the_origin_is_known() {
        let mut brand = Brand::default();
        assert_eq!(brand.address_of("/about"), "/about");
        brand.base_url = "https://fingerpost.example".parse().ok();
        assert_eq!(
            brand.address_of("/about"),
            "https://fingerpost.example/about"
        );
    }
}
