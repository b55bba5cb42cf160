-- name: insert
INSERT INTO subscribers (id, page, kind, target, created_at, refusals)
VALUES (:id, :page, :kind, :target, :now, 0)

-- name: choose
INSERT INTO subscriber_components (subscriber_id, component) VALUES (:id, :component)

-- name: choose_no_more
DELETE FROM subscriber_components WHERE subscriber_id = :id

-- name: by_id
SELECT * FROM subscribers WHERE id = :id

-- name: by_target
SELECT * FROM subscribers WHERE page = :page AND kind = :kind AND target = :target

-- name: of_target
SELECT * FROM subscribers WHERE kind = :kind AND target = :target ORDER BY page

-- name: of_page
SELECT * FROM subscribers WHERE page = :page AND id > :after ORDER BY id LIMIT :limit

-- name: chosen
SELECT subscriber_id, component FROM subscriber_components WHERE subscriber_id IN (:ids) ORDER BY component

-- name: any
SELECT id FROM subscribers WHERE page = :page AND refused_at IS NULL LIMIT 1

-- name: wanting
SELECT * FROM subscribers
WHERE page = :page AND kind <> 'email' AND refused_at IS NULL AND (
    NOT EXISTS (SELECT 1 FROM subscriber_components WHERE subscriber_id = subscribers.id)
    OR EXISTS (
        SELECT 1 FROM subscriber_components WHERE subscriber_id = subscribers.id AND component IN (:components)
    )
)
ORDER BY id

-- name: delete
DELETE FROM subscribers WHERE id = :id

-- name: refused
UPDATE subscribers SET refusals = refusals + 1,
    refused_at = CASE WHEN refusals + 1 >= :most THEN :now ELSE NULL END, refused_because = :because
WHERE id = :id

-- name: reached
UPDATE subscribers SET refusals = 0, refused_because = NULL WHERE id = :id AND refusals > 0

-- name: welcome_back
UPDATE subscribers SET refusals = 0, refused_at = NULL, refused_because = NULL WHERE id = :id

-- name: count_refused
SELECT COUNT(*) AS refused FROM subscribers WHERE refused_at IS NOT NULL

-- name: count
SELECT COUNT(*) AS n FROM subscribers WHERE kind = :kind
