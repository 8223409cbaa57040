-- What people tell of the pages' accessibility.
CREATE TABLE site_feedback (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at        bigint NOT NULL,
  page      text   NOT NULL,
  text      text   NOT NULL,
  answer_to text
);
