CREATE TABLE user_account(
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- In lower case: two people may not differ by case alone.
    folded TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    scope INTEGER NOT NULL,
    -- Changes when open sessions must end.
    stamp BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER,
    signed_in_at INTEGER
);

-- A key is valid while its row is there; only its hash is kept.
CREATE TABLE api_key(
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL UNIQUE,
    scope INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    used_at INTEGER
);

-- A signed token is valid while its row is there.
CREATE TABLE access_token(
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES user_account(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    scope INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX ix_access_token_user ON access_token(user_id, id);
CREATE INDEX ix_access_token_expires ON access_token(expires_at);

-- The server's own secrets, sealed with a key that does not lie here.
CREATE TABLE secret(
    name TEXT PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;
