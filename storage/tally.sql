-- name: take
UPDATE counters SET value = value + :count WHERE name = :name RETURNING value

-- name: set
UPDATE counters SET value = :value WHERE name = :name
