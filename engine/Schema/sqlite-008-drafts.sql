-- What somebody typed into a form and could not send, because their session had ended. Content is sealed as the journal's is.
CREATE TABLE draft (
  person  TEXT    NOT NULL,
  address TEXT    NOT NULL,
  kept_at INTEGER NOT NULL,
  content BLOB    NOT NULL,
  PRIMARY KEY (person, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_kept ON draft (kept_at);
