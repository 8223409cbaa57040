-- A stream's version is what the journal has of it, and stands nowhere else.
ALTER TABLE register DROP COLUMN version;

-- The id comes first: most ids grow with time, and so the newest ones stand together.
CREATE TABLE command_by_id (
  id          TEXT NOT NULL,
  actor       TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer      TEXT NOT NULL,
  PRIMARY KEY (id, actor)
) STRICT, WITHOUT ROWID;
INSERT INTO command_by_id (id, actor, fingerprint, answer) SELECT id, actor, fingerprint, answer FROM command;
DROP TABLE command;
ALTER TABLE command_by_id RENAME TO command;
