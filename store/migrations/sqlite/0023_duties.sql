-- 0023 (safe for programs since 0023): when each job of the plan last ran, and who runs it now
-- +goose Up
CREATE TABLE duties (
    name TEXT NOT NULL,
    last_run INTEGER NOT NULL DEFAULT 0,
    worker TEXT NOT NULL DEFAULT '',
    until_at INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (name)
) WITHOUT ROWID;
