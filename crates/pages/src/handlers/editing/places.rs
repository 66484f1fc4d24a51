//! The places of an entry that has several: which of them is changed, another one, and one that is no
//! more. Each is one page of the form, kept in the draft like any answer.
//!
//! A place has no name of its own that stays, so a page says which one it showed (`was`), and changes
//! none that is another by then.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::Error;
use domain::service::{Location, ServiceAtLocation};

use super::read::Answers;
use super::step::Step;
use super::work::Work;
use super::{Sent, refused, shown};
use crate::handlers::violation;
use crate::views::form::FormPage;
use crate::wording::place_line;
use crate::{Pages, answer};

/// In an address, the place that is not there yet.
const NEW: &str = "new";

/// A place by what an address says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    /// One that is yet to be said.
    New,
    /// From nought.
    At(usize),
}

impl Which {
    fn named(text: &str, work: &Work) -> Result<Self, Error> {
        if text == NEW {
            return Ok(Self::New);
        }
        let number = text.parse::<usize>().ok();
        number
            .and_then(|number| number.checked_sub(1))
            .filter(|at| *at < work.service.service_at_locations.len())
            .map(Self::At)
            .ok_or_else(|| Error::NotFound {
                what: "place",
                name: text.to_owned(),
            })
    }

    fn of(self, work: &Work) -> Option<&Location> {
        match self {
            Self::New => None,
            Self::At(at) => work
                .service
                .service_at_locations
                .get(at)
                .map(|place| &place.location),
        }
    }

    fn slug(self) -> String {
        match self {
            Self::New => NEW.to_owned(),
            Self::At(at) => (at + 1).to_string(),
        }
    }

    fn heading(self) -> String {
        match self {
            Self::New => "Where else is it?".to_owned(),
            Self::At(at) => format!("Where is place {}?", at + 1),
        }
    }
}

/// Adds to the page that asks where it is: the places, if there are several, and a way to one more.
pub(super) fn listed(mut page: FormPage, work: &Work) -> FormPage {
    let places: Vec<&Location> = work.service.locations().collect();
    if places.len() > 1 {
        for (at, place) in places.iter().enumerate() {
            let there = work.at(&format!("place/{}", at + 1));
            let label = format!("Place {}", at + 1);
            page = page.row(&label, vec![own_line(place)], Some(("Change", there)));
        }
    }
    if places.is_empty() {
        return page;
    }
    page.link("Add another place", work.at(&format!("place/{NEW}")))
}

/// One place.
pub(crate) async fn ask(
    request: HttpRequest,
    pages: web::Data<Pages>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (subject, which) = path.into_inner();
    let opened = open(&request, &pages, &subject, &which).await;
    let asked = opened.map(|(work, which)| page(&pages, &work, which, None));
    shown(&request, &pages, &subject, asked)
}

/// What was sent of it: kept in the draft, and back to all of them.
pub(crate) async fn answered(
    request: HttpRequest,
    pages: web::Data<Pages>,
    path: web::Path<(String, String)>,
    form: Sent,
) -> HttpResponse {
    let (subject, which) = path.into_inner();
    let sent = Answers(&form);
    let (mut work, which) = match open(&request, &pages, &subject, &which).await {
        Ok(opened) => opened,
        Err(error) => return refused(&request, &pages, &subject, &error),
    };
    if is_another(&work, which, &sent) {
        return changed_meanwhile(&pages, &work);
    }
    let before = which.of(&work).cloned().unwrap_or_default();
    let wrong = match Step::take_place(&sent, before, &pages) {
        Ok(Some(location)) => {
            match which {
                Which::New => work.service.service_at_locations.push(ServiceAtLocation {
                    location,
                    ..ServiceAtLocation::default()
                }),
                Which::At(at) => work.service.service_at_locations[at].location = location,
            }
            match work.keep(&pages).await {
                Ok(()) => return answer::see(&work.at(Step::Place.slug())),
                Err(error) => return refused(&request, &pages, &subject, &error),
            }
        }
        Ok(None) => vec![violation(
            "postcode",
            "give the postcode or the address of the building".to_owned(),
        )],
        Err(wrong) => wrong,
    };
    let page = page(&pages, &work, which, Some(&sent)).wrong(&wrong);
    answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
}

