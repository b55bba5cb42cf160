-- name: of
SELECT * FROM components WHERE page = :page ORDER BY position

-- name: clear
DELETE FROM components WHERE page = :page

-- name: put
INSERT INTO components (page, id, name, group_name, position, monitors)
VALUES (:page, :id, :name, :group_name, :position, :monitors)
