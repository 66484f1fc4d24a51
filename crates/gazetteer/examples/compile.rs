//! Makes the compiled default, `data/gb.gaz`, from the open data beside the checkout.
//!
//! `cargo run -p gazetteer --release --example compile -- ../shared/data/geo crates/gazetteer/data/gb.gaz`
//!
//! Operators use `fingerpost gazetteer build`, which calls the same builder; this is only how the default is made.

use std::path::PathBuf;

use gazetteer::build::{Inputs, build};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(data), Some(out)) = (arguments.next().map(PathBuf::from), arguments.next()) else {
        return Err("usage: compile <directory of the open data> <file to write>".into());
    };
    let inputs = Inputs {
        code_point: Some(data.join("codepo_gb.zip")),
        earlier: Some(data.join("onspd-nov-2025")),
        geonames: Some(data.join("gb-places-geonames.tsv")),
        ..Inputs::default()
    };
    let built = build(&inputs, &mut |progress| eprintln!("{progress:?}"))?;
    std::fs::write(&out, &built.bytes)?;
    eprintln!("{:#?}", built.report);
    Ok(())
}
