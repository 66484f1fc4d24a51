//! Who runs a service, from the fields of a record, and the numbers it has in registers.

use domain::contact::{emails, is_personal_email, web_address};
use domain::service::{Organization, OrganizationIdentifier};
use domain::text;

use super::draft::prose;
use crate::html;

/// Who runs a service, from the fields of a record; nothing without a name.
pub(crate) fn organization(
    name: Option<&str>,
    description: Option<&str>,
    website: Option<&str>,
    email: Option<&str>,
    numbers: &[(&str, String)],
) -> Option<Organization> {
    Some(Organization {
        name: text::name(&html::words(name?))?,
        description: description.and_then(prose),
        website: website.and_then(web_address),
        email: email
            .map(|raw| emails(&html::words(raw)))
            .unwrap_or_default()
            .into_iter()
            .find(|email| !is_personal_email(email)),
        identifiers: numbers
            .iter()
            .filter_map(|(scheme, number)| registered(scheme, number))
            .collect(),
        inferred: false,
    })
}

/// A number in a register; a company's name for it (`Charity Number`) is turned into its scheme.
pub(crate) fn registered(scheme: &str, number: &str) -> Option<OrganizationIdentifier> {
    let folded = text::fold(scheme);
    let scheme = match folded.as_str() {
        "gb chc" | "charity" | "charity number" | "charity commission" => "GB-CHC",
        "gb coh" | "company" | "company number" | "companies house" => "GB-COH",
        "gb sc" => "GB-SC",
        "gb nic" => "GB-NIC",
        _ => return None,
    };
    let number: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    let good = (5..=10).contains(&number.len())
        && number.bytes().filter(u8::is_ascii_digit).count() >= 5
        && number.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    good.then(|| OrganizationIdentifier::new(scheme, number.to_uppercase()))
}
