-- What a coordinator and a manager look for besides: special support, waiting cases, families not heard of for long, warnings.
ALTER TABLE register
  ADD COLUMN special_support INT NOT NULL DEFAULT 0,
  ADD COLUMN suspended_at    BIGINT,
  ADD COLUMN touched_at      BIGINT,
  ADD COLUMN flags           TEXT COLLATE "C";

-- What waits for a person, or is to come for them: meetings, tasks, what they are asked.
CREATE TABLE agenda (
  person TEXT COLLATE "C" NOT NULL,
  kind   TEXT COLLATE "C" NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  item   TEXT COLLATE "C" NOT NULL,
  at     BIGINT,
  PRIMARY KEY (person, kind, stream, item)
);
CREATE INDEX agenda_stream ON agenda (stream);

-- In which form the register was last drawn from the journal; a newer build draws it again.
CREATE TABLE register_form (form INT NOT NULL);
INSERT INTO register_form (form) VALUES (1);

-- What is to be sent to people is read off the journal.
CREATE INDEX journal_to_be_sent ON journal (position) WHERE type IN ('meeting-planned', 'meeting-moved', 'meeting-cancelled', 'materials-sent');
