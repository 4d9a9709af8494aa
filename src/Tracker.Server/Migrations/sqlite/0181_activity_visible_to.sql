-- The principal who alone may see a row, besides administrators; NULL for all who may read.
ALTER TABLE activity ADD COLUMN visible_to TEXT;
