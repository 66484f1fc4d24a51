//! The command line: what can be said, and what `--help` answers.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A federated directory of community assets.
///
/// Gathers listings from borough directories, maps and spreadsheets, folds what several of them say
/// of the same service into one entry, and serves the result as pages and as an API.
///
/// To see it work at once: fingerpost demo
#[derive(Debug, Parser)]
#[command(name = "fingerpost", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// Configuration file; `fingerpost.toml` here is read if none is named.
    #[arg(
        long,
        short,
        global = true,
        env = "FINGERPOST_CONFIG",
        value_name = "FILE"
    )]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Crawl the example feeds on this machine and serve them: nothing to set up, no network.
    Demo(DemoArgs),
    /// Serve the pages and the API, follow the store, and crawl by the sources' schedules.
    Serve(ServeArgs),
    /// Crawl sources now: all of them, those named, or files of this machine.
    Crawl(CrawlArgs),
    /// Write everything that may be passed on to a file, for other programs.
    Export(ExportArgs),
    /// Build the search index anew from the store, beside the one in use.
    Reindex,
    /// Compare all statements anew, after the rules of matching or their weights have changed.
    Rematch(RematchArgs),
    /// Pairs of statements that could be of one service: look at them, and answer.
    #[command(subcommand)]
    Matches(MatchesCommand),
    /// Bring the store up to date with this version of the program.
    Migrate,
    /// The sources: who they are, whether they are sound, add one.
    #[command(subcommand)]
    Sources(SourcesCommand),
    /// The gazetteer of postcodes and places.
    #[command(subcommand)]
    Gazetteer(GazetteerCommand),
    /// The Charity Commission's register: confirms the charity numbers that sources give.
    #[command(subcommand)]
    Register(RegisterCommand),
    /// Which small areas (LSOAs, data zones) have no listing within so many miles of the middle of their
    /// postcodes, the most deprived first.
    ///
    /// Needs a gazetteer with small areas: `fingerpost gazetteer build` with the postcode directory and the
    /// tables of the indices of deprivation. Only places that people can go to are measured.
    ///
    /// The twenty in a hundred most deprived areas of Lambeth without a lunch club in half a mile:
    ///
    ///   fingerpost coverage --area Lambeth --decile 2 --miles 0.5 --category "lunch clubs"
    Coverage(CoverageArgs),
    /// The people: who may do what. This gives the first administrator their role.
    #[command(subcommand)]
    People(PeopleCommand),
    /// The configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// What people looked for and did not find, by week and half a postcode.
    Gaps(GapsArgs),
    /// Look at everything that serving needs, and say what is wrong and how to put it right.
    Doctor,
    /// Print the OpenAPI document of the API.
    #[command(hide = true)]
    Openapi,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Where the demo keeps its database and index; a second start goes on from there.
    #[arg(long, default_value = "data/demo", value_name = "FOLDER")]
    pub(crate) data_dir: PathBuf,
    /// Address to serve on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// Throw away what an earlier start left and crawl again.
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Write the address to this file once the demo answers.
    #[arg(long, value_name = "FILE")]
    pub(crate) url_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to serve on, instead of the configured one.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// Write the address to this file once the server answers.
    #[arg(long, value_name = "FILE")]
    pub(crate) url_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CrawlArgs {
    /// Source ids from the sources file, or files of this machine (CSV, XLSX, GeoJSON, KML, KMZ,
    /// HTML). None: every source.
    #[arg(value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// How to read the files: the name of a built-in profile, or a profile file.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<String>,
    /// List every item that was set aside, with its reason.
    #[arg(long)]
    pub(crate) set_aside: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GapsArgs {
    /// From the week of this date on; four weeks ago when left out.
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<chrono::NaiveDate>,
    /// Only this half of a postcode: SW9.
    #[arg(long, value_name = "OUTWARD")]
    pub(crate) outward: Option<String>,
    /// Print comma-separated values with a line of headings.
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// `hsds` is the HSDS data package, a zip; `ndjson` is one listing a line, whole, as HSDS.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(api::Form::NAMES))]
    pub(crate) form: String,
    /// The file to write; standard output if none is named.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SourcesCommand {
    /// List the sources and how the last crawl of each went.
    List,
    /// Check the sources file, or look at an address and say what it holds.
    Check {
        /// An address or a file to look at; without it the sources file is checked.
        address: Option<String>,
    },
    /// Add a source to the sources file, after looking at its address.
    Add(AddArgs),
    /// Believe the last crawl of a source, which is held: what it did not find counts as gone.
    Release(HeldArgs),
    /// Agree that the last crawl of a source is rightly held: what it did not find stays.
    Confirm(HeldArgs),
}

#[derive(Debug, Args)]
pub(crate) struct HeldArgs {
    /// The source's id.
    pub(crate) source: String,
    #[command(flatten)]
    pub(crate) by: ByArgs,
}

/// On whose word, and why.
#[derive(Debug, Args)]
pub(crate) struct ByArgs {
    /// Who decides, by name.
    #[arg(long, default_value = "operator", value_name = "NAME")]
    pub(crate) by: String,
    /// Why, for those who come after.
    #[arg(long)]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct RematchArgs {
    /// Every statement, also those that were matched by the rules in force.
    #[arg(long)]
    pub(crate) all: bool,
    /// Statements in one transaction. With fewer it takes longer, and others wait less for their turn to
    /// write.
    #[arg(long, default_value_t = directory::MATCHED_AT_ONCE, value_name = "STATEMENTS")]
    pub(crate) at_once: NonZeroUsize,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MatchesCommand {
    /// List pairs that wait for an answer, the likeliest first.
    List(MatchListArgs),
    /// Show one pair side by side, with what speaks for and against.
    Show {
        /// The pair's id.
        id: String,
    },
    /// Answer that both are one service: their listings become one.
    Same(AnswerArgs),
    /// Answer that they are two services: they are never in one listing.
    Different(AnswerArgs),
    /// Put a pair off.
    Later(AnswerArgs),
    /// Take an answer back: everything is as it was before it.
    Undo(AnswerArgs),
}

#[derive(Debug, Args)]
pub(crate) struct MatchListArgs {
    /// Which: waiting for an answer, put off, or answered.
    #[arg(long, default_value = "waiting", value_parser = ["waiting", "later", "decided"])]
    pub(crate) state: String,
    /// Only with a statement of this source.
    #[arg(long)]
    pub(crate) source: Option<String>,
    /// Only in this local authority, by GSS code.
    #[arg(long)]
    pub(crate) area: Option<String>,
    /// How many.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=100))]
    pub(crate) limit: u64,
    /// Go on after this one: what the end of the list before said.
    #[arg(long)]
    pub(crate) after: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AnswerArgs {
    /// The pair's id.
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) by: ByArgs,
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// Where it is fetched from.
    pub(crate) address: String,
    /// Short name: lower-case letters, digits and dashes.
    #[arg(long)]
    pub(crate) id: String,
    /// What people read: "Camden's directory".
    #[arg(long)]
    pub(crate) name: String,
    /// How to read it: a built-in profile or a profile file.
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// Licence id: OGL-UK-3.0, CC-BY-4.0, permission, none.
    #[arg(long)]
    pub(crate) licence: String,
    /// The line that must be shown with what comes from it.
    #[arg(long)]
    pub(crate) attribution: String,
    /// The area it speaks for.
    #[arg(long)]
    pub(crate) area: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GazetteerCommand {
    /// What the gazetteer in use holds, from when, under which licences.
    Show,
    /// Make a gazetteer file from the official downloads.
    Build(GazetteerBuildArgs),
    /// Put a file in use, also while a server runs; a damaged one is refused and changes nothing.
    Install {
        /// A file that `gazetteer build` made.
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct GazetteerBuildArgs {
    /// The file to write.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// OS Code-Point Open, as the zip that Ordnance Survey publishes.
    #[arg(long, value_name = "ZIP")]
    pub(crate) code_point: Option<PathBuf>,
    /// ONS Postcode Directory or National Statistics Postcode Lookup: the CSV, or the zip around it.
    #[arg(long, value_name = "FILE")]
    pub(crate) onspd: Option<PathBuf>,
    /// Take Northern Ireland's rows of the directory. Only for those who have agreed to their
    /// licence; the file must then not be passed on.
    #[arg(long)]
    pub(crate) northern_ireland: bool,
    /// Earlier postcodes in compact form: a `.msgpack.br` file or a folder of them.
    #[arg(long, value_name = "PATH")]
    pub(crate) earlier: Option<PathBuf>,
    /// Settlements of GeoNames, tab-separated.
    #[arg(long, value_name = "TSV")]
    pub(crate) geonames: Option<PathBuf>,
    /// OS Open Names: a tile, a folder of tiles, or the zip.
    #[arg(long, value_name = "PATH")]
    pub(crate) open_names: Option<PathBuf>,
    /// Stations of NaPTAN, tab-separated.
    #[arg(long, value_name = "TSV")]
    pub(crate) stations: Option<PathBuf>,
    /// Outlines: GeoJSON whose features carry an area code. May be given several times.
    #[arg(long, value_name = "GEOJSON")]
    pub(crate) boundaries: Vec<PathBuf>,
    /// Small areas with deprivation decile or health area, CSV. May be given several times.
    #[arg(long, value_name = "CSV")]
    pub(crate) small_areas: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RegisterCommand {
    /// Import the register, as the Charity Commission publishes it: the extract of charities in JSON.
    ///
    /// Kept are number, names, status, date of removal, web site and company number; never trustees,
    /// addresses, telephones or mailboxes. Listings that give a charity number are held against it: number
    /// and name together confirm it. No listing comes from the register, and none is taken away for it;
    /// where it contradicts one, a report asks a moderator to look. It can be done again at any time.
    ///
    /// fingerpost register import publicextract.charity.zip --other-names publicextract.charity_other_names.zip
    Import(RegisterImportArgs),
    /// Say which register is in use.
    Show,
}

#[derive(Debug, Args)]
pub(crate) struct RegisterImportArgs {
    /// `publicextract.charity.zip`, or the JSON inside.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// `publicextract.charity_other_names.zip`, or the JSON inside: charities are then known by the names
    /// that they work under, too. Without it, the other names that were imported before stay.
    #[arg(long, value_name = "FILE")]
    pub(crate) other_names: Option<PathBuf>,
    /// Import it although it is older than the one in use, has lost 30 in a hundred of its charities, has
    /// newly removed more than that, or has many rows that cannot be read.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CoverageArgs {
    /// How near is near, in miles.
    #[arg(long, default_value_t = 1.0, value_name = "MILES")]
    pub(crate) miles: f64,
    /// Only the most deprived: 1 for the first tenth of each nation, 3 for the first three tenths.
    #[arg(long, value_name = "1-10")]
    pub(crate) decile: Option<u8>,
    /// Only this council, region, country, or integrated care board or health board: a code or a name.
    #[arg(long, value_name = "AREA")]
    pub(crate) area: Option<String>,
    /// Only listings of this category or need. May be given several times: any of them counts.
    #[arg(long, value_name = "CATEGORY")]
    pub(crate) category: Vec<String>,
    /// List the small areas that have something, too.
    #[arg(long)]
    pub(crate) all: bool,
    /// A table to read, or CSV for a spreadsheet.
    #[arg(long, value_enum, default_value_t = CoverageFormat::Table, value_name = "FORMAT")]
    pub(crate) format: CoverageFormat,
    /// Write to this file and not to the screen.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CoverageFormat {
    /// Columns in line.
    Table,
    /// RFC 4180, with headings.
    Csv,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PeopleCommand {
    /// Give somebody a role. They need not have signed in before; a mail tells them.
    GiveRole(RoleArgs),
    /// Take a role away, at once.
    TakeRole(RoleArgs),
    /// List who holds which role.
    List,
    /// Make an API key for somebody and print it, this once. Giving a role that needs an authenticator
    /// ends the keys that its holder has, so give roles first.
    MakeKey(KeyArgs),
    /// Erase somebody's account: what they said of listings stays, and nothing says who they were.
    Erase {
        /// Their e-mail address.
        email: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct RoleArgs {
    /// Their e-mail address.
    pub(crate) email: String,
    /// Which role.
    #[arg(value_enum)]
    pub(crate) role: RoleName,
    /// The area that a moderator or an assessor is for: a code or a name. None: everywhere.
    #[arg(long, value_name = "AREA")]
    pub(crate) area: Option<String>,
    /// The kitemark scheme that an assessor is for.
    #[arg(long, value_name = "SCHEME", required_if_eq("role", "assessor"))]
    pub(crate) scheme: Option<String>,
    /// The organization that a steward is for, by its id or the last part of its address.
    #[arg(long, value_name = "ORGANIZATION", required_if_eq("role", "steward"))]
    pub(crate) organization: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// Their e-mail address; they hold a role or have signed in.
    pub(crate) email: String,
    /// What the key may be used for: read, listings:write, moderate, export. May be given several times.
    #[arg(long, required = true, value_name = "SCOPE")]
    pub(crate) scope: Vec<String>,
    /// What the key is for, in the list of their keys.
    #[arg(long, default_value = "made at the command line", value_name = "WORDS")]
    pub(crate) name: String,
}

/// The roles there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    /// Speaks for an organization.
    Steward,
    /// Looks after the listings of an area.
    Moderator,
    /// Decides on kitemarks.
    Assessor,
    /// Gives and takes roles.
    Administrator,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print a configuration file with every key, its default and what it means.
    Generate,
    /// Check the configuration and say what is wrong with it.
    Check,
    /// Print the configuration in force, without its passwords.
    Show,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_does() {
        for command in Cli::command().get_subcommands() {
            assert!(
                command.get_about().is_some(),
                "{} has no help",
                command.get_name()
            );
        }
    }
}
