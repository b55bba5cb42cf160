-- name: firing
SELECT alerts.source, alerts.fingerprint, alerts.group_key, alerts.title, alerts.acknowledged, alerts.labels,
    COALESCE(alert_groups.swallowed, 0) AS swallowed
FROM alerts LEFT JOIN alert_groups ON alert_groups.source = alerts.source
    AND alert_groups.group_key = alerts.group_key AND alert_groups.incident_id = alerts.incident_id
WHERE alerts.incident_id = :incident_id AND alerts.firing = 1 AND alerts.source = :source

-- name: told
SELECT fingerprint, state, silence FROM told_back WHERE incident_id = :incident_id AND source = :source

-- name: sources_firing
SELECT DISTINCT source FROM alerts WHERE incident_id = :incident_id AND firing = 1

-- name: sources_told
SELECT DISTINCT source FROM told_back WHERE incident_id = :incident_id

-- name: put
INSERT INTO told_back (incident_id, source, fingerprint, state, silence, told_at)
VALUES (:incident_id, :source, :fingerprint, :state, :silence, :now)
ON CONFLICT (incident_id, source, fingerprint) DO UPDATE SET
    state = excluded.state, silence = excluded.silence, told_at = excluded.told_at

-- name: knows
UPDATE told_back SET state = :state WHERE source = :source AND fingerprint IN (:fingerprints)

-- name: tidy
DELETE FROM told_back
WHERE told_at < :before AND incident_id NOT IN (SELECT id FROM incidents WHERE active = 1)
