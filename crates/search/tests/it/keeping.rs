//! What stays on the disk, what is made anew, and what is seen in the meantime.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use search::{Document, Error, Hit, Index, Reason, Update};

use crate::{ask, listing, put};

fn opened(directory: &Path) -> search::Opened {
    Index::open_or_create(directory).unwrap()
}

fn all(index: &Index) -> u64 {
    index.search(&ask("")).unwrap().total
}

fn found(index: &Index, title: &str) -> Option<Hit> {
    index.search(&ask(title)).unwrap().hits.into_iter().next()
}

fn card(index: &Index, title: &str) -> Option<String> {
    index.card(&found(index, title)?).unwrap()
}

fn indexes(directory: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

#[test]
fn a_new_directory_is_an_empty_index() {
    let directory = tempfile::tempdir().unwrap();
    let opened = opened(&directory.path().join("deep/search"));
    assert_eq!(
        (opened.checkpoint, opened.rebuild, opened.index.count()),
        (None, None, 0)
    );
}

#[test]
fn what_was_applied_is_there_after_a_restart_with_its_checkpoint() {
    let directory = tempfile::tempdir().unwrap();
    let first = opened(directory.path()).index;
    first
        .apply(vec![put(listing("A")), put(listing("B"))], 7)
        .unwrap();
    first
        .apply(vec![Update::Remove(listing("A").id)], 9)
        .unwrap();
    drop(first);
    let second = opened(directory.path());
    assert_eq!(
        (second.checkpoint, second.rebuild, all(&second.index)),
        (Some(9), None, 1)
    );
}

#[test]
fn a_commit_that_came_to_no_end_is_made_again() {
    // The engine names files by the number of changes so far: other changes may come to the same name.
    for others in 0..4 {
        let directory = tempfile::tempdir().unwrap();
        let first = opened(directory.path()).index;
        let both = vec![put(listing("A")), put(listing("B"))];
        first.apply(both, 7).unwrap();
        let live = indexes(directory.path()).remove(0);
        let committed = fs::read(live.join("meta.json")).unwrap();
        let removal = Update::Remove(listing("A").id);
        first.apply(vec![removal.clone()], 9).unwrap();
        drop(first);
        // The process was killed when all files were written but for the one that makes them count.
        fs::write(live.join("meta.json"), committed).unwrap();

        let second = opened(directory.path());
        assert_eq!((second.checkpoint, all(&second.index)), (Some(7), 2));
        let mut updates = vec![Update::Remove(listing("C").id); others];
        updates.push(removal);
        second.index.apply(updates, 9).unwrap();
        assert_eq!(
            (all(&second.index), second.index.checkpoint()),
            (1, Some(9))
        );
    }
}

#[test]
fn a_change_is_seen_as_soon_as_it_is_applied() {
    let index = Index::in_memory().unwrap();
    index.apply(vec![put(listing("A"))], 1).unwrap();
    assert_eq!(
        (all(&index), index.count(), index.checkpoint()),
        (1, 1, Some(1))
    );
    index.apply(Vec::new(), 5).unwrap();
    assert_eq!((all(&index), index.checkpoint()), (1, Some(5)));
}

#[test]
fn the_card_of_a_listing_is_the_one_that_came_last() {
    let with_card = |title: &str, card: &str| Document {
        card: card.to_owned(),
        ..listing(title)
    };
    let directory = tempfile::tempdir().unwrap();
    let index = opened(directory.path()).index;
    assert_eq!(found(&index, "A"), None);
    let both = [with_card("A", "first"), with_card("B", "other")];
    index.apply(both.map(put).to_vec(), 1).unwrap();
    assert_eq!(card(&index, "A").as_deref(), Some("first"));

    let before = ["A", "B"].map(|title| found(&index, title).unwrap());
    index.apply(vec![put(with_card("A", "second"))], 2).unwrap();
    assert_eq!(card(&index, "A").as_deref(), Some("second"));
    assert_eq!(card(&index, "B").as_deref(), Some("other"));
    let now = before.each_ref().map(|hit| index.card(hit).unwrap());
    assert_eq!(now, ["second", "other"].map(|card| Some(card.to_owned())));

    index
        .apply(vec![put(listing("A")), Update::Remove(listing("B").id)], 3)
        .unwrap();
    assert_eq!(card(&index, "A").as_deref(), Some(""), "without one");
    let now = before.each_ref().map(|hit| index.card(hit).unwrap());
    assert_eq!(now, [Some(String::new()), None]);

    index.rebuild([with_card("C", "third")], 4).unwrap();
    drop(index);
    let again = opened(directory.path()).index;
    assert_eq!(card(&again, "C").as_deref(), Some("third"));
    assert_eq!(found(&again, "A"), None);
}

#[test]
fn cards_are_packed_with_what_they_have_in_common_once_the_index_is_made_anew() {
    const MANY: usize = 400;
    let said = "Songs and tea for everybody, every week, in the hall beside the library.";
    let with_card = |number: usize| Document {
        card: format!("{{\"name\":\"Choir {number}\",\"description\":\"{said}\"}}"),
        ..listing(&format!("Choir{number}"))
    };
    let directory = tempfile::tempdir().unwrap();
    let index = opened(directory.path()).index;
    index.rebuild((0..MANY).map(with_card), 1).unwrap();
    index.apply(vec![put(with_card(MANY))], 2).unwrap();
    drop(index);
    let again = opened(directory.path()).index;
    for number in [0, MANY - 1, MANY] {
        let expected = with_card(number);
        assert_eq!(card(&again, &expected.title), Some(expected.card));
    }
    drop(again);

    // Without what they have in common they are only words, and everything is found as before.
    let dictionary = indexes(directory.path())[0].join("cards.dictionary");
    fs::remove_file(dictionary).unwrap();
    let again = opened(directory.path()).index;
    assert_eq!(all(&again), MANY as u64 + 1);
    assert_eq!(card(&again, "Choir7").as_deref(), Some(""));
}

#[test]
fn at_rest_small_parts_become_one_and_nothing_is_lost() {
    let directory = tempfile::tempdir().unwrap();
    let index = opened(directory.path()).index;
    assert!(!index.tidy().unwrap(), "nothing is there");
    for (sequence, title) in ["A", "B", "C"].into_iter().enumerate() {
        let sequence = i64::try_from(sequence).unwrap();
        index.apply(vec![put(listing(title))], sequence).unwrap();
    }
    index
        .apply(vec![Update::Remove(listing("B").id)], 3)
        .unwrap();
    assert!(index.segments() > 1);
    assert!(index.tidy().unwrap());
    assert_eq!((index.segments(), all(&index)), (1, 2));
    assert!(!index.tidy().unwrap(), "it is tidy");

    index.apply(vec![put(listing("D"))], 4).unwrap();
    assert_eq!((all(&index), index.checkpoint()), (3, Some(4)));
    drop(index);
    let again = opened(directory.path());
    assert_eq!((again.checkpoint, all(&again.index)), (Some(4), 3));
}

#[test]
fn a_document_takes_the_place_of_the_one_with_its_id() {
    let index = Index::in_memory().unwrap();
    let renamed = |title: &str, version| Document {
        title: title.to_owned(),
        version,
        ..listing("A")
    };
    index
        .apply(
            vec![
                put(listing("A")),
                put(renamed("chess", 2)),
                put(renamed("draughts", 3)),
            ],
            1,
        )
        .unwrap();
    let hits = index.search(&ask("draughts")).unwrap().hits;
    assert_eq!((all(&index), hits[0].version), (1, 3));
    assert_eq!(index.search(&ask("chess")).unwrap().total, 0);
    index
        .apply(
            vec![put(renamed("chess", 4)), Update::Remove(listing("A").id)],
            2,
        )
        .unwrap();
    assert_eq!(all(&index), 0);
}

#[test]
fn a_rebuild_takes_the_place_of_the_old_index_and_removes_it() {
    let directory = tempfile::tempdir().unwrap();
    let index = opened(directory.path()).index;
    index.apply(vec![put(listing("old"))], 3).unwrap();
    let before = indexes(directory.path());
    assert_eq!(
        index
            .rebuild((0..500).map(|number| listing(&number.to_string())), 8)
            .unwrap(),
        500
    );
    assert_eq!((all(&index), index.checkpoint()), (500, Some(8)));
    let after = indexes(directory.path());
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before, after);
    index.apply(vec![put(listing("new"))], 9).unwrap();
    drop(index);
    let again = opened(directory.path());
    assert_eq!((again.checkpoint, all(&again.index)), (Some(9), 501));
}

