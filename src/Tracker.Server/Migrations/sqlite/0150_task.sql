-- What should keep happening. Durations and instants are microseconds, days count from 0001-01-01 in the task's zone.
CREATE TABLE task(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ping_id BLOB NOT NULL UNIQUE,
    badge_id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    datapoints INTEGER NOT NULL,
    tolerance INTEGER NOT NULL,
    period INTEGER,
    cron TEXT,
    grace INTEGER NOT NULL,
    max_run INTEGER,
    early INTEGER,
    timezone TEXT NOT NULL,
    tags TEXT NOT NULL,
    service TEXT,
    environment TEXT,
    host TEXT,
    created_at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    state_since INTEGER NOT NULL,
    why TEXT NOT NULL,
    expected_at INTEGER,
    next_deadline INTEGER,
    started_at INTEGER,
    started_rid BLOB,
    last_run_at INTEGER,
    last_duration INTEGER,
    paused_until INTEGER,
    pings INTEGER NOT NULL
);
CREATE INDEX ix_task_next_deadline ON task(next_deadline) WHERE next_deadline IS NOT NULL;
CREATE INDEX ix_task_slug ON task(slug);

CREATE TABLE job(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    duration INTEGER,
    early INTEGER NOT NULL
);
CREATE INDEX ix_job_task ON job(task_id, id);

-- One row for each day of a task that has jobs: what the daily rule counts.
CREATE TABLE task_day(
    task_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    jobs INTEGER NOT NULL,
    PRIMARY KEY(task_id, day)
) WITHOUT ROWID;

CREATE TABLE task_change(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    from_state INTEGER NOT NULL,
    to_state INTEGER NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX ix_task_change_task ON task_change(task_id, id);

-- The newest calls of each task, numbered within it.
CREATE TABLE ping(
    task_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    exit_status INTEGER,
    rid BLOB,
    duration INTEGER,
    method TEXT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY(task_id, n)
) WITHOUT ROWID;

-- The key in the addresses that name a task by its slug.
CREATE TABLE ping_key(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    text TEXT NOT NULL
);

-- When Tracker last looked at its tasks, and the times in which it did not run.
CREATE TABLE task_watch(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    seen_at INTEGER NOT NULL
);
CREATE TABLE task_gap(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL
);
