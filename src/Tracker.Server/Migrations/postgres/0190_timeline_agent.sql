-- What an agent keeps until it is delivered: its own store has nothing else.
CREATE TABLE timeline_spool(
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    context TEXT NOT NULL,
    -- A datagram, as JSON.
    message TEXT NOT NULL
);

-- By which a reader tells a spool that was begun anew from the one it knows.
CREATE TABLE timeline_spool_id(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    uuid UUID NOT NULL
);

-- Agents whose spools this server reads.
CREATE TABLE timeline_agent(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    url TEXT NOT NULL,
    -- Sealed with a key that does not lie here.
    key BYTEA NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- How far its spool is stored here.
    spool UUID,
    acknowledged BIGINT NOT NULL DEFAULT 0,
    messages BIGINT NOT NULL DEFAULT 0,
    seen_at BIGINT,
    error TEXT NOT NULL DEFAULT ''
);
