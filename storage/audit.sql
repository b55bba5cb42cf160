-- name: append
INSERT INTO audit (
    position, happened_at, actor_kind, actor_id, actor_name, actor_door, deed, subject, details
) VALUES (
    :position, :now, :actor_kind, :actor_id, :actor_name, :actor_door, :deed, :subject, :details
)

-- name: after
SELECT * FROM audit WHERE position > :after ORDER BY position LIMIT :limit
