-- name: announce
INSERT INTO announcements (id, page, incident_id, body, created_at)
VALUES (:id, :page, :incident_id, :body, :now)

-- name: announcement
SELECT body FROM announcements WHERE id = :id

-- name: to_subscribers
INSERT INTO letters (
    id, page, address, subscriber_id, announcement, components, urgency, state, due_at, attempts, created_at
)
SELECT CAST(:announcement AS TEXT) || '.' || id, page, target, id, :announcement, '[]', 1, 'pending', :now, 0, :now
FROM subscribers
WHERE page = :page AND kind = 'email' AND refused_at IS NULL AND (
    NOT EXISTS (SELECT 1 FROM subscriber_components WHERE subscriber_id = subscribers.id)
    OR EXISTS (
        SELECT 1 FROM subscriber_components WHERE subscriber_id = subscribers.id AND component IN (:components)
    )
)

-- name: put
INSERT INTO letters (
    id, page, address, subscriber_id, announcement, components, urgency, state, due_at, attempts, created_at
) VALUES (:id, :page, :address, NULL, NULL, :components, 0, 'pending', :now, 0, :now)

-- name: asked_since
SELECT COUNT(*) AS n FROM letters WHERE address = :address AND created_at >= :since AND subscriber_id IS NULL

-- name: next
SELECT letters.*, announcements.body AS body
FROM letters LEFT JOIN announcements ON announcements.id = letters.announcement
WHERE letters.state = 'pending' AND letters.due_at <= :now
ORDER BY letters.urgency, letters.due_at, letters.id LIMIT 1

-- name: next_due
SELECT MIN(due_at) AS at FROM letters WHERE state = 'pending'

-- name: tried
UPDATE letters SET state = :state, due_at = :due_at, attempts = attempts + 1, error = :error, tried_at = :now
WHERE id = :id AND state = 'pending'

-- name: take_back
DELETE FROM letters WHERE state = 'pending' AND announcement IN (
    SELECT id FROM announcements WHERE incident_id = :incident_id AND page = :page
)

-- name: take_back_announcements
DELETE FROM announcements WHERE incident_id = :incident_id AND page = :page

-- name: of_incident
SELECT id, body FROM announcements WHERE incident_id = :incident_id

-- name: reword
UPDATE announcements SET body = :body WHERE id = :id

-- name: delete_of_subscriber
DELETE FROM letters WHERE subscriber_id = :subscriber_id

-- name: delete_of_incident
DELETE FROM letters WHERE announcement IN (SELECT id FROM announcements WHERE incident_id = :incident_id)

-- name: delete_announcements
DELETE FROM announcements WHERE incident_id = :incident_id

-- name: waiting
SELECT COUNT(*) AS n, MIN(created_at) AS since FROM letters WHERE state = 'pending'

-- name: count_failed
SELECT COUNT(*) AS n FROM letters WHERE state = 'failed'

-- name: forget
DELETE FROM letters WHERE state <> 'pending' AND created_at < :at

-- name: forget_announcements
DELETE FROM announcements
WHERE created_at < :at AND NOT EXISTS (SELECT 1 FROM letters WHERE letters.announcement = announcements.id)
