CREATE TABLE user_account(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- In lower case: two people may not differ by case alone.
    folded TEXT COLLATE "C" NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    scope INTEGER NOT NULL,
    -- Changes when open sessions must end.
    stamp UUID NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    signed_in_at BIGINT
);

-- A key is valid while its row is there; only its hash is kept.
CREATE TABLE api_key(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    hash BYTEA NOT NULL UNIQUE,
    scope INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT
);

-- A signed token is valid while its row is there.
CREATE TABLE access_token(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    user_id BIGINT NOT NULL REFERENCES user_account(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    scope INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX ix_access_token_user ON access_token(user_id, id);
CREATE INDEX ix_access_token_expires ON access_token(expires_at);

-- The server's own secrets, sealed with a key that does not lie here.
CREATE TABLE secret(
    name TEXT PRIMARY KEY,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
