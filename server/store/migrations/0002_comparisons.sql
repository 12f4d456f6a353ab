-- Who gains and who loses by a plan version: a run's period, settled with both versions from what its run knew.
CREATE TABLE comparisons (
  id         TEXT PRIMARY KEY,
  company    TEXT NOT NULL REFERENCES companies (id),
  -- The new version and the old one, with the hashes of their texts when it was asked for: a draft may change.
  plan       TEXT NOT NULL REFERENCES plans (id),
  plan_hash  TEXT NOT NULL,
  other      TEXT NOT NULL REFERENCES plans (id),
  other_hash TEXT NOT NULL,
  run        TEXT NOT NULL REFERENCES runs (id),
  -- What the run knew then: it may be computed anew.
  known_seq  BIGINT NOT NULL,
  asked_by   TEXT NOT NULL,
  asked_at   TIMESTAMPTZ NOT NULL,
  -- The hash of the result in the archive, once it is there.
  result     TEXT
);
CREATE INDEX comparisons_by_plan ON comparisons (plan, asked_at);
