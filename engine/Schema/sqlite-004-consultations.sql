-- Anonymous consultations are counted from the journal.
CREATE INDEX journal_consultations ON journal (occurred_at) WHERE type = 'consultation-held';
