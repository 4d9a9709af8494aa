-- Daily tasks of a zone fall due together at midnight; those with a schedule do not wait behind them.
DROP INDEX ix_task_next_deadline;
CREATE INDEX ix_task_due_scheduled ON task(next_deadline) WHERE next_deadline IS NOT NULL AND NOT (period IS NULL AND cron IS NULL);
CREATE INDEX ix_task_due_daily ON task(next_deadline) WHERE next_deadline IS NOT NULL AND period IS NULL AND cron IS NULL;
