-- name: all
SELECT incidents.* FROM incidents

-- name: count
SELECT COUNT(*) AS count FROM incidents

-- name: monitor
JOIN incident_monitors AS linked
    ON linked.incident_id = incidents.id AND linked.monitor_id = :monitor

-- name: statuses
incidents.status IN (:statuses)

-- name: severities
incidents.severity IN (:severities)

-- name: kind
incidents.kind = :kind

-- name: active
incidents.active = 1

-- name: over
incidents.active = 0

-- name: acknowledged
incidents.acknowledged_at IS NOT NULL

-- name: unacknowledged
incidents.acknowledged_at IS NULL

-- name: lead
incidents.lead_id = :lead

-- name: page
incidents.page = :page

-- name: started_from
incidents.started_at >= :started_from

-- name: started_before
incidents.started_at < :started_before

-- name: updated_since
incidents.updated_at >= :updated_since

-- name: text
(LOWER(incidents.title) LIKE LOWER(:text) ESCAPE '!' OR LOWER(incidents.description) LIKE LOWER(:text) ESCAPE '!')

-- name: before_number
incidents.number < :before_number

-- name: another_updated
SELECT 1 AS found FROM incidents WHERE updated_at >= :updated_since ORDER BY updated_at LIMIT 1 OFFSET :offset

-- name: another_active
SELECT 1 AS found FROM incidents WHERE active = 1 ORDER BY number LIMIT 1 OFFSET :offset

-- name: behind
({by}, incidents.number) {way} (:behind_at, :behind_number)

-- name: limit
LIMIT :limit OFFSET :offset
