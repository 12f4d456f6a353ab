//! Facts, runs, documents and the ledger in SQLite or PostgreSQL.
