-- When its result, success or failure, was reached: its end, else the moment of the write that made it a result. NULL
-- while it has none.
ALTER TABLE event ADD COLUMN reached_at INTEGER;
UPDATE event SET reached_at = COALESCE(
    end_date, CASE WHEN related_uuid IS NULL AND duration IS NOT NULL THEN created_at + duration ELSE created_at END)
WHERE status IN (2, 3);
-- What runs where: the successful deployments of a service in an environment, the newest at the end.
CREATE INDEX ix_event_deployed ON event(service, environment, reached_at, id) WHERE type = 1 AND status = 3;
