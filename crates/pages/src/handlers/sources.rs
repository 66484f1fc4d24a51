//! `/sources`: where the information comes from, and how each source is doing.

use actix_web::{HttpResponse, web};

use crate::views::sources::SourcesPage;
use crate::{Pages, answer};

/// The page.
pub(crate) async fn sources(pages: web::Data<Pages>) -> HttpResponse {
    match pages.directory.sources().await {
        Ok(sources) => answer::living(&pages.brand, &SourcesPage::new(&pages.brand, &sources)),
        Err(error) => answer::failed(&pages.brand, &error),
    }
}
