-- Drills, which statistics name and do not count. There were none before.
ALTER TABLE rollup ADD COLUMN drill BIGINT NOT NULL DEFAULT 0;
