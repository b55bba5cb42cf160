-- name: insert
INSERT INTO tokens (id, name, mac, hint, scopes, rate, created_at, expires_at)
VALUES (:id, :name, :mac, :hint, :scopes, :rate, :created_at, :expires_at)
ON CONFLICT DO NOTHING

-- name: by_mac
SELECT * FROM tokens WHERE mac = :mac

-- name: named
SELECT * FROM tokens WHERE (id = :name OR name = :name) AND revoked_at IS NULL

-- name: all
SELECT * FROM tokens ORDER BY created_at, id

-- name: revoke
UPDATE tokens SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL

-- name: used
UPDATE tokens SET last_used_at = :now WHERE id = :id
