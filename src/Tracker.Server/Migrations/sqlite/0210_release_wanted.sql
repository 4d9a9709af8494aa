-- A webhook told that there is something new: the tracker is polled before its turn. "wanted" counts what was told, and "wanted_seen"
-- is how far a poll that has ended knew of it when it began; so what is told during a poll is not lost.
ALTER TABLE release_tracker ADD COLUMN wanted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE release_tracker ADD COLUMN wanted_seen INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ix_release_tracker_wanted ON release_tracker(id) WHERE wanted > wanted_seen;
