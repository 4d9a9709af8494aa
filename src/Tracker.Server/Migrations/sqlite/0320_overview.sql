-- What the overview looks for at every look, each a few rows among many.
CREATE INDEX ix_task_out ON task(state, state_since) WHERE state IN (2, 3);
CREATE INDEX ix_release_entry_failed ON release_entry(since) WHERE state = 3;
CREATE INDEX ix_run_lost ON run(ended_at) WHERE lost = 1;
