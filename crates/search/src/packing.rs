//! How cards are packed: each by itself, with a dictionary of what many of them say.
//!
//! A page of hits reads twenty cards that lie far apart. Packed together with its neighbours a card would cost the
//! unpacking of all of them; packed alone it would be half as long again. A dictionary that is made from the cards
//! themselves, whenever the whole index is made anew, is better than both (decision 38). What was written before there
//! was one can be read beside it.

use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::Path;

use zstd::dict::from_samples;
use zstd::zstd_safe::{
    CCtx, CDict, DCtx, DDict, SafeResult, compress_bound, get_dict_id_from_frame, get_error_name,
    get_frame_content_size,
};

use crate::disk::at;
use crate::error::Error;

/// How many cards a dictionary is made from.
pub(crate) const SAMPLE: usize = 4_000;
/// Fewer say too little of the others.
const LEAST_SAMPLE: usize = 200;
/// The most that a dictionary takes, in bytes.
const DICTIONARY: usize = 65_536;
/// How hard cards are packed: zstd's own default.
const LEVEL: i32 = 3;
/// The most that one card is believed to take, in bytes.
const LONGEST: u64 = 16 << 20;
/// The file of the dictionary, beside those of the engine.
const FILE: &str = "cards.dictionary";

thread_local! {
    static PACK: RefCell<CCtx<'static>> = RefCell::new(CCtx::create());
    static UNPACK: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

/// How the cards of one index are packed.
#[derive(Default)]
pub(crate) struct Packing {
    dictionary: Option<Dictionary>,
}

struct Dictionary {
    bytes: Vec<u8>,
    pack: CDict<'static>,
    unpack: DDict<'static>,
}

impl Packing {
    /// With a dictionary made from some cards, if they are enough.
    pub(crate) fn trained<'c>(cards: impl ExactSizeIterator<Item = &'c str>) -> Self {
        if cards.len() < LEAST_SAMPLE {
            return Self::default();
        }
        let cards: Vec<&[u8]> = cards.map(str::as_bytes).collect();
        let made = from_samples(&cards, DICTIONARY).map_err(Error::Read);
        made.and_then(Self::with).unwrap_or_else(|error| {
            // Of cards that have nothing in common.
            tracing::info!(%error, "cards are packed without a dictionary");
            Self::default()
        })
    }

    fn with(bytes: Vec<u8>) -> Result<Self, Error> {
        let both = CDict::try_create(&bytes, LEVEL).zip(DDict::try_create(&bytes));
        let (pack, unpack) = both.ok_or_else(|| damaged("the dictionary of cards is damaged"))?;
        Ok(Self {
            dictionary: Some(Dictionary {
                bytes,
                pack,
                unpack,
            }),
        })
    }

    /// That of the index in a directory.
    ///
    /// # Errors
    /// When there is a dictionary that cannot be read, or is damaged.
    pub(crate) fn read(index: &Path) -> Result<Self, Error> {
        let path = index.join(FILE);
        match fs::read(&path) {
            Ok(bytes) => Self::with(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(at(&path)(error)),
        }
    }

    /// Writes it down for an index in a directory, before any card that needs it.
    pub(crate) fn write(&self, index: &Path) -> Result<(), Error> {
        let Some(dictionary) = &self.dictionary else {
            return Ok(());
        };
        let path = index.join(FILE);
        let write = || -> io::Result<()> {
            let mut file = fs::File::create(&path)?;
            io::Write::write_all(&mut file, &dictionary.bytes)?;
            file.sync_all()
        };
        write().map_err(at(&path))
    }

    pub(crate) fn pack(&self, card: &str) -> Result<Vec<u8>, Error> {
        let mut packed = Vec::with_capacity(compress_bound(card.len()));
        let done = PACK.with_borrow_mut(|context| match &self.dictionary {
            Some(known) => context.compress_using_cdict(&mut packed, card.as_bytes(), &known.pack),
            None => context.compress(&mut packed, card.as_bytes(), LEVEL),
        });
        checked(done)?;
        packed.shrink_to_fit();
        Ok(packed)
    }

    /// # Errors
    /// When it is damaged, or needs another dictionary.
    pub(crate) fn unpack(&self, packed: &[u8]) -> Result<String, Error> {
        let length = get_frame_content_size(packed).ok().flatten();
        let length = length.filter(|length| *length <= LONGEST);
        let length = length.ok_or_else(|| damaged("a card does not say how long it is"))?;
        let mut card = Vec::with_capacity(length as usize);
        let needs_dictionary = get_dict_id_from_frame(packed).is_some();
        let known = self.dictionary.as_ref().filter(|_| needs_dictionary);
        let done = UNPACK.with_borrow_mut(|context| match known {
            Some(known) => context.decompress_using_ddict(&mut card, packed, &known.unpack),
            None => context.decompress(&mut card, packed),
        });
        checked(done)?;
        String::from_utf8(card).map_err(|_| damaged("a card is no text"))
    }
}

fn checked(done: SafeResult) -> Result<(), Error> {
    done.map(|_| ())
        .map_err(|code| damaged(get_error_name(code)))
}

fn damaged(why: &'static str) -> Error {
    Error::Read(io::Error::new(io::ErrorKind::InvalidData, why))
}

#[cfg(test)]
mod tests {
    use super::{FILE, LEAST_SAMPLE, Packing};

    fn cards(count: usize) -> Vec<String> {
        let card = |number: usize| {
            format!(
                "1 {{\"version\":{number},\"slug\":\"choir-{}\",\"service\":{{\"name\":\"Choir {}\"}}}}",
                number * 7919 % 1009,
                number * 104_729 % 997,
            )
        };
        (0..count).map(card).collect()
    }

    fn trained(cards: &[String]) -> Packing {
        Packing::trained(cards.iter().map(String::as_str))
    }

    #[test]
    fn what_is_packed_is_unpacked_and_a_dictionary_makes_it_short() {
        let cards = cards(2_000);
        let (plain, trained) = (Packing::default(), trained(&cards));
        for card in [cards[7].as_str(), "", "Café – ✓"] {
            for packing in [&plain, &trained] {
                let packed = packing.pack(card).expect("packed");
                assert_eq!(packing.unpack(&packed).expect("unpacked"), card);
            }
        }
        let length = |packing: &Packing| packing.pack(&cards[7]).expect("packed").len();
        assert!(length(&trained) * 2 < length(&plain));
    }

    #[test]
    fn what_was_packed_before_there_was_a_dictionary_is_read_beside_it() {
        let packed = Packing::default().pack("Choir").expect("packed");
        assert_eq!(
            trained(&cards(2_000)).unpack(&packed).expect("unpacked"),
            "Choir"
        );
    }

    #[test]
    fn few_cards_make_no_dictionary() {
        assert!(trained(&cards(LEAST_SAMPLE - 1)).dictionary.is_none());
        assert!(trained(&cards(LEAST_SAMPLE)).dictionary.is_some());
    }

    #[test]
    fn a_dictionary_is_kept_beside_the_index() {
        let folder = tempfile::tempdir().expect("a folder");
        let known = trained(&cards(2_000));
        let packed = known.pack("Choir").expect("packed");
        assert!(
            Packing::read(folder.path())
                .expect("none")
                .dictionary
                .is_none()
        );
        known.write(folder.path()).expect("written");
        let read = Packing::read(folder.path()).expect("read");
        assert_eq!(read.unpack(&packed).expect("unpacked"), "Choir");

        // What begins as a dictionary and is none.
        let file = folder.path().join(FILE);
        let begun = std::fs::read(&file).expect("read")[..100].to_vec();
        std::fs::write(&file, begun).expect("written");
        assert!(Packing::read(folder.path()).is_err());
    }

    #[test]
    fn what_is_damaged_or_of_another_dictionary_is_an_error() {
        let known = trained(&cards(2_000));
        let packed = known.pack(&cards(9)[8]).expect("packed");
        let cut = &packed[..packed.len() - 1];
        for bad in [cut, &[], b"no card"] {
            assert!(known.unpack(bad).is_err());
        }
        assert!(Packing::default().unpack(&packed).is_err());
    }
}
