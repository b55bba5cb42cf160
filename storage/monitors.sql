-- name: ensure
INSERT INTO monitors (id, name, failures, created_at) VALUES (:id, :name, 0, :now)
ON CONFLICT (id) DO NOTHING

-- name: put
INSERT INTO monitors (id, name, failures, created_at) VALUES (:id, :name, 0, :now)
ON CONFLICT (id) DO UPDATE SET name = excluded.name

-- name: named
SELECT id, name, failures FROM monitors WHERE id IN (:ids)

-- name: page
SELECT id, name, failures FROM monitors WHERE id > :after ORDER BY id LIMIT :limit

-- name: failing
SELECT DISTINCT monitor_id FROM incident_monitors
JOIN incidents ON incidents.id = incident_monitors.incident_id
WHERE incident_monitors.monitor_id IN (:ids) AND incidents.active = 1
