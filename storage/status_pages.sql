-- name: put
INSERT INTO status_pages (slug, name, created_at) VALUES (:slug, :name, :now)
ON CONFLICT (slug) DO UPDATE SET name = excluded.name, version = status_pages.version + 1

-- name: set_up
INSERT INTO status_pages (slug, name, zone, language, logo, created_at)
VALUES (:slug, :name, :zone, :language, :logo, :now)
ON CONFLICT (slug) DO UPDATE SET
    name = excluded.name, zone = excluded.zone, language = excluded.language, logo = excluded.logo,
    version = status_pages.version + 1

-- name: by_slug
SELECT slug, name, zone, language, logo FROM status_pages WHERE slug = :slug

-- name: page
SELECT slug, name, zone, language, logo FROM status_pages WHERE slug > :after ORDER BY slug LIMIT :limit

-- name: version
SELECT version FROM status_pages WHERE slug = :slug

-- name: has_changed
UPDATE status_pages SET version = version + 1 WHERE slug = :slug

-- name: have_changed
UPDATE status_pages SET version = version + 1
WHERE slug IN (SELECT page FROM publications WHERE incident_id = :incident_id)
