//! Putting a file together: sections, directory, checksum.

use super::draft::Draft;
use super::encode_areas::AreaIndex;
use super::encode_names::Text;
use super::encode_postcodes::{EncodedLayer, outward_indexes, outward_table};
use super::{
    BuildError, Built, Report, boundaries, encode_areas, encode_names, encode_postcodes, prove,
    small_areas,
};
use crate::area::AreaCode;
use crate::gazetteer::Meta;
use crate::layout::{DIRECTORY_ENTRY_LEN, HEADER_LEN, MAGIC, Section, VERSION};
use crate::postcodes::Grid;

/// Cells of 11 m by at most 12 m for the postcodes in use, so that none is off by more than 9 m.
const LIVE_GRID: Grid = Grid {
    up: 10_000,
    along: 6_250,
};

/// A quarter of that for the retired, of which only "about there" is asked.
const RETIRED_GRID: Grid = Grid {
    up: 2_500,
    along: 1_600,
};

type Sections = Vec<(Section, Vec<u8>)>;

/// Encodes a settled draft and opens it.
pub(crate) fn write(draft: &Draft, northern_ireland: bool) -> Result<Built, BuildError> {
    let index = AreaIndex::of(draft)?;
    let mut text = Text::default();
    let mut sections = postcode_sections(draft, &index)?;
    sections.push((
        Section::Areas,
        encode_areas::encode(draft, &index, &mut text),
    ));
    sections.push((Section::Aliases, encode_areas::encode_aliases(draft)));
    sections.push((
        Section::SmallAreaPlaces,
        small_areas::encode_places(draft, &index, &mut text),
    ));
    let mut meta = Meta {
        data_date: draft.data_date.clone(),
        live: u32::try_from(draft.live.len()).map_err(|_| BuildError::TooMuch("postcodes"))?,
        retired: u32::try_from(draft.retired.len())
            .map_err(|_| BuildError::TooMuch("postcodes"))?,
        northern_ireland,
        places: 0,
        attributions: draft.attributions.clone(),
        grids: [LIVE_GRID, RETIRED_GRID],
    };
    // A place's council is that of its nearest postcode, so the postcodes are opened before the places are written.
    let near = prove(assemble(&sections, &meta)?)?;
    let places = encode_names::encode_places(draft, &near, &index, &mut text);
    meta.places = places.count;
    let keys = encode_names::encode_keys(draft, &places, &index, &mut text)?;
    sections.push((Section::Places, places.table));
    sections.push((Section::Keys, keys));
    sections.push((Section::Text, text.finish()));
    sections.extend(boundaries::encode(draft));
    let bytes = assemble(&sections, &meta)?;
    prove(bytes.clone())?;
    Ok(Built {
        report: report(draft, meta, &sections),
        bytes,
    })
}

fn postcode_sections(draft: &Draft, index: &AreaIndex) -> Result<Sections, BuildError> {
    let own = |code: AreaCode| index.own(code);
    let council = |code: AreaCode| index.council(code);
    let outwards = outward_indexes([&draft.live, &draft.retired])?;
    let live = encode_postcodes::encode(&draft.live, LIVE_GRID, &own)?;
    let retired = encode_postcodes::encode(&draft.retired, RETIRED_GRID, &council)?;
    let table = outward_table(
        &outwards,
        (&draft.live, &live),
        (&draft.retired, &retired),
        &council,
    )?;
    let mut outward_bytes = Vec::new();
    for record in &table {
        record.write(&mut outward_bytes);
    }
    let approximate = live
        .approximate
        .iter()
        .flat_map(|entry| entry.to_le_bytes())
        .collect();
    let mut sections = vec![
        (Section::Outwards, outward_bytes),
        (Section::Approximate, approximate),
    ];
    sections.extend(small_areas::encode(draft, index)?);
    sections.extend([
        (Section::LiveSectors, sector_table(&live)),
        (Section::LiveBlocks, live.blocks),
        (Section::RetiredSectors, sector_table(&retired)),
        (Section::RetiredBlocks, retired.blocks),
    ]);
    Ok(sections)
}

fn sector_table(layer: &EncodedLayer) -> Vec<u8> {
    let mut records = Vec::new();
    for record in &layer.sectors {
        record.write(&mut records);
    }
    records
}

fn assemble(sections: &Sections, meta: &Meta) -> Result<Vec<u8>, BuildError> {
    let too_long = |_| BuildError::TooMuch("bytes");
    let meta = serde_json::to_vec(meta).map_err(|error| BuildError::Content {
        source_name: "meta data".to_owned(),
        detail: error.to_string(),
    })?;
    let all = std::iter::once((Section::Meta, &meta))
        .chain(sections.iter().map(|(section, bytes)| (*section, bytes)))
        .filter(|(_, bytes)| !bytes.is_empty());
    let (mut directory, mut content) = (Vec::new(), Vec::new());
    let count = all.clone().count();
    let start = HEADER_LEN + count * DIRECTORY_ENTRY_LEN;
    for (section, bytes) in all {
        directory.extend(section.tag());
        directory.extend(
            u32::try_from(start + content.len())
                .map_err(too_long)?
                .to_le_bytes(),
        );
        directory.extend(u32::try_from(bytes.len()).map_err(too_long)?.to_le_bytes());
        content.extend_from_slice(bytes);
    }
    directory.append(&mut content);
    let mut file = Vec::with_capacity(HEADER_LEN + directory.len());
    file.extend(MAGIC);
    file.extend(VERSION.to_le_bytes());
    file.extend(u16::try_from(count).map_err(too_long)?.to_le_bytes());
    file.extend(crc32fast::hash(&directory).to_le_bytes());
    file.extend(((HEADER_LEN + directory.len()) as u64).to_le_bytes());
    file.append(&mut directory);
    Ok(file)
}

fn report(draft: &Draft, meta: Meta, sections: &Sections) -> Report {
    let size = |(section, bytes): &(Section, Vec<u8>)| {
        let tag = String::from_utf8_lossy(&section.tag()).into_owned();
        (!bytes.is_empty()).then_some((tag, bytes.len()))
    };
    let left_out = draft
        .left_out
        .iter()
        .map(|(&reason, &count)| (reason.to_owned(), count));
    Report {
        meta,
        areas: draft.areas.len(),
        outlines: draft.outlines.len(),
        left_out: left_out.collect(),
        sections: sections.iter().filter_map(size).collect(),
    }
}
