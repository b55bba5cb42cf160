-- Whom status pages tell: subscribers, what they are told, and each letter with what became of it.

INSERT INTO counters (name, value) VALUES ('announcements', 0);

CREATE TABLE subscribers (
    id TEXT PRIMARY KEY,
    page TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('email', 'webhook', 'slack')),
    target TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    refused_at BIGINT,
    refused_because TEXT,
    UNIQUE (page, kind, target)
);

CREATE TABLE subscriber_components (
    subscriber_id TEXT NOT NULL,
    component TEXT NOT NULL,
    PRIMARY KEY (subscriber_id, component)
);

CREATE TABLE announcements (
    id TEXT PRIMARY KEY,
    page TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX announcements_of_incident ON announcements (incident_id, page);
CREATE INDEX announcements_by_age ON announcements (created_at);

-- A letter to a subscriber tells an announcement; one to somebody who asked to subscribe tells none.
CREATE TABLE letters (
    id TEXT PRIMARY KEY,
    page TEXT NOT NULL,
    address TEXT NOT NULL,
    subscriber_id TEXT,
    announcement TEXT,
    components TEXT NOT NULL,
    urgency BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'refused', 'failed')),
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    error TEXT,
    created_at BIGINT NOT NULL,
    tried_at BIGINT
);

CREATE INDEX letters_pending ON letters (urgency, due_at, id) WHERE state = 'pending';
CREATE INDEX letters_by_address ON letters (address, created_at) WHERE subscriber_id IS NULL;
CREATE INDEX letters_of_subscriber ON letters (subscriber_id);
CREATE INDEX letters_of_announcement ON letters (announcement);
CREATE INDEX letters_by_age ON letters (created_at) WHERE state <> 'pending';

-- A webhook of a status page hears what the public may know, and nothing else.
ALTER TABLE webhooks ADD COLUMN page TEXT;
