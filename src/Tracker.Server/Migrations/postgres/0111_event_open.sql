-- What has not ended by its own word: few rows among many, to find what still runs from before a range, with what it
-- is filtered by.
CREATE INDEX ix_event_open ON event(status, sort_at, id, type, service, environment, end_date, uuid) WHERE status IN (1, 9, 12);
