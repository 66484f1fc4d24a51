//! `/search`: results for a need and a place, or the form again with what is wrong with it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{Error, FindRequest, Violation};

use crate::search_query::SearchQuery;
use crate::views::problem::ProblemPage;
use crate::views::search::SearchPage;
use crate::views::search_box::SearchFaults;
use crate::{Pages, answer};

/// The results.
pub(crate) async fn search(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    let brand = &pages.brand;
    let query = SearchQuery::parse(request.query_string());
    let asked = match FindRequest::from_pairs(query.pairs()) {
        Ok(asked) => asked,
        Err(violations) => return refused(&pages, &query, &violations),
    };
    match pages.directory.find(&asked).await {
        Ok(found) => {
            let beyond = found.hits.is_empty() && found.total > 0;
            let status = if beyond {
                StatusCode::NOT_FOUND
            } else {
                StatusCode::OK
            };
            answer::searched(brand, status, &SearchPage::found(brand, &query, &found))
        }
        Err(Error::Invalid(violations)) => refused(&pages, &query, &violations),
        Err(error) => answer::failed(brand, &error),
    }
}

/// The form again with what is wrong, or, where only the page number is, the way to the first.
fn refused(pages: &Pages, query: &SearchQuery, violations: &[Violation]) -> HttpResponse {
    let faults = SearchFaults::new(query, violations);
    if faults.is_empty() {
        let page = ProblemPage::no_such_page(&pages.brand, query);
        return answer::searched(&pages.brand, StatusCode::NOT_FOUND, &page);
    }
    let page = SearchPage::faulty(&pages.brand, query, &faults);
    answer::searched(&pages.brand, StatusCode::BAD_REQUEST, &page)
}
