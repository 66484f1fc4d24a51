//! `/account/keys`: make a key for a program, and end it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use domain::authority::Scope;
use serde::Deserialize;

use super::{failed, id, who};
use crate::views::form::FormPage;
use crate::views::key_use::KeyUsePage;
use crate::{Pages, answer};

/// A key that is wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    name: String,
    scope: Option<String>,
}

/// Makes a key, and shows it this once.
pub(crate) async fn make(
    request: HttpRequest,
    pages: web::Data<Pages>,
    form: web::Form<Wanted>,
) -> HttpResponse {
    let made = async {
        let actor = who(&request, &pages).await?;
        let scopes: Vec<Scope> = form
            .scope
            .as_deref()
            .and_then(Scope::from_name)
            .into_iter()
            .collect();
        pages.directory.make_key(&actor, &form.name, &scopes).await
    };
    match made.await {
        Ok(key) => {
            let page = FormPage::new(&pages.brand, "Your new key")
                .line("Copy it now: it is not shown again. Whoever has it can do what you allowed it to do.")
                .copy(key.secret.reveal())
                .link("I have copied it: back to your account", "/account");
            answer::secret(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, "/account"),
    }
}

/// Ends a key at once.
pub(crate) async fn end(
    request: HttpRequest,
    pages: web::Data<Pages>,
    key: web::Path<String>,
) -> HttpResponse {
    let ended = async {
        let actor = who(&request, &pages).await?;
        pages.directory.end_key(&actor, id("key", &key)?).await
    };
    match ended.await {
        Ok(()) => answer::see("/account"),
        Err(error) => failed(&pages, &error, "/account"),
    }
}

/// How much a key was used.
pub(crate) async fn usage(
    request: HttpRequest,
    pages: web::Data<Pages>,
    key: web::Path<String>,
) -> HttpResponse {
    let used = async {
        let actor = who(&request, &pages).await?;
        let key = id("key", &key)?;
        let used = pages.directory.key_use(&actor, key).await?;
        let keys = pages.directory.keys(&actor).await?;
        let name = keys
            .into_iter()
            .find(|row| row.id == key)
            .map(|row| row.name);
        Ok::<_, directory::Error>((name.unwrap_or_default(), used))
    };
    match used.await {
        Ok((name, used)) => {
            let page = KeyUsePage::new(&pages.brand, name, &used);
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, "/account"),
    }
}
