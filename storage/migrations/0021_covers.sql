-- Who takes a rota over for a while, and who said so; what was said later has the higher number and counts.
-- Times are microseconds.
CREATE TABLE covers (
    number BIGINT PRIMARY KEY,
    rota TEXT NOT NULL,
    person TEXT NOT NULL,
    begins BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    by_kind TEXT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    by_door TEXT NOT NULL
);
CREATE INDEX covers_by_end ON covers (ends);

INSERT INTO counters (name, value) VALUES ('covers', 0);
