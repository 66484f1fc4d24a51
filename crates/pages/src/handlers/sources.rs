//! `/sources`: where the information comes from, and how each source is doing.

use actix_web::{HttpResponse, web};

use crate::views::sources::SourcesPage;
use crate::{Pages, answer};

/// The page.
pub(crate) async fn sources(pages: web::Data<Pages>) -> HttpResponse {
    let directory = &pages.directory;
    let read = async {
        let sources = directory.sources().await?;
        Ok::<_, directory::Error>((sources, directory.charity_register().await?))
    };
    match read.await {
        Ok((sources, register)) => {
            let page = SourcesPage::new(&pages.brand, &sources, register.as_ref());
            answer::living(&pages.brand, &page)
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}
