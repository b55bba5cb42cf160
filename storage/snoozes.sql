-- name: snooze
INSERT INTO snoozes (incident_id, round, person, snoozed_until) VALUES (:incident_id, :round, :person, :until)
ON CONFLICT (incident_id, round, person) DO UPDATE SET snoozed_until = excluded.snoozed_until

-- name: of
SELECT * FROM snoozes WHERE incident_id IN (:incident_ids)

-- name: delete
DELETE FROM snoozes WHERE incident_id = :incident_id
