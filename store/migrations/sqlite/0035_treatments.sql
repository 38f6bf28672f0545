-- 0035 (safe for programs since 0029): how those in charge treat major hazards
-- +goose Up
CREATE TABLE treatments (
    id TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    grid TEXT NOT NULL DEFAULT '',
    round INTEGER NOT NULL DEFAULT 0,
    climbed INTEGER NOT NULL DEFAULT 0,
    opened_at INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    plan TEXT NOT NULL,
    plan_by TEXT NOT NULL DEFAULT '',
    plan_at INTEGER NOT NULL DEFAULT 0,
    listed_by TEXT NOT NULL DEFAULT '',
    listed_no TEXT NOT NULL DEFAULT '',
    listed_at INTEGER NOT NULL DEFAULT 0,
    progress TEXT NOT NULL,
    progress_n INTEGER NOT NULL DEFAULT 0,
    asked_at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);
