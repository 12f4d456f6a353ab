//! Loading many rows leaves PostgreSQL with statistics of them, within the transaction that loads them.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use compline_store::{Db, Value};

#[tokio::test]
async fn statistics_follow_the_rows_that_are_loaded() {
    let database = compline_postgres::database("statistics").unwrap();
    let db = Db::open(database.url()).await.unwrap();
    let believed = "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'companies'";
    let row = |n: i64| {
        vec![
            Value::from(format!("c{n:05}")),
            Value::from(format!("Company {n}")),
            Value::from("de"),
            Value::from(0),
            Value::from(0),
            Value::from(""),
        ]
    };
    let mut tx = db.begin().await.unwrap();
    for from in [0, 3_000] {
        let rows = (from..from + 3_000).map(row).collect();
        tx.insert("companies", &["id", "name", "language", "seq", "audit_seq", "audit_hash"], rows).await.unwrap();
    }
    assert_eq!(tx.number(believed, Vec::new()).await.unwrap(), 6_000);
    tx.commit().await.unwrap();
    assert_eq!(db.number(believed, Vec::new()).await.unwrap(), 6_000);
}
