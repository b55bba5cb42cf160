-- The history of a status page asks for what was not over before its first day.

ALTER TABLE publications ADD COLUMN ended_at BIGINT;

UPDATE publications SET ended_at =
    (SELECT incidents.resolved_at FROM incidents WHERE incidents.id = publications.incident_id AND incidents.active = 0);

CREATE INDEX publications_by_end ON publications (page, withdrawn, active, ended_at);
