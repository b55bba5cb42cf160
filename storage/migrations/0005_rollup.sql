-- Statistics by quarter of an hour in which incidents started, kept in the transactions that write them.
-- Times are whole seconds, as they are shown. `running_base` sums up started + mended of those that are not resolved.

CREATE TABLE rollup (
    bucket BIGINT NOT NULL,
    severity TEXT NOT NULL,
    incidents BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    acknowledged BIGINT NOT NULL,
    resolved BIGINT NOT NULL,
    past BIGINT NOT NULL,
    maintenance BIGINT NOT NULL,
    mtta_total BIGINT NOT NULL,
    mtta_count BIGINT NOT NULL,
    mttr_total BIGINT NOT NULL,
    mttr_count BIGINT NOT NULL,
    downtime_total BIGINT NOT NULL,
    running_count BIGINT NOT NULL,
    running_base BIGINT NOT NULL,
    PRIMARY KEY (bucket, severity)
);

INSERT INTO rollup
SELECT
    started_at / 1000000 / 900 * 900,
    severity,
    SUM(CASE WHEN kind = 'incident' THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND active = 1 AND acknowledged_at IS NULL THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND active = 1 AND acknowledged_at IS NOT NULL THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND active = 0 THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND is_past = 1 THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'maintenance' THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND first_acknowledged_at IS NOT NULL
        THEN first_acknowledged_at / 1000000 - started_at / 1000000 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND first_acknowledged_at IS NOT NULL THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND is_past = 0 AND resolved_at IS NOT NULL
        THEN resolved_at / 1000000 - started_at / 1000000 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND is_past = 0 AND resolved_at IS NOT NULL THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND is_past = 0 AND resolved_at IS NOT NULL
        THEN resolved_at / 1000000 - started_at / 1000000 - mended / 1000000 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND resolved_at IS NULL THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'incident' AND resolved_at IS NULL
        THEN started_at / 1000000 + mended / 1000000 ELSE 0 END)
FROM incidents
GROUP BY started_at / 1000000 / 900 * 900, severity;
