-- name: recall
SELECT fingerprint, answer FROM answers WHERE key = :key

-- name: remember
INSERT INTO answers (key, fingerprint, answer, remembered_at) VALUES (:key, :fingerprint, :answer, :now)
ON CONFLICT (key) DO NOTHING

-- name: forget_before
DELETE FROM answers WHERE remembered_at < :at
