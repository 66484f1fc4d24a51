//! No bytes make a feed's reader fail, and every entry of a list is accounted for.

use formats::{LinkKind, Reading};
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};

use super::{
    ALISS, CONNECTED, CONNECTED_PLACES, GIVE_FOOD, HALL, ORUK_V1, ORUK_V3, ORUK_V3_SERVICE,
    OUTPOST, PAGE, read,
};

const PROFILES: [&str; 9] = [
    "open-referral",
    "outpost",
    "connected-places",
    "aliss",
    "give-food",
    "openactive",
    "linked-data",
    "calendar",
    "hsds-package",
];
const DOCUMENTS: [&str; 12] = [
    ORUK_V3,
    ORUK_V3_SERVICE,
    ORUK_V1,
    OUTPOST,
    CONNECTED,
    CONNECTED_PLACES,
    ALISS,
    GIVE_FOOD,
    PAGE,
    HALL,
    include_str!("../../feeds/openactive-series.json"),
    include_str!("../../feeds/openactive-sessions.json"),
];

fn accounted(reading: &Reading) -> usize {
    reading.items.len()
        + reading.set_aside.len()
        + reading.pieces.len()
        + reading.gone.len()
        + reading.links.len()
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_failing(bytes in vec(any::<u8>(), 0..300), profile in 0_usize..9) {
        read(PROFILES[profile], "https://a.example/services", LinkKind::List, &bytes);
    }

    #[test]
    fn damaged_documents_are_read_without_failing(
        document in 0_usize..12,
        profile in 0_usize..9,
        damage in vec((any::<proptest::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<proptest::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut bytes = DOCUMENTS[document].as_bytes().to_vec();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        for kind in [LinkKind::List, LinkKind::Detail] {
            let reading = read(PROFILES[profile], "https://a.example/services?page=2", kind, &bytes);
            let ids: std::collections::HashSet<&String> = reading.items.iter().map(|item| &item.external_id).collect();
            prop_assert_eq!(ids.len(), reading.items.len(), "no two items have one id");
            prop_assert!(reading.items.iter().all(|item| !item.service.name.is_empty() && !item.external_id.is_empty()));
        }
    }

    #[test]
    fn every_entry_of_a_list_is_an_item_or_set_aside(
        entries in vec((0_u8..5, "[a-zA-Z&;<> é0-9]{0,12}", "(|12|x|\\PC{0,4})"), 1..20),
        profile in 0_usize..5,
    ) {
        let list: Vec<Value> = entries
            .iter()
            .enumerate()
            .map(|(at, (kind, name, word))| match kind {
                0 => json!(word),
                1 => json!({ "name": name, "contacts": [{"phone": word}] }),
                _ => json!({
                    "id": format!("{at}{word}"), "name": name, "description": word, "minimum_age": word,
                    "contacts": [{"name": word, "phones": [{"number": word}]}], "phones": word, "locations": [word, {"latitude": word}],
                    "cost_options": [{"amount": word}], "schedules": [{"byday": word, "opens_at": word, "freq": word}],
                }),
            })
            .collect();
        let text = json!({ "content": list, "totalPages": 1, "number": 1 }).to_string();
        let reading = read(PROFILES[profile], "https://a.example/x", LinkKind::List, text.as_bytes());
        prop_assert_eq!(accounted(&reading), list.len(), "{:?}", reading);
    }

    #[test]
    fn every_item_of_a_feed_is_accounted_for(entries in vec((0_u8..6, "[a-z]{0,6}", any::<u64>()), 0..20)) {
        let items: Vec<Value> = entries
            .iter()
            .enumerate()
            .map(|(at, (kind, word, modified))| match kind {
                0 => json!({ "state": "deleted", "kind": "SessionSeries", "id": at, "modified": modified }),
                1 => json!({ "state": word, "kind": "SessionSeries", "id": at }),
                2 => json!({ "state": "updated", "kind": "ScheduledSession", "id": at, "modified": word, "data": {"startDate": "2026-11-23", "superEvent": word} }),
                3 => json!(word),
                _ => json!({ "state": "updated", "kind": "SessionSeries", "id": at, "modified": modified, "data": {"@type": "SessionSeries", "name": word} }),
            })
            .collect();
        let text = json!({ "items": items, "next": "https://a.example/f?x=2", "license": "l" }).to_string();
        let reading = read("openactive", "https://a.example/f", LinkKind::List, text.as_bytes());
        prop_assert_eq!(accounted(&reading) - 1, items.len(), "all but the link onward");
    }
}
