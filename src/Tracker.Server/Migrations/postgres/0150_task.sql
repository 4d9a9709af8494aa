-- What should keep happening. Durations and instants are microseconds, days count from 0001-01-01 in the task's zone.
CREATE TABLE task(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ping_id UUID NOT NULL UNIQUE,
    badge_id UUID NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    slug TEXT COLLATE "C" NOT NULL,
    datapoints BIGINT NOT NULL,
    tolerance BIGINT NOT NULL,
    period BIGINT,
    cron TEXT,
    grace BIGINT NOT NULL,
    max_run BIGINT,
    early BIGINT,
    timezone TEXT COLLATE "C" NOT NULL,
    tags TEXT NOT NULL,
    service TEXT,
    environment TEXT,
    host TEXT,
    created_at BIGINT NOT NULL,
    state BIGINT NOT NULL,
    state_since BIGINT NOT NULL,
    why TEXT NOT NULL,
    expected_at BIGINT,
    next_deadline BIGINT,
    started_at BIGINT,
    started_rid UUID,
    last_run_at BIGINT,
    last_duration BIGINT,
    paused_until BIGINT,
    pings BIGINT NOT NULL
);
CREATE INDEX ix_task_next_deadline ON task(next_deadline) WHERE next_deadline IS NOT NULL;
CREATE INDEX ix_task_slug ON task(slug);

CREATE TABLE job(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    at BIGINT NOT NULL,
    duration BIGINT,
    early BIGINT NOT NULL
);
CREATE INDEX ix_job_task ON job(task_id, id);

-- One row for each day of a task that has jobs: what the daily rule counts.
CREATE TABLE task_day(
    task_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    jobs BIGINT NOT NULL,
    PRIMARY KEY(task_id, day)
);

CREATE TABLE task_change(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    from_state BIGINT NOT NULL,
    to_state BIGINT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX ix_task_change_task ON task_change(task_id, id);

-- The newest calls of each task, numbered within it.
CREATE TABLE ping(
    task_id BIGINT NOT NULL,
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    exit_status BIGINT,
    rid UUID,
    duration BIGINT,
    method TEXT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY(task_id, n)
);

-- The key in the addresses that name a task by its slug.
CREATE TABLE ping_key(
    id BIGINT PRIMARY KEY CHECK(id = 1),
    text TEXT NOT NULL
);

-- When Tracker last looked at its tasks, and the times in which it did not run.
CREATE TABLE task_watch(
    id BIGINT PRIMARY KEY CHECK(id = 1),
    seen_at BIGINT NOT NULL
);
CREATE TABLE task_gap(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL
);
