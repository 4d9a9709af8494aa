-- The feed from any moment backwards.
CREATE INDEX ix_activity_at ON activity(at, id);

-- What happened to one service before a moment, and what concerned none or all of them: a row is in one of the two.
CREATE INDEX ix_activity_service ON activity(service, at, id) WHERE service IS NOT NULL;
CREATE INDEX ix_activity_no_service ON activity(at, id) WHERE service IS NULL;

CREATE INDEX ix_activity_host ON activity(host, at, id) WHERE host IS NOT NULL;
