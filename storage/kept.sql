-- name: keep
INSERT INTO kept (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: kept
SELECT value FROM kept WHERE name = :name
