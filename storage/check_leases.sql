-- name: take
INSERT INTO check_leases (monitor_id, holder, until) VALUES (:monitor_id, :holder, :until)
ON CONFLICT (monitor_id) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE check_leases.holder = excluded.holder OR check_leases.until <= :now
RETURNING monitor_id

-- name: let_go
DELETE FROM check_leases WHERE holder = :holder

-- name: tidy
DELETE FROM check_leases WHERE until <= :now
