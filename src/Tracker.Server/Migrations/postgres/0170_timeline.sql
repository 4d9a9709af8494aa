-- What systems are up to. Instants and durations are microseconds.
CREATE TABLE timeline_context(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    description TEXT NOT NULL,
    service TEXT,
    environment TEXT,
    host TEXT,
    tags TEXT NOT NULL,
    -- What is kept: so many timelines, or days; NULL means no such limit.
    keep_timelines BIGINT,
    keep_days BIGINT,
    -- How long an event may stay open before it counts as abandoned.
    open_timeout BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- When each timeline of a context begins; it ends where the next one begins. The first one, which nobody asked for, begins
-- before everything else: at the least number there is.
CREATE TABLE timeline(
    context_id BIGINT NOT NULL,
    starts BIGINT NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY(context_id, starts)
);
CREATE INDEX ix_timeline_label ON timeline(context_id, label) WHERE label <> '';

-- The name and host of events.
CREATE TABLE timeline_key(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    context_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    host TEXT COLLATE "C" NOT NULL,
    UNIQUE(context_id, name, host)
);

-- What the messages say, each of them once: a start with the end that belongs to it, an end without a start, a point.
CREATE TABLE timeline_run(
    context_id BIGINT NOT NULL,
    start BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    -- 0 a start, 1 an end without one, 2 a point in time.
    kind BIGINT NOT NULL,
    ended BIGINT,
    status BIGINT NOT NULL,
    -- Whether it never ended and the same began again.
    superseded BOOLEAN NOT NULL,
    PRIMARY KEY(context_id, start, key_id, kind)
);
CREATE INDEX ix_timeline_run_key ON timeline_run(key_id, start) WHERE kind <> 2;
