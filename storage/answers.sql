-- name: recall
SELECT fingerprint, answer FROM answers WHERE key = :key

-- name: remember
INSERT INTO answers (key, fingerprint, answer, remembered_at, incident_id)
VALUES (:key, :fingerprint, :answer, :now, :incident_id)
ON CONFLICT (key) DO NOTHING

-- name: forget_before
DELETE FROM answers WHERE remembered_at < :at

-- name: blank
UPDATE answers SET answer = 'null' WHERE incident_id = :incident_id
