-- How many of the last runs must have failed before a task is down, and which of the last runs did: the newest in the lowest bit.
ALTER TABLE task ADD COLUMN failures INTEGER NOT NULL DEFAULT 1;
ALTER TABLE task ADD COLUMN out_of INTEGER NOT NULL DEFAULT 1;
ALTER TABLE task ADD COLUMN recent INTEGER NOT NULL DEFAULT 0;

-- Whose outage explains this one's, and until when nobody wants to hear of it. What was held back is told afterwards, unless
-- it is what was told last.
ALTER TABLE task ADD COLUMN parent_id INTEGER REFERENCES task(id) ON DELETE SET NULL;
ALTER TABLE task ADD COLUMN snoozed_until INTEGER;
ALTER TABLE task ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN told_state INTEGER NOT NULL DEFAULT 0;
UPDATE task SET told_state = state;
CREATE INDEX ix_task_parent ON task(parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE task_tag(
    tag TEXT NOT NULL,
    task_id INTEGER NOT NULL,
    PRIMARY KEY(tag, task_id)
);
CREATE INDEX ix_task_tag_task ON task_tag(task_id);
INSERT INTO task_tag(tag, task_id) SELECT DISTINCT t.value, task.id FROM task, json_each(task.tags) AS t;

-- What stands in the addresses of badges of tags, so that nobody guesses them.
CREATE TABLE task_badge_key(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    text TEXT NOT NULL
);

-- For which instant the nightly report was sent last.
CREATE TABLE task_report(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    due_at INTEGER NOT NULL
);
