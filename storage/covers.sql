-- name: put
INSERT INTO covers (number, rota, person, begins, ends, said_at, by_kind, by_id, by_name, by_door)
VALUES (:number, :rota, :person, :begins, :ends, :now, :by_kind, :by_id, :by_name, :by_door)

-- name: standing
SELECT * FROM covers WHERE ends > :now ORDER BY number

-- name: take_back
DELETE FROM covers WHERE number = :number AND ends > :now RETURNING *

-- name: forget_before
DELETE FROM covers WHERE ends < :before