#[test]
fn searches_and_changes_go_on_during_a_rebuild_and_nothing_is_lost() {
    let index = Index::in_memory().unwrap();
    index
        .apply(vec![put(listing("A")), put(listing("B"))], 1)
        .unwrap();
    let mut rebuild = index.begin_rebuild().unwrap();
    rebuild.add(listing("A")).unwrap();
    rebuild.add(listing("B")).unwrap();
    index
        .apply(vec![put(listing("C")), Update::Remove(listing("A").id)], 2)
        .unwrap();
    assert_eq!((all(&index), index.checkpoint()), (2, Some(2)));
    rebuild.finish(1).unwrap();
    assert_eq!((all(&index), index.checkpoint()), (2, Some(2)));
    assert_eq!(index.search(&ask("A")).unwrap().total, 0);
    assert_eq!(index.search(&ask("C")).unwrap().total, 1);
}

#[test]
fn every_search_sees_one_whole_state_while_the_index_is_made_anew() {
    let directory = tempfile::tempdir().unwrap();
    let index = opened(directory.path()).index;
    index
        .apply(
            (0..30)
                .map(|number| put(listing(&number.to_string())))
                .collect(),
            1,
        )
        .unwrap();
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let searching = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            while !is_done.load(Ordering::Acquire) {
                seen.insert(all(&index));
            }
            seen
        });
        for round in 2..6 {
            index
                .rebuild((0..40).map(|number| listing(&number.to_string())), round)
                .unwrap();
            index
                .rebuild((0..30).map(|number| listing(&number.to_string())), round)
                .unwrap();
        }
        is_done.store(true, Ordering::Release);
        let seen = searching.join().unwrap();
        assert!(seen.is_subset(&BTreeSet::from([30, 40])), "{seen:?}");
    });
    assert_eq!(indexes(directory.path()).len(), 1);
}

