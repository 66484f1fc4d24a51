//! Pages and single answers, in the envelopes of ALISS.

use actix_web::HttpRequest;
use formats::write::aliss;
use serde::Serialize;
use serde_json::Value;
use url::form_urlencoded;
use utoipa::ToSchema;

/// One page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlissPage)]
pub(crate) struct Page {
    /// Items on all pages.
    pub(crate) count: usize,
    /// The address of the next page, from the root of this host.
    pub(crate) next: Option<String>,
    /// The address of the page before.
    pub(crate) previous: Option<String>,
    /// Licence and attributions of what is on the page.
    #[schema(value_type = Object)]
    pub(crate) meta: Value,
    /// The items.
    #[schema(value_type = Vec<Object>)]
    pub(crate) data: Vec<Value>,
    /// What is wrong, where something is.
    pub(crate) error: Option<&'static str>,
}

/// One thing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlissOne)]
pub(crate) struct One {
    /// Licence and attributions.
    #[schema(value_type = Object)]
    pub(crate) meta: Value,
    /// The thing itself.
    #[schema(value_type = Object)]
    pub(crate) data: Value,
    /// Always null.
    pub(crate) error: Option<&'static str>,
}

impl Page {
    /// A page of all in all `count` items, with the ways on and back.
    pub(crate) fn of(
        request: &HttpRequest,
        (page, per_page): (usize, usize),
        count: usize,
        meta: Value,
        data: Vec<Value>,
    ) -> Self {
        let (next, previous) = neighbours(request, page, per_page, count);
        Self {
            count,
            next,
            previous,
            meta,
            data,
            error: None,
        }
    }

    /// A page of nothing, that says why.
    pub(crate) fn refused(meta: Value, error: &'static str) -> Self {
        Self {
            count: 0,
            next: None,
            previous: None,
            meta,
            data: Vec::new(),
            error: Some(error),
        }
    }
}

impl One {
    pub(crate) fn of(meta: Value, data: Value) -> Self {
        Self {
            meta,
            data,
            error: None,
        }
    }
}

/// A list that comes whole.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlissMany)]
pub(crate) struct Many {
    /// Licence and attributions.
    #[schema(value_type = Object)]
    pub(crate) meta: Value,
    /// The items.
    #[schema(value_type = Vec<Object>)]
    pub(crate) data: Vec<Value>,
    /// Always null.
    pub(crate) error: Option<&'static str>,
}

impl Many {
    /// A list with the licence that all of ALISS's lists name.
    pub(crate) fn of(data: Vec<Value>) -> Self {
        Self {
            meta: aliss::meta(std::iter::empty()),
            data,
            error: None,
        }
    }
}

/// The address of another page of the same question.
pub(crate) fn address(request: &HttpRequest, page: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
        if name != "page" {
            query.append_pair(&name, &value);
        }
    }
    query.append_pair("page", &page.to_string());
    format!("{}?{}", request.path(), query.finish())
}

/// The addresses of the next page and the one before, where there are such.
pub(crate) fn neighbours(
    request: &HttpRequest,
    page: usize,
    per_page: usize,
    count: usize,
) -> (Option<String>, Option<String>) {
    let pages = count.div_ceil(per_page);
    let next = (page < pages).then(|| address(request, page + 1));
    let previous = (page > 1 && page <= pages + 1).then(|| address(request, page - 1));
    (next, previous)
}
