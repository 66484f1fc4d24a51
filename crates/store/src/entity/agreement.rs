//! The tables that the migrations make are the tables that the entities describe.

use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbBackend, EntityTrait, Schema, Statement,
};
use testkit::database;

use crate::{Store, StoreOptions, entity};

/// One line for each column of each table: table, column, type, whether it may be empty.
async fn columns(connection: &DatabaseConnection) -> Vec<String> {
    let sql = match connection.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable \
             FROM information_schema.columns WHERE table_schema = current_schema()"
        }
        _ => {
            "SELECT t.name || ' ' || c.name || ' ' || c.type || ' ' \
             || CASE WHEN c.\"notnull\" THEN 'NO' ELSE 'YES' END \
             FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
        }
    };
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| row.try_get_by::<String, _>(0).unwrap())
        .filter(|line| !line.starts_with("seaql_migrations"))
        .collect();
    lines.sort();
    lines
}

async fn create<E: EntityTrait>(connection: &DatabaseConnection, entity: E) {
    let table = Schema::new(connection.get_database_backend()).create_table_from_entity(entity);
    connection.execute(&table).await.unwrap();
}

#[tokio::test]
async fn the_migrations_make_the_tables_that_the_entities_describe() {
    let migrated = database::each().await;
    let described = database::each().await;
    for (migrated, described) in migrated.iter().zip(&described) {
        let store = Store::connect(&StoreOptions::new(migrated.url()))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let scratch = Database::connect(described.url()).await.unwrap();
        create(&scratch, entity::account::Entity).await;
        create(&scratch, entity::address_change::Entity).await;
        create(&scratch, entity::alias::Entity).await;
        create(&scratch, entity::api_key::Entity).await;
        create(&scratch, entity::api_key_use::Entity).await;
        create(&scratch, entity::audit::Entity).await;
        create(&scratch, entity::change::Entity).await;
        create(&scratch, entity::charity::Entity).await;
        create(&scratch, entity::charity_register::Entity).await;
        create(&scratch, entity::claim::Entity).await;
        create(&scratch, entity::confirmation::Entity).await;
        create(&scratch, entity::crawl_page::Entity).await;
        create(&scratch, entity::crawl_run::Entity).await;
        create(&scratch, entity::kitemark_application::Entity).await;
        create(&scratch, entity::kitemark_award::Entity).await;
        create(&scratch, entity::kitemark_scheme::Entity).await;
        create(&scratch, entity::correction::Entity).await;
        create(&scratch, entity::draft::Entity).await;
        create(&scratch, entity::held_edit::Entity).await;
        create(&scratch, entity::listing::Entity).await;
        create(&scratch, entity::login_token::Entity).await;
        create(&scratch, entity::match_decision::Entity).await;
        create(&scratch, entity::match_key::Entity).await;
        create(&scratch, entity::match_pair::Entity).await;
        create(&scratch, entity::organization::Entity).await;
        create(&scratch, entity::search_term_count::Entity).await;
        create(&scratch, entity::outgoing_mail::Entity).await;
        create(&scratch, entity::reminder::Entity).await;
        create(&scratch, entity::report::Entity).await;
        create(&scratch, entity::role_grant::Entity).await;
        create(&scratch, entity::session::Entity).await;
        create(&scratch, entity::set_aside::Entity).await;
        create(&scratch, entity::source::Entity).await;
        create(&scratch, entity::statement::Entity).await;
        create(&scratch, entity::statement_body::Entity).await;
        create(&scratch, entity::statement_version::Entity).await;
        create(&scratch, entity::suggestion_answer::Entity).await;
        create(&scratch, entity::suggestion_mail::Entity).await;
        create(&scratch, entity::taxonomy_term::Entity).await;
        create(&scratch, entity::instance::Entity).await;
        create(&scratch, entity::told::Entity).await;
        create(&scratch, entity::remote_source::Entity).await;
        create(&scratch, entity::remote_decision::Entity).await;
        create(&scratch, entity::peer::Entity).await;
        create(&scratch, entity::webhook::Entity).await;
        create(&scratch, entity::webhook_delivery::Entity).await;
        assert_eq!(
            columns(&store.reader).await,
            columns(&scratch).await,
            "{}",
            migrated.kind
        );
    }
}
