-- Lists, boards and worklists of a million cases: each finds its rows by one of these, in the order in which they are shown.
DROP INDEX register_phase;
DROP INDEX register_overdue;
DROP INDEX register_coordinator;
DROP INDEX register_number;
CREATE INDEX register_number      ON register (number, organisation, stream);
CREATE INDEX register_coordinator ON register (coordinator, phase, stream);
CREATE INDEX register_area        ON register (organisation, area, phase, stream);
CREATE INDEX register_late        ON register (organisation, stream, overdue_from) WHERE overdue_from IS NOT NULL;
CREATE INDEX register_due         ON register (coordinator, overdue_from) WHERE overdue_from IS NOT NULL;

-- What is counted of active cases is read off this alone.
CREATE INDEX register_active ON register (organisation, phase, area, overdue_from, model) WHERE phase <> 'closed';