/// Asks whether a place is to be taken away.
pub(crate) async fn ask_away(
    request: HttpRequest,
    pages: web::Data<Pages>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (subject, which) = path.into_inner();
    let opened = open(&request, &pages, &subject, &which).await;
    let asked = opened.map(|(work, which)| away_page(&pages, &work, which));
    shown(&request, &pages, &subject, asked)
}

/// Takes a place away: kept in the draft, and back to all of them.
pub(crate) async fn take_away(
    request: HttpRequest,
    pages: web::Data<Pages>,
    path: web::Path<(String, String)>,
    form: Sent,
) -> HttpResponse {
    let (subject, which) = path.into_inner();
    let taken = async {
        let (mut work, which) = open(&request, &pages, &subject, &which).await?;
        if is_another(&work, which, &Answers(&form)) {
            return Ok(Err(work));
        }
        if let Which::At(at) = which {
            work.service.service_at_locations.remove(at);
            work.keep(&pages).await?;
        }
        Ok::<_, Error>(Ok(work))
    };
    match taken.await {
        Ok(Ok(work)) => answer::see(&work.at(Step::Place.slug())),
        Ok(Err(work)) => changed_meanwhile(&pages, &work),
        Err(error) => refused(&request, &pages, &subject, &error),
    }
}

async fn open(
    request: &HttpRequest,
    pages: &Pages,
    subject: &str,
    which: &str,
) -> Result<(Work, Which), Error> {
    let work = Work::open(request, pages, subject).await?;
    let which = Which::named(which, &work)?;
    Ok((work, which))
}

fn page(pages: &Pages, work: &Work, which: Which, sent: Option<&Answers<'_>>) -> FormPage {
    let mut page = FormPage::new(&pages.brand, which.heading());
    for field in Step::of_place(which.of(work), sent) {
        page = field.on(page);
    }
    if let Some(place) = which.of(work) {
        page = page
            .hidden("was", own_line(place))
            .link("Take this place away", away(work, which));
    }
    let there = work.at(&format!("place/{}", which.slug()));
    page.posts(there, "Save and go on")
        .back("Back", work.at(Step::Place.slug()))
}

fn away_page(pages: &Pages, work: &Work, which: Which) -> FormPage {
    let mut page = FormPage::new(&pages.brand, "Take this place away?");
    if let Some(place) = which.of(work) {
        page = page.line(own_line(place)).hidden("was", own_line(place));
    }
    page.line("Its days and times go with it. Nobody sees this before you publish it.")
        .posts(away(work, which), "Take it away")
        .back("Back", work.at(Step::Place.slug()))
}

fn away(work: &Work, which: Which) -> String {
    work.at(&format!("place/{}/take-away", which.slug()))
}

/// Whether the page showed another place than is there now: it was changed in another window.
fn is_another(work: &Work, which: Which, sent: &Answers<'_>) -> bool {
    which
        .of(work)
        .is_some_and(|place| sent.raw("was") != own_line(place))
}

fn changed_meanwhile(pages: &Pages, work: &Work) -> HttpResponse {
    let page = FormPage::new(&pages.brand, "The places have changed meanwhile")
        .line("Nothing was changed now. Look at what they are, and choose again.")
        .link("See all places", work.at(Step::Place.slug()));
    answer::own(&pages.brand, StatusCode::CONFLICT, &page)
}

/// A place for whoever may change it: whole, also where others see the area only.
fn own_line(place: &Location) -> String {
    let whole = place_line(&Location {
        area_only: false,
        ..place.clone()
    });
    if place.area_only {
        format!("{whole} (others see the area only)")
    } else {
        whole
    }
}
