-- Up to which version somebody has seen a case, so that what is new of it can be told.
CREATE TABLE look (
  person  TEXT COLLATE "C" NOT NULL,
  stream  TEXT COLLATE "C" NOT NULL,
  version INT     NOT NULL,
  at      BIGINT  NOT NULL,
  PRIMARY KEY (person, stream)
);
CREATE INDEX look_at ON look (at);
