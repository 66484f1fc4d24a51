//! `people`: give a role, take one, list who holds them, make a key, erase somebody.
//!
//! Whoever has the machine may do it: this is how the first administrator comes to be.

use std::process::ExitCode;

use anyhow::Context as _;
use directory::{Directory, RoleWanted};
use domain::authority::{Actor, Grant, Scope};

use crate::cli::{PeopleCommand, RoleArgs, RoleName};
use crate::compose;
use crate::config::Config;

/// Does one of the five. A running server sends the mails.
pub(crate) async fn run(config: &Config, command: PeopleCommand) -> anyhow::Result<ExitCode> {
    let directory = compose::open_beside(config).await?.directory;
    match command {
        PeopleCommand::GiveRole(args) => {
            let grant = read(&directory, &args).await?;
            if directory
                .give_role(&Actor::Operator, &args.email, &grant)
                .await?
            {
                println!("{} is now {}", args.email, words(&grant));
                if grant.needs_second_factor() {
                    println!("it counts once they have signed in and set an authenticator");
                }
            } else {
                println!("{} was {} already", args.email, words(&grant));
            }
        }
        PeopleCommand::TakeRole(args) => {
            let grant = read(&directory, &args).await?;
            if !directory
                .take_role(&Actor::Operator, &args.email, &grant)
                .await?
            {
                println!("{} was not {}", args.email, words(&grant));
                return Ok(ExitCode::FAILURE);
            }
            println!("{} is no longer {}", args.email, words(&grant));
        }
        PeopleCommand::MakeKey(args) => {
            let scopes = scopes(&args.scope)?;
            let key = directory
                .make_key_for(&Actor::Operator, &args.email, &args.name, &scopes)
                .await?;
            println!("{}", key.secret.reveal());
        }
        PeopleCommand::Erase { email } => {
            let account = directory.account_with(&Actor::Operator, &email).await?;
            directory.erase_account(&Actor::Operator, account).await?;
            println!("{email} is erased; a last mail tells them");
        }
        PeopleCommand::List => {
            let holders = directory.role_holders(&Actor::Operator).await?;
            if holders.is_empty() {
                println!("nobody holds a role; `fingerpost people give-role` gives one");
            }
            for holder in holders {
                println!(
                    "{:<40} {} since {}",
                    holder.email,
                    words(&holder.grant),
                    holder.granted_at.format("%Y-%m-%d")
                );
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn read(directory: &Directory, args: &RoleArgs) -> anyhow::Result<Grant> {
    let role = match args.role {
        RoleName::Steward => "steward",
        RoleName::Moderator => "moderator",
        RoleName::Assessor => "assessor",
        RoleName::Administrator => "administrator",
    };
    let wanted = RoleWanted {
        role: role.to_owned(),
        area: args.area.clone(),
        scheme: args.scheme.clone(),
        organization: args.organization.clone(),
    };
    Ok(directory.read_role(&Actor::Operator, &wanted).await?)
}

fn scopes(names: &[String]) -> anyhow::Result<Vec<Scope>> {
    let read = |name: &String| {
        Scope::from_name(name).with_context(|| {
            format!("{name:?} is not one of read, listings:write, moderate and export")
        })
    };
    names.iter().map(read).collect()
}

fn words(grant: &Grant) -> String {
    let of = |area: &Option<String>| area.clone().unwrap_or_else(|| "everywhere".to_owned());
    match grant {
        Grant::Steward { organization } => format!("steward of {organization}"),
        Grant::Moderator { area } => format!("moderator of {}", of(area)),
        Grant::Assessor { scheme, area } => format!("assessor of {scheme} in {}", of(area)),
        Grant::Administrator => "administrator".to_owned(),
    }
}
