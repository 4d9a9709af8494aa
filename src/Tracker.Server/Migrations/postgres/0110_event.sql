CREATE TABLE event(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    slack_id TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    -- Where it stands in time: its start, else its creation; and where its span ends.
    sort_at BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    -- Calendar month (UTC) of sort_at: year * 12 + month - 1.
    month INTEGER NOT NULL,
    title TEXT NOT NULL,
    message TEXT NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    type INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    status INTEGER NOT NULL,
    environment INTEGER NOT NULL,
    impact BOOLEAN NOT NULL,
    service TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    version TEXT NOT NULL,
    host TEXT NOT NULL,
    tags TEXT NOT NULL,
    related_uuid UUID,
    start_date BIGINT,
    end_date BIGINT,
    notification BOOLEAN NOT NULL,
    notifications TEXT NOT NULL,
    stake_holders TEXT NOT NULL,
    pull_request_link TEXT NOT NULL,
    ticket TEXT NOT NULL,
    -- Microseconds.
    duration BIGINT
);
-- The newest first, and every filter of short values answered from the index alone.
CREATE INDEX ix_event_time ON event(sort_at, id) INCLUDE (type, status, environment, priority, impact, month, service, owner, source);
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
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id BIGINT NOT NULL REFERENCES event(id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    principal TEXT NOT NULL,
    change_type INTEGER NOT NULL,
    field TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    comment TEXT NOT NULL
);
CREATE INDEX ix_event_change_event ON event_change(event_id, id);

-- Full text, filled in the background from the change feed.
CREATE TABLE event_text(
    event_id BIGINT PRIMARY KEY REFERENCES event(id) ON DELETE CASCADE,
    document TSVECTOR NOT NULL
);
CREATE INDEX ix_event_text ON event_text USING gin(document);
