-- name: insert
INSERT INTO tokens (
    id, name, mac, hint, scopes, rate, created_at, created_by_kind, created_by_id, created_by_name,
    created_by_door, expires_at
) VALUES (
    :id, :name, :mac, :hint, :scopes, :rate, :created_at, :created_by_kind, :created_by_id, :created_by_name,
    :created_by_door, :expires_at
)
ON CONFLICT DO NOTHING

-- name: by_mac
SELECT * FROM tokens WHERE mac = :mac

-- name: macs_in_force
SELECT mac FROM tokens WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)

-- A name goes before an id, since a token may be named like another one's id.
-- name: named
SELECT * FROM tokens WHERE (id = :id OR name = :name) AND revoked_at IS NULL
ORDER BY CASE WHEN name = :name THEN 0 ELSE 1 END

-- name: all
SELECT * FROM tokens ORDER BY created_at, id

-- name: revoke
UPDATE tokens SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL

-- name: used
UPDATE tokens SET last_used_at = :now WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :now)
