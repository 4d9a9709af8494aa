-- What a channel did not get because too much waited already; untold is what no delivery has told of yet.
ALTER TABLE notification_channel ADD COLUMN dropped BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notification_channel ADD COLUMN untold BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notification_channel ADD COLUMN dropped_at BIGINT;

-- Grows with every change of a channel or a rule: who has a copy of the rules can tell by it whether the copy is right.
CREATE TABLE notification_revision(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
);
INSERT INTO notification_revision(id, revision) VALUES (1, 0);

-- Rules are matched in memory.
DROP INDEX ix_notification_rule_match;

-- Deliveries are claimed channel by channel.
CREATE INDEX ix_outbox_target ON outbox(target, due_at, id) WHERE state = 0;
DROP INDEX ix_outbox_due;
