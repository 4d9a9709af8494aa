-- How many of the last runs must have failed before a task is down, and which of the last runs did: the newest in the lowest bit.
ALTER TABLE task ADD COLUMN failures BIGINT NOT NULL DEFAULT 1;
ALTER TABLE task ADD COLUMN out_of BIGINT NOT NULL DEFAULT 1;
ALTER TABLE task ADD COLUMN recent BIGINT NOT NULL DEFAULT 0;

-- Whose outage explains this one's, and until when nobody wants to hear of it. What was held back is told afterwards, unless
-- it is what was told last.
ALTER TABLE task ADD COLUMN parent_id BIGINT REFERENCES task(id) ON DELETE SET NULL;
ALTER TABLE task ADD COLUMN snoozed_until BIGINT;
ALTER TABLE task ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN told_state BIGINT NOT NULL DEFAULT 0;
UPDATE task SET told_state = state;
CREATE INDEX ix_task_parent ON task(parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE task_tag(
    tag TEXT COLLATE "C" NOT NULL,
    task_id BIGINT NOT NULL,
    PRIMARY KEY(tag, task_id)
);
CREATE INDEX ix_task_tag_task ON task_tag(task_id);
INSERT INTO task_tag(tag, task_id) SELECT DISTINCT t.tag, task.id FROM task, jsonb_array_elements_text(task.tags::jsonb) AS t(tag);

-- What stands in the addresses of badges of tags, so that nobody guesses them.
CREATE TABLE task_badge_key(
    id BIGINT PRIMARY KEY CHECK(id = 1),
    text TEXT NOT NULL
);

-- For which instant the nightly report was sent last.
CREATE TABLE task_report(
    id BIGINT PRIMARY KEY CHECK(id = 1),
    due_at BIGINT NOT NULL
);
