-- name: known
SELECT alerts.*, COALESCE(incidents.active, 0) AS is_open, incidents.number
FROM alerts LEFT JOIN incidents ON incidents.id = alerts.incident_id
WHERE alerts.source = :source AND alerts.fingerprint IN (:fingerprints)

-- name: put
INSERT INTO alerts (
    source, fingerprint, group_key, firing, severity, service, title, labels, verdict, incident_id,
    times, first_seen_at, last_seen_at
) VALUES (
    :source, :fingerprint, :group_key, :firing, :severity, :service, :title, :labels, :verdict, :incident_id,
    1, :now, :now
)
ON CONFLICT (source, fingerprint) DO UPDATE SET
    group_key = excluded.group_key,
    firing = excluded.firing,
    severity = excluded.severity,
    service = excluded.service,
    title = excluded.title,
    labels = CASE WHEN excluded.firing = 1 THEN excluded.labels ELSE alerts.labels END,
    verdict = excluded.verdict,
    incident_id = COALESCE(excluded.incident_id, alerts.incident_id),
    acknowledged = CASE WHEN excluded.firing = 1 THEN alerts.acknowledged ELSE 0 END,
    times = alerts.times + 1,
    last_seen_at = excluded.last_seen_at

-- name: seen_again
UPDATE alerts SET times = times + 1, last_seen_at = :now WHERE source = :source AND fingerprint = :fingerprint

-- name: take_turns
UPDATE counters SET value = value + 1 WHERE name = 'alerts'

-- name: incident_of_group
SELECT incidents.* FROM alert_groups JOIN incidents ON incidents.id = alert_groups.incident_id
WHERE alert_groups.source = :source AND alert_groups.group_key = :group_key

-- name: incident_of_service
SELECT incidents.* FROM incident_monitors JOIN incidents ON incidents.id = incident_monitors.incident_id
WHERE incident_monitors.monitor_id = :service AND incidents.active = 1 AND incidents.updated_at > :since
    AND incidents.kind = 'incident'
ORDER BY incident_monitors.number DESC LIMIT 1

-- name: belongs_to
INSERT INTO alert_groups (source, group_key, incident_id, opened_at, swallowed)
VALUES (:source, :group_key, :incident_id, :opened_at, :swallowed)
ON CONFLICT (source, group_key) DO UPDATE SET
    incident_id = excluded.incident_id,
    swallowed = CASE
        WHEN alert_groups.incident_id = excluded.incident_id AND alert_groups.swallowed = 1 THEN 1
        ELSE excluded.swallowed
    END,
    opened_at = CASE WHEN excluded.opened_at > 0 THEN excluded.opened_at ELSE alert_groups.opened_at END

-- name: groups_opened
SELECT COUNT(*) AS n FROM (SELECT 1 FROM alert_groups WHERE opened_at > :since LIMIT :most) AS signs

-- name: fires
SELECT fingerprint FROM alerts WHERE incident_id = :incident_id AND firing = 1 LIMIT 1

-- name: was_swallowed
SELECT group_key FROM alert_groups WHERE source = :source AND group_key = :group_key AND swallowed = 1

-- name: acknowledge
UPDATE alerts SET acknowledged = 1
WHERE source = :source AND fingerprint IN (:fingerprints) AND firing = 1 AND acknowledged = 0
RETURNING title

-- name: fires_unacknowledged
SELECT fingerprint FROM alerts
WHERE incident_id = :incident_id AND firing = 1 AND acknowledged = 0 LIMIT 1

-- name: silenced
SELECT alerts.* FROM alerts LEFT JOIN incidents ON incidents.id = alerts.incident_id
WHERE alerts.verdict = 'silenced' AND alerts.firing = 1 AND COALESCE(incidents.active, 0) = 0
ORDER BY alerts.source, alerts.fingerprint

-- name: latest
SELECT alerts.*, COALESCE(incidents.active, 0) AS is_open, incidents.number
FROM alerts LEFT JOIN incidents ON incidents.id = alerts.incident_id
ORDER BY alerts.last_seen_at DESC, alerts.source, alerts.fingerprint LIMIT :limit

-- name: severity_was_chosen
SELECT id FROM timeline
WHERE incident_id = :incident_id AND kind = 'severity_changed' AND actor_door NOT IN ('alert', 'monitor')
LIMIT 1

-- name: forget_groups
DELETE FROM alert_groups WHERE incident_id = :incident_id

-- name: forget_incident
UPDATE alerts SET incident_id = NULL, firing = 0, acknowledged = 0 WHERE incident_id = :incident_id

-- name: tidy
DELETE FROM alerts WHERE firing = 0 AND last_seen_at < :before

-- name: tidy_unended
DELETE FROM alerts
WHERE firing = 1 AND last_seen_at < :before
    AND (incident_id IS NULL OR incident_id NOT IN (SELECT id FROM incidents WHERE active = 1))

-- name: tidy_groups
DELETE FROM alert_groups
WHERE opened_at < :before AND (source, group_key) NOT IN (SELECT source, group_key FROM alerts)
    AND incident_id NOT IN (SELECT id FROM incidents WHERE active = 1)
