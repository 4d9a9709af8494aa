-- What is held: a row for each lock. One whose time is over counts as free, and whoever meets it removes it.
CREATE TABLE lock_held(
    -- The fencing token: given once, and only while its scope is closed to others, so it grows as time does.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    service TEXT NOT NULL,
    environment TEXT NOT NULL,
    resource TEXT NOT NULL,
    who TEXT NOT NULL,
    -- Who may release it: the principal's id; empty when it was taken without credentials.
    principal TEXT NOT NULL,
    principal_name TEXT NOT NULL,
    event_id TEXT NOT NULL,
    -- The same where it is a UUID.
    event_uuid BLOB,
    reason TEXT NOT NULL,
    automatic INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- Microseconds; 0 means until it is released.
    ttl INTEGER NOT NULL,
    expires_at INTEGER
);
-- What makes a lock exclusive.
CREATE UNIQUE INDEX ux_lock_held_scope ON lock_held(service, environment, resource);
CREATE INDEX ix_lock_held_event ON lock_held(event_uuid) WHERE event_uuid IS NOT NULL;
CREATE INDEX ix_lock_held_expiry ON lock_held(expires_at) WHERE expires_at IS NOT NULL;

-- Who waits, in the order of arrival.
CREATE TABLE lock_waiter(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    service TEXT NOT NULL,
    environment TEXT NOT NULL,
    resource TEXT NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    event_id TEXT NOT NULL,
    -- The caller and its idempotency key, by which a retry finds its place.
    request_key TEXT,
    created_at INTEGER NOT NULL,
    -- When it gives up.
    until INTEGER NOT NULL,
    -- Its server renews this; one that died loses its place.
    alive_until INTEGER NOT NULL,
    -- The process that waits for the caller.
    server TEXT NOT NULL
);
CREATE INDEX ix_lock_waiter_scope ON lock_waiter(service, environment, resource, id);
CREATE UNIQUE INDEX ux_lock_waiter_request ON lock_waiter(request_key) WHERE request_key IS NOT NULL;
CREATE INDEX ix_lock_waiter_server ON lock_waiter(server);

-- Locks that their holders did not give back themselves, as they were held.
CREATE TABLE lock_lost(
    id INTEGER PRIMARY KEY,
    token INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    service TEXT NOT NULL,
    environment TEXT NOT NULL,
    resource TEXT NOT NULL,
    who TEXT NOT NULL,
    principal_name TEXT NOT NULL,
    event_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    automatic INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    ttl INTEGER NOT NULL,
    expires_at INTEGER,
    -- 1 forced, 2 expired.
    loss INTEGER NOT NULL,
    lost_at INTEGER NOT NULL,
    lost_by TEXT NOT NULL,
    lost_reason TEXT NOT NULL
);
CREATE INDEX ix_lock_lost_at ON lock_lost(lost_at);
