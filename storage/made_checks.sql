-- name: insert
INSERT INTO made_checks (monitor_id, wishes, made_at) VALUES (:monitor_id, :wishes, :now)
ON CONFLICT (monitor_id) DO NOTHING

-- name: save
UPDATE made_checks SET wishes = :wishes WHERE monitor_id = :monitor_id

-- name: delete
DELETE FROM made_checks WHERE monitor_id = :monitor_id

-- name: by_id
SELECT * FROM made_checks WHERE monitor_id = :monitor_id

-- name: everything
SELECT * FROM made_checks ORDER BY monitor_id
