-- Events that are taken back, as a whole or in part. A reversal that was entered by mistake is void by a later version.
-- append-only: reversals

CREATE TABLE reversals (
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  kind      TEXT NOT NULL,
  -- Of the event that is reversed.
  source    TEXT NOT NULL,
  event     TEXT NOT NULL,
  -- Its own number, unique for the kind and source of the event.
  id        TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  -- `live`, or `void`: then it counts no more, from the commit on.
  state     TEXT NOT NULL,
  day       DATE NOT NULL,
  -- cancelled, returned, chargeback, withdrawn, fault_of_company.
  reason    TEXT NOT NULL,
  -- What is taken off each amount: JSON, field to text as a file would hold it; empty for all that is left.
  amounts   TEXT NOT NULL,
  note      TEXT NOT NULL,
  PRIMARY KEY (company, programme, kind, source, id, seq)
);
CREATE INDEX reversals_by_event ON reversals (company, programme, kind, source, event);
CREATE INDEX reversals_by_seq ON reversals (company, programme, seq);
