-- The store. Written for PostgreSQL; `schema.rs` says it in SQLite's words.
-- Amounts are whole numbers of the currency's smallest unit. Facts have two times: the days for which they are true,
-- and `seq`, the commit with which the company learned them; nothing is overwritten, the latest commit wins.
-- append-only: commits, persons, tax_statuses, partners, placements, statuses, overrides, events, person_files
-- append-only: audit, postings, posting_lines, run_results, batch_files, notes, bank_files, creditors, receipts

CREATE TABLE companies (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  language   TEXT NOT NULL,
  -- Commits so far. Every transaction that learns something takes the next number, and so stands in line here.
  seq        BIGINT NOT NULL,
  audit_seq  BIGINT NOT NULL,
  audit_hash TEXT NOT NULL
);

CREATE TABLE legal_entities (
  id            TEXT PRIMARY KEY,
  company       TEXT NOT NULL REFERENCES companies (id),
  name          TEXT NOT NULL,
  street        TEXT NOT NULL,
  post_code     TEXT NOT NULL,
  city          TEXT NOT NULL,
  country       TEXT NOT NULL,
  vat_id        TEXT,
  tax_number    TEXT,
  register      TEXT,
  managers      TEXT,
  contact       TEXT,
  currency      TEXT NOT NULL,
  iban          TEXT,
  bic           TEXT,
  holder        TEXT,
  -- Accounts, tax keys, consultant and client of the tax adviser, limits: JSON of the office's settings.
  settings      TEXT NOT NULL,
  -- The next number of a document is next_document of its prefix, without gaps.
  prefix        TEXT NOT NULL,
  next_document BIGINT NOT NULL,
  posting_seq   BIGINT NOT NULL,
  posting_hash  TEXT NOT NULL
);

CREATE TABLE programmes (
  id            TEXT PRIMARY KEY,
  company       TEXT NOT NULL REFERENCES companies (id),
  legal_entity  TEXT NOT NULL REFERENCES legal_entities (id),
  name          TEXT NOT NULL,
  currency      TEXT NOT NULL,
  -- The field of orders that names the sales channel; none where there is but one.
  channel_field TEXT
);

CREATE TABLE commits (
  company TEXT NOT NULL REFERENCES companies (id),
  seq     BIGINT NOT NULL,
  at      TIMESTAMPTZ NOT NULL,
  author  TEXT NOT NULL,
  what    TEXT NOT NULL,
  PRIMARY KEY (company, seq)
);

-- --- People: personal data, apart from everything else ---

CREATE TABLE persons (
  company    TEXT NOT NULL REFERENCES companies (id),
  id         TEXT NOT NULL,
  seq        BIGINT NOT NULL,
  legal_form TEXT NOT NULL,
  name       TEXT NOT NULL,
  first_name TEXT,
  street     TEXT,
  post_code  TEXT,
  city       TEXT,
  country    TEXT NOT NULL,
  email      TEXT,
  phone      TEXT,
  born_on    DATE,
  language   TEXT NOT NULL,
  holder     TEXT,
  iban       TEXT,
  bic        TEXT,
  PRIMARY KEY (company, id, seq)
);
CREATE INDEX persons_by_seq ON persons (company, seq);

CREATE TABLE tax_statuses (
  company      TEXT NOT NULL REFERENCES companies (id),
  person       TEXT NOT NULL,
  seq          BIGINT NOT NULL,
  valid_from   DATE NOT NULL,
  status       TEXT NOT NULL,
  vat_id       TEXT,
  tax_number   TEXT,
  agreement_on DATE,
  PRIMARY KEY (company, person, valid_from, seq)
);

CREATE TABLE person_files (
  company TEXT NOT NULL REFERENCES companies (id),
  person  TEXT NOT NULL,
  seq     BIGINT NOT NULL,
  kind    TEXT NOT NULL,
  name    TEXT NOT NULL,
  hash    TEXT NOT NULL,
  PRIMARY KEY (company, person, seq, kind)
);

-- --- Facts that plans read ---

