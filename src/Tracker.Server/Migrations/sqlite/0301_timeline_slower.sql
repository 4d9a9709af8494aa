-- When it was told that the timeline is slower than usual, which is told once.
ALTER TABLE timeline ADD COLUMN told_slower INTEGER;
