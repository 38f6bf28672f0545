-- 0009 (safe for programs since 0009): the last number drawn of every series
-- +goose Up
CREATE TABLE numbers (
    series TEXT NOT NULL,
    n INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (series)
) WITHOUT ROWID;
