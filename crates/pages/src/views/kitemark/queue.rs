//! What waits for an assessor.

use std::sync::Arc;

use askama::Template;
use directory::ApplicationView;
use domain::kitemark::award::Check;

use crate::brand::Brand;
use crate::views::layout::{Layout, Section};
use crate::wording::{day_of, sentence};

/// The page.
#[derive(Debug, Template)]
#[template(path = "kitemark_queue.html")]
pub(crate) struct QueuePage {
    layout: Layout,
    scheme: String,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    name: String,
    about: String,
    href: String,
}

impl QueuePage {
    /// The page of these applications.
    pub(crate) fn new(brand: &Arc<Brand>, scheme: &str, waiting: &[ApplicationView]) -> Self {
        Self {
            layout: Layout::new(brand, Section::Other, "Applications to assess").hidden(),
            scheme: scheme.to_owned(),
            rows: waiting.iter().map(row).collect(),
        }
    }
}

fn row(view: &ApplicationView) -> Row {
    let tier = view.scheme.tier(&view.tier).map(|(_, tier)| &tier.name);
    let drawn = view
        .award
        .as_ref()
        .is_some_and(|award| award.check == Some(Check::Due));
    let state = if drawn {
        "drawn for checking"
    } else {
        view.state.words()
    };
    Row {
        name: view.organization.name.clone(),
        about: format!(
            "{}. {} since {}.",
            tier.unwrap_or(&view.tier),
            sentence(state),
            day_of(view.changed_at)
        ),
        href: format!("/kitemark/applications/{}", view.id),
    }
}
