-- name: insert
INSERT INTO incidents (
    id, number, title, description, kind, severity, status, active, channel, monitors, lead_id, lead_name,
    declared_at, declared_by_kind, declared_by_id, declared_by_name, declared_by_door, moved_at,
    moved_by_kind, moved_by_id, moved_by_name, moved_by_door, acknowledged_at, acknowledged_by_kind,
    acknowledged_by_id, acknowledged_by_name, acknowledged_by_door, last_update, last_update_at,
    last_update_by_kind, last_update_by_id, last_update_by_name, last_update_by_door, started_at,
    waiting_since, first_acknowledged_at, resolved_at, mended, round, version,
    updated_at, resolved_by_kind, resolved_by_id, resolved_by_name, resolved_by_door, is_past,
    source, failure_type, failure_error, failure_regions, failure_count, page, escalation,
    planned_start, planned_end
) VALUES (
    :id, :number, :title, :description, :kind, :severity, :status, :active, :channel, :monitors, :lead_id,
    :lead_name, :declared_at, :declared_by_kind, :declared_by_id, :declared_by_name, :declared_by_door,
    :moved_at, :moved_by_kind, :moved_by_id, :moved_by_name, :moved_by_door, :acknowledged_at,
    :acknowledged_by_kind, :acknowledged_by_id, :acknowledged_by_name, :acknowledged_by_door, :last_update,
    :last_update_at, :last_update_by_kind, :last_update_by_id, :last_update_by_name, :last_update_by_door,
    :started_at, :waiting_since, :first_acknowledged_at, :resolved_at, :mended, :round, :version,
    :updated_at, :resolved_by_kind, :resolved_by_id, :resolved_by_name, :resolved_by_door, :is_past,
    :source, :failure_type, :failure_error, :failure_regions, :failure_count, :page, :escalation,
    :planned_start, :planned_end
)

-- name: save
UPDATE incidents SET
    title = :title, description = :description, kind = :kind, severity = :severity, status = :status, active = :active,
    channel = :channel, monitors = :monitors, lead_id = :lead_id, lead_name = :lead_name,
    moved_at = :moved_at, moved_by_kind = :moved_by_kind, moved_by_id = :moved_by_id,
    moved_by_name = :moved_by_name, moved_by_door = :moved_by_door, acknowledged_at = :acknowledged_at,
    acknowledged_by_kind = :acknowledged_by_kind, acknowledged_by_id = :acknowledged_by_id,
    acknowledged_by_name = :acknowledged_by_name, acknowledged_by_door = :acknowledged_by_door,
    last_update = :last_update, last_update_at = :last_update_at,
    last_update_by_kind = :last_update_by_kind, last_update_by_id = :last_update_by_id,
    last_update_by_name = :last_update_by_name, last_update_by_door = :last_update_by_door,
    started_at = :started_at, waiting_since = :waiting_since,
    first_acknowledged_at = :first_acknowledged_at, resolved_at = :resolved_at, mended = :mended,
    round = :round, version = :version, updated_at = :updated_at, resolved_by_kind = :resolved_by_kind,
    resolved_by_id = :resolved_by_id, resolved_by_name = :resolved_by_name,
    resolved_by_door = :resolved_by_door, is_past = :is_past, source = :source,
    failure_type = :failure_type, failure_error = :failure_error, failure_regions = :failure_regions,
    failure_count = :failure_count, page = :page, escalation = :escalation,
    planned_start = :planned_start, planned_end = :planned_end
WHERE id = :id AND version = :version_before

-- name: touch
UPDATE incidents SET updated_at = :updated_at WHERE id = :id AND version = :version

-- name: link_monitor
INSERT INTO incident_monitors (incident_id, monitor_id, number) VALUES (:id, :monitor_id, :number)

-- name: unlink_monitors
DELETE FROM incident_monitors WHERE incident_id = :id

-- name: delete
DELETE FROM incidents WHERE id = :id AND version = :version

-- name: by_id
SELECT * FROM incidents WHERE id = :id

-- name: by_ids
SELECT * FROM incidents WHERE id IN (:ids)

-- name: by_number
SELECT * FROM incidents WHERE number = :number

-- name: active
SELECT * FROM incidents WHERE active = 1 ORDER BY number

-- name: planned
SELECT * FROM incidents WHERE active = 1 AND planned_end IS NOT NULL ORDER BY planned_end, number

-- name: waiting
SELECT * FROM incidents WHERE active = 1 AND acknowledged_at IS NULL ORDER BY number

-- name: escalated
SELECT * FROM incidents WHERE active = 1 AND escalation IS NOT NULL ORDER BY number

-- name: versions
SELECT id, version FROM incidents WHERE id IN (:ids)

-- name: count_active
SELECT COUNT(*) AS active, COUNT(*) - COUNT(acknowledged_at) AS waiting FROM incidents WHERE active = 1

-- name: recent
SELECT * FROM incidents WHERE number < :before ORDER BY number DESC LIMIT :limit

-- name: led_by
SELECT * FROM incidents
WHERE active = 1 AND (lead_id = :person OR declared_by_id = :person OR acknowledged_by_id = :person)
ORDER BY number

-- name: recently_settled
SELECT * FROM incidents WHERE active = 0 ORDER BY resolved_at DESC, number DESC LIMIT :limit
