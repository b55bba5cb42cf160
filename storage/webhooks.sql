-- name: insert
INSERT INTO webhooks (id, url, description, events, secret, page, created_at)
VALUES (:id, :url, :description, :events, :secret, :page, :now)

-- name: save
UPDATE webhooks SET
    url = :url, description = :description, events = :events, secret = :secret, former_secret = :former_secret,
    former_until = :former_until, disabled_at = :disabled_at, disabled_because = :disabled_because
WHERE id = :id

-- name: all
SELECT * FROM webhooks ORDER BY created_at, id

-- name: inside
SELECT * FROM webhooks WHERE page IS NULL ORDER BY created_at, id

-- name: enabled
SELECT * FROM webhooks WHERE disabled_at IS NULL AND page IS NULL ORDER BY created_at, id

-- name: by_id
SELECT * FROM webhooks WHERE id = :id

-- name: delete
DELETE FROM webhooks WHERE id = :id

-- name: delete_deliveries
DELETE FROM webhook_deliveries WHERE webhook_id = :id

-- name: put
INSERT INTO webhook_deliveries (
    position, id, webhook_id, incident_id, event, body, state, due_at, attempts, created_at
) VALUES (
    :position, :id, :webhook_id, :incident_id, :event, :body, 'pending', :now, 0, :now
)

-- name: delete_of_incident
DELETE FROM webhook_deliveries WHERE incident_id = :incident_id

-- name: take_back
DELETE FROM webhook_deliveries
WHERE incident_id = :incident_id AND state = 'pending' AND webhook_id IN (SELECT id FROM webhooks WHERE page = :page)

-- name: next
SELECT * FROM webhook_deliveries
WHERE webhook_id = :webhook_id AND state = 'pending'
ORDER BY position LIMIT 1

-- name: tried
UPDATE webhook_deliveries SET
    state = :state, due_at = :due_at, attempts = attempts + 1, status = :status, error = :error, tried_at = :now
WHERE id = :id

-- name: hasten
UPDATE webhook_deliveries SET due_at = :now WHERE webhook_id = :webhook_id AND state = 'pending' AND due_at > :now

-- name: delivery
SELECT * FROM webhook_deliveries WHERE id = :id AND webhook_id = :webhook_id

-- name: deliveries
SELECT * FROM webhook_deliveries
WHERE webhook_id = :webhook_id AND position < :before
ORDER BY position DESC LIMIT :limit

-- name: again
UPDATE webhook_deliveries SET state = 'pending', due_at = :now, attempts = 0
WHERE webhook_id = :webhook_id AND id = :id

-- name: all_failed_again
UPDATE webhook_deliveries SET state = 'pending', due_at = :now, attempts = 0
WHERE webhook_id = :webhook_id AND state = 'failed' AND created_at >= :since

-- name: count_failed
SELECT COUNT(*) AS failed FROM webhook_deliveries WHERE state = 'failed'

-- name: count_disabled
SELECT COUNT(*) AS disabled FROM webhooks WHERE disabled_at IS NOT NULL

-- name: forget_before
DELETE FROM webhook_deliveries WHERE state <> 'pending' AND created_at < :at
