-- The day of a zone for which its daily tasks were judged. At midnight those that change are found by reading and are the
-- only ones written, so that they have no deadline of their own.
CREATE TABLE task_zone(
    timezone TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    day BIGINT NOT NULL
);
CREATE INDEX ix_task_daily ON task(timezone, id) WHERE period IS NULL AND cron IS NULL;
UPDATE task SET next_deadline = NULL WHERE period IS NULL AND cron IS NULL AND state <> 4;
