-- name: put
INSERT INTO publications (page, incident_id, code, title, published_at, withdrawn, active, started_at, ended_at)
VALUES (:page, :incident_id, :code, :title, :now, 0, :active, :started_at, :ended_at)
ON CONFLICT (page, incident_id) DO UPDATE SET title = excluded.title, withdrawn = 0

-- name: withdraw
UPDATE publications SET withdrawn = 1 WHERE incident_id = :incident_id AND page = :page

-- name: keep_title
UPDATE publications SET title = :title WHERE incident_id = :incident_id AND title IS NULL

-- name: move
UPDATE publications SET active = :active, started_at = :started_at, ended_at = :ended_at
WHERE incident_id = :incident_id

-- name: of
SELECT * FROM publications WHERE incident_id = :incident_id ORDER BY page

-- name: say
INSERT INTO published_updates (page, incident_id, event_id, position, said, status, said_at)
SELECT page, incident_id, :event_id, :position, :said, :status, :said_at
FROM publications WHERE incident_id = :incident_id AND withdrawn = 0

-- name: say_on
INSERT INTO published_updates (page, incident_id, event_id, position, said, status, said_at)
VALUES (:page, :incident_id, :event_id, :position, :said, :status, :said_at)
ON CONFLICT (page, event_id) DO NOTHING

-- name: correct
UPDATE published_updates SET said = :said, corrected_at = :now WHERE event_id = :event_id

-- name: update
SELECT * FROM published_updates WHERE incident_id = :incident_id AND event_id = :event_id ORDER BY page LIMIT 1

-- name: updates
SELECT * FROM published_updates WHERE incident_id IN (:ids) AND page = :page ORDER BY position

-- name: going_on
SELECT incidents.*, publications.page AS shown_on, publications.incident_id, publications.code,
    publications.title AS public_title, publications.published_at, publications.withdrawn
FROM publications JOIN incidents ON incidents.id = publications.incident_id
WHERE publications.page = :page AND publications.withdrawn = 0 AND publications.active = 1
ORDER BY publications.started_at DESC, incidents.number DESC LIMIT :limit

-- name: past
SELECT incidents.*, publications.page AS shown_on, publications.incident_id, publications.code,
    publications.title AS public_title, publications.published_at, publications.withdrawn
FROM publications JOIN incidents ON incidents.id = publications.incident_id
WHERE publications.page = :page AND publications.withdrawn = 0 AND publications.active = 0
    AND publications.started_at >= :since
ORDER BY publications.started_at DESC, incidents.number DESC LIMIT :limit

-- name: outages
SELECT incidents.id, incidents.kind, incidents.severity, incidents.monitors, incidents.started_at,
    publications.ended_at, incidents.mended
FROM publications JOIN incidents ON incidents.id = publications.incident_id
WHERE publications.page = :page AND publications.withdrawn = 0 AND publications.active = 1
    AND (incidents.planned_end IS NULL OR incidents.status <> 'investigating')
UNION ALL
SELECT incidents.id, incidents.kind, incidents.severity, incidents.monitors, incidents.started_at,
    publications.ended_at, incidents.mended
FROM publications JOIN incidents ON incidents.id = publications.incident_id
WHERE publications.page = :page AND publications.withdrawn = 0 AND publications.active = 0
    AND publications.ended_at >= :since
LIMIT :limit

-- name: moves
SELECT incident_id, kind, happened_at FROM timeline
WHERE incident_id IN (:ids) AND kind IN ('resolved', 'reopened') ORDER BY position

-- name: begun
SELECT incidents.*, publications.page AS shown_on, publications.incident_id, publications.code,
    publications.title AS public_title, publications.published_at, publications.withdrawn
FROM publications JOIN incidents ON incidents.id = publications.incident_id
WHERE publications.page = :page AND publications.withdrawn = 0 AND publications.active IN (0, 1)
    AND publications.started_at >= :since AND publications.started_at < :before
ORDER BY publications.started_at DESC, incidents.number DESC LIMIT :limit

-- name: by_code
SELECT incidents.*, publications.page AS shown_on, publications.incident_id, publications.code,
    publications.title AS public_title, publications.published_at, publications.withdrawn
FROM publications JOIN incidents ON incidents.id = publications.incident_id
WHERE publications.code = :code AND publications.page = :page AND publications.withdrawn = 0

-- name: first_begun
SELECT MIN(started_at) AS first FROM publications WHERE page = :page AND withdrawn = 0

-- name: delete
DELETE FROM publications WHERE incident_id = :incident_id

-- name: delete_updates
DELETE FROM published_updates WHERE incident_id = :incident_id
