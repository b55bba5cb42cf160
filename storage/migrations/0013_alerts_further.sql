-- The escalation policy that a rule or a monitor chose for an incident; NULL is the default one.
ALTER TABLE incidents ADD COLUMN escalation TEXT;

-- What somebody acknowledged at the source, which may be one of many for which an incident stands; and the labels, by
-- which a source is told of it again.
ALTER TABLE alerts ADD COLUMN acknowledged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alerts ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';

-- Whether the group belongs to its incident because that is a storm.
ALTER TABLE alert_groups ADD COLUMN swallowed BIGINT NOT NULL DEFAULT 0;

-- What a source was told of an alert: the last state, and where it has a name, the silence that was made for it.
CREATE TABLE told_back (
    incident_id TEXT NOT NULL,
    source TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    silence TEXT,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (incident_id, source, fingerprint)
);
