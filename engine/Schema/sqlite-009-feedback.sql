-- What people tell of the pages' accessibility.
CREATE TABLE site_feedback (
  id        INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  page      TEXT    NOT NULL,
  text      TEXT    NOT NULL,
  answer_to TEXT
) STRICT;
