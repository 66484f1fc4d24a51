//! What every page has: title, header, navigation, footer, and the addresses of its assets.

use std::sync::Arc;

use crate::assets;
use crate::brand::Brand;

/// The part of the site a page belongs to, marked in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The search and everything found by it.
    Find,
    /// Where the information comes from.
    Sources,
    /// What this is.
    About,
    /// Anything else.
    Other,
}

/// The frame of one page.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// What the page is, before the site's name.
    pub(crate) title: String,
    /// Which part of the site it belongs to.
    pub(crate) section: Section,
    /// Who runs this copy.
    pub(crate) brand: Arc<Brand>,
    /// One sentence for search engines.
    pub(crate) description: Option<String>,
    /// The page's own address, without what a visit adds to it.
    pub(crate) canonical: Option<String>,
    /// Whether search engines should leave the page out.
    pub(crate) noindex: bool,
}

impl Layout {
    /// A frame with a title, open to search engines.
    pub(crate) fn new(brand: &Arc<Brand>, section: Section, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            section,
            brand: Arc::clone(brand),
            description: None,
            canonical: None,
            noindex: false,
        }
    }

    /// With one sentence for search engines.
    pub(crate) fn described(self, description: impl Into<String>) -> Self {
        Self {
            description: Some(description.into()),
            ..self
        }
    }

    /// With the page's own path.
    pub(crate) fn canonical(self, path: &str) -> Self {
        Self {
            canonical: Some(self.brand.address_of(path)),
            ..self
        }
    }

    /// Left out of search engines.
    pub(crate) fn hidden(self) -> Self {
        Self {
            noindex: true,
            ..self
        }
    }

    /// The address of an asset.
    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// Whether the page belongs to that part of the site.
    pub(crate) fn is(&self, section: Section) -> bool {
        self.section == section
    }
}
