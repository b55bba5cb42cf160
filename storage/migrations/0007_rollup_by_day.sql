-- Statistics in quarters, hours and days of UTC (`width`, in seconds), so that a month of a million incidents is a few rows;
-- the severities side by side. The others are as before.
ALTER TABLE rollup RENAME TO rollup_by_severity;
CREATE TABLE rollup (
    width BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    critical BIGINT NOT NULL,
    major BIGINT NOT NULL,
    minor BIGINT NOT NULL,
    warning BIGINT NOT NULL,
    none BIGINT NOT NULL,
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
    PRIMARY KEY (width, bucket)
);
INSERT INTO rollup
SELECT
    widths.width,
    bucket / widths.width * widths.width,
    SUM(CASE WHEN severity = 'critical' THEN incidents ELSE 0 END),
    SUM(CASE WHEN severity = 'major' THEN incidents ELSE 0 END),
    SUM(CASE WHEN severity = 'minor' THEN incidents ELSE 0 END),
    SUM(CASE WHEN severity = 'warning' THEN incidents ELSE 0 END),
    SUM(CASE WHEN severity = 'none' THEN incidents ELSE 0 END),
    SUM(waiting),
    SUM(acknowledged),
    SUM(resolved),
    SUM(past),
    SUM(maintenance),
    SUM(mtta_total),
    SUM(mtta_count),
    SUM(mttr_total),
    SUM(mttr_count),
    SUM(downtime_total),
    SUM(running_count),
    SUM(running_base)
FROM rollup_by_severity
CROSS JOIN (SELECT 900 AS width UNION ALL SELECT 3600 UNION ALL SELECT 86400) AS widths
GROUP BY widths.width, bucket / widths.width * widths.width;
DROP TABLE rollup_by_severity;
