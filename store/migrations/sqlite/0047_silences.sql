-- 0047 (safe for programs since 0001): silences with author, reason and end
-- +goose Up
CREATE TABLE silences (
    id TEXT NOT NULL,
    no TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    scope TEXT NOT NULL,
    ref TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    ended_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE INDEX silences_until ON silences (until_at);
