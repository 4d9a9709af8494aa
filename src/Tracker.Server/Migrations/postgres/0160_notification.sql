-- Where alerts are sent.
CREATE TABLE notification_channel(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    -- Addresses and secrets, sealed with a key that does not lie here.
    config BYTEA NOT NULL,
    -- What may be shown of it.
    summary TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Which alerts go there; what is empty stands for any.
CREATE TABLE notification_rule(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid UUID NOT NULL UNIQUE,
    channel_id BIGINT NOT NULL REFERENCES notification_channel(id) ON DELETE CASCADE,
    -- A JSON array of patterns.
    kinds TEXT NOT NULL,
    service TEXT NOT NULL,
    environment TEXT NOT NULL,
    tag TEXT NOT NULL,
    subject TEXT NOT NULL,
    severity INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX ix_notification_rule_channel ON notification_rule(channel_id);
CREATE INDEX ix_notification_rule_match ON notification_rule(service, environment);

-- What a delivery tells of, to whom; the outbox has its state and its attempts.
CREATE TABLE notification_delivery(
    delivery_id UUID PRIMARY KEY REFERENCES outbox(delivery_id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    title TEXT NOT NULL
);
CREATE INDEX ix_notification_delivery_subject ON notification_delivery(subject);
