-- From when to when maintenance is planned.
ALTER TABLE incidents ADD COLUMN planned_start BIGINT;
ALTER TABLE incidents ADD COLUMN planned_end BIGINT;

CREATE INDEX incidents_planned ON incidents (planned_end) WHERE active = 1 AND planned_end IS NOT NULL;
