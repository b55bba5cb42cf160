-- in_doubt counts the times that a row was begun and no outcome recorded, the present one included.

-- name: put
INSERT INTO outbox (
    id, key, lane, priority, due_at, incident_id, payload, generation, state, in_doubt, attempts, refusals, created_at,
    first_due_at
) VALUES (
    :id, :key, :lane, :priority, :due_at, :incident_id, :payload, 1, 'pending', 0, 0, 0, :now, :due_at
)
ON CONFLICT (key) DO NOTHING

-- name: refresh
INSERT INTO outbox (
    id, key, lane, priority, due_at, incident_id, payload, generation, state, in_doubt, attempts, refusals, created_at,
    first_due_at
) VALUES (
    :id, :key, :lane, :priority, :due_at, :incident_id, :payload, 1, 'pending', 0, 0, 0, :now, :due_at
)
ON CONFLICT (key) DO UPDATE SET
    due_at = CASE
        WHEN outbox.state = 'pending' AND outbox.due_at < excluded.due_at THEN outbox.due_at
        ELSE excluded.due_at
    END,
    first_due_at = CASE
        WHEN outbox.state = 'pending' AND outbox.first_due_at < excluded.due_at THEN outbox.first_due_at
        ELSE excluded.due_at
    END,
    priority = excluded.priority,
    payload = excluded.payload,
    generation = outbox.generation + 1,
    state = 'pending',
    attempts = 0,
    refusals = 0,
    finished_at = NULL

-- The lease is tested again in the outer WHERE: PostgreSQL evaluates only that one anew after it waited for
-- another replica's claim of the same rows. The plus keeps the order from being read off an index, which would be
-- walked past all that is leased or not due.
-- name: claim
UPDATE outbox SET lease_until = :lease_until
WHERE id IN (
    SELECT id FROM outbox
    WHERE state = 'pending' AND lease_until IS NULL AND due_at <= :now AND lane IN (:lanes)
    ORDER BY +priority, due_at, id
    LIMIT :limit
)
AND state = 'pending' AND lease_until IS NULL AND due_at <= :now
RETURNING priority, due_at, id, lease_until

-- name: end_leases
UPDATE outbox SET lease_until = NULL WHERE state = 'pending' AND lease_until <= :now AND lane IN (:lanes)

-- Thousands have the same lease: the plus has the rows found by their ids.
-- name: begin
UPDATE outbox SET
    lease_until = :lease_until,
    claimed_generation = generation,
    in_doubt = in_doubt + 1,
    first_claimed_at = COALESCE(first_claimed_at, :now)
WHERE id IN (:ids) AND state = 'pending' AND +lease_until IN (:leases)
RETURNING *

-- name: let_go
UPDATE outbox SET lease_until = NULL WHERE id IN (:ids) AND state = 'pending' AND +lease_until IN (:leases)

-- It was sent, so it is done even when the lease had run out; but a newer generation has to be sent still.
-- name: finish
UPDATE outbox SET
    state = CASE WHEN generation = :generation THEN 'done' ELSE 'pending' END,
    finished_at = CASE WHEN generation = :generation THEN :now ELSE NULL END,
    lease_until = NULL,
    in_doubt = 0,
    last_error = NULL,
    first_claimed_at = NULL,
    first_due_at = CASE WHEN generation = :generation THEN first_due_at ELSE :now END
WHERE id IN (:ids) AND state = 'pending' AND (generation = :generation OR lease_until IN (:leases))

-- The reason to wait (a pause that Slack asked for, a Slack that is down) holds for a newer generation too.
-- name: retry
UPDATE outbox SET
    lease_until = NULL,
    in_doubt = in_doubt - :certain,
    attempts = attempts + 1,
    refusals = refusals + :refused,
    due_at = :due_at,
    last_error = :error
WHERE id = :id AND state = 'pending' AND lease_until = :lease_until

