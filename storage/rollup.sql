-- name: add
INSERT INTO rollup (
    width, bucket,
    critical, major, minor, warning, none, waiting, acknowledged, resolved, past, maintenance, drill,
    mtta_total, mtta_count, mttr_total, mttr_count, downtime_total, running_count, running_base
)
SELECT
    widths.width, :key / widths.width * widths.width,
    :critical, :major, :minor, :warning, :none, :waiting, :acknowledged, :resolved, :past,
    :maintenance, :drill, :mtta_total, :mtta_count, :mttr_total, :mttr_count, :downtime_total,
    :running_count, :running_base
FROM (SELECT 900 AS width UNION ALL SELECT 3600 UNION ALL SELECT 86400) AS widths
WHERE widths.width > 0
ON CONFLICT (width, bucket) DO UPDATE SET
    critical = rollup.critical + excluded.critical,
    major = rollup.major + excluded.major,
    minor = rollup.minor + excluded.minor,
    warning = rollup.warning + excluded.warning,
    none = rollup.none + excluded.none,
    waiting = rollup.waiting + excluded.waiting,
    acknowledged = rollup.acknowledged + excluded.acknowledged,
    resolved = rollup.resolved + excluded.resolved,
    past = rollup.past + excluded.past,
    maintenance = rollup.maintenance + excluded.maintenance,
    drill = rollup.drill + excluded.drill,
    mtta_total = rollup.mtta_total + excluded.mtta_total,
    mtta_count = rollup.mtta_count + excluded.mtta_count,
    mttr_total = rollup.mttr_total + excluded.mttr_total,
    mttr_count = rollup.mttr_count + excluded.mttr_count,
    downtime_total = rollup.downtime_total + excluded.downtime_total,
    running_count = rollup.running_count + excluded.running_count,
    running_base = rollup.running_base + excluded.running_base

-- name: counted
SELECT
    (SELECT MIN(bucket) FROM rollup WHERE width = :width) AS first,
    (SELECT MAX(bucket) FROM rollup WHERE width = :width) AS last

-- name: by_day
SELECT
    (rollup.bucket + :offset) / 86400 AS day,
    CAST(SUM(rollup.critical) AS BIGINT) AS critical,
    CAST(SUM(rollup.major) AS BIGINT) AS major,
    CAST(SUM(rollup.minor) AS BIGINT) AS minor,
    CAST(SUM(rollup.warning) AS BIGINT) AS warning,
    CAST(SUM(rollup.none) AS BIGINT) AS none,
    CAST(SUM(rollup.waiting) AS BIGINT) AS waiting,
    CAST(SUM(rollup.acknowledged) AS BIGINT) AS acknowledged,
    CAST(SUM(rollup.resolved) AS BIGINT) AS resolved,
    CAST(SUM(rollup.past) AS BIGINT) AS past,
    CAST(SUM(rollup.maintenance) AS BIGINT) AS maintenance,
    CAST(SUM(rollup.drill) AS BIGINT) AS drill,
    CAST(SUM(rollup.mtta_total) AS BIGINT) AS mtta_total,
    CAST(SUM(rollup.mtta_count) AS BIGINT) AS mtta_count,
    CAST(SUM(rollup.mttr_total) AS BIGINT) AS mttr_total,
    CAST(SUM(rollup.mttr_count) AS BIGINT) AS mttr_count,
    CAST(SUM(rollup.downtime_total) AS BIGINT) AS downtime_total,
    CAST(SUM(rollup.running_count) AS BIGINT) AS running_count,
    CAST(SUM(rollup.running_base) AS BIGINT) AS running_base
FROM rollup AS days
CROSS JOIN rollup -- which SQLite takes for the order of its loops
WHERE
    days.width = 86400 AND days.bucket > :first - 86400 AND days.bucket < :beyond
    AND rollup.width = :width
    AND rollup.bucket >= days.bucket + :begin AND rollup.bucket < days.bucket + :end
    AND rollup.bucket >= :first AND rollup.bucket < :beyond
GROUP BY 1
