-- What commands cost. Instants and durations are microseconds, usage and thresholds millionths of the whole machine.
CREATE TABLE run(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    owner_name TEXT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    description TEXT NOT NULL,
    threshold BIGINT NOT NULL,
    -- How often a sample is announced to come; NULL when that was not said.
    "interval" BIGINT,
    parent_id BIGINT,
    host TEXT,
    service TEXT,
    environment TEXT,
    tags TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    -- No sample lies before this. Where the server chose the start, the clock of who reports may be a little behind.
    earliest_at BIGINT NOT NULL,
    ended_at BIGINT,
    lost BIGINT NOT NULL,
    -- When it counts as lost unless a sample comes; NULL once it has ended.
    lost_at BIGINT,
    -- What the wrapper tells at the end.
    exit_code BIGINT,
    cpu_time BIGINT,
    peak_memory BIGINT,
    read_bytes BIGINT,
    written_bytes BIGINT,
    children BIGINT,
    -- The sum of its samples.
    samples BIGINT NOT NULL,
    usage_sum BIGINT NOT NULL,
    usage_least BIGINT NOT NULL,
    usage_most BIGINT NOT NULL,
    -- Time above the threshold from the first sample to the last one.
    above BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    last_usage BIGINT NOT NULL
);
CREATE INDEX ix_run_owner ON run(owner, id);
CREATE INDEX ix_run_name ON run(owner, name, id);
CREATE INDEX ix_run_lost_at ON run(lost_at) WHERE lost_at IS NOT NULL;
CREATE INDEX ix_run_ended_at ON run(ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX ix_run_parent ON run(parent_id) WHERE parent_id IS NOT NULL;

-- A stretch of a run's samples in the order of time; no two overlap.
CREATE TABLE run_chunk(
    run_id BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    usage_sum BIGINT NOT NULL,
    usage_least BIGINT NOT NULL,
    usage_most BIGINT NOT NULL,
    above BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    last_usage BIGINT NOT NULL,
    -- How many samples lie in each hundredth of the machine.
    bins BYTEA NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY(run_id, first_at)
);

-- Runs that were deleted, whose samples still are to be.
CREATE TABLE run_gone(
    run_id BIGINT PRIMARY KEY
);
