-- 0006 (safe for programs since 0006): the bodies around the grid, in the order of the workbook
-- +goose Up
CREATE TABLE bodies (
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    members TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0,
    ord INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (name, kind)
);
