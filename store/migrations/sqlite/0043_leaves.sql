-- 0043 (safe for programs since 0001): leaves, with who stands in
-- +goose Up
CREATE TABLE leaves (
    id TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    member TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    to_day INTEGER NOT NULL,
    asked TEXT NOT NULL DEFAULT '',
    stand_in TEXT NOT NULL DEFAULT '',
    agreed_at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    begun_at INTEGER NOT NULL DEFAULT 0,
    closed_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE INDEX leaves_to ON leaves (to_day);
