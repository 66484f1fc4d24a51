//! `/`: the home page.

use actix_web::{HttpResponse, web};

use crate::views::home::HomePage;
use crate::{Pages, answer};

/// The page.
pub(crate) async fn home(pages: web::Data<Pages>) -> HttpResponse {
    answer::fixed(&pages.brand, &HomePage::new(&pages.brand))
}
