-- Which server looks at a monitor, and until when no other one does; times are microseconds.
CREATE TABLE check_leases (
    monitor_id TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL
);
