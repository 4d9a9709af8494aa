-- Who did something administrative or destructive.
CREATE TABLE audit(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    principal TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);

-- Rows stored by each principal on each UTC day (days since 0001-01-01).
CREATE TABLE quota_use(
    principal TEXT NOT NULL,
    day BIGINT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (principal, day)
);

CREATE TABLE data_protection_key(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

-- The feed over all modules: each row is written by its module, in the transaction of what it tells of.
-- What reads it brings its indexes: until then they would only slow every write down.
CREATE TABLE activity(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    module TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    severity INTEGER NOT NULL,
    title TEXT NOT NULL,
    link TEXT NOT NULL,
    service TEXT COLLATE "C",
    environment TEXT,
    host TEXT COLLATE "C",
    tags TEXT
);
