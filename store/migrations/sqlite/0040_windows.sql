-- 0040 (safe for programs since 0023): what was decided about windows: one row per window and year
-- +goose Up
CREATE TABLE windows (
    wkey TEXT NOT NULL,
    window_id TEXT NOT NULL,
    year INTEGER NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    from_day INTEGER NOT NULL DEFAULT 0,
    to_day INTEGER NOT NULL DEFAULT 0,
    asked INTEGER NOT NULL DEFAULT 0,
    nudged INTEGER NOT NULL DEFAULT 0,
    by_member TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL,
    ordered TEXT NOT NULL DEFAULT '',
    adhoc TEXT NOT NULL,
    PRIMARY KEY (wkey)
);
