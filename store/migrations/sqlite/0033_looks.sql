-- 0033 (safe for programs since 0030): how the objects of a sweep stand, one row per occurrence and object
-- +goose Up
CREATE TABLE looks (
    occurrence TEXT NOT NULL,
    object TEXT NOT NULL,
    grid TEXT NOT NULL,
    state TEXT NOT NULL,
    by_member TEXT NOT NULL,
    at INTEGER NOT NULL,
    inspection TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    PRIMARY KEY (occurrence, object)
) WITHOUT ROWID;
