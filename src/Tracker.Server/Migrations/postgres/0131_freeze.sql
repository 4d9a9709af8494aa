-- Times in which nothing may start: again and again (cron), or once (starts_at, ends_at).
CREATE TABLE freeze_window(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    reason TEXT NOT NULL,
    service TEXT COLLATE "C" NOT NULL,
    environment TEXT COLLATE "C" NOT NULL,
    cron TEXT NOT NULL,
    duration_seconds BIGINT NOT NULL,
    zone TEXT NOT NULL,
    starts_at BIGINT,
    ends_at BIGINT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX ix_freeze_window_scope ON freeze_window(service, environment);
