-- name: remember
INSERT INTO postings (
    id, kind, incident_id, channel, ts, thread_ts, person, round, event_id, outbox_key, shown, remembered_at
) VALUES (
    :id, :kind, :incident_id, :channel, :ts, :thread_ts, :person, :round, :event_id, :outbox_key, :shown, :now
)
ON CONFLICT (channel, ts) DO NOTHING

-- name: cards
SELECT * FROM postings WHERE incident_id IN (:incident_ids) AND kind = 'card' ORDER BY remembered_at, ts

-- name: pages
SELECT * FROM postings WHERE incident_id = :incident_id AND kind = 'page' ORDER BY remembered_at, ts, channel

-- name: calls_to_channel
SELECT * FROM postings WHERE kind = 'here' AND shown <> '' ORDER BY remembered_at DESC

-- name: mark_shown
UPDATE postings SET shown = :shown WHERE channel = :channel AND ts = :ts

-- name: forget
DELETE FROM postings WHERE channel = :channel AND ts = :ts

-- name: of
SELECT * FROM postings WHERE incident_id = :incident_id ORDER BY remembered_at, ts, channel

-- name: delete
DELETE FROM postings WHERE incident_id = :incident_id
