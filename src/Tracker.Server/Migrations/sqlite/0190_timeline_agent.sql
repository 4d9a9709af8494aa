-- What an agent keeps until it is delivered: its own store has nothing else.
CREATE TABLE timeline_spool(
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    context TEXT NOT NULL,
    -- A datagram, as JSON.
    message TEXT NOT NULL
);

-- By which a reader tells a spool that was begun anew from the one it knows.
CREATE TABLE timeline_spool_id(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    uuid BLOB NOT NULL
);

-- Agents whose spools this server reads.
CREATE TABLE timeline_agent(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    -- Sealed with a key that does not lie here.
    key BLOB NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- How far its spool is stored here.
    spool BLOB,
    acknowledged INTEGER NOT NULL DEFAULT 0,
    messages INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER,
    error TEXT NOT NULL DEFAULT ''
);
