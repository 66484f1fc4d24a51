//! What the lists can be asked, for the document; the reading is done by `give::asked`.

use utoipa::IntoParams;

/// Page, size and form, which every list has.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct PageParams {
    /// Page, from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: Option<u32>,
    /// Items on a page; 50 when left out.
    #[param(minimum = 1, maximum = 500)]
    per_page: Option<u32>,
    /// `json`, or `ndjson` for one item a line: all of them, unless a page is asked for.
    #[param(pattern = "^(json|ndjson)$")]
    format: Option<String>,
}

/// Conditions, each of which must be met.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct ServiceParams {
    /// Words, all of which the service must have, anywhere.
    #[param(example = "lunch club")]
    search: Option<String>,
    /// A term's id; of several, with commas between, any will do.
    #[param(
        pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*$"
    )]
    taxonomy_term_id: Option<String>,
    /// A taxonomy's id: services with any term of it.
    taxonomy_id: Option<uuid::Uuid>,
    /// Run by the organization of this id.
    organization_id: Option<uuid::Uuid>,
    /// Changed at this moment or later.
    #[param(example = "2026-01-31T09:30:00Z")]
    modified_after: Option<String>,
    /// With `proximity`, near this postcode; alone, services that name an area in which it lies.
    #[param(example = "SW9 8DJ")]
    postcode: Option<String>,
    /// Metres around the postcode.
    #[param(minimum = 0, example = 1000)]
    proximity: Option<f64>,
    /// For people of this age or older (profile of 2024), in years.
    #[param(minimum = 0, maximum = 120)]
    minimum_age: Option<f64>,
    /// For people of this age or younger (profile of 2024), in years.
    #[param(minimum = 0, maximum = 120)]
    maximum_age: Option<f64>,
    /// On this day of the week (profile of 2024); of several any will do.
    #[param(
        pattern = "^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$",
        example = "TU"
    )]
    day: Option<String>,
    /// On at this time of day or later (profile of 2024).
    #[param(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "10:00")]
    start_time: Option<String>,
    /// On before this time of day (profile of 2024).
    #[param(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "12:30")]
    end_time: Option<String>,
    /// `true` gives each item with everything that hangs off it.
    full: Option<bool>,
}

/// How little can be told of each service.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct MinimalParams {
    /// `true` gives ids and times of change only, all of them at once unless a page is asked for.
    minimal: Option<bool>,
}

/// Which terms.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct TermParams {
    /// Words, all of which the name must have.
    search: Option<String>,
    /// Terms of the taxonomy of this id.
    taxonomy_id: Option<uuid::Uuid>,
    /// `true` gives only terms that have none above them.
    top_only: Option<bool>,
    /// Terms directly below the one of this id.
    parent_id: Option<uuid::Uuid>,
}

/// Which taxonomies.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct TaxonomyParams {
    /// Words, all of which the name must have.
    search: Option<String>,
    /// `true` gives each with its terms.
    full: Option<bool>,
}

/// Which organizations, and how much of each.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct OrganizationParams {
    /// Words, all of which the name must have.
    search: Option<String>,
    /// `true` gives each with the ids and names of its services.
    full: Option<bool>,
    /// `true` gives each with its services, whole.
    full_service: Option<bool>,
}
