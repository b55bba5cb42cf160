-- name: put
INSERT INTO quarantine (id, source, path, headers, query, payload, problem, actor, received_at)
VALUES (:id, :source, :path, :headers, :query, :payload, :problem, :actor, :now)

-- name: all
SELECT * FROM quarantine ORDER BY received_at, id

-- name: release
DELETE FROM quarantine WHERE id = :id

-- name: tidy
DELETE FROM quarantine WHERE received_at < :before
