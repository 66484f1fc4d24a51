//! GET the vocabularies of categories.

use actix_web::{HttpResponse, get, web};

use crate::Context;
use crate::give::answer;
use crate::v1::wire::taxonomy::TaxonomyList;

/// The browsable categories: needs, circumstances, service types and the five ways to wellbeing.
/// The code of a term is a value of the search filter that is called as its vocabulary.
#[utoipa::path(tag = "search", operation_id = "list_categories", responses((status = 200, description = "The vocabularies, each with its terms, parents first.", body = TaxonomyList)))]
#[get("/api/v1/taxonomies")]
pub(crate) async fn list(context: web::Data<Context>) -> HttpResponse {
    let body = TaxonomyList::of(context.directory.taxonomies());
    answer::untagged("public, max-age=3600", &body)
}
