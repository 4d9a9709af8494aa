-- What systems are up to. Instants and durations are microseconds.
CREATE TABLE timeline_context(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    service TEXT,
    environment TEXT,
    host TEXT,
    tags TEXT NOT NULL,
    -- What is kept: so many timelines, or days; NULL means no such limit.
    keep_timelines INTEGER,
    keep_days INTEGER,
    -- How long an event may stay open before it counts as abandoned.
    open_timeout INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);

-- When each timeline of a context begins; it ends where the next one begins. The first one, which nobody asked for, begins
-- before everything else: at the least number there is.
CREATE TABLE timeline(
    context_id INTEGER NOT NULL,
    starts INTEGER NOT NULL,
    label TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY(context_id, starts)
) WITHOUT ROWID;
CREATE INDEX ix_timeline_label ON timeline(context_id, label) WHERE label <> '';

-- The name and host of events.
CREATE TABLE timeline_key(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    context_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    UNIQUE(context_id, name, host)
);

-- What the messages say, each of them once: a start with the end that belongs to it, an end without a start, a point.
CREATE TABLE timeline_run(
    context_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    -- 0 a start, 1 an end without one, 2 a point in time.
    kind INTEGER NOT NULL,
    ended INTEGER,
    status INTEGER NOT NULL,
    -- Whether it never ended and the same began again.
    superseded INTEGER NOT NULL,
    PRIMARY KEY(context_id, start, key_id, kind)
) WITHOUT ROWID;
CREATE INDEX ix_timeline_run_key ON timeline_run(key_id, start) WHERE kind <> 2;
