CREATE TABLE event(
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE,
    slack_id TEXT,
    created_at INTEGER NOT NULL,
    -- Where it stands in time: its start, else its creation; and where its span ends.
    sort_at INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    -- Calendar month (UTC) of sort_at: year * 12 + month - 1.
    month INTEGER NOT NULL,
    title TEXT NOT NULL,
    message TEXT NOT NULL,
    source TEXT NOT NULL,
    type INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    status INTEGER NOT NULL,
    environment INTEGER NOT NULL,
    impact INTEGER NOT NULL,
    service TEXT NOT NULL,
    owner TEXT NOT NULL,
    version TEXT NOT NULL,
    host TEXT NOT NULL,
    tags TEXT NOT NULL,
    related_uuid BLOB,
    start_date INTEGER,
    end_date INTEGER,
    notification INTEGER NOT NULL,
    notifications TEXT NOT NULL,
    stake_holders TEXT NOT NULL,
    pull_request_link TEXT NOT NULL,
    ticket TEXT NOT NULL,
    -- Microseconds.
    duration INTEGER
);
-- The newest first, and every filter of short values answered from the index alone.
CREATE INDEX ix_event_time ON event(sort_at, id, type, status, environment, priority, impact, month, service, owner, source);
CREATE INDEX ix_event_service ON event(service, sort_at, id);
CREATE INDEX ix_event_type ON event(type, sort_at, id);
CREATE INDEX ix_event_slack ON event(slack_id) WHERE slack_id IS NOT NULL;
CREATE INDEX ix_event_related ON event(related_uuid) WHERE related_uuid IS NOT NULL;
-- Events that last: few rows, to find those that reach into a range from before it.
CREATE INDEX ix_event_span ON event(span_end, sort_at) WHERE span_end > sort_at;
-- What has not ended by its own word: few rows among many, to find what still runs from before a range, with what it
-- is filtered by.
CREATE INDEX ix_event_open ON event(status, sort_at, id, type, service, environment, end_date, uuid) WHERE status IN (1, 9, 12);

CREATE TABLE event_change(
    id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL REFERENCES event(id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    principal TEXT NOT NULL,
    change_type INTEGER NOT NULL,
    field TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    comment TEXT NOT NULL
);
CREATE INDEX ix_event_change_event ON event_change(event_id, id);

-- Full text, filled in the background from the change feed.
CREATE VIRTUAL TABLE event_text USING fts5(
    title, message, service, owner, source, links, tags, tokenize = 'unicode61 remove_diacritics 2'
);
