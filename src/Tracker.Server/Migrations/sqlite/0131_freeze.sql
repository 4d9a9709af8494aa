-- Times in which nothing may start: again and again (cron), or once (starts_at, ends_at).
CREATE TABLE freeze_window(
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE,
    reason TEXT NOT NULL,
    service TEXT NOT NULL,
    environment TEXT NOT NULL,
    cron TEXT NOT NULL,
    duration_seconds INTEGER NOT NULL,
    zone TEXT NOT NULL,
    starts_at INTEGER,
    ends_at INTEGER,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX ix_freeze_window_scope ON freeze_window(service, environment);
