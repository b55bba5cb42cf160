-- name: add
INSERT INTO rollup (
    bucket, severity, incidents, waiting, acknowledged, resolved, past, maintenance, mtta_total, mtta_count,
    mttr_total, mttr_count, downtime_total, running_count, running_base
) VALUES (
    :bucket, :severity, :incidents, :waiting, :acknowledged, :resolved, :past, :maintenance, :mtta_total,
    :mtta_count, :mttr_total, :mttr_count, :downtime_total, :running_count, :running_base
)
ON CONFLICT (bucket, severity) DO UPDATE SET
    incidents = rollup.incidents + excluded.incidents,
    waiting = rollup.waiting + excluded.waiting,
    acknowledged = rollup.acknowledged + excluded.acknowledged,
    resolved = rollup.resolved + excluded.resolved,
    past = rollup.past + excluded.past,
    maintenance = rollup.maintenance + excluded.maintenance,
    mtta_total = rollup.mtta_total + excluded.mtta_total,
    mtta_count = rollup.mtta_count + excluded.mtta_count,
    mttr_total = rollup.mttr_total + excluded.mttr_total,
    mttr_count = rollup.mttr_count + excluded.mttr_count,
    downtime_total = rollup.downtime_total + excluded.downtime_total,
    running_count = rollup.running_count + excluded.running_count,
    running_base = rollup.running_base + excluded.running_base

-- name: between
SELECT * FROM rollup WHERE bucket >= :first AND bucket < :beyond ORDER BY bucket, severity
