-- How long administrators want things kept; no days means for ever.
CREATE TABLE setting_retention(
    name TEXT PRIMARY KEY,
    days INTEGER
);
