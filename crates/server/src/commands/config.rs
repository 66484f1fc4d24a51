//! `config`: generate, check, show.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::ConfigCommand;
use crate::config::{Config, DEFAULT, without_password};

/// Does one of the three.
pub(crate) fn run(command: &ConfigCommand, file: Option<&Path>) -> anyhow::Result<ExitCode> {
    match command {
        ConfigCommand::Generate => print!("{DEFAULT}"),
        ConfigCommand::Check => {
            Config::load(file)?;
            println!("the configuration is sound");
        }
        ConfigCommand::Show => {
            let mut config = Config::load(file)?;
            config.store.url = without_password(&config.store_url());
            if !config.mail.password.is_empty() {
                config.mail.password = "…".to_owned();
            }
            print!("{}", toml::to_string(&config)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}
