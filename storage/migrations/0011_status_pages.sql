-- What status pages show: their components, which incidents are published on which page, and which updates with them.

ALTER TABLE status_pages ADD COLUMN zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE status_pages ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE status_pages ADD COLUMN logo TEXT;
ALTER TABLE status_pages ADD COLUMN version BIGINT NOT NULL DEFAULT 0;

ALTER TABLE people ADD COLUMN standing TEXT NOT NULL DEFAULT '';

CREATE TABLE components (
    page TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    group_name TEXT NOT NULL,
    position BIGINT NOT NULL,
    monitors TEXT NOT NULL,
    PRIMARY KEY (page, id)
);

CREATE TABLE publications (
    page TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    title TEXT,
    published_at BIGINT NOT NULL,
    withdrawn BIGINT NOT NULL,
    active BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    PRIMARY KEY (page, incident_id)
);

CREATE INDEX publications_of_incident ON publications (incident_id);
CREATE INDEX publications_by_start ON publications (page, withdrawn, active, started_at);

CREATE TABLE published_updates (
    page TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    said TEXT NOT NULL,
    status TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    corrected_at BIGINT,
    PRIMARY KEY (page, event_id)
);

CREATE INDEX published_updates_of_incident ON published_updates (incident_id, page, position);
