-- Times are milliseconds since 1970-01-01T00:00Z.

CREATE TABLE journal (
  position    INTEGER PRIMARY KEY,
  stream      TEXT    NOT NULL,
  version     INTEGER NOT NULL CHECK (version > 0),
  command     TEXT    NOT NULL,
  actor       TEXT    NOT NULL,
  recorded_at INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  type        TEXT    NOT NULL,
  facts       TEXT    NOT NULL,
  content     BLOB,
  UNIQUE (stream, version)
) STRICT;

CREATE TABLE command (
  actor       TEXT    NOT NULL,
  id          TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL,
  answer      TEXT    NOT NULL,
  PRIMARY KEY (actor, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE register (
  stream         TEXT    PRIMARY KEY,
  version        INTEGER NOT NULL,
  number         TEXT    NOT NULL,
  phase          TEXT    NOT NULL,
  coordinator    TEXT    NOT NULL,
  organisation   TEXT    NOT NULL,
  area           TEXT    NOT NULL,
  model          TEXT    NOT NULL,
  model_version  INTEGER NOT NULL,
  opened_at      INTEGER NOT NULL,
  entered_at     INTEGER NOT NULL,
  stay           INTEGER NOT NULL,
  result         TEXT,
  urgency        TEXT,
  overdue_from   INTEGER,
  due_on         TEXT,
  due_key        TEXT,
  wake_at        INTEGER,
  offer_to       TEXT,
  offer_expires  INTEGER,
  contacts       INTEGER NOT NULL,
  waiting        INTEGER NOT NULL,
  identified     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE member_key (
  key    TEXT PRIMARY KEY,
  stream TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE likeness (
  key    TEXT NOT NULL,
  stream TEXT NOT NULL,
  PRIMARY KEY (key, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE involved (
  person TEXT NOT NULL,
  stream TEXT NOT NULL,
  PRIMARY KEY (person, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE phase_stay (
  stream         TEXT    NOT NULL,
  stay           INTEGER NOT NULL,
  phase          TEXT    NOT NULL,
  entered_at     INTEGER NOT NULL,
  left_at        INTEGER,
  suspended_days INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (stream, stay)
) STRICT, WITHOUT ROWID;

CREATE TABLE secret (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX register_number       ON register (number);
CREATE INDEX register_coordinator  ON register (coordinator, stream);
CREATE INDEX register_organisation ON register (organisation, phase, stream);
CREATE INDEX register_phase        ON register (phase, stream);
CREATE INDEX register_overdue      ON register (overdue_from) WHERE overdue_from IS NOT NULL;
CREATE INDEX register_wake         ON register (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX register_offer        ON register (offer_to) WHERE offer_to IS NOT NULL;
