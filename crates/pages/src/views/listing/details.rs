//! The rest of what is known: cost, who it is for, how to join, accessibility, languages.

use domain::service::{Capacity, Service};

use crate::wording::{ages, cost, sentence};

/// One row of the details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) lines: Vec<String>,
}

/// The rows that have something to say.
pub(super) fn details(service: &Service) -> Vec<Row> {
    let joining = service.application_process.clone();
    let open =
        (service.capacity == Some(Capacity::Open)).then(|| "Taking new people now".to_owned());
    let ages = ages(&service.eligibility).map(|ages| format!("Ages {ages}"));
    let others = service.alternate_names.clone();
    [
        (
            "Cost",
            service
                .cost_options
                .iter()
                .filter_map(cost)
                .map(|line| sentence(&line))
                .collect(),
        ),
        (
            "Who it is for",
            ages.into_iter()
                .chain(service.eligibility.description.clone())
                .collect(),
        ),
        (
            "How to join",
            joining.into_iter().chain(open).collect::<Vec<_>>(),
        ),
        (
            "Accessibility",
            service
                .accessibility
                .iter()
                .map(|line| sentence(line))
                .collect(),
        ),
        ("Languages", service.languages.clone()),
        ("Also known as", others),
    ]
    .into_iter()
    .filter(|(_, lines): &(_, Vec<String>)| !lines.is_empty())
    .map(|(label, lines)| Row { label, lines })
    .collect()
}
