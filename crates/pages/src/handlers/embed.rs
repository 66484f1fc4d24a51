//! `/embed`: the search for another site's page, in a frame; `/embed.js` puts it there.
//!
//! **Only these answers may be framed and loaded by other sites.** They set no cookie, know nobody,
//! and lead to our own pages in a new tab.

use actix_web::http::header;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{Error, FindRequest};
use http_edge::conditional::{tag, unless_current};
use http_edge::headers::FRAMED_POLICY;

use crate::search_query::SearchQuery;
use crate::views::embed::{EmbedPage, Theme};
use crate::{Pages, answer};

/// Scripts and style sheets of the frame change with a release only.
const AN_HOUR: &str = "public, max-age=3600";
const SCRIPT: &str = include_str!("../../assets/embed/embed.js");
const FRAME_SCRIPT: &str = include_str!("../../assets/embed/frame.js");
const STYLE: &str = include_str!("../../assets/embed/embed.css");

/// The page in the frame.
pub(crate) async fn frame(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    let query = SearchQuery::parse(request.query_string());
    let theme = Theme::of(request.query_string());
    let is_asked = !query.q.is_empty() || !query.near.is_empty();
    let found = async {
        if !is_asked {
            return Ok(None);
        }
        let asked = FindRequest::from_pairs(query.pairs()).map_err(Error::Invalid)?;
        pages.directory.find(&asked).await.map(Some)
    };
    let page = match found.await {
        Ok(found) => EmbedPage::new(&pages.brand, &query, &theme, found.as_ref()),
        Err(Error::Invalid(violations)) => {
            EmbedPage::faulty(&pages.brand, &query, &theme, &violations)
        }
        Err(error) => return framed(answer::failed(&pages.brand, &error)),
    };
    framed(answer::searched(
        &pages.brand,
        actix_web::http::StatusCode::OK,
        &page,
    ))
}

/// The script that a council's page names.
pub(crate) async fn script(request: HttpRequest) -> HttpResponse {
    fixed(&request, SCRIPT, "text/javascript; charset=utf-8")
}

/// The script in the frame, which tells how high it is.
pub(crate) async fn frame_script(request: HttpRequest) -> HttpResponse {
    fixed(&request, FRAME_SCRIPT, "text/javascript; charset=utf-8")
}

/// The style sheet of the frame, in the colours that were asked for.
pub(crate) async fn style(request: HttpRequest) -> HttpResponse {
    let theme = Theme::of(request.query_string());
    let sheet = format!("{}{STYLE}", theme.rules());
    fixed(&request, &sheet, "text/css; charset=utf-8")
}

fn fixed(request: &HttpRequest, text: &str, kind: &'static str) -> HttpResponse {
    let mut answer = unless_current(request, &tag(&[text]), AN_HOUR, || {
        HttpResponse::Ok().content_type(kind).body(text.to_owned())
    });
    from_anywhere(&mut answer);
    answer
}

fn framed(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(FRAMED_POLICY),
    );
    from_anywhere(&mut answer);
    answer
}

fn from_anywhere(answer: &mut HttpResponse) {
    answer.headers_mut().insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
}
