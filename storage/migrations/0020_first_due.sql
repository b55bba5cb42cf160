-- Since when something is owed: a retry moves due_at alone. Of what was tried before, the first try is all we know.
ALTER TABLE outbox ADD COLUMN first_due_at BIGINT NOT NULL DEFAULT 0;

UPDATE outbox SET first_due_at = CASE WHEN first_claimed_at < due_at THEN first_claimed_at ELSE due_at END;

-- Old reminders are settled after cards, threads and notices now.
UPDATE outbox SET priority = CASE lane
    WHEN 'card' THEN 4
    WHEN 'thread' THEN 5
    WHEN 'notice' THEN 6
    WHEN 'farewell' THEN 7
    ELSE 8
END
WHERE lane IN ('settle', 'card', 'thread', 'notice', 'farewell');
