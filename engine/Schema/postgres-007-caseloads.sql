-- Whatever is counted of active cases, by coordinator and by age too, is read off this alone, and so are lists of open cases by when they were opened.
DROP INDEX register_active;
CREATE INDEX register_active ON register (organisation, phase, area, overdue_from, model, coordinator, opened_at, stream) WHERE phase <> 'closed';