CREATE TABLE partners (
  company   TEXT NOT NULL REFERENCES companies (id),
  id        TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  person    TEXT NOT NULL,
  joined_on DATE NOT NULL,
  -- The plan's partner fields: JSON, name to text.
  fields    TEXT NOT NULL,
  PRIMARY KEY (company, id, seq)
);
CREATE INDEX partners_by_person ON partners (company, person);
CREATE INDEX partners_by_seq ON partners (company, seq);

CREATE TABLE placements (
  company    TEXT NOT NULL REFERENCES companies (id),
  tree       TEXT NOT NULL,
  partner    TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to   DATE,
  seq        BIGINT NOT NULL,
  parent     TEXT,
  side       TEXT,
  position   TEXT,
  PRIMARY KEY (company, tree, partner, valid_from, seq)
);
CREATE INDEX placements_by_parent ON placements (company, tree, parent);
CREATE INDEX placements_by_partner ON placements (company, partner);

CREATE TABLE statuses (
  company    TEXT NOT NULL REFERENCES companies (id),
  partner    TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to   DATE,
  seq        BIGINT NOT NULL,
  status     TEXT NOT NULL,
  reason     TEXT,
  PRIMARY KEY (company, partner, valid_from, seq)
);

CREATE TABLE overrides (
  company    TEXT NOT NULL REFERENCES companies (id),
  programme  TEXT NOT NULL REFERENCES programmes (id),
  partner    TEXT NOT NULL,
  definition TEXT NOT NULL,
  value      TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to   DATE NOT NULL,
  seq        BIGINT NOT NULL,
  reason     TEXT NOT NULL,
  author     TEXT NOT NULL,
  PRIMARY KEY (company, programme, partner, definition, valid_from, seq)
);

CREATE TABLE events (
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  kind      TEXT NOT NULL,
  source    TEXT NOT NULL,
  id        TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  -- `live`, or `cancelled`: then it counts no more, from the commit on.
  state     TEXT NOT NULL,
  partner   TEXT,
  day       DATE,
  -- The day from which it may be settled.
  payable   DATE,
  amount    BIGINT,
  -- The plan's fields: JSON, name to text as a file would hold it.
  fields    TEXT NOT NULL,
  -- The commit of the version before; none for the first one. Why it was corrected or cancelled.
  before    BIGINT,
  reason    TEXT,
  PRIMARY KEY (company, programme, kind, source, id, seq)
);
CREATE INDEX events_by_id ON events (company, programme, id);
CREATE INDEX events_by_before ON events (company, programme, before);
CREATE INDEX events_by_seq ON events (company, programme, seq, payable);
CREATE INDEX events_by_partner ON events (company, partner);
CREATE INDEX events_by_day ON events (company, programme, kind, day DESC, source, id);

-- Which column of a source's files is which field: JSON, field to column.
CREATE TABLE import_mappings (
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  -- partners, or the kind of events.
  target    TEXT NOT NULL,
  source    TEXT NOT NULL,
  mapping   TEXT NOT NULL,
  author    TEXT NOT NULL,
  at        TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (company, programme, target, source)
);

