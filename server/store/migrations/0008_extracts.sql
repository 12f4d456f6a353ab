-- Extracts that were asked for: every transaction of a partner, or his account, for a span of days. What they say follows
-- from facts and runs; the file lies in the archive.
CREATE TABLE extracts (
  id        TEXT PRIMARY KEY,
  company   TEXT NOT NULL REFERENCES companies (id),
  -- book, account.
  kind      TEXT NOT NULL,
  partner   TEXT NOT NULL,
  first_day DATE NOT NULL,
  last_day  DATE NOT NULL,
  -- own, paid, all.
  scope     TEXT NOT NULL,
  language  TEXT NOT NULL,
  -- pdf, csv.
  form      TEXT NOT NULL,
  asked_by  TEXT NOT NULL,
  asked_at  TIMESTAMPTZ NOT NULL,
  -- The commit up to which facts are in it, and the file's hash in the archive, once it is there.
  known_seq BIGINT,
  result    TEXT
);
CREATE INDEX extracts_by_partner ON extracts (company, partner, asked_at);
