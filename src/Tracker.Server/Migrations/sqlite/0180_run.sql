-- What commands cost. Instants and durations are microseconds, usage and thresholds millionths of the whole machine.
CREATE TABLE run(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    threshold INTEGER NOT NULL,
    -- How often a sample is announced to come; NULL when that was not said.
    "interval" INTEGER,
    parent_id INTEGER,
    host TEXT,
    service TEXT,
    environment TEXT,
    tags TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    -- No sample lies before this. Where the server chose the start, the clock of who reports may be a little behind.
    earliest_at INTEGER NOT NULL,
    ended_at INTEGER,
    lost INTEGER NOT NULL,
    -- When it counts as lost unless a sample comes; NULL once it has ended.
    lost_at INTEGER,
    -- What the wrapper tells at the end.
    exit_code INTEGER,
    cpu_time INTEGER,
    peak_memory INTEGER,
    read_bytes INTEGER,
    written_bytes INTEGER,
    children INTEGER,
    -- The sum of its samples.
    samples INTEGER NOT NULL,
    usage_sum INTEGER NOT NULL,
    usage_least INTEGER NOT NULL,
    usage_most INTEGER NOT NULL,
    -- Time above the threshold from the first sample to the last one.
    above INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    last_usage INTEGER NOT NULL
);
CREATE INDEX ix_run_owner ON run(owner, id);
CREATE INDEX ix_run_name ON run(owner, name, id);
CREATE INDEX ix_run_lost_at ON run(lost_at) WHERE lost_at IS NOT NULL;
CREATE INDEX ix_run_ended_at ON run(ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX ix_run_parent ON run(parent_id) WHERE parent_id IS NOT NULL;

-- A stretch of a run's samples in the order of time; no two overlap.
CREATE TABLE run_chunk(
    run_id INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    usage_sum INTEGER NOT NULL,
    usage_least INTEGER NOT NULL,
    usage_most INTEGER NOT NULL,
    above INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    last_usage INTEGER NOT NULL,
    -- How many samples lie in each hundredth of the machine.
    bins BLOB NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY(run_id, first_at)
);

-- Runs that were deleted, whose samples still are to be.
CREATE TABLE run_gone(
    run_id INTEGER PRIMARY KEY
);
