-- 0003 (safe for programs since 0003): the people of the roster, in the order of the workbook
-- +goose Up
CREATE TABLE members (
    id TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    mobile TEXT NOT NULL DEFAULT '',
    plain INTEGER NOT NULL DEFAULT 0,
    ended INTEGER NOT NULL DEFAULT 0,
    ord INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);
