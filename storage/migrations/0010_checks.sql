-- What the built-in monitors found: how each stands, what was found lately, and the sums by hour of what was found before.

CREATE TABLE check_standings (
    monitor_id TEXT PRIMARY KEY,
    failing BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    successes BIGINT NOT NULL,
    since BIGINT,
    incident_id TEXT,
    last_at BIGINT NOT NULL,
    last_ok_at BIGINT,
    last_error TEXT NOT NULL,
    last_took BIGINT
);

CREATE TABLE check_results (
    monitor_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    region TEXT NOT NULL,
    failure_type TEXT,
    error TEXT NOT NULL,
    took BIGINT,
    status BIGINT,
    PRIMARY KEY (monitor_id, at, region)
);

CREATE INDEX check_results_by_age ON check_results (at);

CREATE TABLE check_rollup (
    monitor_id TEXT NOT NULL,
    hour BIGINT NOT NULL,
    checks BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    took_total BIGINT NOT NULL,
    took_count BIGINT NOT NULL,
    PRIMARY KEY (monitor_id, hour)
);
