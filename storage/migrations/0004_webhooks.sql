-- Outgoing webhooks: who wants to hear of what, and each message with what became of it.

INSERT INTO counters (name, value) VALUES ('webhook_deliveries', 0);

CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    events TEXT NOT NULL,
    secret TEXT NOT NULL,
    former_secret TEXT,
    former_until BIGINT,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    disabled_because TEXT
);

CREATE TABLE webhook_deliveries (
    position BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    webhook_id TEXT NOT NULL,
    incident_id TEXT,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    status BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL,
    tried_at BIGINT
);

CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (webhook_id, position) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_of_webhook ON webhook_deliveries (webhook_id, position);
CREATE INDEX webhook_deliveries_of_incident ON webhook_deliveries (incident_id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at) WHERE state <> 'pending';

-- What was answered about an incident goes with it.
ALTER TABLE answers ADD COLUMN incident_id TEXT;
CREATE INDEX answers_of_incident ON answers (incident_id) WHERE incident_id IS NOT NULL;
