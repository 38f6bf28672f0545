-- 0002 (safe for programs since 0002): the responsibility tree, in the order of the workbook
-- +goose Up
CREATE TABLE grids (
    code TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    parent TEXT NOT NULL DEFAULT '',
    level TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    lat REAL NOT NULL DEFAULT 0,
    lon REAL NOT NULL DEFAULT 0,
    ended INTEGER NOT NULL DEFAULT 0,
    ord INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (code)
);
