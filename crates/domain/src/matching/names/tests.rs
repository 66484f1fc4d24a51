//! Pairs of names, and how they agree.

use super::{Around, NameLevel, Word, compare_names, name_key, words_of};

fn check(a: &str, b: &str, organization: &str, place: &str, level: NameLevel) {
    let (words_a, words_b) = (words_of(a), words_of(b));
    let (places, organizations) = (words_of(place), words_of(organization));
    let ids = |words: &[Word]| -> Vec<u32> {
        let mut ids: Vec<u32> = words.iter().map(|w| w.id).collect();
        ids.sort_unstable();
        ids
    };
    let (places, organizations) = (ids(&places), ids(&organizations));
    let around = Around {
        places: [&places, &[]],
        organizations: [&organizations, &[]],
    };
    let there = compare_names(&words_a, &words_b, &around);
    let back = compare_names(&words_b, &words_a, &around);
    assert_eq!(there.level, level, "{a} / {b}: {there:?}");
    assert_eq!(there.level, back.level, "{a} / {b}");
}

#[test]
fn little_words_and_legal_suffixes_say_nothing() {
    assert_eq!(name_key("The Lisson Larder Ltd."), "lisson larder");
    assert_eq!(name_key("The A"), "the a");
    check(
        "The Lisson Larder Ltd",
        "Lisson Larder",
        "",
        "",
        NameLevel::Same,
    );
}

#[test]
fn spelling_order_and_short_forms_do_not_part_two_names() {
    check(
        "Kentish Town Comm. Ctr",
        "Kentish Town Community Centre",
        "",
        "",
        NameLevel::Same,
    );
    check("Friendship Club", "Frendship Club", "", "", NameLevel::Same);
    check(
        "Play Group Stockwell",
        "Stockwell Playgroup",
        "",
        "",
        NameLevel::Same,
    );
    check("Y.M.C.A. Croydon", "Croydon YMCA", "", "", NameLevel::Same);
    check(
        "Wellington",
        "Wellington Library",
        "",
        "",
        NameLevel::SameButCommon,
    );
    check(
        "Sober Social",
        "Sober Social (Soho)",
        "",
        "",
        NameLevel::SameButWhere,
    );
}

#[test]
fn what_one_organization_calls_two_activities_is_not_alike() {
    check(
        "Age UK Lambeth: Chair yoga",
        "Age UK Lambeth: Lunch club",
        "Age UK Lambeth",
        "",
        NameLevel::Other,
    );
    check(
        "Women's swimming",
        "Men's swimming",
        "",
        "",
        NameLevel::Clash,
    );
    check(
        "Tuesday sewing",
        "Sewing (Fridays)",
        "",
        "",
        NameLevel::Clash,
    );
}

#[test]
fn the_name_of_who_runs_it_is_an_umbrella() {
    check(
        "Effra Money Desk",
        "Effra Money Desk: debt and benefits drop-in",
        "Effra Money Desk",
        "",
        NameLevel::Umbrella,
    );
}

#[test]
fn a_school_and_its_parents_are_two_bodies() {
    for (one, other, organization) in [
        ("Friends of Moorlands School", "Moorlands School", ""),
        (
            "Woodheys Primary School Parents Association",
            "Woodheys Primary School",
            "",
        ),
        (
            "Stretford Grammar School PTA",
            "Stretford Grammar School",
            "Stretford Grammar School PTA",
        ),
    ] {
        let place = "Moorlands School, Temple Road";
        let level = if organization.is_empty() && !one.contains("Moorlands") {
            NameLevel::Contained
        } else {
            NameLevel::Umbrella
        };
        check(one, other, organization, place, level);
        check(other, one, organization, place, level);
    }
}

#[test]
fn who_runs_it_is_a_detail_beside_what_is_done() {
    check(
        "Orchard Collective: Homework club",
        "Homework club",
        "Orchard Collective",
        "",
        NameLevel::SameButWhere,
    );
}
