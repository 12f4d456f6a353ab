-- What another system has paid, to be compared with what plans compute. No run reads it. The latest commit wins.
-- append-only: paid_elsewhere

CREATE TABLE paid_elsewhere (
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  source    TEXT NOT NULL,
  -- As the plan's calendar names it.
  period    TEXT NOT NULL,
  partner   TEXT NOT NULL,
  -- Empty for the sum of all; the number of the order that it was paid for, where the other system says so.
  bonus     TEXT NOT NULL,
  event     TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  amount    BIGINT NOT NULL,
  -- As which rank the partner was paid; below whom he stood: JSON, tree to partner.
  rank      TEXT,
  parents   TEXT NOT NULL,
  PRIMARY KEY (company, programme, source, period, partner, bonus, event, seq)
);
CREATE INDEX paid_elsewhere_by_period ON paid_elsewhere (company, programme, period, seq);

-- Historical periods, settled once more to be compared with what was paid. A trial is no run: nothing is paid by it.
CREATE TABLE trials (
  id           TEXT PRIMARY KEY,
  company      TEXT NOT NULL REFERENCES companies (id),
  programme    TEXT NOT NULL REFERENCES programmes (id),
  plan         TEXT NOT NULL REFERENCES plans (id),
  plan_hash    TEXT NOT NULL,
  first_period TEXT NOT NULL,
  last_period  TEXT NOT NULL,
  -- The commit up to which facts are in it.
  known_seq    BIGINT NOT NULL,
  asked_by     TEXT NOT NULL,
  asked_at     TIMESTAMPTZ NOT NULL,
  -- The hash of the result in the archive, once it is there.
  result       TEXT
);
CREATE INDEX trials_by_company ON trials (company, asked_at);
-- Imported states that become known behind the facts of a run.
CREATE INDEX states_by_seq ON states (company, programme, seq);
