//! The pages about the site itself, which change with the brand and the place data only.

use std::sync::Arc;

use askama::Template;

use super::layout::{Layout, Section};
use crate::brand::Brand;
use crate::wording::{date, sentence};

/// Who runs it, how it orders, and the credits of the place data.
#[derive(Debug, Template)]
#[template(path = "about.html")]
pub(crate) struct AboutPage {
    layout: Layout,
    places: Vec<String>,
}

impl AboutPage {
    /// The page with the lines that the gazetteer's licences require.
    pub(crate) fn new(brand: &Arc<Brand>, places: Vec<String>) -> Self {
        let title = format!("About {}", brand.name);
        Self {
            layout: Layout::new(brand, Section::About, title).canonical("/about"),
            places,
        }
    }
}

/// The cookies page.
#[derive(Debug, Template)]
#[template(path = "cookies.html")]
pub(crate) struct CookiesPage {
    layout: Layout,
}

impl CookiesPage {
    /// The page.
    pub(crate) fn new(brand: &Arc<Brand>) -> Self {
        Self {
            layout: Layout::new(brand, Section::Other, "Cookies").canonical("/cookies"),
        }
    }
}

/// The privacy page.
#[derive(Debug, Template)]
#[template(path = "privacy.html")]
pub(crate) struct PrivacyPage {
    layout: Layout,
    operator: String,
}

impl PrivacyPage {
    /// The page.
    pub(crate) fn new(brand: &Arc<Brand>) -> Self {
        Self {
            layout: Layout::new(brand, Section::Other, "Privacy").canonical("/privacy"),
            operator: sentence(&brand.operator),
        }
    }
}

/// The accessibility statement.
#[derive(Debug, Template)]
#[template(path = "accessibility.html")]
pub(crate) struct AccessibilityPage {
    layout: Layout,
    reviewed: String,
}

impl AccessibilityPage {
    /// The statement.
    pub(crate) fn new(brand: &Arc<Brand>) -> Self {
        Self {
            layout: Layout::new(brand, Section::Other, "Accessibility statement")
                .canonical("/accessibility"),
            reviewed: date(brand.accessibility_reviewed),
        }
    }
}

/// Notices of what the pages are made with.
#[derive(Debug, Template)]
#[template(path = "licences.html")]
pub(crate) struct LicencesPage {
    layout: Layout,
    notices: &'static str,
}

impl LicencesPage {
    /// The page.
    pub(crate) fn new(brand: &Arc<Brand>) -> Self {
        Self {
            layout: Layout::new(brand, Section::Other, "Licences").canonical("/licences"),
            notices: include_str!("../../assets/dist/THIRD-PARTY.txt"),
        }
    }
}