#[test]
fn a_rebuild_that_is_given_up_leaves_the_index_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let index = opened(directory.path()).index;
    index.apply(vec![put(listing("A"))], 1).unwrap();
    let mut rebuild = index.begin_rebuild().unwrap();
    rebuild.add(listing("B")).unwrap();
    assert!(matches!(index.begin_rebuild(), Err(Error::Rebuilding)));
    drop(rebuild);
    assert_eq!((all(&index), indexes(directory.path()).len()), (1, 1));
    assert_eq!(index.rebuild([listing("B"), listing("C")], 2).unwrap(), 2);
}

#[test]
fn a_directory_is_one_process_s() {
    let directory = tempfile::tempdir().unwrap();
    let first = opened(directory.path());
    assert!(matches!(
        Index::open_or_create(directory.path()),
        Err(Error::InUse { .. })
    ));
    drop(first);
    opened(directory.path());
}

/// Makes an index of one listing and lets `spoil` have its files.
fn spoilt(spoil: impl FnOnce(&Path)) -> (tempfile::TempDir, search::Opened) {
    let directory = tempfile::tempdir().unwrap();
    let index = opened(directory.path()).index;
    index.apply(vec![put(listing("A"))], 4).unwrap();
    drop(index);
    spoil(&indexes(directory.path())[0]);
    let opened = opened(directory.path());
    (directory, opened)
}

#[track_caller]
fn is_rebuilt(directory: &tempfile::TempDir, spoilt: search::Opened) {
    assert_eq!((spoilt.checkpoint, all(&spoilt.index)), (None, 0));
    let kept = indexes(directory.path());
    spoilt
        .index
        .rebuild([listing("A"), listing("B")], 6)
        .unwrap();
    assert_ne!(kept, indexes(directory.path()));
    drop(spoilt);
    let again = opened(directory.path());
    assert_eq!(
        (again.rebuild, again.checkpoint, all(&again.index)),
        (None, Some(6), 2)
    );
}

#[test]
fn an_index_of_another_version_is_not_used_and_is_rebuilt() {
    let (directory, opened) = spoilt(|index| {
        let meta = index.join("meta.json");
        let text = fs::read_to_string(&meta).unwrap();
        fs::write(&meta, text.replace("schema ", "schema 9")).unwrap();
    });
    assert!(
        matches!(opened.rebuild, Some(Reason::OtherSchema { .. })),
        "{:?}",
        opened.rebuild
    );
    is_rebuilt(&directory, opened);
}

#[test]
fn an_index_that_cannot_be_read_is_not_used_and_is_rebuilt() {
    let (directory, opened) = spoilt(|index| fs::write(index.join("meta.json"), "{").unwrap());
    assert!(matches!(opened.rebuild, Some(Reason::Damaged { .. })));
    is_rebuilt(&directory, opened);
}

#[test]
fn an_index_that_lost_a_file_or_part_of_one_is_not_used() {
    for ending in ["fast", "idx", "term", "fieldnorm"] {
        let file = |index: &Path| {
            let mut files = fs::read_dir(index)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            files
                .find(|path| path.extension().is_some_and(|found| found == ending))
                .unwrap()
        };
        let (_directory, opened) = spoilt(|index| fs::remove_file(file(index)).unwrap());
        assert!(
            matches!(opened.rebuild, Some(Reason::Damaged { .. })),
            "{ending} removed"
        );
        let (_directory, opened) = spoilt(|index| {
            let path = file(index);
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        });
        assert!(
            matches!(opened.rebuild, Some(Reason::Damaged { .. })),
            "{ending} cut"
        );
    }
}

#[test]
fn a_pointer_to_nothing_is_damage() {
    let (directory, opened) = spoilt(|index| fs::remove_dir_all(index).unwrap());
    assert!(matches!(opened.rebuild, Some(Reason::Damaged { .. })));
    is_rebuilt(&directory, opened);
}

#[test]
fn what_a_crash_left_behind_is_swept_away() {
    let directory = tempfile::tempdir().unwrap();
    opened(directory.path())
        .index
        .apply(vec![put(listing("A"))], 1)
        .unwrap();
    fs::create_dir(directory.path().join("index-000041")).unwrap();
    fs::write(directory.path().join("live.next"), "index-000041").unwrap();
    let again = opened(directory.path());
    assert_eq!((all(&again.index), indexes(directory.path()).len()), (1, 1));
}
