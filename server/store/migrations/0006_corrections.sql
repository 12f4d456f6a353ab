-- Corrections: master facts that became known after periods they concern were closed, brought into these periods.
-- append-only: correction_facts, restatements

CREATE TABLE corrections (
  id        TEXT PRIMARY KEY,
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  -- Rising in the company, as people and documents call it.
  number    BIGINT NOT NULL,
  reason    TEXT NOT NULL,
  -- JSON: the commits whose facts are chosen.
  commits   TEXT NOT NULL,
  -- `post`: differences are posted in the next run; `leave`: closed periods stay as they are.
  verdict   TEXT NOT NULL,
  -- `previewed`, `asked`, `approved` or `dropped`. Posted is one whose run is final.
  state     TEXT NOT NULL,
  asked_by  TEXT NOT NULL,
  asked_at  TIMESTAMPTZ NOT NULL,
  -- The commit up to which facts are in the preview, and its hash in the archive once it is there.
  known_seq BIGINT NOT NULL,
  preview   TEXT,
  -- The commit that approved it.
  seq       BIGINT,
  -- The run that posts it.
  run       TEXT,
  UNIQUE (company, number)
);
CREATE INDEX corrections_by_programme ON corrections (company, programme, state);

-- What was decided about the facts of a commit, once it is approved.
CREATE TABLE correction_facts (
  company    TEXT NOT NULL REFERENCES companies (id),
  programme  TEXT NOT NULL REFERENCES programmes (id),
  correction TEXT NOT NULL,
  -- The commit with the facts.
  facts      BIGINT NOT NULL,
  verdict    TEXT NOT NULL,
  reason     TEXT NOT NULL,
  seq        BIGINT NOT NULL,
  PRIMARY KEY (company, programme, facts)
);

-- How closed runs stand since a correction was posted.
CREATE TABLE restatements (
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  run       TEXT NOT NULL,
  -- The run that posted it.
  by_run    TEXT NOT NULL,
  -- Hashes of the inputs and of the result that the run has from then on.
  inputs    TEXT NOT NULL,
  result    TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  PRIMARY KEY (company, run, by_run)
);
