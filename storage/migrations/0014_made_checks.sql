-- The checks that were made over HTTP, beside those of the policy. What is wished of one is JSON; times are microseconds.

CREATE TABLE made_checks (
    monitor_id TEXT PRIMARY KEY,
    wishes TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
