-- name: standing
SELECT failing, failures, successes, since FROM check_standings WHERE monitor_id = :monitor_id

-- name: seen
SELECT * FROM check_standings WHERE monitor_id IN (:ids)

-- name: incident_of
SELECT incidents.* FROM check_standings JOIN incidents ON incidents.id = check_standings.incident_id
WHERE check_standings.monitor_id = :monitor_id

-- name: put_result
INSERT INTO check_results (monitor_id, at, region, failure_type, error, took, status)
VALUES (:monitor_id, :at, :region, :failure_type, :error, :took, :status)
ON CONFLICT (monitor_id, at, region) DO NOTHING

-- name: put_rollup
INSERT INTO check_rollup (monitor_id, hour, checks, failures, took_total, took_count)
VALUES (:monitor_id, :hour, 1, :failed, COALESCE(:took, 0), CASE WHEN :took IS NULL THEN 0 ELSE 1 END)
ON CONFLICT (monitor_id, hour) DO UPDATE SET
    checks = check_rollup.checks + 1,
    failures = check_rollup.failures + excluded.failures,
    took_total = check_rollup.took_total + excluded.took_total,
    took_count = check_rollup.took_count + excluded.took_count

-- name: put_standing
INSERT INTO check_standings (
    monitor_id, failing, failures, successes, since, last_at, last_ok_at, last_error, last_took
) VALUES (
    :monitor_id, :failing, :failures, :successes, :since, :at, :ok_at, :error, :took
)
ON CONFLICT (monitor_id) DO UPDATE SET
    failing = excluded.failing,
    failures = excluded.failures,
    successes = excluded.successes,
    since = excluded.since,
    last_at = excluded.last_at,
    last_ok_at = COALESCE(excluded.last_ok_at, check_standings.last_ok_at),
    last_error = excluded.last_error,
    last_took = excluded.last_took

-- name: count_failures
UPDATE monitors SET failures = :failures WHERE id = :monitor_id AND failures <> :failures

-- name: belongs_to
UPDATE check_standings SET incident_id = :incident_id WHERE monitor_id = :monitor_id

-- name: results
SELECT * FROM check_results WHERE monitor_id = :monitor_id ORDER BY at DESC, region LIMIT :limit

-- name: hours
SELECT * FROM check_rollup WHERE monitor_id = :monitor_id AND hour >= :since ORDER BY hour

-- name: forget
UPDATE check_standings SET incident_id = NULL WHERE incident_id = :incident_id

-- name: tidy
DELETE FROM check_results WHERE at < :before
