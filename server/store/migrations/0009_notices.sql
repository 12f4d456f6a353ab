-- Notices of danger of cancellation: an agent is told in time that a contract is about to end, or the company itself tries to
-- save it, before commission is reclaimed.
-- append-only: notices

CREATE TABLE notices (
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  kind      TEXT NOT NULL,
  source    TEXT NOT NULL,
  event     TEXT NOT NULL,
  -- The day on which it was sent, or the effort was made.
  day       DATE NOT NULL,
  -- letter, email, portal, phone, own_effort.
  channel   TEXT NOT NULL,
  -- To whom: a partner; none of an effort of the company's own.
  partner   TEXT,
  -- What proves it: the number of a registered letter, the id of a message, the record of a call.
  proof     TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  PRIMARY KEY (company, programme, kind, source, event, seq)
);
-- Why commission is reclaimed without a notice, where it is.
ALTER TABLE reversals ADD COLUMN unnotified TEXT;
