-- The newest row is never pruned, so that a number is never given twice (see ChangeFeed.PruneAsync).
CREATE TABLE change (
  sequence INTEGER PRIMARY KEY,
  topic    TEXT   NOT NULL,
  key      TEXT   NOT NULL,
  at       BIGINT NOT NULL
);

CREATE TABLE change_cursor (
  consumer TEXT   NOT NULL PRIMARY KEY,
  xid      BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  saved_at BIGINT NOT NULL
);

-- A released lease stays as a row: its token must never grow smaller.
CREATE TABLE lease (
  name       TEXT   NOT NULL PRIMARY KEY,
  holder     TEXT   NOT NULL,
  token      BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE idempotency (
  principal    TEXT   NOT NULL,
  method       TEXT   NOT NULL,
  key          TEXT   NOT NULL,
  request_hash BLOB   NOT NULL,
  answer       BLOB,
  at           BIGINT NOT NULL,
  PRIMARY KEY (principal, method, key)
);

CREATE INDEX ix_idempotency_at ON idempotency (at);

-- state: 0 waiting, 1 delivered, 2 dead. due_at is also when a claim ends; claim is the claim's growing token.
CREATE TABLE outbox (
  id          INTEGER PRIMARY KEY,
  delivery_id BLOB    NOT NULL UNIQUE,
  kind        TEXT    NOT NULL,
  target      TEXT    NOT NULL,
  payload     TEXT    NOT NULL,
  state       INTEGER NOT NULL DEFAULT 0,
  attempts    INTEGER NOT NULL DEFAULT 0,
  claim       BIGINT  NOT NULL DEFAULT 0,
  claimed_by  TEXT,
  due_at      BIGINT  NOT NULL,
  created_at  BIGINT  NOT NULL,
  ended_at    BIGINT
);

CREATE INDEX ix_outbox_due ON outbox (due_at, id) WHERE state = 0;
CREATE INDEX ix_outbox_state ON outbox (state, id);
CREATE INDEX ix_outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;

-- outcome: 1 delivered, 2 failed and will be tried again, 3 given up.
CREATE TABLE outbox_attempt (
  id        INTEGER PRIMARY KEY,
  outbox_id BIGINT  NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  at        BIGINT  NOT NULL,
  outcome   INTEGER NOT NULL,
  detail    TEXT    NOT NULL
);

CREATE INDEX ix_outbox_attempt ON outbox_attempt (outbox_id, id);
