//! Councils whose code was replaced: those that data show, and those that law made since 2009.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Row};
use crate::area::{AreaCode, AreaKind};

/// Present code, and the codes that it took the place of.
///
/// From the orders that changed the boundaries or merged the councils: the reorganisations of 2012–2013, 2018–2021 and
/// 2023, and the Scottish boundary changes of 2018–2019.
const REPLACED: [(&str, &[&str]); 23] = [
    ("E06000057", &["E06000048"]),
    ("E06000058", &["E06000028", "E06000029", "E07000048"]),
    (
        "E06000059",
        &[
            "E07000049",
            "E07000050",
            "E07000051",
            "E07000052",
            "E07000053",
        ],
    ),
    (
        "E06000060",
        &["E07000004", "E07000005", "E07000006", "E07000007"],
    ),
    (
        "E06000061",
        &["E07000150", "E07000152", "E07000153", "E07000156"],
    ),
    ("E06000062", &["E07000151", "E07000154", "E07000155"]),
    ("E06000063", &["E07000026", "E07000028", "E07000029"]),
    ("E06000064", &["E07000027", "E07000030", "E07000031"]),
    (
        "E06000065",
        &[
            "E07000163",
            "E07000164",
            "E07000165",
            "E07000166",
            "E07000167",
            "E07000168",
            "E07000169",
        ],
    ),
    (
        "E06000066",
        &[
            "E07000187",
            "E07000188",
            "E07000189",
            "E07000190",
            "E07000191",
            "E07000246",
        ],
    ),
    ("E07000240", &["E07000100"]),
    ("E07000241", &["E07000104"]),
    ("E07000242", &["E07000097"]),
    ("E07000243", &["E07000101"]),
    ("E07000244", &["E07000205", "E07000206"]),
    ("E07000245", &["E07000201", "E07000204"]),
    ("E08000037", &["E08000020"]),
    ("E08000038", &["E08000016"]),
    ("E08000039", &["E08000019"]),
    ("S12000047", &["S12000015"]),
    ("S12000048", &["S12000024"]),
    ("S12000049", &["S12000046"]),
    ("S12000050", &["S12000044"]),
];

/// Adds the replacements that the law made.
pub(crate) fn add_known(draft: &mut Draft) {
    for (present, replaced) in REPLACED {
        let Ok(present) = AreaCode::parse(present) else {
            continue;
        };
        for old in replaced.iter().filter_map(|old| AreaCode::parse(old).ok()) {
            draft.aliases.entry(old).or_insert(present);
        }
    }
}

/// Adds the replacements that two lists of postcodes show: a council's code that the later list does not have at all,
/// and whose postcodes have, nearly all, one code there.
pub(crate) fn learn(draft: &mut Draft, later: &[Row]) {
    let later_area: BTreeMap<_, _> = later.iter().map(|row| (row.key, row.area)).collect();
    let later_codes: BTreeSet<AreaCode> = later.iter().filter_map(|row| row.area).collect();
    let mut votes: BTreeMap<AreaCode, BTreeMap<AreaCode, usize>> = BTreeMap::new();
    for row in &draft.live {
        let council = row.area.and_then(|area| council_of(draft, area));
        let Some(council) = council.filter(|council| !later_codes.contains(council)) else {
            continue;
        };
        if let Some(Some(present)) = later_area.get(&row.key) {
            *votes
                .entry(council)
                .or_default()
                .entry(*present)
                .or_default() += 1;
        }
    }
    for (old, votes) in votes {
        let all: usize = votes.values().sum();
        if let Some((&present, &most)) = votes.iter().max_by_key(|&(_, count)| count)
            && most * 20 >= all * 19
        {
            draft.aliases.insert(old, present);
        }
    }
}

fn council_of(draft: &Draft, area: AreaCode) -> Option<AreaCode> {
    if area.kind() == AreaKind::LocalAuthority {
        return Some(area);
    }
    draft.areas.get(&area)?.parent
}
