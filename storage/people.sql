-- name: known
SELECT id, name, tz, dm_channel, standing FROM people WHERE id = :id

-- name: remember
INSERT INTO people (id, name, tz, dm_channel, standing) VALUES (:id, :name, :tz, :dm_channel, :standing)
ON CONFLICT (id) DO UPDATE SET
    name = COALESCE(NULLIF(excluded.name, ''), people.name),
    tz = COALESCE(NULLIF(excluded.tz, ''), people.tz),
    dm_channel = COALESCE(NULLIF(excluded.dm_channel, ''), people.dm_channel),
    standing = COALESCE(NULLIF(excluded.standing, ''), people.standing)

-- name: judge
UPDATE people SET standing = :standing WHERE id = :id AND standing <> '' AND standing <> :standing

-- name: members
SELECT members FROM group_members WHERE group_id = :group_id

-- name: remember_members
INSERT INTO group_members (group_id, members) VALUES (:group_id, :members)
ON CONFLICT (group_id) DO UPDATE SET members = excluded.members
