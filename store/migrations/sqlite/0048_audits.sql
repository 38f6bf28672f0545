-- 0048 (safe for programs since 0001): the nightly self-audits and the gaps they found
-- +goose Up
CREATE TABLE audits (
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    since_at INTEGER NOT NULL,
    version TEXT NOT NULL,
    due INTEGER NOT NULL DEFAULT 0,
    fates TEXT NOT NULL,
    steps INTEGER NOT NULL DEFAULT 0,
    made_up INTEGER NOT NULL DEFAULT 0,
    gaps TEXT NOT NULL,
    PRIMARY KEY (day)
) WITHOUT ROWID;
