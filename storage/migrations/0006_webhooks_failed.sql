-- The messages that were given up are counted again and again, among many that were delivered.

CREATE INDEX webhook_deliveries_failed ON webhook_deliveries (webhook_id) WHERE state = 'failed';
