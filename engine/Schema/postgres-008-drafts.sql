-- What somebody typed into a form and could not send, because their session had ended. Content is sealed as the journal's is.
CREATE TABLE draft (
  person  TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C" NOT NULL,
  kept_at BIGINT NOT NULL,
  content BYTEA  NOT NULL,
  PRIMARY KEY (person, address)
);
CREATE INDEX draft_kept ON draft (kept_at);
