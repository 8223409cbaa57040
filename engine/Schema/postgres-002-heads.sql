-- A stream's version is what the journal has of it, and stands nowhere else.
ALTER TABLE register DROP COLUMN version;

-- The id comes first: most ids grow with time, and so the newest ones stand together.
ALTER TABLE command DROP CONSTRAINT command_pkey, ADD PRIMARY KEY (id, actor);
