//! Opening a store: one address, one set of rules for each kind of database.
//!
//! SQLite gets one connection that writes and others that can only read, with the write-ahead log,
//! so that readers never wait. A store in memory has a single connection for everything. PostgreSQL
//! gets one pool.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use sea_orm_migration::MigratorTrait as _;
use tokio::sync::Mutex;

use crate::error::StoreError;
use crate::migration::Migrator;
use crate::transaction::WriteTx;

/// How long to wait for a connection or for the turn to write.
const PATIENCE: Duration = Duration::from_secs(30);
/// A connection unused for so long is asked whether it still works; a busy one is not, because that
/// would double the round trips.
const IDLE: Duration = Duration::from_secs(10);
/// How long SQLite waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);
/// Bytes of write-ahead log that stay on disk after a checkpoint.
const LOG_KEPT: &str = "67108864";
/// Mebibytes of the database that the one who writes keeps at hand, where the options say nothing.
const CACHE: u32 = 8;
/// Pages that it may have changed before SQLite writes some of them out in the middle of a transaction,
/// to write them again when they have changed once more: 16 MB.
const CHANGED_PAGES: &str = "4000";
/// Pages of write-ahead log after which SQLite puts them into the database: 16 MB.
const LOG_PAGES: &str = "4000";
/// Prepared statements that SQLite keeps. Matching asks some fifty things, each of 1, 2, 4 … rows.
const PREPARED: usize = 256;
/// Rows that SQLite reads ahead of whoever takes them: each wait of the one for the other costs as
/// much as reading ten.
const ROWS_AHEAD: usize = 512;
/// PostgreSQL ends a wait for a lock, and a transaction in which nothing happens, after so many
/// milliseconds: a writer that hangs must not stop the others for ever.
const LOCK_TIMEOUT_MS: u32 = 30_000;
const IDLE_TIMEOUT_MS: u32 = 60_000;
/// How long a lease outlives a holder that fell silent, where the options say nothing.
const LEASE: Duration = Duration::from_secs(30);
/// Whoever holds this advisory lock is the one writer.
const WRITER_LOCK: i64 = 0x0066_706f_7374_0001;

/// Where the store is.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite::memory:`, `sqlite:PATH` or `postgres://USER@HOST:PORT/DATABASE`.
    pub url: String,
    /// Connections at most; one of them may be writing.
    pub max_connections: u32,
    /// The task of a copy of the program that is gone is another's within so long.
    pub lease: Duration,
    /// Mebibytes of a SQLite file that the one who writes keeps at hand. What matching looks up is all
    /// over the file, so whoever matches everything anew wants more than the usual 8.
    pub cache: u32,
}

impl StoreOptions {
    /// A store at this address with up to 8 connections.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: 8,
            lease: LEASE,
            cache: CACHE,
        }
    }
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.url.split(':').next().unwrap_or_default();
        write!(
            f,
            "StoreOptions({kind}, {} connections)",
            self.max_connections
        )
    }
}

/// The truth. Cheap to clone; all clones share the connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) reader: DatabaseConnection,
    writer: DatabaseConnection,
    turn: Arc<Mutex<()>>,
    pub(crate) lease: Duration,
}

impl Store {
    /// Opens the store; a SQLite file is made when it is not there. Nothing is migrated.
    ///
    /// # Errors
    /// [`StoreError::Address`] for an address of another kind, [`StoreError::Unavailable`] when the
    /// database does not answer.
    pub async fn connect(options: &StoreOptions) -> Result<Self, StoreError> {
        let url = options.url.as_str();
        let (writer, reader) = match kind(url)? {
            Kind::Postgres => {
                let pool = open(postgres(options)).await?;
                (pool.clone(), pool)
            }
            Kind::SqliteMemory => {
                let only = open(sqlite_memory(options)).await?;
                (only.clone(), only)
            }
            Kind::SqliteFile => {
                // The writer first: it makes the file and turns the log on.
                let writer = open(sqlite_writer(options)).await?;
                (writer, open(sqlite_reader(options)).await?)
            }
        };
        Ok(Self {
            reader,
            writer,
            turn: Arc::new(Mutex::new(())),
            lease: options.lease,
        })
    }

