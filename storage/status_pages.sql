-- name: put
INSERT INTO status_pages (slug, name, created_at) VALUES (:slug, :name, :now)
ON CONFLICT (slug) DO UPDATE SET name = excluded.name

-- name: by_slug
SELECT slug, name FROM status_pages WHERE slug = :slug

-- name: page
SELECT slug, name FROM status_pages WHERE slug > :after ORDER BY slug LIMIT :limit
