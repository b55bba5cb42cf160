-- name: snooze
INSERT INTO snoozes (incident_id, round, person, snoozed_until) VALUES (:incident_id, :round, :person, :until)
ON CONFLICT (incident_id, round, person) DO UPDATE SET snoozed_until = excluded.snoozed_until

-- name: snoozed_until
SELECT snoozed_until FROM snoozes WHERE incident_id = :incident_id AND round = :round AND person = :person

-- name: delete
DELETE FROM snoozes WHERE incident_id = :incident_id