    /// Brings the tables up to date: all of it or nothing. Does nothing when they are; several
    /// processes may do it at once.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when a step fails, or when a newer program has been here.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let write = self.begin().await?;
        Migrator::up(write.connection(), None)
            .await
            .map_err(StoreError::migration)?;
        write.commit().await
    }

    /// The steps that [`Store::migrate`] would take, by name, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when a newer program has been here.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let pending = Migrator::get_pending_migrations_read_only(&self.reader)
            .await
            .map_err(StoreError::migration)?;
        Ok(pending.iter().map(|step| step.name().to_owned()).collect())
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.reader.ping().await?)
    }

    /// Closes all connections, of all clones.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the database does not answer.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close_by_ref().await?;
        Ok(self.writer.close_by_ref().await?)
    }

    /// Waits for the turn to write, and begins. **There is one writer at a time**, in this process
    /// and in all others on the same database, so nothing that was read in the transaction changes
    /// before it ends, and changes are numbered in the order in which they become visible.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] after 30 seconds of waiting.
    pub async fn begin(&self) -> Result<WriteTx, StoreError> {
        // Waiting here, and not in the database, costs no connection.
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turn).lock_owned())
            .await
            .map_err(StoreError::unavailable)?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.writer.begin_with_options(options).await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
                .await?;
        }
        Ok(WriteTx::new(tx, turn))
    }
}

async fn open(options: ConnectOptions) -> Result<DatabaseConnection, StoreError> {
    Database::connect(options)
        .await
        .map_err(StoreError::unavailable)
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Postgres,
    SqliteMemory,
    SqliteFile,
}

/// Read here first, because the drivers quote an address that they cannot read, password and all.
fn kind(url: &str) -> Result<Kind, StoreError> {
    let known = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        url.parse::<PgConnectOptions>().ok().map(|_| Kind::Postgres)
    } else if url.starts_with("sqlite:") && url.parse::<SqliteConnectOptions>().is_ok() {
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        Some(if in_memory {
            Kind::SqliteMemory
        } else {
            Kind::SqliteFile
        })
    } else {
        None
    };
    known.ok_or(StoreError::Address(
        "sqlite:PATH, sqlite::memory: or postgres://USER@HOST:PORT/DATABASE",
    ))
}

fn pool(options: &StoreOptions, max_connections: u32) -> ConnectOptions {
    let mut pool = ConnectOptions::new(&options.url);
    pool.max_connections(max_connections.max(1))
        .acquire_timeout(PATIENCE)
        .test_before_acquire_if_idle_for(IDLE)
        .sqlx_logging(false);
    pool
}

fn postgres(options: &StoreOptions) -> ConnectOptions {
    // One connection may be writing, one may hold a lease, and reading must go on.
    let mut pool = pool(options, options.max_connections.max(3));
    pool.map_sqlx_postgres_opts(|connect: PgConnectOptions| {
        connect.application_name("fingerpost").options([
            ("lock_timeout", LOCK_TIMEOUT_MS),
            ("idle_in_transaction_session_timeout", IDLE_TIMEOUT_MS),
        ])
    });
    pool
}

fn sqlite_memory(options: &StoreOptions) -> ConnectOptions {
    let mut pool = pool(options, 1);
    // The data lives as long as the connection does.
    pool.min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None);
    pool.map_sqlx_sqlite_opts(careful);
    pool
}

fn sqlite_writer(options: &StoreOptions) -> ConnectOptions {
    let mut pool = pool(options, 1);
    pool.idle_timeout(None).max_lifetime(None);
    // In kibibytes, as SQLite wants it said.
    let cache = format!("-{}", u64::from(options.cache) * 1_024);
    pool.map_sqlx_sqlite_opts(move |connect| {
        careful(connect)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("journal_size_limit", LOG_KEPT)
            .pragma("cache_size", cache.clone())
            .pragma("cache_spill", CHANGED_PAGES)
            .pragma("wal_autocheckpoint", LOG_PAGES)
    });
    pool
}

fn sqlite_reader(options: &StoreOptions) -> ConnectOptions {
    let mut pool = pool(options, options.max_connections);
    pool.map_sqlx_sqlite_opts(|connect| careful(connect).pragma("query_only", "ON"));
    pool
}

fn careful(connect: SqliteConnectOptions) -> SqliteConnectOptions {
    connect
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(PREPARED)
        .row_buffer_size(ROWS_AHEAD)
        .pragma("trusted_schema", "OFF")
}
