CREATE TABLE catalog_entry(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    type INTEGER NOT NULL,
    language INTEGER NOT NULL,
    platform INTEGER NOT NULL,
    sla_level INTEGER NOT NULL,
    owner TEXT NOT NULL,
    system TEXT NOT NULL,
    lifecycle TEXT NOT NULL,
    version TEXT NOT NULL,
    latest_version TEXT NOT NULL,
    reference_version TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- The whole entry as proto JSON; the columns before it are what lists filter and sort by.
    document TEXT NOT NULL
);
-- Lists are filtered in the index alone: the documents of a page are read once it is known.
CREATE INDEX ix_catalog_entry_name ON catalog_entry(name, type, language, platform, sla_level, owner, system, id);
CREATE INDEX ix_catalog_entry_updated ON catalog_entry(updated_at, id, type, language, platform, sla_level, owner, system);
CREATE INDEX ix_catalog_entry_type ON catalog_entry(type, name, latest_version, reference_version, id);
CREATE INDEX ix_catalog_entry_owner ON catalog_entry(owner, name);

-- What each entry says it uses, and in which version.
CREATE TABLE catalog_deliverable(
    entry_id INTEGER NOT NULL REFERENCES catalog_entry(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY(entry_id, position)
) WITHOUT ROWID;
CREATE INDEX ix_catalog_deliverable_name ON catalog_deliverable(name, entry_id, version);

-- "from_name depends on to_name", as the entry declares it, be it the one or the other. Neither need be in the catalog.
CREATE TABLE catalog_dependency(
    entry_id INTEGER NOT NULL REFERENCES catalog_entry(id) ON DELETE CASCADE,
    from_name TEXT NOT NULL,
    to_name TEXT NOT NULL,
    PRIMARY KEY(entry_id, from_name, to_name)
) WITHOUT ROWID;
CREATE INDEX ix_catalog_dependency_from ON catalog_dependency(from_name, to_name);
CREATE INDEX ix_catalog_dependency_to ON catalog_dependency(to_name, from_name);

-- The words by which an entry is found, folded; the rowid is the entry's id.
CREATE VIRTUAL TABLE catalog_text USING fts5(words, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3');
