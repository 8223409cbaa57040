-- What a case is about, and the phenomenon that a phenomenon is part of. A case of an older build is a family's, so no row need be drawn anew.
ALTER TABLE register ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT 'family';
ALTER TABLE register ADD COLUMN parent  TEXT COLLATE "C";
CREATE INDEX register_phenomena ON register (stream) WHERE subject = 'phenomenon';
CREATE INDEX register_parent    ON register (parent, stream) WHERE parent IS NOT NULL;

-- Contacts of a period are counted for a phenomenon.
CREATE INDEX journal_contacts ON journal (occurred_at) WHERE type IN ('contact-received', 'contact-held');
