-- name: known
SELECT id, name, tz, dm_channel FROM people WHERE id = :id

-- name: remember
INSERT INTO people (id, name, tz, dm_channel) VALUES (:id, :name, :tz, :dm_channel)
ON CONFLICT (id) DO UPDATE SET
    name = COALESCE(NULLIF(excluded.name, ''), people.name),
    tz = COALESCE(NULLIF(excluded.tz, ''), people.tz),
    dm_channel = COALESCE(NULLIF(excluded.dm_channel, ''), people.dm_channel)

-- name: members
SELECT members FROM group_members WHERE group_id = :group_id

-- name: remember_members
INSERT INTO group_members (group_id, members) VALUES (:group_id, :members)
ON CONFLICT (group_id) DO UPDATE SET members = excluded.members