-- Files that are imported, from the upload to the result. The file itself lies in the archive under its hash.
CREATE TABLE imports (
  id         TEXT PRIMARY KEY,
  company    TEXT NOT NULL REFERENCES companies (id),
  programme  TEXT NOT NULL REFERENCES programmes (id),
  target     TEXT NOT NULL,
  source     TEXT NOT NULL,
  name       TEXT NOT NULL,
  hash       TEXT NOT NULL,
  -- JSON: how the file is read, and which column is which field.
  reading    TEXT NOT NULL,
  rows_read  BIGINT NOT NULL,
  -- uploaded, checked, imported. What is being done at the moment is a job.
  state      TEXT NOT NULL,
  -- JSON: what would become of the rows, or became of them; the rows that are wrong lie in the archive.
  report     TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX imports_by_hash ON imports (company, hash);

-- --- Money of customers ---

-- What customers have paid for orders. Nothing is changed: what was wrong is taken back by a row of its own.
CREATE TABLE receipts (
  id           TEXT PRIMARY KEY,
  company      TEXT NOT NULL REFERENCES companies (id),
  programme    TEXT NOT NULL REFERENCES programmes (id),
  kind         TEXT NOT NULL,
  source       TEXT NOT NULL,
  event        TEXT NOT NULL,
  seq          BIGINT NOT NULL,
  day          DATE NOT NULL,
  amount       BIGINT NOT NULL,
  currency     TEXT NOT NULL,
  -- The bank entry that it comes from; none where it was entered by hand.
  legal_entity TEXT,
  import_key   TEXT,
  n            BIGINT,
  -- The receipt that this one takes back.
  undoes       TEXT UNIQUE,
  reason       TEXT NOT NULL,
  author       TEXT NOT NULL
);
CREATE INDEX receipts_by_event ON receipts (company, programme, kind, source, event);
CREATE INDEX receipts_by_entry ON receipts (legal_entity, import_key, n);

-- What of an event customers pay: the field with the amount, and the day that is filled in once all is paid.
CREATE TABLE receipt_rules (
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  kind      TEXT NOT NULL,
  due       TEXT NOT NULL,
  -- Empty: payments are recorded and nothing is filled in.
  paid      TEXT NOT NULL,
  author    TEXT NOT NULL,
  at        TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (company, programme, kind)
);

-- --- Plans ---

CREATE TABLE plans (
  id          TEXT PRIMARY KEY,
  company     TEXT NOT NULL REFERENCES companies (id),
  programme   TEXT NOT NULL REFERENCES programmes (id),
  name        TEXT NOT NULL,
  version     TEXT NOT NULL,
  text        TEXT NOT NULL,
  hash        TEXT NOT NULL,
  valid_from  DATE NOT NULL,
  valid_to    DATE,
  -- draft, proposed, released. What is released never changes.
  state       TEXT NOT NULL,
  created_by  TEXT NOT NULL,
  created_at  TIMESTAMPTZ NOT NULL,
  released_by TEXT,
  released_at TIMESTAMPTZ,
  seq         BIGINT,
  -- Errors of the text: with any, name, version and validity are the last ones that could be read.
  errors      BIGINT NOT NULL,
  -- Everybody who wrote at it, separated by commas: none of them releases it.
  written_by  TEXT NOT NULL,
  changed_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX plans_by_programme ON plans (company, programme, valid_from);

-- --- Runs ---

CREATE TABLE runs (
  id          TEXT PRIMARY KEY,
  company     TEXT NOT NULL REFERENCES companies (id),
  programme   TEXT NOT NULL REFERENCES programmes (id),
  period      TEXT NOT NULL,
  channels    TEXT NOT NULL,
  -- ordinary, or off-cycle.
  kind        TEXT NOT NULL,
  state       TEXT NOT NULL,
  plan        TEXT NOT NULL REFERENCES plans (id),
  -- The run with whose statements this one's are written, so that people get one document for both.
  lead        TEXT REFERENCES runs (id),
  -- What was known when it was computed, and up to which commit later facts were left to the next run.
  known_seq   BIGINT NOT NULL,
  left_seq    BIGINT NOT NULL,
  created_by  TEXT NOT NULL,
  created_at  TIMESTAMPTZ NOT NULL,
  changed_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX runs_by_period ON runs (company, programme, period);
CREATE INDEX runs_by_lead ON runs (lead);

-- Who did which step of a run, and what came of it; repeated steps stand once more.
CREATE TABLE run_results (
  company TEXT NOT NULL REFERENCES companies (id),
  run     TEXT NOT NULL REFERENCES runs (id),
  n       BIGINT NOT NULL,
  step    TEXT NOT NULL,
  at      TIMESTAMPTZ NOT NULL,
  author  TEXT NOT NULL,
  -- JSON of the step: hashes of inputs and results, counts, sums, reasons.
  result  TEXT NOT NULL,
  PRIMARY KEY (run, n)
);

-- By partner what a run found and paid; replaced with each computation of the run, fixed with its end.
CREATE TABLE run_partners (
  run        TEXT NOT NULL REFERENCES runs (id),
  partner    TEXT NOT NULL,
  person     TEXT NOT NULL,
  rank_place BIGINT,
  rank       TEXT,
  reached    TEXT,
  title      TEXT,
  before_place BIGINT,
  before     TEXT,
  manual     BOOLEAN NOT NULL,
  active     BOOLEAN,
  volume     TEXT,
  lines      BIGINT NOT NULL,
  amount     BIGINT NOT NULL,
  PRIMARY KEY (run, partner)
);
CREATE INDEX run_partners_by_amount ON run_partners (run, amount DESC, partner);

CREATE TABLE states (
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  run       TEXT NOT NULL,
  partner   TEXT NOT NULL,
  state     TEXT NOT NULL,
  value     TEXT NOT NULL,
  as_of     DATE NOT NULL,
  PRIMARY KEY (company, programme, run, partner, state, as_of)
);

-- Lines of bonuses that are brought up to date: what later runs take off.
CREATE TABLE paid (
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  run       TEXT NOT NULL,
  line      BIGINT NOT NULL,
  bonus     TEXT NOT NULL,
  source    TEXT NOT NULL,
  event     TEXT NOT NULL,
  -- Empty for what stayed with the company.
  partner   TEXT NOT NULL,
  -- In the smallest unit of the plan's currency.
  amount    BIGINT NOT NULL,
  as_of     DATE NOT NULL,
  PRIMARY KEY (company, programme, run, line)
);

CREATE TABLE jobs (
  id         TEXT PRIMARY KEY,
  company    TEXT NOT NULL REFERENCES companies (id),
  kind       TEXT NOT NULL,
  object     TEXT NOT NULL,
  author     TEXT NOT NULL,
  input      TEXT NOT NULL,
  -- queued, running, done, failed, cancelled.
  state      TEXT NOT NULL,
  stage      TEXT NOT NULL,
  done       BIGINT NOT NULL,
  total      BIGINT NOT NULL,
  attempts   BIGINT NOT NULL,
  cancel     BOOLEAN NOT NULL,
  message    TEXT,
  worker     TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  started_at TIMESTAMPTZ,
  beat_at    TIMESTAMPTZ,
  ended_at   TIMESTAMPTZ
);
CREATE INDEX jobs_by_state ON jobs (state, created_at);

-- --- Entries beside the plan, and whatever needs a second person ---

CREATE TABLE requests (
  id         TEXT PRIMARY KEY,
  company    TEXT NOT NULL REFERENCES companies (id),
  -- bank-details, entry, override, plan, payment.
  kind       TEXT NOT NULL,
  object     TEXT NOT NULL,
  input      TEXT NOT NULL,
  reason     TEXT NOT NULL,
  asked_by   TEXT NOT NULL,
  asked_at   TIMESTAMPTZ NOT NULL,
  -- open, granted, refused, withdrawn.
  state      TEXT NOT NULL,
  decided_by TEXT,
  decided_at TIMESTAMPTZ,
  answer     TEXT
);
CREATE INDEX requests_by_state ON requests (company, state, kind);
CREATE INDEX requests_by_object ON requests (company, object);

CREATE TABLE entries (
  id        TEXT PRIMARY KEY,
  company   TEXT NOT NULL REFERENCES companies (id),
  programme TEXT NOT NULL REFERENCES programmes (id),
  partner   TEXT NOT NULL,
  -- bonus, deduction, fee, advance, recovery, assignment.
  kind      TEXT NOT NULL,
  period    TEXT NOT NULL,
  amount    BIGINT NOT NULL,
  currency  TEXT NOT NULL,
  taxable   BOOLEAN NOT NULL,
  payee     TEXT,
  reason    TEXT NOT NULL,
  request   TEXT NOT NULL REFERENCES requests (id),
  -- The commit that approved it; the run that took it, and the statement on which it stands since that is final.
  seq       BIGINT NOT NULL,
  run       TEXT REFERENCES runs (id),
  statement TEXT
);
CREATE INDEX entries_by_period ON entries (company, programme, period);
CREATE INDEX entries_by_partner ON entries (company, partner);
CREATE INDEX entries_by_run ON entries (run);

-- --- Statements ---

CREATE TABLE statements (
  id           TEXT PRIMARY KEY,
  company      TEXT NOT NULL REFERENCES companies (id),
  legal_entity TEXT NOT NULL REFERENCES legal_entities (id),
  run          TEXT NOT NULL REFERENCES runs (id),
  -- The commit up to which people's data are in it.
  known_seq    BIGINT NOT NULL,
  person       TEXT NOT NULL,
  partner      TEXT NOT NULL,
  -- A person gets several where parts cannot stand on one document: pay as a business and as a private person. From 0.
  part         BIGINT NOT NULL,
  -- draft, held, final.
  state        TEXT NOT NULL,
  held_for     TEXT,
  number       TEXT,
  issued_on    DATE,
  period       TEXT NOT NULL,
  currency     TEXT NOT NULL,
  tax_category TEXT NOT NULL,
  tax_rate     BIGINT NOT NULL,
  net          BIGINT NOT NULL,
  tax          BIGINT NOT NULL,
  gross        BIGINT NOT NULL,
  lines        BIGINT NOT NULL,
  -- The document's model and its PDF in the archive, once it is final.
  model_hash   TEXT,
  pdf_hash     TEXT,
  UNIQUE (legal_entity, number)
);
CREATE UNIQUE INDEX statements_by_run ON statements (run, person, part);
CREATE INDEX statements_by_state ON statements (run, state);
CREATE INDEX statements_by_amount ON statements (run, gross DESC, partner);
CREATE INDEX statements_by_person ON statements (company, person);

-- --- Subledger: double entry, append-only, each posting chained to the one before ---

CREATE TABLE postings (
  company      TEXT NOT NULL REFERENCES companies (id),
  legal_entity TEXT NOT NULL REFERENCES legal_entities (id),
  seq          BIGINT NOT NULL,
  at           TIMESTAMPTZ NOT NULL,
  day          DATE NOT NULL,
  kind         TEXT NOT NULL,
  object       TEXT NOT NULL,
  reference    TEXT NOT NULL,
  text         TEXT NOT NULL,
  currency     TEXT NOT NULL,
  author       TEXT NOT NULL,
  before       TEXT NOT NULL,
  hash         TEXT NOT NULL,
  PRIMARY KEY (legal_entity, seq)
);
CREATE UNIQUE INDEX postings_once ON postings (legal_entity, kind, object);

CREATE TABLE posting_lines (
  legal_entity TEXT NOT NULL,
  seq          BIGINT NOT NULL,
  n            BIGINT NOT NULL,
  account      TEXT NOT NULL,
  person       TEXT,
  -- Debit positive, credit negative.
  amount       BIGINT NOT NULL,
  PRIMARY KEY (legal_entity, seq, n),
  FOREIGN KEY (legal_entity, seq) REFERENCES postings (legal_entity, seq)
);
CREATE INDEX posting_lines_by_person ON posting_lines (legal_entity, person);
CREATE INDEX posting_lines_by_account ON posting_lines (legal_entity, account, amount);

CREATE TABLE open_items (
  id           TEXT PRIMARY KEY,
  company      TEXT NOT NULL REFERENCES companies (id),
  legal_entity TEXT NOT NULL REFERENCES legal_entities (id),
  person       TEXT NOT NULL,
  statement    TEXT,
  posting      BIGINT NOT NULL,
  reference    TEXT NOT NULL,
  day          DATE NOT NULL,
  currency     TEXT NOT NULL,
  -- What the company owes; negative is a claim of the company.
  amount       BIGINT NOT NULL,
  -- What is still to be paid of it.
  rest         BIGINT NOT NULL,
  -- open, held, disputed, ordered (in a payment file), settled.
  state        TEXT NOT NULL,
  note         TEXT
);
CREATE INDEX open_items_by_day ON open_items (company, day DESC, reference);
CREATE INDEX open_items_by_state ON open_items (company, state, day DESC, reference);
CREATE INDEX open_items_by_person ON open_items (company, person);

CREATE TABLE notes (
  company TEXT NOT NULL REFERENCES companies (id),
  object  TEXT NOT NULL,
  n       BIGINT NOT NULL,
  at      TIMESTAMPTZ NOT NULL,
  author  TEXT NOT NULL,
  text    TEXT NOT NULL,
  PRIMARY KEY (company, object, n)
);

-- --- Payments ---

CREATE TABLE batches (
  id           TEXT PRIMARY KEY,
  company      TEXT NOT NULL REFERENCES companies (id),
  legal_entity TEXT NOT NULL REFERENCES legal_entities (id),
  number       BIGINT NOT NULL,
  message_id   TEXT NOT NULL,
  execute_on   DATE NOT NULL,
  currency     TEXT NOT NULL,
  sum          BIGINT NOT NULL,
  items        BIGINT NOT NULL,
  -- created, released, settled, rejected.
  state        TEXT NOT NULL,
  created_by   TEXT NOT NULL,
  created_at   TIMESTAMPTZ NOT NULL,
  released_by  TEXT,
  released_at  TIMESTAMPTZ,
  UNIQUE (legal_entity, number),
  UNIQUE (message_id)
);

CREATE TABLE batch_items (
  batch      TEXT NOT NULL REFERENCES batches (id),
  n          BIGINT NOT NULL,
  end_to_end TEXT NOT NULL,
  person     TEXT NOT NULL,
  amount     BIGINT NOT NULL,
  holder     TEXT NOT NULL,
  iban       TEXT NOT NULL,
  bic        TEXT,
  -- ordered, paid, rejected, returned.
  state      TEXT NOT NULL,
  reason     TEXT,
  PRIMARY KEY (batch, n),
  UNIQUE (end_to_end)
);

CREATE INDEX batch_items_by_person ON batch_items (person);

CREATE TABLE batch_item_parts (
  batch     TEXT NOT NULL,
  n         BIGINT NOT NULL,
  open_item TEXT NOT NULL REFERENCES open_items (id),
  amount    BIGINT NOT NULL,
  PRIMARY KEY (batch, n, open_item)
);
CREATE INDEX batch_item_parts_by_item ON batch_item_parts (open_item);

CREATE TABLE batch_files (
  batch TEXT NOT NULL REFERENCES batches (id),
  hash  TEXT NOT NULL,
  name  TEXT NOT NULL,
  at    TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (batch)
);

CREATE TABLE bank_entries (
  company      TEXT NOT NULL REFERENCES companies (id),
  legal_entity TEXT NOT NULL REFERENCES legal_entities (id),
  -- The same entry of the same statement is known by this.
  import_key   TEXT NOT NULL,
  n            BIGINT NOT NULL,
  account      TEXT NOT NULL,
  day          DATE NOT NULL,
  amount       BIGINT NOT NULL,
  currency     TEXT NOT NULL,
  end_to_end   TEXT,
  counterparty TEXT,
  iban         TEXT,
  text         TEXT NOT NULL,
  returned_for TEXT,
  -- The batch that the bank names, and the format that told of the entry.
  payment      TEXT,
  source       TEXT NOT NULL,
  -- matched, unmatched, ignored.
  state        TEXT NOT NULL,
  -- payment:ID of a batch's item, batch:ID, item:ID of an open item.
  matched_to   TEXT,
  -- Why it is unmatched or ignored.
  reason       TEXT,
  imported_by  TEXT NOT NULL,
  imported_at  TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (legal_entity, import_key, n)
);
CREATE INDEX bank_entries_by_state ON bank_entries (legal_entity, state);
CREATE INDEX bank_entries_by_match ON bank_entries (legal_entity, matched_to);

-- Files of banks that were taken in: the same bytes again change nothing.
CREATE TABLE bank_files (
  company     TEXT NOT NULL REFERENCES companies (id),
  hash        TEXT NOT NULL,
  name        TEXT NOT NULL,
  -- JSON: what came of it.
  result      TEXT NOT NULL,
  imported_by TEXT NOT NULL,
  imported_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (company, hash)
);

-- Personal accounts of the books: given once, and kept.
CREATE TABLE creditors (
  company      TEXT NOT NULL REFERENCES companies (id),
  legal_entity TEXT NOT NULL REFERENCES legal_entities (id),
  person       TEXT NOT NULL,
  number       BIGINT NOT NULL,
  PRIMARY KEY (legal_entity, person),
  UNIQUE (legal_entity, number)
);

-- --- Who works here ---

CREATE TABLE users (
  id         TEXT PRIMARY KEY,
  login      TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  password   TEXT NOT NULL,
  totp       TEXT,
  -- The time step of the last one-time code: none is taken twice.
  totp_step  BIGINT NOT NULL,
  language   TEXT NOT NULL,
  theme      TEXT NOT NULL,
  locked     BOOLEAN NOT NULL,
  -- Somebody else knows the password: its owner chooses another one before anything else.
  renew      BOOLEAN NOT NULL
);

CREATE TABLE members (
  company   TEXT NOT NULL REFERENCES companies (id),
  user_id   TEXT NOT NULL REFERENCES users (id),
  role      TEXT NOT NULL,
  PRIMARY KEY (company, user_id, role)
);

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id),
  company    TEXT NOT NULL REFERENCES companies (id),
  -- The programme that its pages show; none for the first one.
  programme  TEXT REFERENCES programmes (id),
  created_at TIMESTAMPTZ NOT NULL,
  seen_at    TIMESTAMPTZ NOT NULL,
  ends_at    TIMESTAMPTZ NOT NULL,
  agent      TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE api_keys (
  id         TEXT PRIMARY KEY,
  company    TEXT NOT NULL REFERENCES companies (id),
  user_id    TEXT NOT NULL REFERENCES users (id),
  name       TEXT NOT NULL,
  -- How the key begins, for people to recognise it. The rest is kept nowhere, only the hash of all.
  prefix     TEXT NOT NULL,
  key_hash   TEXT NOT NULL UNIQUE,
  scopes     TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  ends_at    TIMESTAMPTZ,
  used_at    TIMESTAMPTZ,
  revoked_at TIMESTAMPTZ
);
CREATE INDEX api_keys_by_company ON api_keys (company, created_at);

CREATE TABLE attempts (
  -- What is counted: a login, an address.
  subject TEXT NOT NULL,
  n       BIGINT NOT NULL,
  until   TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (subject)
);

-- Requests of programs that are carried out once only.
CREATE TABLE idempotency (
  api_key TEXT NOT NULL REFERENCES api_keys (id),
  key     TEXT NOT NULL,
  -- The hash of the request.
  request TEXT NOT NULL,
  -- begun, done (it is, and its answer is not kept yet), answered.
  state   TEXT NOT NULL,
  -- Whoever takes a request over from a server that died counts one up; what the one before has not committed is void.
  attempt BIGINT NOT NULL,
  until   TIMESTAMPTZ NOT NULL,
  at      TIMESTAMPTZ NOT NULL,
  -- What was done first, for those who never got the answer.
  action  TEXT,
  kind    TEXT,
  object  TEXT,
  status  BIGINT,
  answer  TEXT,
  PRIMARY KEY (api_key, key)
);
CREATE INDEX idempotency_by_time ON idempotency (at);

CREATE TABLE audit (
  company TEXT NOT NULL REFERENCES companies (id),
  seq     BIGINT NOT NULL,
  at      TIMESTAMPTZ NOT NULL,
  author  TEXT NOT NULL,
  action  TEXT NOT NULL,
  kind    TEXT NOT NULL,
  object  TEXT NOT NULL,
  details TEXT NOT NULL,
  before  TEXT NOT NULL,
  hash    TEXT NOT NULL,
  PRIMARY KEY (company, seq)
);
CREATE INDEX audit_by_object ON audit (company, kind, object, seq);
CREATE INDEX audit_by_author ON audit (company, author, seq);
CREATE INDEX audit_by_action ON audit (company, action, seq);
