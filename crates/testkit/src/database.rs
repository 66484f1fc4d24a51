//! A fresh database for each test, of each kind: SQLite in memory always, PostgreSQL where a server
//! is named in `FINGERPOST_TEST_POSTGRES` (such as `postgres://postgres@127.0.0.1:5432/postgres`).
//!
//! A test owns its database, which is gone when the test ends, also when it fails. This knows
//! nothing of our tables: it gives addresses.

use std::thread;

use sea_orm::{ConnectionTrait as _, Database as Connector, DbErr};
use tempfile::TempDir;
use uuid::Uuid;

/// Names the server in whose stead each test makes databases of its own.
pub const POSTGRES: &str = "FINGERPOST_TEST_POSTGRES";

/// A database of one test's own; dropped, it is gone.
#[derive(Debug)]
pub struct Database {
    /// For the messages of a failing test: "SQLite in memory", "PostgreSQL".
    pub kind: &'static str,
    url: String,
    keeper: Keeper,
}

#[derive(Debug)]
enum Keeper {
    Memory,
    Folder(#[expect(dead_code, reason = "held until the test ends")] TempDir),
    Server { admin: String, name: String },
}

impl Database {
    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// One fresh database of each kind that can be had. Without a PostgreSQL server it says so.
///
/// # Panics
/// When a server is named and cannot be used: a test that was asked for must not be left out.
pub async fn each() -> Vec<Database> {
    let mut databases = vec![sqlite_in_memory()];
    match postgres().await {
        Some(database) => databases.push(database),
        None => eprintln!("PostgreSQL is left out: {POSTGRES} names no server"),
    }
    databases
}

/// SQLite in memory. Each connection to it is another database: use one.
#[must_use]
pub fn sqlite_in_memory() -> Database {
    Database {
        kind: "SQLite in memory",
        url: "sqlite::memory:".to_owned(),
        keeper: Keeper::Memory,
    }
}

/// SQLite in a file that is not there yet, in a folder of its own.
///
/// # Panics
/// When no folder can be made.
#[must_use]
pub fn sqlite_file() -> Database {
    let folder = tempfile::tempdir().expect("a folder for the test's database");
    Database {
        kind: "SQLite in a file",
        url: format!("sqlite:{}", folder.path().join("test.db").display()),
        keeper: Keeper::Folder(folder),
    }
}

/// A new, empty database on the PostgreSQL server that is named in the environment.
///
/// # Panics
/// When a server is named and cannot be used.
pub async fn postgres() -> Option<Database> {
    let admin = std::env::var(POSTGRES).ok()?;
    #[expect(
        clippy::disallowed_methods,
        reason = "a name that no other test has, anywhere"
    )]
    let name = format!("fingerpost_test_{}", Uuid::new_v4().simple());
    run(
        &admin,
        &format!("CREATE DATABASE {name} TEMPLATE template0"),
    )
    .await
    .unwrap_or_else(|error| panic!("the server in {POSTGRES} makes no database: {error}"));
    Some(Database {
        kind: "PostgreSQL",
        url: with_database(&admin, &name),
        keeper: Keeper::Server { admin, name },
    })
}

impl Drop for Database {
    fn drop(&mut self) {
        let Keeper::Server { admin, name } = &self.keeper else {
            return;
        };
        let (admin, name) = (admin.clone(), name.clone());
        // A thread with a runtime of its own, because a test's runtime cannot be waited on here.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            let dropped = runtime.map(|runtime| runtime.block_on(run(&admin, &sql)));
            if !matches!(dropped, Ok(Ok(()))) {
                eprintln!("the test's database {name} could not be dropped");
            }
        });
        let _ = dropping.join();
    }
}

async fn run(admin: &str, sql: &str) -> Result<(), DbErr> {
    let server = Connector::connect(admin).await?;
    server.execute_unprepared(sql).await?;
    server.close().await
}

/// The same server, another database.
fn with_database(admin: &str, name: &str) -> String {
    let (address, query) = admin.split_once('?').unwrap_or((admin, ""));
    let after_scheme = address.find("://").map_or(0, |at| at + 3);
    let server = match address[after_scheme..].find('/') {
        Some(slash) => &address[..after_scheme + slash],
        None => address,
    };
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{server}/{name}{mark}{query}")
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_database_of_an_address_is_replaced() {
        for (admin, expected) in [
            (
                "postgres://me@host:5432/postgres",
                "postgres://me@host:5432/mine",
            ),
            ("postgres://me@host", "postgres://me@host/mine"),
            (
                "postgres://host/x?sslmode=disable",
                "postgres://host/mine?sslmode=disable",
            ),
        ] {
            assert_eq!(with_database(admin, "mine"), expected);
        }
    }
}
