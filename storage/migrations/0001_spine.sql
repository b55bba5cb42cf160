-- Times are microseconds since 1970 UTC, booleans 0 or 1, lists and details JSON text.

CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO counters (name, value) VALUES ('incident', 0), ('timeline', 0), ('outbox', 0), ('checks', 0);

CREATE TABLE incidents (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    status TEXT NOT NULL,
    active BIGINT NOT NULL,
    channel TEXT,
    monitors TEXT NOT NULL,
    lead_id TEXT,
    lead_name TEXT,
    declared_at BIGINT NOT NULL,
    declared_by_kind TEXT NOT NULL,
    declared_by_id TEXT NOT NULL,
    declared_by_name TEXT NOT NULL,
    declared_by_door TEXT NOT NULL,
    moved_at BIGINT NOT NULL,
    moved_by_kind TEXT NOT NULL,
    moved_by_id TEXT NOT NULL,
    moved_by_name TEXT NOT NULL,
    moved_by_door TEXT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by_kind TEXT,
    acknowledged_by_id TEXT,
    acknowledged_by_name TEXT,
    acknowledged_by_door TEXT,
    last_update TEXT,
    last_update_at BIGINT,
    last_update_by_kind TEXT,
    last_update_by_id TEXT,
    last_update_by_name TEXT,
    last_update_by_door TEXT,
    started_at BIGINT NOT NULL,
    waiting_since BIGINT NOT NULL,
    first_acknowledged_at BIGINT,
    resolved_at BIGINT,
    mended BIGINT NOT NULL,
    round BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX incidents_active ON incidents (number) WHERE active = 1;
CREATE INDEX incidents_settled ON incidents (resolved_at, number) WHERE active = 0;

CREATE TABLE timeline (
    position BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    incident_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    actor_door TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    words TEXT NOT NULL,
    details TEXT NOT NULL
);

CREATE INDEX timeline_of_incident ON timeline (incident_id, position);

CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    lane TEXT NOT NULL,
    priority BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    incident_id TEXT,
    payload TEXT NOT NULL,
    generation BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'set_aside')),
    lease_until BIGINT,
    claimed_generation BIGINT,
    in_doubt BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    first_claimed_at BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);

CREATE INDEX outbox_in_order ON outbox (priority, due_at, id) WHERE state = 'pending';
CREATE INDEX outbox_waiting ON outbox (due_at) WHERE state = 'pending' AND lease_until IS NULL;
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'pending' AND lease_until IS NOT NULL;

CREATE INDEX outbox_of_incident ON outbox (incident_id, lane);

CREATE TABLE postings (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    incident_id TEXT,
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    thread_ts TEXT,
    person TEXT NOT NULL,
    round BIGINT NOT NULL,
    event_id TEXT,
    outbox_key TEXT NOT NULL,
    shown TEXT NOT NULL,
    remembered_at BIGINT NOT NULL,
    UNIQUE (channel, ts)
);

CREATE INDEX postings_of_incident ON postings (incident_id, kind);
CREATE INDEX postings_by_outbox_key ON postings (outbox_key);
CREATE INDEX postings_of_event ON postings (event_id);

CREATE TABLE answers (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    remembered_at BIGINT NOT NULL
);

CREATE INDEX answers_by_age ON answers (remembered_at);

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    tz TEXT NOT NULL,
    dm_channel TEXT NOT NULL
);

CREATE TABLE group_members (
    group_id TEXT PRIMARY KEY,
    members TEXT NOT NULL
);

CREATE TABLE snoozes (
    incident_id TEXT NOT NULL,
    round BIGINT NOT NULL,
    person TEXT NOT NULL,
    snoozed_until BIGINT NOT NULL,
    PRIMARY KEY (incident_id, round, person)
);

CREATE TABLE kept (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