-- name: postpone
UPDATE outbox SET
    lease_until = NULL,
    in_doubt = in_doubt - 1,
    due_at = CASE WHEN generation = claimed_generation OR due_at < :due_at THEN :due_at ELSE due_at END,
    first_due_at = CASE
        WHEN :on_purpose = 0 THEN first_due_at
        WHEN generation = claimed_generation OR due_at < :due_at THEN :due_at
        ELSE due_at
    END
WHERE id = :id AND state = 'pending' AND lease_until = :lease_until

-- name: set_aside
UPDATE outbox SET state = 'set_aside', lease_until = NULL, last_error = :error, finished_at = :now
WHERE id = :id AND state = 'pending' AND lease_until = :lease_until

-- name: hasten
UPDATE outbox SET
    due_at = :at,
    first_due_at = CASE WHEN first_due_at < :at THEN first_due_at ELSE :at END
WHERE key = :key AND state = 'pending' AND due_at > :at

-- name: drop
UPDATE outbox SET state = 'done', lease_until = NULL, finished_at = :now WHERE key = :key AND state = 'pending'

-- name: pending_of
SELECT key FROM outbox WHERE key IN (:keys) AND state = 'pending'

-- name: next_due
SELECT due_at AS at FROM outbox
WHERE state = 'pending' AND lease_until IS NULL AND lane IN (:lanes)
ORDER BY due_at LIMIT 1

-- name: next_lease_end
SELECT lease_until AS at FROM outbox
WHERE state = 'pending' AND lease_until IS NOT NULL AND lane IN (:lanes)
ORDER BY lease_until LIMIT 1

-- name: free_leases
UPDATE outbox SET lease_until = NULL WHERE state = 'pending' AND lease_until IS NOT NULL

-- name: counts
SELECT lane, state, COUNT(*) AS n, MIN(first_due_at) AS oldest_due FROM outbox GROUP BY lane, state ORDER BY lane, state

-- name: overdue
SELECT lane, COUNT(*) AS n, MIN(first_due_at) AS since, MAX(last_error) AS error FROM outbox
WHERE state = 'pending' AND first_due_at < :before
GROUP BY lane, priority ORDER BY priority

-- name: owed_pages
SELECT key, first_due_at FROM outbox
WHERE incident_id = :incident_id AND lane = 'page' AND state = 'pending' AND SUBSTR(key, 1, LENGTH(:prefix)) = :prefix

-- name: set_aside_rows
SELECT * FROM outbox WHERE state = 'set_aside' ORDER BY finished_at DESC, id DESC LIMIT :limit

-- name: try_again
UPDATE outbox SET
    state = 'pending',
    due_at = :now,
    first_due_at = :now,
    attempts = 0,
    refusals = 0,
    finished_at = NULL
WHERE state = 'set_aside'

-- name: tidy
DELETE FROM outbox WHERE state = 'done' AND finished_at < :before

-- name: reached_anybody
SELECT id FROM outbox
WHERE incident_id = :incident_id AND lane = 'page' AND SUBSTR(key, 1, LENGTH(:prefix)) = :prefix
    AND (state = 'pending' OR EXISTS (SELECT 1 FROM postings WHERE postings.outbox_key = outbox.key))
LIMIT 1

-- name: pages_after
SELECT id, key FROM outbox
WHERE incident_id IN (:incident_ids) AND lane = 'page' AND id > :first
    AND (state = 'pending' OR EXISTS (SELECT 1 FROM postings WHERE postings.outbox_key = outbox.key))

-- name: earlier_of_lane
SELECT id FROM outbox
WHERE incident_id = :incident_id AND lane = :lane AND id < :id AND state = 'pending'
LIMIT 1

-- name: last_payload
SELECT payload FROM outbox
WHERE incident_id = :incident_id AND SUBSTR(key, 1, LENGTH(:prefix)) = :prefix
ORDER BY id DESC LIMIT 1

-- name: delete
DELETE FROM outbox WHERE incident_id = :incident_id
