-- Alerts by what their source calls them: the state of each, and the incident that it belongs to. A group is the
-- source's own; it belongs to one incident at a time.

CREATE TABLE alert_groups (
    source TEXT NOT NULL,
    group_key TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    PRIMARY KEY (source, group_key)
);

CREATE INDEX alert_groups_by_age ON alert_groups (opened_at);
CREATE INDEX alert_groups_of_incident ON alert_groups (incident_id);

CREATE TABLE alerts (
    source TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    group_key TEXT NOT NULL,
    firing BIGINT NOT NULL,
    severity TEXT,
    service TEXT,
    title TEXT NOT NULL,
    verdict TEXT NOT NULL,
    incident_id TEXT,
    times BIGINT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    PRIMARY KEY (source, fingerprint)
);

CREATE INDEX alerts_firing_of_incident ON alerts (incident_id) WHERE firing = 1;
CREATE INDEX alerts_by_age ON alerts (last_seen_at);

-- What could not be read, for a week, so that it can be read again by a better reader.
CREATE TABLE quarantine (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    headers TEXT NOT NULL,
    query TEXT NOT NULL,
    payload TEXT NOT NULL,
    problem TEXT NOT NULL,
    actor TEXT NOT NULL,
    received_at BIGINT NOT NULL
);

CREATE INDEX quarantine_by_age ON quarantine (received_at);

-- Servers on one database take turns at it.
INSERT INTO counters (name, value) VALUES ('alerts', 0);
