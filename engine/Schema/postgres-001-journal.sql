-- Times are milliseconds since 1970-01-01T00:00Z.

CREATE TABLE journal (
  position    BIGINT  PRIMARY KEY,
  stream      TEXT COLLATE "C" NOT NULL,
  version     INT     NOT NULL CHECK (version > 0),
  command     TEXT    NOT NULL,
  actor       TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT  NOT NULL,
  occurred_at BIGINT  NOT NULL,
  type        TEXT    NOT NULL,
  facts       TEXT    NOT NULL,
  content     BYTEA,
  UNIQUE (stream, version)
);

CREATE TABLE command (
  actor       TEXT COLLATE "C" NOT NULL,
  id          TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT    NOT NULL,
  answer      TEXT    NOT NULL,
  PRIMARY KEY (actor, id)
);

CREATE TABLE register (
  stream         TEXT COLLATE "C" PRIMARY KEY,
  version        INT     NOT NULL,
  number         TEXT COLLATE "C" NOT NULL,
  phase          TEXT    NOT NULL,
  coordinator    TEXT COLLATE "C" NOT NULL,
  organisation   TEXT COLLATE "C" NOT NULL,
  area           TEXT    NOT NULL,
  model          TEXT    NOT NULL,
  model_version  INT     NOT NULL,
  opened_at      BIGINT  NOT NULL,
  entered_at     BIGINT  NOT NULL,
  stay           INT     NOT NULL,
  result         TEXT,
  urgency        TEXT,
  overdue_from   BIGINT,
  due_on         TEXT,
  due_key        TEXT,
  wake_at        BIGINT,
  offer_to       TEXT,
  offer_expires  BIGINT,
  contacts       INT     NOT NULL,
  waiting        INT     NOT NULL,
  identified     INT     NOT NULL
) WITH (fillfactor = 80); -- room on each page, so that a new version of a row stays on it

CREATE TABLE member_key (
  key    TEXT COLLATE "C" PRIMARY KEY,
  stream TEXT COLLATE "C" NOT NULL
);

CREATE TABLE likeness (
  key    TEXT COLLATE "C" NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (key, stream)
);

CREATE TABLE involved (
  person TEXT COLLATE "C" NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (person, stream)
);

CREATE TABLE phase_stay (
  stream         TEXT COLLATE "C" NOT NULL,
  stay           INT     NOT NULL,
  phase          TEXT    NOT NULL,
  entered_at     BIGINT  NOT NULL,
  left_at        BIGINT,
  suspended_days INT     NOT NULL DEFAULT 0,
  PRIMARY KEY (stream, stay)
);

CREATE TABLE secret (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE INDEX register_number       ON register (number);
CREATE INDEX register_coordinator  ON register (coordinator, stream);
CREATE INDEX register_organisation ON register (organisation, phase, stream);
CREATE INDEX register_phase        ON register (phase, stream);
CREATE INDEX register_overdue      ON register (overdue_from) WHERE overdue_from IS NOT NULL;
CREATE INDEX register_wake         ON register (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX register_offer        ON register (offer_to) WHERE offer_to IS NOT NULL;

-- Which node looks after a due case until when; others take others.
CREATE TABLE claim (
  stream TEXT COLLATE "C" PRIMARY KEY,
  until  BIGINT NOT NULL
);
