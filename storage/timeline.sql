-- There is nothing here that changes or deletes an event, and there must not be.

-- name: insert
INSERT INTO timeline (
    position, id, incident_id, kind, actor_kind, actor_id, actor_name, actor_door,
    happened_at, recorded_at, words, details
) VALUES (
    :position, :id, :incident_id, :kind, :actor_kind, :actor_id, :actor_name, :actor_door,
    :happened_at, :recorded_at, :words, :details
)

-- name: of
SELECT timeline.*, postings.channel, postings.ts, postings.thread_ts
FROM timeline
LEFT JOIN postings
    ON postings.id = (SELECT MIN(told.id) FROM postings AS told WHERE told.event_id = timeline.id)
WHERE timeline.incident_id = :incident_id AND timeline.position > :after

-- name: updates
AND timeline.kind = 'update_posted'

-- name: notes
AND timeline.kind = 'note_added'

-- name: changes
AND timeline.kind NOT IN (:deliveries)

-- name: stretch
ORDER BY timeline.position LIMIT :limit OFFSET :offset

-- name: count_changes
SELECT COUNT(*) AS count FROM timeline
WHERE timeline.incident_id = :incident_id AND timeline.kind NOT IN (:deliveries)

-- name: last_of
AND timeline.kind IN (:kinds) AND timeline.position < :before
ORDER BY timeline.position DESC LIMIT 1

-- name: portion
ORDER BY timeline.position LIMIT :limit

-- name: event
SELECT timeline.*, postings.channel, postings.ts, postings.thread_ts
FROM timeline
LEFT JOIN postings
    ON postings.id = (SELECT MIN(told.id) FROM postings AS told WHERE told.event_id = timeline.id)
WHERE timeline.id = :id

-- name: after
SELECT timeline.*, postings.channel, postings.ts, postings.thread_ts
FROM timeline
LEFT JOIN postings
    ON postings.id = (SELECT MIN(told.id) FROM postings AS told WHERE told.event_id = timeline.id)
WHERE timeline.position > :after
ORDER BY timeline.position
LIMIT :limit

-- name: last
SELECT COALESCE(MAX(position), 0) AS position FROM timeline

-- name: delete
DELETE FROM timeline WHERE incident_id = :incident_id
