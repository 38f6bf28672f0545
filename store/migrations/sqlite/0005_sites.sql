-- 0005 (safe for programs since 0005): the inspected objects that are not courtyards, in the order of the workbook
-- +goose Up
CREATE TABLE sites (
    code TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    grid TEXT NOT NULL,
    class TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL,
    high_risk INTEGER NOT NULL DEFAULT 0,
    address TEXT NOT NULL DEFAULT '',
    responsible TEXT NOT NULL DEFAULT '',
    party TEXT NOT NULL DEFAULT '',
    manager TEXT NOT NULL DEFAULT '',
    ended INTEGER NOT NULL DEFAULT 0,
    ord INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (code)
);
