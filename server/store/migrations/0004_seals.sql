-- What a commit wrote, by table: how many rows, and their seal; and the hash of the commit, chained to the one before.
-- Commits of earlier versions have neither.
ALTER TABLE commits ADD COLUMN content TEXT;
ALTER TABLE commits ADD COLUMN hash TEXT;
ALTER TABLE companies ADD COLUMN commit_hash TEXT;
-- The commit that wrote the row; none in rows of earlier versions.
ALTER TABLE states ADD COLUMN seq BIGINT;
ALTER TABLE paid ADD COLUMN seq BIGINT;
