-- What a coordinator and a manager look for besides: special support, waiting cases, families not heard of for long, warnings.
ALTER TABLE register ADD COLUMN special_support INTEGER NOT NULL DEFAULT 0;
ALTER TABLE register ADD COLUMN suspended_at    INTEGER;
ALTER TABLE register ADD COLUMN touched_at      INTEGER;
ALTER TABLE register ADD COLUMN flags           TEXT;

-- What waits for a person, or is to come for them: meetings, tasks, what they are asked.
CREATE TABLE agenda (
  person TEXT NOT NULL,
  kind   TEXT NOT NULL,
  stream TEXT NOT NULL,
  item   TEXT NOT NULL,
  at     INTEGER,
  PRIMARY KEY (person, kind, stream, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_stream ON agenda (stream);

-- In which form the register was last drawn from the journal; a newer build draws it again.
CREATE TABLE register_form (form INTEGER NOT NULL) STRICT;
INSERT INTO register_form (form) VALUES (1);

-- What is to be sent to people is read off the journal.
CREATE INDEX journal_to_be_sent ON journal (position) WHERE type IN ('meeting-planned', 'meeting-moved', 'meeting-cancelled', 'materials-sent');
