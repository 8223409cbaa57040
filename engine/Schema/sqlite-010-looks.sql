-- Up to which version somebody has seen a case, so that what is new of it can be told.
CREATE TABLE look (
  person  TEXT    NOT NULL,
  stream  TEXT    NOT NULL,
  version INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (person, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX look_at ON look (at);
