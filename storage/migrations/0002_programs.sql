-- What programs say and ask of incidents: where it came from, what a check reported, when it last changed.

ALTER TABLE incidents ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN resolved_by_kind TEXT;
ALTER TABLE incidents ADD COLUMN resolved_by_id TEXT;
ALTER TABLE incidents ADD COLUMN resolved_by_name TEXT;
ALTER TABLE incidents ADD COLUMN resolved_by_door TEXT;
ALTER TABLE incidents ADD COLUMN is_past BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN source TEXT NOT NULL DEFAULT 'manual';
ALTER TABLE incidents ADD COLUMN failure_type TEXT;
ALTER TABLE incidents ADD COLUMN failure_error TEXT;
ALTER TABLE incidents ADD COLUMN failure_regions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE incidents ADD COLUMN failure_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN page TEXT;

UPDATE incidents SET updated_at = COALESCE((
    SELECT MAX(timeline.happened_at) FROM timeline
    WHERE timeline.incident_id = incidents.id
        AND timeline.kind NOT IN ('reminder_sent', 'reminder_failed', 'channel_reminded')
), declared_at);

UPDATE incidents SET
    resolved_by_kind = COALESCE((
        SELECT timeline.actor_kind FROM timeline
        WHERE timeline.incident_id = incidents.id AND timeline.kind = 'resolved'
        ORDER BY timeline.position DESC LIMIT 1
    ), moved_by_kind),
    resolved_by_id = COALESCE((
        SELECT timeline.actor_id FROM timeline
        WHERE timeline.incident_id = incidents.id AND timeline.kind = 'resolved'
        ORDER BY timeline.position DESC LIMIT 1
    ), moved_by_id),
    resolved_by_name = COALESCE((
        SELECT timeline.actor_name FROM timeline
        WHERE timeline.incident_id = incidents.id AND timeline.kind = 'resolved'
        ORDER BY timeline.position DESC LIMIT 1
    ), moved_by_name),
    resolved_by_door = COALESCE((
        SELECT timeline.actor_door FROM timeline
        WHERE timeline.incident_id = incidents.id AND timeline.kind = 'resolved'
        ORDER BY timeline.position DESC LIMIT 1
    ), moved_by_door)
WHERE resolved_at IS NOT NULL;

CREATE INDEX incidents_by_update ON incidents (updated_at, number);
CREATE INDEX incidents_by_start ON incidents (started_at, number);
CREATE INDEX incidents_by_status ON incidents (status, number);
CREATE INDEX incidents_by_severity ON incidents (severity, number);
CREATE INDEX incidents_by_lead ON incidents (lead_id, number) WHERE lead_id IS NOT NULL;

CREATE TABLE monitors (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    failures BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE incident_monitors (
    incident_id TEXT NOT NULL,
    monitor_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (incident_id, monitor_id)
);

CREATE INDEX incidents_of_monitor ON incident_monitors (monitor_id, number);

CREATE TABLE status_pages (
    slug TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
